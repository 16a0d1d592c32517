package safety

import (
	"slices"
	"strings"

	"footing/flows/record"
	"footing/flows/state"
)

// Unheld reopens alerts whose acknowledger has lost the link to the patient or was excluded. They can no longer report
// that contact was made, and colleagues who read "seen" rely on them. It runs on the result of every turn, so no way of
// ending a link can be missed.
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

// LetGo reopens the alerts that an acknowledger holds when they go on leave.
func (t Side) LetGo(c state.Contact) {
	for n := range t.State.Patient.Alerts {
		if a := &t.State.Patient.Alerts[n]; a.Held() && a.SeenID == c.ID {
			t.reopen(a)
		}
	}
}

// reopen restarts the calls and tells the patient that the acknowledgement no longer holds. It claims nothing else: the
// acknowledger may have been in touch without reporting it.
func (t Side) reopen(a *state.Alert) {
	who := a.SeenBy
	t.Keep(record.Acknowledgement{Alert: a.ID, Act: record.Reopened})
	t.restart(a, state.Alarm{Reopen: true})
	words := []string{"name", who, "numbers", t.Numbers()}
	if len(t.Staffed()) == 0 || t.First().ID == t.State.Patient.Clinician.ID && !t.SomebodyThere() {
		t.Say(state.ClassSafety, t.Text("safety.reopened_nobody", words...), t.HelpRow())
		t.Milestone(a.ID, a.At, record.StepUnreached)
		return
	}
	text := t.Text("safety.reopened", append(words, "who", t.calledNames(a))...)
	t.Say(state.ClassSafety, text+"\n\n"+t.numbersNow(), t.HelpRow())
}

// calledNames lists the people called about an alert since its calls last started.
func (t Side) calledNames(a *state.Alert) string {
	var names []string
	for _, c := range t.With(state.RightLetters) {
		if slices.Contains(a.Called, c.ID) {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}
