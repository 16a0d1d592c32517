package state

import (
	"slices"
	"time"

	"footing/flows"
)

// Amount is the clinician's changes to what is asked, if there are any.
type Amount struct {
	Adjustment Adjustment `json:"dosing,omitzero" cbor:"60,keyasint,omitzero"`
	// that the patient can refuse, youngest last
	Changes []Change `json:"changes,omitempty" cbor:"61,keyasint,omitempty"`
}

// Adjustment is what is asked of one patient where it differs from the protocol. The zero Adjustment means the
// protocol's own settings. Safety is never left out.
type Adjustment struct {
	// check-ins of the rotation that are left out, by slot id
	Out    []string `json:"out,omitempty" cbor:"2,keyasint,omitempty"`
	Themes []int    `json:"themes,omitempty" cbor:"3,keyasint,omitempty"` // themes that are left out
	// a median at or below this is low; 0: as the protocol has it
	Low float64 `json:"low,omitempty" cbor:"4,keyasint,omitempty"`
	// so many drops in a row are slipping; 0: as the protocol has it
	Drops int `json:"drops,omitempty" cbor:"5,keyasint,omitempty"`
}

// Equal reports whether both ask the same.
func (d Adjustment) Equal(other Adjustment) bool {
	return slices.Equal(d.Out, other.Out) && slices.Equal(d.Themes, other.Themes) &&
		d.Low == other.Low && d.Drops == other.Drops
}

// Leaves reports whether a slot is left out.
func (d Adjustment) Leaves(s flows.Slot) bool { return slices.Contains(d.Out, s.ID) }

// Change is what was asked before a change by the clinician, so that the patient can have it back.
type Change struct {
	Number     int            `json:"number" cbor:"1,keyasint,omitempty"`
	Days       []time.Weekday `json:"days,omitempty" cbor:"2,keyasint,omitempty"`
	Adjustment Adjustment     `json:"dosing,omitzero" cbor:"3,keyasint,omitzero"`
	Told       bool           `json:"told,omitempty" cbor:"4,keyasint,omitempty"`
}
