package state

import (
	"time"

	"footing/flows/record"
)

// Ties are the clinic's people around a patient, and the patient's wishes about who is called.
type Ties struct {
	Code      string  `json:"code"` // the patient's, at the clinic
	Clinician Contact `json:"clinician"`
	Team
	Seconds  []Second  `json:"seconds,omitempty"`  // who works with the patient beside the clinician
	Stand    *Stand    `json:"stand,omitempty"`    // who reads while the clinician is away
	Ahead    *Stand    `json:"ahead,omitempty"`    // a leave that is to come, or in which nobody stands in
	WasAway  bool      `json:"was_away,omitempty"` // the patient was told so, and not yet of the return
	Excluded []string  `json:"excluded,omitempty"` // participant ids that no alert of this person may go to
	First    string    `json:"first,omitempty"`    // participant id of who gets urgent messages first
	Proposal *Proposal `json:"proposal,omitempty"` // that the patient is asked about
	Orphaned string    `json:"orphaned,omitempty"` // the name of the clinician who left, until the patient was told
}

// Contact is another participant, with the name that may be shown.
type Contact struct {
	ID   string      `json:"id"`
	Name string      `json:"name"`
	Role record.Role `json:"role"`
}

// Team is the other people of the clinic who may be called about a patient. It is sent with the invitation, and again
// when a post changes hands, for good or for a while.
type Team struct {
	Backup *Contact `json:"backup,omitempty"` // who else can be first for urgent messages
	Lead   *Contact `json:"lead,omitempty"`
	Night  *Contact `json:"night,omitempty"` // the post that is there when nobody else is
	Swaps  []Swap   `json:"swaps,omitempty"` // of these posts, that hold now: who is named above holds it for a while
}

// Second is a second clinician, whom the patient has agreed to.
type Second struct {
	Contact
	Alerts  bool `json:"alerts,omitempty"`
	Summary bool `json:"summary,omitempty"`
}

// Stand is the stand-in for the primary clinician during a leave. Of a leave to come the contact is empty where nobody
// stands in, and Until is zero where it was called off.
type Stand struct {
	Contact
	Number int       `json:"number"`
	From   time.Time `json:"from,omitzero"` // of a leave to come
	Until  time.Time `json:"until"`
	Told   bool      `json:"told,omitempty"`
	// Refused: whom the patient does not want to stand in during a leave to come. Then nobody does.
	Refused string `json:"refused,omitempty"`
}

// Proposal is an agreement of two clinicians for which the patient's consent is asked.
type Proposal struct {
	Number int        `json:"number"`
	Kind   record.Tie `json:"kind"`
	Who    Contact    `json:"who"`
	By     Contact    `json:"by"`
	Told   bool       `json:"told,omitempty"`
}
