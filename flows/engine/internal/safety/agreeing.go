package safety

import (
	"footing/flows/state"
	"slices"
)

// callOpen lets somebody who is called from now on know of alerts that nobody has seen.
func (t Side) CallOpen(c state.Contact) {
	p := t.State.Patient
	for n := range p.Alerts {
		if a := &p.Alerts[n]; a.Closed.IsZero() && a.Seen.IsZero() && !slices.Contains(p.Excluded, c.ID) {
			t.call(a, c, state.Alarm{})
		}
	}
}
