package record

import "time"

// What a clinician can change about a patient: the words of an Audit.
const (
	ChangeDosing      = "plan"        // what is asked of a patient, and what their summary calls low
	ChangeSecond      = "second"      // a second clinician was proposed, or agreed to
	ChangeHandOver    = "hand-over"   // another clinician was proposed, or agreed to
	ChangeStandIn     = "stand-in"    // who reads while the clinician is away
	ChangeAppointment = "appointment" // when the two meet
)

// Dosing is what is asked of one patient where their clinician has settled it apart from the protocol, as it now
// stands. It is recorded of the patient. Safety is never among what is left out.
type Dosing struct {
	By      string         // participant id of who changed it
	Refused bool           // the patient did not want a change: this is what held before
	Days    []time.Weekday // one for each check-in of the rotation
	Out     []string       // check-ins of the rotation that are left out
	Themes  []int          // themes that are left out
	Low     float64        // a median at or below this is low; 0: as the protocol has it
	Drops   int            // so many drops in a row are slipping; 0: as the protocol has it
}

// Link says that somebody of the clinic has, or no longer has, something to do with a patient. It is recorded of the
// patient.
type Link struct {
	With    string // participant id
	Name    string // the name they are shown under
	As      Tie
	Held    bool      // false: it has ended
	Alerts  bool      // they are called when something is urgent
	Summary bool      // they read the summary
	Until   time.Time `json:",omitzero"` // when it ends by itself
	By      string    // participant id of who made or ended it
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
	Of   string // participant id
	Name string
	Role Role
	Held bool   // false: it has ended
	By   string `json:",omitempty"` // participant id of the lead who ended it; empty: an operator did
}

// Leave says from when until when a clinician is away, and who reads for them. It is recorded of the clinician; one
// that ended early is a second Leave, which ends where it was ended.
type Leave struct {
	StandIn string // participant id
	From    time.Time
	Until   time.Time
}
