package circle

import (
	"slices"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// A leave is told when it is set, in the patient's waking hours, and again on its first day. A person whom the patient
// has excluded, or the patient's own desk, does not stand in; the patient then hears who is told in their place.

// announced stores a leave that is to come, or one in which nobody stands in, and tells the patient.
func (t Side) announced(l state.Away) {
	p := t.State.Patient
	a := &state.Stand{Contact: l.Who, Number: t.NextSerial(), From: l.From, Until: l.Until}
	if t.refused(l) {
		a.Refused = l.Who.ID
	}
	if !t.canStandIn(l) {
		a.Contact = state.Contact{}
	}
	if a.From.IsZero() {
		a.From = t.Now()
	}
	p.Ahead = a
	if !a.From.After(t.Now()) {
		t.safety.LetGo(p.Clinician)
	}
	if !t.Waits(state.NewsStand) {
		t.TellStand()
	}
}

// refused tells whether the patient does not want this stand-in for this leave.
func (t Side) refused(l state.Away) bool {
	a := t.State.Patient.Ahead
	return a != nil && a.Refused == l.Who.ID && a.Until.Equal(l.Until)
}

// canStandIn is false for the patient themselves, and for a person whom they have left out or do not want.
func (t Side) canStandIn(l state.Away) bool {
	return l.Who.ID != t.State.ID && !t.State.Patient.LeavesOut(l.Who.ID) && !t.refused(l)
}

// aheadRefused is the patient's no to a stand-in before the leave has begun.
func (t Side) aheadRefused(e state.Tapped) {
	p := t.State.Patient
	t.Toast(e, "")
	who := p.Ahead.Name
	p.Ahead.Refused, p.Ahead.Contact = p.Ahead.ID, state.Contact{}
	t.Keep(record.Audit{
		By: t.State.ID, Deed: record.DeedRefused, What: record.ChangeStandIn, Of: t.State.ID, Code: p.Code,
	})
	t.Tell(p.Clinician.ID, state.Declined{What: record.ChangeStandIn})
	t.Edit(e.Message, t.refusedText("leave.refused_ahead", who), t.HelpRow())
}

// refusedText answers the no to a stand-in: it says who is told in their place.
func (t Side) refusedText(key, who string) string {
	words := []string{"name", t.State.Patient.Clinician.Name, "who", who}
	if people := t.toldMeanwhile(); people != "" {
		return t.Text(key, append(words, "people", people)...)
	}
	return t.Text("leave.refused_nobody", append(words, "numbers", t.Numbers())...)
}

// toldMeanwhile names who is told of anything urgent while the clinician is away and nobody stands in, also before
// that begins. It names nobody if that is the clinician alone: they may not be there to read it.
func (t Side) toldMeanwhile() string { return t.InOrderWithout(t.State.Patient.Clinician.ID) }

// back ends a leave, or calls one off that is to come. What the patient was not told of is not taken back either.
func (t Side) back() {
	p := t.State.Patient
	if a := p.Ahead; a != nil {
		begun := !a.Until.IsZero() && !a.From.After(t.Now())
		switch {
		case !a.Told:
			p.Ahead = nil
		case a.From.After(t.Now()):
			p.Ahead = &state.Stand{}
		default:
			p.Ahead, p.WasAway = nil, true
		}
		if begun {
			t.safety.CallOpen(p.Clinician)
		}
	}
	switch {
	case p.Stand != nil:
		t.standEnds()
	case p.Ahead == nil && !p.WasAway:
		t.Ignore("a leave that nobody was told of")
	case !t.Waits(state.NewsStand):
		t.TellStand()
	}
}

// tellAhead tells the patient of a leave that was announced or called off. It reports whether there was one to tell.
func (t Side) tellAhead() bool {
	p := t.State.Patient
	a := p.Ahead
	if a == nil || a.Told {
		return false
	}
	a.Told = true
	name, words := p.Clinician.Name, []string{"name", p.Clinician.Name}
	if a.Until.IsZero() {
		p.Ahead = nil
		t.Say(state.ClassPrompt, t.Text("leave.off", "name", name), t.HelpRow())
		return true
	}
	words = append(words, t.Span(a.From, a.Until)...)
	text, rows, until := "", [][]state.Button{t.HelpRow()}, a.Until
	switch people := t.toldMeanwhile(); {
	case a.ID != "":
		text = t.Text("leave.ahead", append(words, "who", a.Name)...)
		rows = slices.Insert(rows, 0, t.notThem(a))
		if a.From.After(t.Now()) {
			until = a.From // it is said again then
		}
	case people != "":
		text = t.Text("leave.ahead_alone", append(words, "people", people)...)
	default:
		text = t.Text("leave.ahead_nobody", append(words, "numbers", t.Numbers())...)
	}
	t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassPrompt, Text: text, Buttons: rows, Until: until})
	return true
}

// notThem is the button by which a patient refuses a stand-in.
func (t Side) notThem(s *state.Stand) []state.Button {
	return turn.Row(turn.Button(t.Text("leave.refuse", "who", s.Name),
		press.Settled{What: "stand", Number: s.Number}))
}
