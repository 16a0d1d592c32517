package engine

import (
	"strconv"
	"time"

	"footing/flows/record"
)

// changeWithin is how long after the end of a check-in an answer can still be changed.
const changeWithin = 10 * time.Minute

// lastRows are the buttons under a check-in that has ended.
func (t *turn) lastRows(o *Occasion, reason record.Ending) [][]Button {
	if reason != record.EndAnswered {
		return [][]Button{t.helpRow()}
	}
	worse := button(t.text("worse.offer"), "c:worse:ask")
	if t.now().Sub(o.Ended) >= changeWithin {
		return [][]Button{append(row(worse), t.helpRow()...)}
	}
	return [][]Button{row(button(t.text("change.offer"), "c:change:"+strconv.Itoa(o.Number)), worse), t.helpRow()}
}

// ended files how a check-in ended, once. One whose answers were changed afterwards has its end behind it: only the
// revisions are new.
func (t *turn) ended(o *Occasion, reason record.Ending, answered int) {
	switch {
	case o.Again:
	case answered == 0:
		t.keep(record.Missed{Occasion: o.ID, Reason: reason})
	default:
		t.keep(record.Completed{Occasion: o.ID, Reason: reason, Answered: answered})
	}
	if o.Ended.IsZero() {
		o.Ended = t.now()
	}
	t.state.Patient.Changeable = nil
	if reason == record.EndAnswered {
		t.state.Patient.Changeable = o
	}
}

// changeTapped opens a check-in again that was answered just now, at its last question; the others are behind "Back".
func (t *turn) changeTapped(e Tapped, number string) {
	p := t.state.Patient
	o := p.Changeable
	if o == nil || strconv.Itoa(o.Number) != number || p.Open != nil || !p.setUp() {
		t.toast(e, "toast.closed")
		return
	}
	if t.now().Sub(o.Ended) >= changeWithin {
		t.toast(e, "change.too_late")
		return
	}
	o.Again = true
	o.Path = nil // whoever went back before has left it shorter than what was answered
	for _, p := range t.places(o) {
		if a, ok := o.Answers[p.item.ID]; ok && !a.Stale {
			o.Path = append(o.Path, p.item.ID)
		}
	}
	p.Open, p.Changeable = o, nil
	t.back(e, number)
}
