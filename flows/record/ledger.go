package record

import "time"

// Audit says that somebody changed or disclosed something that no other fact of theirs records. It is recorded for
// whoever did it (for the office if it was an operator), so it remains after the patient's data are removed. It holds
// no answer and no free text.
type Audit struct {
	By   string `json:"By" cbor:"1,keyasint,omitempty"` // participant id; empty: an operator
	Deed Deed   `json:"Deed" cbor:"2,keyasint,omitempty"`
	// "alert <id>", "appointment", "patient", "records of study <name>" ...
	What string `json:"What" cbor:"3,keyasint,omitempty"`
	Of   string `json:"Of,omitempty" cbor:"4,keyasint,omitempty"`   // participant id of the patient
	Code string `json:"Code,omitempty" cbor:"5,keyasint,omitempty"` // and their code
	// a code or name of ours: why it is handled elsewhere, who gets an export
	Detail string `json:"Detail,omitempty" cbor:"6,keyasint,omitempty"`
}

// Deed is what somebody did.
type Deed string

// The deeds, beside the acts on an alert (see Act) and the outcomes of a prompt (see Outcome).
const (
	DeedRead    Deed = "read"
	DeedSent    Deed = "sent" // to them, unasked
	DeedNoted   Deed = "noted"
	DeedSet     Deed = "set"
	DeedInvited Deed = "invited"
	DeedJoined  Deed = "joined"
	DeedLinked  Deed = "linked"
	// the digits differed from those that the patient read out; or the patient refused a change or a request
	DeedRefused  Deed = "refused"
	DeedEnded    Deed = "ended" // a post
	DeedExported Deed = "exported"
	DeedAnswered Deed = "answered" // a test alert
	DeedMissed   Deed = "missed"   // a test alert
	DeedRetried  Deed = "retried"  // what was set aside
	DeedDropped  Deed = "dropped"  // what was set aside, for good
	DeedErased   Deed = "erased"   // everything of a patient, by an operator
)

// Milestone records how far an alert has come on its way to a human, without saying whose alert it is. It is a fact of
// the office, so monthly counts need no personal facts.
type Milestone struct {
	Alert  string    `json:"Alert" cbor:"1,keyasint,omitempty"`
	Step   Step      `json:"Step" cbor:"2,keyasint,omitempty"`
	Raised time.Time `json:"Raised" cbor:"3,keyasint,omitzero"` // the alert
	When   time.Time `json:"When" cbor:"4,keyasint,omitzero"`   // this step
}

// Step is a stage of an alert on its way to a human.
type Step string

// The steps. An alert may take some of them more than once; the first counts.
const (
	StepRaised    Step = "raised"
	StepReached   Step = "reached" // Telegram took it for somebody's phone
	StepSeen      Step = "seen"
	StepContact   Step = "contact"
	StepElsewhere Step = "elsewhere"
	StepUnreached Step = "unreached" // the patient was told that nobody has opened it, or noted contact since
)
