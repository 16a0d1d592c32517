package record

import "time"

// Audit says that somebody changed something or gave it away, where no other fact of theirs says it. It is recorded of
// whoever did it, an operator's of the office, so it outlives what is kept of the patient. It has no word of anybody.
type Audit struct {
	By     string `json:"By"` // participant id; empty: an operator
	Deed   Deed   `json:"Deed"`
	What   string `json:"What"`             // "alert <id>", "appointment", "patient", "records of study <name>" ...
	Of     string `json:"Of,omitempty"`     // participant id of the patient
	Code   string `json:"Code,omitempty"`   // and their code
	Detail string `json:"Detail,omitempty"` // a code or a name of ours: why it is handled elsewhere, for whom an export is
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
	// the digits were not those that the patient read out; or the patient's, what was settled or asked
	DeedRefused  Deed = "refused"
	DeedEnded    Deed = "ended" // a post
	DeedExported Deed = "exported"
	DeedErased   Deed = "erased"
	DeedAnswered Deed = "answered" // a test alert
	DeedMissed   Deed = "missed"   // a test alert
)

// Milestone is how far an alert has come on its way to a human, and nothing of whom it is about. It is a fact of the
// office, so that a month can be counted without anybody's own facts.
type Milestone struct {
	Alert  string    `json:"Alert"`
	Step   Step      `json:"Step"`
	Raised time.Time `json:"Raised"` // the alert
	When   time.Time `json:"When"`   // this step
}

// Step is a step of an alert on its way.
type Step string

// The steps. An alert may take some of them more than once; the first counts.
const (
	StepRaised    Step = "raised"
	StepReached   Step = "reached" // Telegram took it for somebody's phone
	StepSeen      Step = "seen"
	StepContact   Step = "contact"
	StepElsewhere Step = "elsewhere"
	StepUnreached Step = "unreached" // the patient was told that nobody has opened it
)
