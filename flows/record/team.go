package record

import "time"

// What a clinician can change about a patient: the words of an Audit.
const (
	ChangeAdjustment  = "plan"        // what is asked of a patient, and what their summary calls low
	ChangeSecond      = "second"      // a second clinician was proposed, or agreed to
	ChangeHandOver    = "hand-over"   // another clinician was proposed, or agreed to
	ChangeStandIn     = "stand-in"    // who reads while the clinician is away
	ChangeAppointment = "appointment" // when the two meet
	ChangeSwap        = "swap"        // who holds a post for a while
	ChangeReply       = "reply"       // a text of the clinic's was sent to a patient
)

// Adjustment is a clinician's change to the protocol for one patient. It is recorded for the patient, and the latest
// one is current. Safety questions can never be left out.
type Adjustment struct {
	By string `json:"By" cbor:"1,keyasint,omitempty"` // participant id of who changed it
	// the patient refused a change: this is what applied before
	Refused bool           `json:"Refused" cbor:"2,keyasint,omitempty"`
	Days    []time.Weekday `json:"Days" cbor:"3,keyasint,omitempty"`   // one for each check-in of the rotation
	Out     []string       `json:"Out" cbor:"4,keyasint,omitempty"`    // check-ins of the rotation that are left out
	Themes  []int          `json:"Themes" cbor:"5,keyasint,omitempty"` // themes that are left out
	// a median at or below this is low; 0: as the protocol has it
	Low float64 `json:"Low" cbor:"6,keyasint,omitempty"`
	// so many drops in a row are slipping; 0: as the protocol has it
	Drops int `json:"Drops" cbor:"7,keyasint,omitempty"`
}

// Link says that a member of the clinic has gained or lost access to a patient. It is recorded for the patient.
type Link struct {
	With    string    `json:"With" cbor:"1,keyasint,omitempty"` // participant id
	Name    string    `json:"Name" cbor:"2,keyasint,omitempty"` // the name they are shown under
	As      Tie       `json:"As" cbor:"3,keyasint,omitempty"`
	Held    bool      `json:"Held" cbor:"4,keyasint,omitempty"`          // false: it has ended
	Alerts  bool      `json:"Alerts" cbor:"5,keyasint,omitempty"`        // they are called when something is urgent
	Summary bool      `json:"Summary" cbor:"6,keyasint,omitempty"`       // they read the summary
	Until   time.Time `json:"Until,omitzero" cbor:"7,keyasint,omitzero"` // when it ends by itself
	By      string    `json:"By" cbor:"8,keyasint,omitempty"`            // participant id of who made or ended it
}

// Tie is the relation of a member of the clinic to one patient.
type Tie string

// The ties.
const (
	AsClinician Tie = "clinician" // the patient's own clinician, after a hand-over
	AsSecond    Tie = "second"    // works with the patient, too
	AsStandIn   Tie = "stand_in"  // reads for somebody who is away
	AsPost      Tie = "post"      // holds a post on the ladder
	AsSwap      Tie = "swap"      // takes over a post for a while; only in proposals
)

// Post says that somebody took or left a post at the clinic. It is recorded for them and for the office.
type Post struct {
	Of   string `json:"Of" cbor:"1,keyasint,omitempty"` // participant id
	Name string `json:"Name" cbor:"2,keyasint,omitempty"`
	Role Role   `json:"Role" cbor:"3,keyasint,omitempty"`
	Held bool   `json:"Held" cbor:"4,keyasint,omitempty"` // false: it has ended
	// participant id of the lead who ended it; empty: an operator did
	By string `json:"By,omitempty" cbor:"5,keyasint,omitempty"`
}

// Leave says when a clinician is away and who reads for them. It is recorded for the clinician. A leave that ends early
// is recorded as a second Leave with the earlier end.
type Leave struct {
	StandIn string    `json:"StandIn" cbor:"1,keyasint,omitempty"` // participant id
	From    time.Time `json:"From" cbor:"2,keyasint,omitzero"`
	Until   time.Time `json:"Until" cbor:"3,keyasint,omitzero"`
}
