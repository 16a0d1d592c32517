package state

import (
	"time"

	"footing/flows/record"
)

// SummaryOpened tells the patient that their summary was opened.
type SummaryOpened struct {
	Name string `json:"name"`
}

// Inquire asks the patient's side how they take part; Particulars answers. Both are audited there.
type Inquire struct {
	Message int  `json:"message,omitempty"` // where the answer shall stand; 0: in a new message
	Plan    bool `json:"plan,omitempty"`    // what is asked of them is to be changed
}

// Particulars answers Inquire. It names the people who may be called about the patient, but not those whom the patient
// has excluded.
type Particulars struct {
	Message    int            `json:"message,omitempty"`
	Active     bool           `json:"active"` // has finished setting up
	Care       bool           `json:"care"`
	Safety     bool           `json:"safety"` // agreed to the safety questions
	Days       []time.Weekday `json:"days,omitempty"`
	At         string         `json:"at,omitempty"`
	Zone       string         `json:"zone,omitempty"`
	Plan       bool           `json:"plan,omitempty"` // has a safety plan
	Adjustment Adjustment     `json:"dosing,omitzero"`
	Change     bool           `json:"change,omitempty"`  // the clinician wants to change what is asked
	First      string         `json:"first,omitempty"`   // the name of who gets urgent messages first
	Others     []string       `json:"others,omitempty"`  // and of those after them
	Careful    bool           `json:"careful,omitempty"` // careful contact holds
}

// Appointed tells the patient's side the session times as they now are.
type Appointed struct {
	Planned record.Appointment `json:"planned"`
}

// Rescheduled tells the clinician the session times, as the patient has just given them.
type Rescheduled struct {
	Planned record.Appointment `json:"planned"`
}

// Objected tells the clinician that the new session times do not suit the patient. It gives the restored times.
type Objected struct {
	Planned *record.Appointment `json:"planned,omitempty"`
}

// Adjust tells the patient's side all of what the clinician wants to be asked from now on.
type Adjust struct {
	Days       []time.Weekday `json:"days"`
	Adjustment Adjustment     `json:"dosing"`
	// Seen is how it stood when the clinician looked; nil in a letter of an earlier release.
	Seen *Asking `json:"seen,omitempty"`
}

// Asking is what a patient is asked, and on which days.
type Asking struct {
	Days       []time.Weekday `json:"days"`
	Adjustment Adjustment     `json:"dosing,omitzero"`
}

// Declined tells the clinician that a change is undone because the patient refused it, or was not made because the
// patient had changed the same before it came.
type Declined struct {
	What     string `json:"what"` // record.ChangeAdjustment or record.ChangeStandIn
	Outdated bool   `json:"outdated,omitempty"`
}

func (SummaryOpened) letter() {}
func (Inquire) letter()       {}
func (Particulars) letter()   {}
func (Appointed) letter()     {}
func (Rescheduled) letter()   {}
func (Objected) letter()      {}
func (Adjust) letter()        {}
func (Declined) letter()      {}
