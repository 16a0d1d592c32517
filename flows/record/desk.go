package record

import (
	"time"

	"footing/flows"
)

// Appointment says when a patient next sees their clinician: weekly, once, or both. It is recorded for the patient, and
// the latest one is current. A single appointment in the future replaces the weekly ones before it.
type Appointment struct {
	By     string       `json:"By" cbor:"2,keyasint,omitempty"`          // participant id of who set it
	Weekly bool         `json:"Weekly" cbor:"3,keyasint,omitempty"`      // there is a weekly session
	Day    time.Weekday `json:"Day" cbor:"4,keyasint,omitempty"`         // of the weekly session
	At     string       `json:"At" cbor:"5,keyasint,omitempty"`          // 14:00, its local time
	Zone   string       `json:"Zone" cbor:"6,keyasint,omitempty"`        // IANA name, of At
	Next   time.Time    `json:"Next" cbor:"7,keyasint,omitzero"`         // a single appointment; zero: none
	Off    time.Time    `json:"Off,omitzero" cbor:"8,keyasint,omitzero"` // a weekly session that does not take place
}

// Equal reports whether two say the same, whoever set them.
func (a Appointment) Equal(other Appointment) bool {
	same := a.Next.Equal(other.Next) && a.Off.Equal(other.Off)
	a.By, a.Next, a.Off = other.By, other.Next, other.Off
	return same && a == other
}

// After is when an appointment comes next after the given time; zero where none is known.
func (a Appointment) After(at time.Time) time.Time {
	if a.Next.After(at) {
		return a.Next
	}
	zone, err := flows.LoadZone(a.Zone)
	clock, bad := flows.ParseClock(a.At)
	if !a.Weekly || err != nil || bad != nil {
		return time.Time{}
	}
	weekly := flows.Weekly(a.Day, clock)
	_, next := weekly.Next(at, zone)
	if !next.IsZero() && next.Equal(a.Off) {
		_, next = weekly.Next(next, zone)
	}
	return next
}

// Prompted says that a clinician was shown a prompt about a patient. It is recorded of the clinician.
type Prompted struct {
	Of    string `json:"Of" cbor:"1,keyasint,omitempty"` // participant id
	Theme int    `json:"Theme" cbor:"2,keyasint,omitempty"`
	// among the theme's prompts; 0 is the first, as in facts of a release in which each theme had one
	Number int `json:"Number,omitempty" cbor:"3,keyasint,omitempty"`
}

// PromptOutcome says what a clinician did with a prompt. The latest outcome counts.
type PromptOutcome struct {
	Of      string  `json:"Of" cbor:"1,keyasint,omitempty"` // participant id
	Theme   int     `json:"Theme" cbor:"2,keyasint,omitempty"`
	Outcome Outcome `json:"Outcome" cbor:"3,keyasint,omitempty"`
	Code    string  `json:"Code,omitempty" cbor:"4,keyasint,omitempty"`   // of the patient
	Number  int     `json:"Number,omitempty" cbor:"5,keyasint,omitempty"` // as in Prompted
}

// Outcome is what became of a prompt.
type Outcome string

// The outcomes.
const (
	Tried     Outcome = "tried"
	NotUseful Outcome = "not_useful"
	Talked    Outcome = "talked" // with the patient: their own words for what they asked for stay
)
