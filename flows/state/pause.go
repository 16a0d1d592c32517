package state

import "time"

// Pause is a time without check-ins. Whether it holds is looked at when something is about to be sent, never when
// it is planned: so a pause that begins a minute before a check-in holds, and one that ends early does too.
type Pause struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// PausedAt tells whether no check-in may come, or was to come, at this time.
func (p *Patient) PausedAt(at time.Time) bool {
	return !at.Before(p.Pause.From) && at.Before(p.Pause.Until)
}
