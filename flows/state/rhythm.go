package state

import (
	"time"
)

// Rhythm is when check-ins come.
type Rhythm struct {
	Days  []time.Weekday `json:"days,omitempty" cbor:"12,keyasint,omitempty"` // one for each slot of the rotation
	At    string         `json:"at,omitempty" cbor:"13,keyasint,omitempty"`   // 14:05
	Pause Pause          `json:"pause,omitzero" cbor:"50,keyasint,omitzero"`
	Pace  Pace           `json:"pace,omitzero" cbor:"51,keyasint,omitzero"`
	// when the patient last wrote or tapped anything
	Heard  time.Time `json:"heard,omitzero" cbor:"14,keyasint,omitzero"`
	Nudged bool      `json:"nudged,omitempty" cbor:"52,keyasint,omitempty"` // asked about the silence since then
}

// Pause is a time without check-ins. It is checked on sending, never on planning, so a pause that begins a minute
// before a check-in still holds, and so does its early end.
type Pause struct {
	From  time.Time `json:"from" cbor:"2,keyasint,omitzero"`
	Until time.Time `json:"until" cbor:"3,keyasint,omitzero"`
}

// PausedAt reports whether this time falls into the pause.
func (r *Rhythm) PausedAt(at time.Time) bool {
	return !at.Before(r.Pause.From) && at.Before(r.Pause.Until)
}

// Pace is how much is asked: everything in the protocol, unless the patient wanted less. /schedule restores everything.
type Pace struct {
	// one check-in a week, each of the rotation in its turn
	Reduced bool `json:"reduced,omitempty" cbor:"2,keyasint,omitempty"`
	// beside safety one questionnaire in each check-in, not several
	Soft bool `json:"soft,omitempty" cbor:"3,keyasint,omitempty"`
}
