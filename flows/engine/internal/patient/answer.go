package patient

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// NextItem is the first applicable item without a valid answer; empty at the end.
func (t Side) NextItem(o *state.Occasion) string {
	answers, past := o.Standing(), t.Past()
	for _, p := range t.Questions(o) {
		given, answered := o.Answers[p.Item.ID]
		leftOut := o.SafetyLeftOut && p.Questionnaire.Theme == 0 && p.Item.ID != o.Urgent
		if answered && !given.Stale || leftOut {
			continue
		}
		if p.Item.When != nil && p.Item.ID != o.Urgent {
			// An item whose condition cannot be evaluated is asked: one question too many does less harm than one too
			// few.
			if holds, err := p.Item.When.Holds(answers, past); !holds && err == nil {
				continue
			}
		}
		if p.Item.FollowUp && !p.Item.Safety && t.followUps(o, p) >= t.Plan.Limits.FollowUps {
			continue
		}
		return p.Item.ID
	}
	return ""
}

// followUps counts the follow-ups with a valid answer, except safety ones. Before an item that is not private, private
// ones do not count either: what others may see must not depend on them.
func (t Side) followUps(o *state.Occasion, next turn.Question) int {
	n := 0
	for _, p := range t.Questions(o) {
		a, ok := o.Answers[p.Item.ID]
		counts := p.Item.FollowUp && !p.Item.Safety && (next.Questionnaire.Private || !p.Questionnaire.Private)
		if ok && !a.Stale && counts {
			n++
		}
	}
	return n
}

// answered handles a tap on an option. The button's data is looked up in the patient's own open check-in.
func (t Side) answered(e state.Tapped, pressed press.Answer) {
	item, code := pressed.Item, pressed.Code
	if late := t.missedBy(); late != nil && late.Number == pressed.Occasion {
		t.lateTapped(late, e, pressed)
		return
	}
	o := t.openNumber(pressed.Occasion)
	if o == nil {
		t.Toast(e, "toast.closed")
		return
	}
	o.Message = e.Message
	if item != o.Item {
		if before, ok := o.Answers[item]; ok && before.Code == code {
			t.Toast(e, "toast.noted")
			return
		}
		t.Toast(e, "toast.moved_on")
		return
	}
	p, ok := t.Question(o, item)
	if !ok {
		t.Toast(e, "toast.old")
		return
	}
	if p.Item.Kind == flows.Several && !flows.Declined(code) && code != flows.Done {
		t.tick(e, o, p, code)
		return
	}
	g, problem := t.chosen(o, p, code)
	t.Toast(e, problem)
	if problem == "" {
		t.accept(o, p, g)
	}
}

// chosen is the answer that a button stands for, or the text that says why there is none. A button from before the
// wording was changed is an answer to the words that stood beside it.
func (t Side) chosen(o *state.Occasion, p turn.Question, code string) (g turn.Given, problem string) {
	if option, _, ok := p.Item.Known(code); ok {
		g.Code, g.Value, g.Action = option.Code, option.Value, option.Action
		return g, ""
	}
	switch {
	case p.Item.Kind == flows.Several && code == flows.Done && len(o.Ticked) == 0:
		return g, "toast.tick_first"
	case p.Item.Kind == flows.Several && code == flows.Done:
		g.Codes = slices.Clone(o.Ticked)
	case p.Item.Kind == flows.Date && code == flows.Today:
		g.Code = t.LocalDay(t.SaidAt()).Format(time.DateOnly)
	case p.Item.Kind == flows.Date && code == flows.Yesterday:
		g.Code = t.LocalDay(t.SaidAt()).AddDate(0, 0, -1).Format(time.DateOnly)
	default:
		return g, "toast.old"
	}
	return g, ""
}

// tick adds an option to the ticked ones or removes it. "Done" turns them into the answer.
func (t Side) tick(e state.Tapped, o *state.Occasion, p turn.Question, code string) {
	if _, ok := p.Item.Option(code); !ok {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	o.Touched = true
	o.Ticked = ticked(p.Item, o.Ticked, code)
	t.showQuestion(o)
}

// ticked are the ticked options after one was pressed, in the order of the item.
func ticked(item *flows.Item, before []string, code string) []string {
	after := slices.DeleteFunc(slices.Clone(before), func(c string) bool { return c == code })
	if len(after) < len(before) {
		return after
	}
	after = nil
	pressed, _ := item.Option(code)
	for _, option := range item.Options {
		kept := slices.Contains(before, option.Code) && !pressed.Exclusive && !option.Exclusive
		if option.Code == code || kept {
			after = append(after, option.Code)
		}
	}
	return after
}

// accept files an answer, does what follows from it, and goes on.
func (t Side) accept(o *state.Occasion, p turn.Question, g turn.Given) {
	o.Touched = true
	if t.safety.LeaveDanger(o, false) {
		o.Message = 0
	}
	before, ok := o.Answers[p.Item.ID]
	same := before.Code == g.Code && slices.Equal(before.Codes, g.Codes) && p.Item.Kind != flows.Text
	if !ok || before.Stale || !same {
		t.file(o, p, g)
	}
	if t.safety.Judge(o) {
		t.endOccasion(record.EndRed)
		return
	}
	t.act(p, g)
	t.goOn(o, p.Item.ID)
}

// file files an answer. A changed answer is a new revision, and the items that depended on it must be asked again.
// Information items have no answer to file.
func (t Side) file(o *state.Occasion, p turn.Question, g turn.Given) {
	revision := 0
	if before, ok := o.Answers[p.Item.ID]; ok {
		revision = before.Revision + 1
		t.outdate(o, p.Item.ID)
	}
	if o.Answers == nil {
		o.Answers = map[string]state.Answered{}
	}
	o.Answers[p.Item.ID] = state.Answered{
		Code: g.Code, Codes: g.Codes, Value: g.Value, Revision: revision, At: t.SaidAt(), Window: o.Window,
	}
	if p.Item.Kind == flows.Information {
		return
	}
	var words time.Time
	if p.Item.ID == o.Urgent {
		words = o.Words
	}
	t.Keep(record.Response{
		Occasion: o.ID, Questionnaire: p.Questionnaire.ID, Version: p.Version(g.Code), Item: p.Item.ID,
		Theme: p.Questionnaire.Theme, Code: g.Code, Codes: g.Codes, Value: g.Value, Text: g.Text, Revision: revision,
		Locale: t.State.Locale, Hidden: p.Item.Hidden, Private: p.Questionnaire.Private,
		WindowDays: o.Window, Words: words,
	})
}

// outdate marks the answers to later conditional items of the check-in as stale, because their conditions may have
// changed.
func (t Side) outdate(o *state.Occasion, item string) {
	after := false
	for _, p := range t.Questions(o) {
		if a, ok := o.Answers[p.Item.ID]; ok && after && p.Item.When != nil {
			a.Stale = true
			o.Answers[p.Item.ID] = a
		}
		after = after || p.Item.ID == item
	}
}

// goOn asks the next item in the same message, or ends the check-in.
func (t Side) goOn(o *state.Occasion, item string) {
	o.Path = append(o.Path, item)
	t.turnTo(o, t.NextItem(o))
	if o.Item == "" {
		t.endOccasion(record.EndAnswered)
		return
	}
	t.showQuestion(o)
}

// turnTo makes an item the current one, with the options that were ticked earlier.
func (t Side) turnTo(o *state.Occasion, item string) {
	o.Item, o.Ticked = item, slices.Clone(o.Answers[item].Codes)
}

// showQuestion shows the current item in the check-in's message, or in a new message below a typed answer.
func (t Side) showQuestion(o *state.Occasion) {
	if o.Message == 0 {
		t.sendQuestion(state.ClassReply, "")
	} else {
		text, buttons := t.question(o)
		t.Edit(o.Message, text, buttons...)
	}
	t.scheduleClose(o, t.Plan.Window.Inactivity)
}

// back shows the previous item again. Its answer stays valid until another is tapped.
func (t Side) back(e state.Tapped, number int) {
	o := t.openNumber(number)
	if o == nil || len(o.Path) == 0 {
		t.Toast(e, "toast.closed")
		return
	}
	t.Toast(e, "")
	o.Message = e.Message
	t.turnTo(o, o.Path[len(o.Path)-1])
	o.Path = o.Path[:len(o.Path)-1]
	t.showQuestion(o)
}

// openNumber is the open check-in if a button's number matches it.
func (t Side) openNumber(number int) *state.Occasion {
	p := t.State.Patient
	if p == nil || p.Open == nil || p.Open.Number != number {
		return nil
	}
	return p.Open
}
