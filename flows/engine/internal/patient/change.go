package patient

import (
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// changeWithin is how long after the end of a check-in an answer can still be changed.
const changeWithin = 10 * time.Minute

// lastRows are the buttons under a check-in that has ended.
func (t Side) lastRows(o *state.Occasion, reason record.Ending) [][]state.Button {
	if reason != record.EndAnswered {
		return [][]state.Button{t.HelpRow()}
	}
	worse := turn.Button(t.Text("worse.offer"), press.Chose("worse", "ask"))
	if t.Now().Sub(o.Ended) >= changeWithin {
		return [][]state.Button{append(turn.Row(worse), t.HelpRow()...)}
	}
	return [][]state.Button{
		turn.Row(turn.Button(t.Text("change.offer"), press.Change{Occasion: o.Number}), worse),
		t.HelpRow(),
	}
}

// ended files how a check-in ended, once. A reopened check-in has already been filed: only its revisions are new.
func (t Side) ended(o *state.Occasion, reason record.Ending, answered int) {
	switch {
	case o.Changing:
	case answered == 0:
		t.Keep(record.Missed{Occasion: o.ID, Reason: reason})
	default:
		t.Keep(record.Completed{Occasion: o.ID, Reason: reason, Answered: answered})
	}
	if o.Ended.IsZero() {
		o.Ended = t.Now()
	}
	t.State.Patient.Changeable = nil
	if reason == record.EndAnswered {
		o.Path = nil // whoever changes an answer gets it anew
		t.State.Patient.Changeable = o
	}
}

// changeTapped reopens a check-in that was just answered, at its last question. "Back" leads to the others.
func (t Side) changeTapped(e state.Tapped, number int) {
	p := t.State.Patient
	o := p.Changeable
	if o == nil || o.Number != number || p.Open != nil || !p.SetUp() {
		t.Toast(e, "toast.closed")
		return
	}
	if t.Now().Sub(o.Ended) >= changeWithin {
		t.Toast(e, "change.too_late")
		return
	}
	o.Changing = true
	o.Path = nil
	for _, p := range t.Questions(o) {
		if a, ok := o.Answers[p.Item.ID]; ok && !a.Stale {
			o.Path = append(o.Path, p.Item.ID)
		}
	}
	p.Open, p.Changeable = o, nil
	t.back(e, number)
}
