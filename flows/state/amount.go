package state

import (
	"slices"
	"time"

	"footing/flows"
)

// Amount is the clinician's changes to what is asked, if there are any.
type Amount struct {
	Adjustment Adjustment `json:"dosing,omitzero"`
	Changes    []Change   `json:"changes,omitempty"` // that the patient can refuse, youngest last
}

// Adjustment is what is asked of one patient where it differs from the protocol. The zero Adjustment means the
// protocol's own settings. Safety is never left out.
type Adjustment struct {
	Out    []string `json:"out,omitempty"`    // check-ins of the rotation that are left out, by slot id
	Themes []int    `json:"themes,omitempty"` // themes that are left out
	Low    float64  `json:"low,omitempty"`    // a median at or below this is low; 0: as the protocol has it
	Drops  int      `json:"drops,omitempty"`  // so many drops in a row are slipping; 0: as the protocol has it
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
	Number     int            `json:"number"`
	Days       []time.Weekday `json:"days,omitempty"`
	Adjustment Adjustment     `json:"dosing,omitzero"`
	Told       bool           `json:"told,omitempty"`
}
