package state

import (
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Sessions are when the patient and their clinician meet.
type Sessions struct {
	// as the clinician or the patient has set it
	Planned record.Appointment `json:"planned,omitzero" cbor:"80,keyasint,omitzero"`
	Meets   meets              `json:"meets,omitzero" cbor:"81,keyasint,omitzero"` // the sessions themselves
	// what they were before the clinician changed them
	Moved *Moved `json:"moved,omitempty" cbor:"82,keyasint,omitempty"`
}

// Moved is when the two met before the clinician changed it, so that the patient can have it back.
type Moved struct {
	Number int                `json:"number" cbor:"1,keyasint,omitempty"`
	Before record.Appointment `json:"before,omitzero" cbor:"2,keyasint,omitzero"`
	Told   bool               `json:"told,omitempty" cbor:"3,keyasint,omitempty"`
}

// meets is the history and the next of a patient's sessions, apart from their regular times.
type meets struct {
	// when somebody first said when they are, or that there are none
	Since time.Time `json:"since,omitzero" cbor:"2,keyasint,omitzero"`
	Next  time.Time `json:"next,omitzero" cbor:"3,keyasint,omitzero"` // the session whose check-in is planned
	Last  time.Time `json:"last,omitzero" cbor:"4,keyasint,omitzero"` // the last that has taken place
	// and the one before it: what "since Tuesday" refers to after a session
	Before time.Time `json:"before,omitzero" cbor:"5,keyasint,omitzero"`
	Count  int       `json:"count,omitempty" cbor:"6,keyasint,omitempty"`
	// the Monday before which weeks without a session were looked for
	Week string `json:"week,omitempty" cbor:"7,keyasint,omitempty"`
}

// AfterSession reports whether an occasion is the check-in after a session.
func (o *Occasion) AfterSession() bool { return strings.HasPrefix(o.ID, flows.SessionSlot+"@") }
