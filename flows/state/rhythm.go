package state

import (
	"time"
)

// Rhythm is when check-ins come.
type Rhythm struct {
	Days   []time.Weekday `json:"days,omitempty"` // one for each slot of the rotation
	At     string         `json:"at,omitempty"`   // 14:05
	Pause  Pause          `json:"pause,omitzero"`
	Pace   Pace           `json:"pace,omitzero"`
	Heard  time.Time      `json:"heard,omitzero"`   // when the patient last wrote or tapped anything
	Nudged bool           `json:"nudged,omitempty"` // asked about the silence since then
}

// Pause is a time without check-ins. Whether it holds is looked at when something is about to be sent, never when
// it is planned: so a pause that begins a minute before a check-in holds, and one that ends early does too.
type Pause struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// PausedAt tells whether no check-in may come, or was to come, at this time.
func (r *Rhythm) PausedAt(at time.Time) bool {
	return !at.Before(r.Pause.From) && at.Before(r.Pause.Until)
}

// Pace is how much is asked: all that the protocol has, unless the patient wanted less. /schedule brings all of it
// back.
type Pace struct {
	Reduced bool `json:"reduced,omitempty"` // one check-in a week, each of the rotation in its turn
	Soft    bool `json:"soft,omitempty"`    // beside safety one questionnaire in each check-in, not several
}
