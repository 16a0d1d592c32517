package safety

import (
	"slices"

	"footing/flows/state"
)

// CallHolders calls, once, those who have just come to a place on the ladder whose step was taken, about each alert
// that nobody has seen. Outside their hours they are called with the repeats.
func (t Side) CallHolders() {
	for n := range t.State.Patient.Alerts {
		if a := &t.State.Patient.Alerts[n]; a.Closed.IsZero() && a.Seen.IsZero() {
			t.callHolders(a)
		}
	}
}

func (t Side) callHolders(a *state.Alert) {
	for _, step := range t.steps(a.Taken) {
		for _, c := range t.callees(a, step.Call) {
			if !slices.Contains(a.Called, c.ID) && t.Plan.Clinic.Reachable(step, t.Now()) {
				t.call(a, c, state.Alarm{})
			}
		}
	}
}

// CallInstead calls those who have come to the place of somebody who has left, and tells the patient so. False where
// that is nobody who was not called before: then the ladder goes on.
func (t Side) CallInstead(alert string, gone state.Contact) bool {
	a := t.alertOf(alert)
	before := len(a.Called)
	t.callHolders(a)
	t.sayPassedOn(a, gone, before)
	return len(a.Called) > before
}
