package state

import (
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Sessions are when the patient and their clinician meet.
type Sessions struct {
	Planned record.Appointment `json:"planned,omitzero"` // as the clinician or the patient has set it
	Meets   Meets              `json:"meets,omitzero"`   // the sessions themselves
	Moved   *Moved             `json:"moved,omitempty"`  // what they were before the clinician changed them
}

// Moved is when the two met before the clinician changed it, so that the patient can have it back.
type Moved struct {
	Number int                `json:"number"`
	Before record.Appointment `json:"before,omitzero"`
	Told   bool               `json:"told,omitempty"`
}

// Meets is the history and the next of a patient's sessions, apart from their regular times.
type Meets struct {
	Since  time.Time `json:"since,omitzero"`  // when somebody first said when they are, or that there are none
	Next   time.Time `json:"next,omitzero"`   // the session whose check-in is planned
	Last   time.Time `json:"last,omitzero"`   // the last that has taken place
	Before time.Time `json:"before,omitzero"` // and the one before it: what "since Tuesday" refers to after a session
	Count  int       `json:"count,omitempty"`
	Week   string    `json:"week,omitempty"` // the Monday before which weeks without a session were looked for
}

// AfterSession reports whether an occasion is the check-in after a session.
func (o *Occasion) AfterSession() bool { return strings.HasPrefix(o.ID, flows.SessionSlot+"@") }
