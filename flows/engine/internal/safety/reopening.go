package safety

import (
	"slices"
	"strings"

	"footing/flows/record"
	"footing/flows/state"
)

// Unheld calls out anew, at once, every alert that was seen by somebody who cannot say any more that contact was made:
// their tie with the patient has ended, or the patient has left them out. Whoever else heard that it was seen relies on
// them. It looks at what a turn has come to, so that no way in which a tie can end is forgotten.
func (t Side) Unheld() {
	p := t.State.Patient
	if p == nil {
		return
	}
	for n := range p.Alerts {
		a := &p.Alerts[n]
		if a.Held() && !t.May(a.SeenID, state.RightAct) {
			t.reopen(a)
		}
	}
}

// LetGo calls out anew what somebody has seen who is away from now on.
func (t Side) LetGo(c state.Contact) {
	for n := range t.State.Patient.Alerts {
		if a := &t.State.Patient.Alerts[n]; a.Held() && a.SeenID == c.ID {
			t.reopen(a)
		}
	}
}

// reopen begins the calling anew and tells the patient: they were shown who had seen it, and that does not hold any
// more. More is not known: that person may have been in touch and not have said so.
func (t Side) reopen(a *state.Alert) {
	who := a.SeenBy
	t.Keep(record.Acknowledgement{Alert: a.ID, Act: record.Reopened})
	t.restart(a, state.Alarm{Reopen: true})
	words := []string{"name", who, "numbers", t.Numbers()}
	if len(t.Staffed()) == 0 {
		t.Say(state.ClassSafety, t.Text("safety.reopened_nobody", words...), t.HelpRow())
		t.Milestone(a.ID, a.At, record.StepUnreached)
		return
	}
	parts := []string{t.Text("safety.reopened", append(words, "who", t.calledNames(a))...)}
	if t.Attended() {
		parts = append(parts, t.Text("safety.numbers", words...))
	} else {
		parts = append(parts, t.Text("safety.off_duty", append(words, "when", t.Clock(t.AttendedFrom()))...))
	}
	t.Say(state.ClassSafety, strings.Join(parts, "\n\n"), t.HelpRow())
}

// calledNames are those who have been called about an alert since the calling last began.
func (t Side) calledNames(a *state.Alert) string {
	var names []string
	for _, c := range t.With(state.RightLetters) {
		if slices.Contains(a.Called, c.ID) {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}
