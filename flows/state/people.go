package state

import (
	"time"

	"footing/flows/record"
)

// Ties are the clinic's people around a patient, and the patient's wishes about who is called.
type Ties struct {
	Code      string  `json:"code" cbor:"2,keyasint,omitempty"` // the patient's, at the clinic
	Clinician Contact `json:"clinician" cbor:"3,keyasint,omitzero"`
	Team
	// who works with the patient beside the clinician
	Seconds []Second `json:"seconds,omitempty" cbor:"30,keyasint,omitempty"`
	Stand   *Stand   `json:"stand,omitempty" cbor:"31,keyasint,omitempty"` // who reads while the clinician is away
	// a leave that is to come, or in which nobody stands in
	Ahead *Stand `json:"ahead,omitempty" cbor:"32,keyasint,omitempty"`
	// the patient was told so, and not yet of the return
	WasAway bool `json:"was_away,omitempty" cbor:"33,keyasint,omitempty"`
	// participant ids that no alert of this person may go to
	Excluded []string `json:"excluded,omitempty" cbor:"34,keyasint,omitempty"`
	// participant id of who gets urgent messages first
	First    string    `json:"first,omitempty" cbor:"4,keyasint,omitempty"`
	Proposal *Proposal `json:"proposal,omitempty" cbor:"35,keyasint,omitempty"` // that the patient is asked about
	// the name of the clinician who left, until the patient was told
	Orphaned string `json:"orphaned,omitempty" cbor:"36,keyasint,omitempty"`
	// of a stand-in or a second clinician, in which they are not called
	Absences []Absence `json:"absences,omitempty" cbor:"37,keyasint,omitempty"`
	// participant id of who the patient says is their therapist; "": nobody who is here
	Therapist string `json:"therapist,omitempty" cbor:"133,keyasint,omitempty"`
}

// Contact is another participant, with the name that may be shown.
type Contact struct {
	ID   string      `json:"id" cbor:"1,keyasint,omitempty"`
	Name string      `json:"name" cbor:"2,keyasint,omitempty"`
	Role record.Role `json:"role" cbor:"3,keyasint,omitempty"`
}

// Team is the other people of the clinic who may be called about a patient. It is sent with the invitation, and again
// when a post changes hands, for good or for a while.
type Team struct {
	Backup *Contact `json:"backup,omitempty" cbor:"5,keyasint,omitempty"` // who else can be first for urgent messages
	Lead   *Contact `json:"lead,omitempty" cbor:"6,keyasint,omitempty"`
	Night  *Contact `json:"night,omitempty" cbor:"7,keyasint,omitempty"` // the post that is there when nobody else is
	// of these posts, that hold now: who is named above holds it for a while
	Swaps []Swap `json:"swaps,omitempty" cbor:"40,keyasint,omitempty"`
	// of these posts, that are agreed to and have not begun
	Coming []Swap `json:"coming,omitempty" cbor:"41,keyasint,omitempty"`
}

// Second is a second clinician, whom the patient has agreed to.
type Second struct {
	Contact
	Alerts  bool `json:"alerts,omitempty" cbor:"8,keyasint,omitempty"`
	Summary bool `json:"summary,omitempty" cbor:"9,keyasint,omitempty"`
}

// Stand is the stand-in for the primary clinician during a leave. Of a leave to come the contact is empty where nobody
// stands in, and Until is zero where it was called off.
type Stand struct {
	Contact
	Number int       `json:"number" cbor:"8,keyasint,omitempty"`
	From   time.Time `json:"from,omitzero" cbor:"9,keyasint,omitzero"` // of a leave to come
	Until  time.Time `json:"until" cbor:"10,keyasint,omitzero"`
	Told   bool      `json:"told,omitempty" cbor:"11,keyasint,omitempty"`
	// Refused: whom the patient does not want to stand in during a leave to come. Then nobody does.
	Refused string `json:"refused,omitempty" cbor:"12,keyasint,omitempty"`
}

// Proposal is an agreement of two clinicians for which the patient's consent is asked.
type Proposal struct {
	Number int        `json:"number" cbor:"1,keyasint,omitempty"`
	Kind   record.Tie `json:"kind" cbor:"2,keyasint,omitempty"`
	Who    Contact    `json:"who" cbor:"3,keyasint,omitzero"`
	By     Contact    `json:"by" cbor:"4,keyasint,omitzero"`
	Told   bool       `json:"told,omitempty" cbor:"5,keyasint,omitempty"`
}
