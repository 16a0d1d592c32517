package state

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
)

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

// Pace is how much is asked: all that the protocol has, unless the patient wanted less. /schedule brings all of it
// back.
type Pace struct {
	Reduced bool `json:"reduced,omitempty"` // one check-in a week, each of the rotation in its turn
	Soft    bool `json:"soft,omitempty"`    // beside safety one questionnaire in each check-in, not several
}

// Dosing is what is asked of one patient where their clinician has settled it apart from the protocol. The zero
// Dosing is the protocol's. Safety is never among what is left out.
type Dosing struct {
	Out    []string `json:"out,omitempty"`    // check-ins of the rotation that are left out, by slot id
	Themes []int    `json:"themes,omitempty"` // themes that are left out
	Low    float64  `json:"low,omitempty"`    // a median at or below this is low; 0: as the protocol has it
	Drops  int      `json:"drops,omitempty"`  // so many drops in a row are slipping; 0: as the protocol has it
}

// Equal tells whether the same is asked.
func (d Dosing) Equal(other Dosing) bool {
	return slices.Equal(d.Out, other.Out) && slices.Equal(d.Themes, other.Themes) &&
		d.Low == other.Low && d.Drops == other.Drops
}

// Leaves tells whether a slot is one of those that are left out.
func (d Dosing) Leaves(s flows.Slot) bool { return slices.Contains(d.Out, s.ID) }

// Change is what was asked before the clinician changed it, so that the patient can have it back.
type Change struct {
	Number int            `json:"number"`
	Days   []time.Weekday `json:"days,omitempty"`
	Dosing Dosing         `json:"dosing,omitzero"`
	Told   bool           `json:"told,omitempty"`
}

// Moved is when the two met before the clinician changed it, so that the patient can have it back.
type Moved struct {
	Number int                `json:"number"`
	Before record.Appointment `json:"before,omitzero"`
	Told   bool               `json:"told,omitempty"`
}

// Meets is what is known of a patient's sessions, beside when they are.
type Meets struct {
	Since  time.Time `json:"since,omitzero"`  // when somebody first said when they are, or that there are none
	Next   time.Time `json:"next,omitzero"`   // the session whose check-in is planned
	Last   time.Time `json:"last,omitzero"`   // the last that has taken place
	Before time.Time `json:"before,omitzero"` // and the one before it: what "since Tuesday" refers to after a session
	Count  int       `json:"count,omitempty"`
	Week   string    `json:"week,omitempty"` // the Monday before which weeks without a session were looked for
}
