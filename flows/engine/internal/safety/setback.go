package safety

import (
	"time"
)

// SetBack shifts the times of open alerts when the clock is set back, so that no step comes later because of it; or
// earlier, where it is set right again, by a negative time. Times already shown or recorded stay as they are.
func (t Side) SetBack(by time.Duration) {
	p := t.State.Patient
	if p == nil || by == 0 || len(t.OpenAlerts()) == 0 {
		t.Ignore("a clock that times nothing here")
		return
	}
	for n := range p.Alerts {
		a := &p.Alerts[n]
		if !a.Closed.IsZero() {
			continue
		}
		for _, at := range []*time.Time{&a.Restarted, &a.Repeated, &a.Seen, &a.Pause, &a.Unseen} {
			if !at.IsZero() {
				*at = at.Add(-by)
			}
		}
		for n := range a.Pages {
			a.Pages[n].From = a.Pages[n].From.Add(-by)
		}
		next := t.callFrom(a)
		if a.Seen.IsZero() {
			t.takeDue(a)
			next = t.callAfter(a, a.Repeated)
		}
		t.callAt(a, next)
	}
}
