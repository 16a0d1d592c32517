package record

import "time"

// Appointment says when a patient sees their clinician, as it now stands: every week, once, or both. It is recorded
// of the patient. A single appointment that is still to come stands in the place of the weekly ones before it.
type Appointment struct {
	By     string       `json:"By"`           // participant id of who set it
	Weekly bool         `json:"Weekly"`       // there is a weekly session
	Day    time.Weekday `json:"Day"`          // of the weekly session
	At     string       `json:"At"`           // 14:00, its local time
	Zone   string       `json:"Zone"`         // IANA name, of At
	Next   time.Time    `json:"Next"`         // a single appointment; zero: none
	Off    time.Time    `json:"Off,omitzero"` // a weekly session that does not take place
}

// Prompted says that a clinician was shown a prompt about a patient. It is recorded of the clinician.
type Prompted struct {
	Of    string `json:"Of"` // participant id
	Theme int    `json:"Theme"`
}

// PromptOutcome says what a clinician made of a prompt. The latest about it stands.
type PromptOutcome struct {
	Of      string  `json:"Of"` // participant id
	Theme   int     `json:"Theme"`
	Outcome Outcome `json:"Outcome"`
	Code    string  `json:"Code,omitempty"` // of the patient
}

// Outcome is what became of a prompt.
type Outcome string

// The outcomes.
const (
	Tried     Outcome = "tried"
	NotUseful Outcome = "not_useful"
)
