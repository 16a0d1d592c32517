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

// Particulars answers Inquire. It names who may be called about the patient, and not whom the patient keeps out.
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
	Change     bool           `json:"change,omitempty"` // the clinician wants to change what is asked
	First      string         `json:"first,omitempty"`  // the name of who gets urgent messages first
	Others     []string       `json:"others,omitempty"` // and of those after them
}

// Appointed tells the patient's side when the two meet, as it now stands.
type Appointed struct {
	Planned record.Appointment `json:"planned"`
}

// Rescheduled tells the clinician when the two meet, as the patient has just said.
type Rescheduled struct {
	Planned record.Appointment `json:"planned"`
}

// Objected tells the clinician that what they set about the sessions does not fit the patient, and how it is now: as it
// was before.
type Objected struct {
	Planned *record.Appointment `json:"planned,omitempty"`
}

// Adjust tells the patient's side what the clinician wants to be asked from now on, all of it.
type Adjust struct {
	Days       []time.Weekday `json:"days"`
	Adjustment Adjustment     `json:"dosing"`
}

// Declined tells the clinician that the patient did not want what was settled, and that it is undone.
type Declined struct {
	What string `json:"what"` // record.ChangeAdjustment or record.ChangeStandIn
}

func (SummaryOpened) letter() {}
func (Inquire) letter()       {}
func (Particulars) letter()   {}
func (Appointed) letter()     {}
func (Rescheduled) letter()   {}
func (Objected) letter()      {}
func (Adjust) letter()        {}
func (Declined) letter()      {}
