package safety

import (
	"footing/flows/state"
	"time"
)

// setBack moves the times of open alerts with the clock that was set back, so that no step comes later for it: what was
// ten minutes ago is ten minutes ago still. What has been shown or recorded keeps the time that it was given.
func (t Side) SetBack(by time.Duration) {
	p := t.State.Patient
	if p == nil || by <= 0 || len(t.OpenAlerts()) == 0 {
		t.Ignore("a clock that times nothing here")
		return
	}
	for n := range p.Alerts {
		a := &p.Alerts[n]
		if !a.Closed.IsZero() {
			continue
		}
		for _, at := range []*time.Time{&a.Restarted, &a.Repeated, &a.Seen, &a.Before} {
			if !at.IsZero() {
				*at = at.Add(-by)
			}
		}
		next := t.CallFrom(a)
		if a.Seen.IsZero() {
			t.takeDue(a)
			next = t.callAfter(a, a.Repeated)
		}
		if next.After(t.Now()) {
			t.Wake(state.WakeCall, a.ID, next)
		} else {
			t.CallAgain(a.ID)
		}
	}
}
