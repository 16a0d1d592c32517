package record

import "time"

// What a clinician can change about a patient: the words of an Audit.
const (
	ChangeAdjustment  = "plan"        // what is asked of a patient, and what their summary calls low
	ChangeSecond      = "second"      // a second clinician was proposed, or agreed to
	ChangeHandOver    = "hand-over"   // another clinician was proposed, or agreed to
	ChangeStandIn     = "stand-in"    // who reads while the clinician is away
	ChangeAppointment = "appointment" // when the two meet
)

// Adjustment is what is asked of one patient where their clinician has settled it apart from the protocol, as it now
// stands. It is recorded of the patient. Safety is never among what is left out.
type Adjustment struct {
	By      string         `json:"By"`      // participant id of who changed it
	Refused bool           `json:"Refused"` // the patient did not want a change: this is what held before
	Days    []time.Weekday `json:"Days"`    // one for each check-in of the rotation
	Out     []string       `json:"Out"`     // check-ins of the rotation that are left out
	Themes  []int          `json:"Themes"`  // themes that are left out
	Low     float64        `json:"Low"`     // a median at or below this is low; 0: as the protocol has it
	Drops   int            `json:"Drops"`   // so many drops in a row are slipping; 0: as the protocol has it
}

// Link says that somebody of the clinic has, or no longer has, something to do with a patient. It is recorded of the
// patient.
type Link struct {
	With    string    `json:"With"` // participant id
	Name    string    `json:"Name"` // the name they are shown under
	As      Tie       `json:"As"`
	Held    bool      `json:"Held"`           // false: it has ended
	Alerts  bool      `json:"Alerts"`         // they are called when something is urgent
	Summary bool      `json:"Summary"`        // they read the summary
	Until   time.Time `json:"Until,omitzero"` // when it ends by itself
	By      string    `json:"By"`             // participant id of who made or ended it
}

// Tie is what somebody of the clinic is to one patient.
type Tie string

// The ties.
const (
	AsClinician Tie = "clinician" // the patient's own clinician, after a hand-over
	AsSecond    Tie = "second"    // works with the patient, too
	AsStandIn   Tie = "stand_in"  // reads for somebody who is away
	AsPost      Tie = "post"      // holds a post on the ladder
)

// Post says that somebody took a post at the clinic, or left it. It is recorded of them and of the office.
type Post struct {
	Of   string `json:"Of"` // participant id
	Name string `json:"Name"`
	Role Role   `json:"Role"`
	Held bool   `json:"Held"`         // false: it has ended
	By   string `json:"By,omitempty"` // participant id of the lead who ended it; empty: an operator did
}

// Leave says from when until when a clinician is away, and who reads for them. It is recorded of the clinician; one
// that ended early is a second Leave, which ends where it was ended.
type Leave struct {
	StandIn string    `json:"StandIn"` // participant id
	From    time.Time `json:"From"`
	Until   time.Time `json:"Until"`
}
