package state

import (
	"time"

	"footing/flows/record"
)

// SummaryOpened tells the patient that their summary was opened.
type SummaryOpened struct {
	Name string `json:"name" cbor:"1,keyasint,omitempty"`
	// At is up to when it shows what was shared.
	At time.Time `json:"at,omitzero" cbor:"2,keyasint,omitzero"`
}

// Inquire asks the patient's side how they take part; Particulars answers. Both are audited there.
type Inquire struct {
	// where the answer shall stand; 0: in a new message
	Message int  `json:"message,omitempty" cbor:"1,keyasint,omitempty"`
	Plan    bool `json:"plan,omitempty" cbor:"2,keyasint,omitempty"` // what is asked of them is to be changed
}

// Particulars answers Inquire. It names the people who may be called about the patient, but not those whom the patient
// has excluded.
type Particulars struct {
	Message    int            `json:"message,omitempty" cbor:"1,keyasint,omitempty"`
	Active     bool           `json:"active" cbor:"2,keyasint,omitempty"` // has finished setting up
	Care       bool           `json:"care" cbor:"3,keyasint,omitempty"`
	Safety     bool           `json:"safety" cbor:"4,keyasint,omitempty"` // agreed to the safety questions
	Days       []time.Weekday `json:"days,omitempty" cbor:"5,keyasint,omitempty"`
	At         string         `json:"at,omitempty" cbor:"6,keyasint,omitempty"`
	Zone       string         `json:"zone,omitempty" cbor:"7,keyasint,omitempty"`
	Plan       bool           `json:"plan,omitempty" cbor:"8,keyasint,omitempty"` // has a safety plan
	Adjustment Adjustment     `json:"dosing,omitzero" cbor:"9,keyasint,omitzero"`
	// the clinician wants to change what is asked
	Change bool `json:"change,omitempty" cbor:"10,keyasint,omitempty"`
	// the name of who gets urgent messages first
	First   string   `json:"first,omitempty" cbor:"11,keyasint,omitempty"`
	Others  []string `json:"others,omitempty" cbor:"12,keyasint,omitempty"`  // and of those after them
	Careful bool     `json:"careful,omitempty" cbor:"13,keyasint,omitempty"` // careful contact holds
}

// Appointed tells the patient's side the session times as they now are.
type Appointed struct {
	Planned record.Appointment `json:"planned" cbor:"1,keyasint,omitzero"`
}

// Rescheduled tells the clinician the session times, as the patient has just given them.
type Rescheduled struct {
	Planned record.Appointment `json:"planned" cbor:"1,keyasint,omitzero"`
}

// Objected tells the clinician that the new session times do not suit the patient. It gives the restored times.
type Objected struct {
	Planned *record.Appointment `json:"planned,omitempty" cbor:"1,keyasint,omitempty"`
}

// Adjust tells the patient's side all of what the clinician wants to be asked from now on.
type Adjust struct {
	Days       []time.Weekday `json:"days" cbor:"1,keyasint,omitempty"`
	Adjustment Adjustment     `json:"dosing" cbor:"2,keyasint,omitzero"`
	// Seen is how it stood when the clinician looked; nil in a letter of an earlier release.
	Seen *Asking `json:"seen,omitempty" cbor:"3,keyasint,omitempty"`
}

// Asking is what a patient is asked, and on which days.
type Asking struct {
	Days       []time.Weekday `json:"days" cbor:"2,keyasint,omitempty"`
	Adjustment Adjustment     `json:"dosing,omitzero" cbor:"3,keyasint,omitzero"`
}

// Declined tells the clinician that a change is undone because the patient refused it, or was not made because the
// patient had changed the same before it came.
type Declined struct {
	What     string `json:"what" cbor:"1,keyasint,omitempty"` // record.ChangeAdjustment or record.ChangeStandIn
	Outdated bool   `json:"outdated,omitempty" cbor:"2,keyasint,omitempty"`
}

func (SummaryOpened) letter() {}
func (Inquire) letter()       {}
func (Particulars) letter()   {}
func (Appointed) letter()     {}
func (Rescheduled) letter()   {}
func (Objected) letter()      {}
func (Adjust) letter()        {}
func (Declined) letter()      {}
