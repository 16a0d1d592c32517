package turn

import (
	"time"

	"footing/flows/state"
)

// Window is the span, in days, that a question asks about: the shortest that reaches back to when it was last answered
// with more than "rather not say". A question whose answer stands in this check-in asks about the same again, so an
// answer is never filed with another sentence than the one that was shown.
func (t *Turn) Window(o *state.Occasion, p Question) int {
	if len(p.Item.Windows) == 0 {
		return 0
	}
	if a, answered := o.Answers[p.Item.ID]; answered && a.Window > 0 {
		return a.Window
	}
	days := LongAgo
	if last, ok := t.State.Patient.Reached[p.Item.ID]; ok {
		days = int(t.LocalDay(t.Now()).Sub(t.LocalDay(last)) / (24 * time.Hour))
	}
	return p.Item.Window(max(1, days))
}

// LongAgo is more days than any window has.
const LongAgo = 10_000

// UnderThumb is how long after a tap a patient counts as answering: no reminder moves the question, and no other
// check-in takes its place.
const UnderThumb = 15 * time.Minute

// Answering reports whether the open check-in was tapped just now.
func (t *Turn) Answering() bool {
	o := t.State.Patient.Open
	if o == nil || !o.Touched {
		return false
	}
	tapped := o.Deadline.Add(-t.Plan.Window.Inactivity)
	if o.Only != "" { // opened by what they wrote, for the whole window
		tapped = o.Opened
	}
	return t.Now().Sub(tapped) < UnderThumb
}
