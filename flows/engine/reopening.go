package engine

import (
	"slices"
	"strings"

	"footing/flows/record"
)

// unheld calls out anew, at once, every alert that was seen by somebody who cannot say any more that contact was made:
// their tie with the patient has ended, or the patient has left them out. Whoever else heard that it was seen relies on
// them. It looks at what a turn has come to, so that no way in which a tie can end is forgotten.
func (t *turn) unheld() {
	p := t.state.Patient
	if p == nil {
		return
	}
	for n := range p.Alerts {
		a := &p.Alerts[n]
		if a.held() && (!p.links(a.SeenID) || slices.Contains(p.Excluded, a.SeenID)) {
			t.reopen(a)
		}
	}
}

// held tells whether somebody known has seen an alert and not yet said what came of it.
func (a *Alert) held() bool { return a.Closed.IsZero() && !a.Seen.IsZero() && a.SeenID != "" }

// letGo calls out anew what somebody has seen who is away from now on.
func (t *turn) letGo(c Contact) {
	for n := range t.state.Patient.Alerts {
		if a := &t.state.Patient.Alerts[n]; a.held() && a.SeenID == c.ID {
			t.reopen(a)
		}
	}
}

// reopen begins the calling anew and tells the patient: they were shown who had seen it, and that does not hold any
// more. More is not known: that person may have been in touch and not have said so.
func (t *turn) reopen(a *Alert) {
	who := a.SeenBy
	t.keep(record.Acknowledgement{Alert: a.ID, Act: record.Reopened})
	t.restart(a, Alarm{Reopen: true})
	words := []string{"name", who, "numbers", t.numbers()}
	if len(t.staffed()) == 0 {
		t.say(ClassSafety, t.text("safety.reopened_nobody", words...), t.helpRow())
		t.milestone(a.ID, a.At, record.StepUnreached)
		return
	}
	parts := []string{t.text("safety.reopened", append(words, "who", t.calledNames(a))...)}
	if t.attended() {
		parts = append(parts, t.text("safety.numbers", words...))
	} else {
		parts = append(parts, t.text("safety.off_duty", append(words, "when", t.clock(t.attendedFrom()))...))
	}
	t.say(ClassSafety, strings.Join(parts, "\n\n"), t.helpRow())
}

// calledNames are those who have been called about an alert since the calling last began.
func (t *turn) calledNames(a *Alert) string {
	var names []string
	for _, c := range t.state.Patient.linked() {
		if slices.Contains(a.Called, c.ID) {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}
