package patient

import (
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// What was said before a check-in closed is its answer, also when it is taken in afterwards, because the bot or its
// store was away. It is judged and filed like any other, with the time at which it was said. The check-in stays closed:
// nothing more is asked.

// missedBy finds the check-in that was open when this was said and has closed since.
func (t Side) missedBy() *state.Occasion {
	p := t.State.Patient
	if !p.SetUp() || t.Spoken.IsZero() {
		return nil
	}
	for _, o := range []*state.Occasion{p.Open, p.Late} {
		if o == nil || o.Deadline.IsZero() || t.Now().Before(o.Deadline) {
			continue
		}
		if said := t.SaidAt(); said.Before(o.Deadline) && !said.Before(o.Opened) {
			return o
		}
	}
	return nil
}

// early reports whether something was said before the open check-in was: it cannot be its answer.
func (t Side) early(o *state.Occasion) bool { return !t.Spoken.IsZero() && t.SaidAt().Before(o.Opened) }

// keepLate remembers a check-in that closes by itself, for an answer that is still on its way.
func (t Side) keepLate(o *state.Occasion) {
	late := *o
	late.Path = nil
	t.State.Patient.Late = &late
}

// lateTyped takes a text as the answer to a check-in that has closed since.
func (t Side) lateTyped(o *state.Occasion, text record.FreeText) bool {
	p, ok := t.Question(o, o.Item)
	if !ok || !p.Item.Kind.Typed() {
		return false
	}
	g, ok := typed(p, text)
	if !ok {
		t.Reply("late.unread", "time", t.Clock(t.SaidAt()))
		return true
	}
	t.acceptLate(o, p, g)
	return true
}

// lateTapped takes a press as the answer to a check-in that has closed since.
func (t Side) lateTapped(o *state.Occasion, e state.Tapped, pressed press.Answer) {
	p, ok := t.Question(o, o.Item)
	if !ok || pressed.Item != o.Item {
		t.Toast(e, "toast.closed")
		return
	}
	if p.Item.Kind == flows.Several && !flows.Declined(pressed.Code) && pressed.Code != flows.Done {
		if _, ok := p.Item.Option(pressed.Code); ok {
			o.Ticked = ticked(p.Item, o.Ticked, pressed.Code)
		}
		t.Toast(e, "")
		return
	}
	g, problem := t.chosen(o, p, pressed.Code)
	t.Toast(e, problem)
	if problem == "" {
		t.acceptLate(o, p, g)
	}
}

// acceptLate files an answer, does what follows from it, and says that it was kept. The help after a red answer says
// more than that.
func (t Side) acceptLate(o *state.Occasion, p turn.Question, g turn.Given) {
	at := t.Clock(t.SaidAt())
	o.Touched = true
	t.file(o, p, g)
	reason := record.EndExpired
	if t.NextItem(o) == "" {
		reason = record.EndAnswered
	}
	red := t.safety.Judge(o)
	if red {
		reason = record.EndRed
	} else {
		t.act(p, g)
	}
	if t.State.Patient.Open == o {
		t.endOccasion(reason)
	} else { // its end was filed without this answer
		t.safety.SafetyAnswered(o)
		t.ended(o, reason, t.CountAnswers(o))
		t.remember(o)
	}
	t.State.Patient.Late, t.State.Patient.Shut = nil, time.Time{} // it waits for nothing more
	if !red {
		t.Reply("late.kept", "time", at)
	}
}
