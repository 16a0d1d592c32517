package record

import "time"

// Appointment says when a patient sees their clinician, as it now stands: every week, once, or both. It is recorded
// of the patient. A single appointment that is still to come stands in the place of the weekly ones before it.
type Appointment struct {
	By     string       // participant id of who set it
	Weekly bool         // there is a weekly session
	Day    time.Weekday // of the weekly session
	At     string       // 14:00, its local time
	Zone   string       // IANA name, of At
	Next   time.Time    // a single appointment; zero: none
	Off    time.Time    `json:",omitzero"` // a weekly session that does not take place
}

// Prompted says that a clinician was shown a prompt about a patient. It is recorded of the clinician.
type Prompted struct {
	Of    string // participant id
	Theme int
}

// PromptOutcome says what a clinician made of a prompt. The latest about it stands.
type PromptOutcome struct {
	Of      string // participant id
	Theme   int
	Outcome Outcome
	Code    string `json:",omitempty"` // of the patient
}

// Outcome is what became of a prompt.
type Outcome string

// The outcomes.
const (
	Tried     Outcome = "tried"
	NotUseful Outcome = "not_useful"
)
