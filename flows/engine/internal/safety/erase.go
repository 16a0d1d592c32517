package safety

import (
	"footing/flows/state"
	"slices"
	"time"
)

// openAlerts are the alerts that are not over, without anything that was answered or written.
func (t Side) OpenAlerts() []state.Alert {
	open := slices.DeleteFunc(slices.Clone(t.State.Patient.Alerts), func(a state.Alert) bool { return !a.Closed.IsZero() })
	for n := range open {
		open[n].Evidence, open[n].Note, open[n].Remarks, open[n].Occasion = nil, "", nil, ""
	}
	return open
}

// callFrom is when an open alert is called out next.
func (t Side) CallFrom(a *state.Alert) time.Time {
	if a.Seen.IsZero() {
		return t.nextCall(a)
	}
	return t.Plan.Clinic.AfterDuty(a.Seen, t.Plan.Clinic.Ladder.Reopen)
}
