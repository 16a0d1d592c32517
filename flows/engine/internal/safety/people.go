package safety

import "footing/flows/state"

// tellHeard lets those who were called about an alert that is not over know that nothing reaches the patient any more; or
// that it does again, and then the patient is told how it stands: what was said meanwhile is lost.
func (t Side) TellHeard(back bool) {
	if t.State.Patient == nil {
		return
	}
	for n := range t.State.Patient.Alerts {
		a := &t.State.Patient.Alerts[n]
		if !a.Closed.IsZero() {
			continue
		}
		for _, id := range a.Called {
			t.Tell(id, state.Unheard{Alert: a.ID, Back: back})
		}
		switch {
		case back && !a.Seen.IsZero():
			t.Say(state.ClassSafety, t.Text("safety.seen", "name", a.SeenBy, "time", t.Clock(a.Seen)), t.HelpRow())
		case back && a.Told:
			t.sayNobody(a)
		}
	}
}
