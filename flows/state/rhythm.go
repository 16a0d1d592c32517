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

// Pause is a time without check-ins. It is checked on sending, never on planning, so a pause that begins a minute
// before a check-in still holds, and so does its early end.
type Pause struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// PausedAt reports whether this time falls into the pause.
func (r *Rhythm) PausedAt(at time.Time) bool {
	return !at.Before(r.Pause.From) && at.Before(r.Pause.Until)
}

// Pace is how much is asked: everything in the protocol, unless the patient wanted less. /schedule restores everything.
type Pace struct {
	Reduced bool `json:"reduced,omitempty"` // one check-in a week, each of the rotation in its turn
	Soft    bool `json:"soft,omitempty"`    // beside safety one questionnaire in each check-in, not several
}
