package state

import (
	"slices"
	"time"

	"footing/flows"
)

// Amount is what the clinician wants to be asked, where it is not what the protocol has.
type Amount struct {
	Adjustment Adjustment `json:"dosing,omitzero"`
	Changes    []Change   `json:"changes,omitempty"` // that the patient can refuse, youngest last
}

// Adjustment is what is asked of one patient where their clinician has settled it apart from the protocol. The zero
// Adjustment is the protocol's. Safety is never among what is left out.
type Adjustment struct {
	Out    []string `json:"out,omitempty"`    // check-ins of the rotation that are left out, by slot id
	Themes []int    `json:"themes,omitempty"` // themes that are left out
	Low    float64  `json:"low,omitempty"`    // a median at or below this is low; 0: as the protocol has it
	Drops  int      `json:"drops,omitempty"`  // so many drops in a row are slipping; 0: as the protocol has it
}

// Equal tells whether the same is asked.
func (d Adjustment) Equal(other Adjustment) bool {
	return slices.Equal(d.Out, other.Out) && slices.Equal(d.Themes, other.Themes) &&
		d.Low == other.Low && d.Drops == other.Drops
}

// Leaves tells whether a slot is one of those that are left out.
func (d Adjustment) Leaves(s flows.Slot) bool { return slices.Contains(d.Out, s.ID) }

// Change is what was asked before the clinician changed it, so that the patient can have it back.
type Change struct {
	Number     int            `json:"number"`
	Days       []time.Weekday `json:"days,omitempty"`
	Adjustment Adjustment     `json:"dosing,omitzero"`
	Told       bool           `json:"told,omitempty"`
}
