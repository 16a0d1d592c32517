package state

import (
	"time"

	"footing/flows/record"
)

// Desk is a participant's side as a clinician.
type Desk struct {
	Name        string       `json:"name"` // shown to patients
	Role        record.Role  `json:"role"`
	Active      bool         `json:"active,omitempty"`
	Hour        string       `json:"hour,omitempty"`  // of the digest, local
	Weekly      time.Time    `json:"weekly,omitzero"` // when the next one is due
	Panel       []Member     `json:"panel,omitempty"`
	Invitations []Invitation `json:"invitations,omitempty"`
	Staff       []Contact    `json:"staff,omitempty"`
	Swaps       []Swap       `json:"swaps,omitempty"` // asked for, coming and begun, as the office says
	Alarms      []Alarmed    `json:"alarms,omitempty"`
	NoteFor     string       `json:"note_for,omitempty"` // the alert that the next text is a note on
	NoteAt      time.Time    `json:"note_at,omitzero"`   // when that was asked for
	Notices     []HeldNotice `json:"notes,omitempty"`    // what waits for the duty hours
	Draft       *Draft       `json:"draft,omitempty"`    // what is being chosen for a patient
	Offers      []Offer      `json:"offers,omitempty"`   // what colleagues have asked
	Leave       *Leave       `json:"leave,omitempty"`
	Census      *Census      `json:"census,omitempty"`
	Early       []Early      `json:"early,omitempty"` // acts on emergency calls whose alert is not known here yet
	// When a button was last pressed here, to the hour: it proves the way.
	Pressed time.Time `json:"pressed,omitzero"`
}

// Leads reports whether this desk's owner is a lead.
func (d *Desk) Leads() bool { return d != nil && d.Active && d.Role == record.Lead }

// Supervises reports whether this desk sees only counts and no patients.
func (d *Desk) Supervises() bool { return d.Role == record.Supervisor }

// HeldNotice is a notice about a patient that waits for the duty hours.
type HeldNotice struct {
	Patient string    `json:"patient"`
	Rule    string    `json:"rule"`
	At      time.Time `json:"at"`
	Careful bool      `json:"careful,omitempty"`
}

// Alarmed is an alert on a clinician's side.
type Alarmed struct {
	Alert   string    `json:"alert"`
	Short   string    `json:"short"`
	Patient string    `json:"patient"`
	Code    string    `json:"code"`
	At      time.Time `json:"at"`
	Message int       `json:"message,omitempty"`
	Upto    int       `json:"upto,omitempty"`     // the number of the youngest evidence that this desk was told of
	Seen    bool      `json:"seen,omitempty"`     // by anybody
	Mine    bool      `json:"mine,omitempty"`     // by this desk
	Closed  bool      `json:"closed,omitempty"`   // contact was made, or it is handled elsewhere
	Again   bool      `json:"again,omitempty"`    // seen before, and called out because nobody said what came of it
	Unheard bool      `json:"unheard,omitempty"`  // messages do not reach the patient
	Tries   int       `json:"tries,omitempty"`    // how often this desk had no answer, about TriedOf
	TriedAt time.Time `json:"tried_at,omitzero"`  // when it said so last
	Next    time.Time `json:"next,omitzero"`      // and the next try that it named
	TriedOf int       `json:"tried_of,omitempty"` // the number of the youngest evidence then
	// Rang is when the youngest alarm message was sent, and Waits whether its id is not known yet. Presses counts what it
	// tells of.
	Rang    time.Time `json:"rang,omitzero"`
	Waits   bool      `json:"waits,omitempty"`
	Presses int       `json:"presses,omitempty"`
	// Eased counts "I'm safe for now" in one note, the last of them at EasedAt.
	Eased        int       `json:"eased,omitempty"`
	EasedFrom    time.Time `json:"eased_from,omitzero"`
	EasedAt      time.Time `json:"eased_at,omitzero"`
	EasedMessage int       `json:"eased_message,omitempty"`
	// Urgent are the emergency calls that belong to it. Their buttons name the evidence, not the alert.
	Urgent []Urgent `json:"urgent,omitempty"`
}

// Urgent is an emergency call on a clinician's side: the event that it was about, and the number of that evidence.
type Urgent struct {
	Evidence string `json:"evidence"`
	Upto     int    `json:"upto"`
}

// Early is a press on the message of an emergency call before its alert is known: kept until that comes.
type Early struct {
	Key     string    `json:"key"` // names the evidence
	Data    string    `json:"data"`
	Message int       `json:"message"`
	Said    time.Time `json:"said"`  // when it was pressed
	Since   time.Time `json:"since"` // when it was taken in
}

// Draft is a clinician's unsent choices for one patient.
type Draft struct {
	Patient    string         `json:"patient"`
	Chosen     []time.Weekday `json:"chosen,omitempty"` // of the check-ins that are asked; perhaps not as many yet
	Adjustment Adjustment     `json:"dosing,omitzero"`
	// Was and WasDays are how it stands with the patient.
	Was     Adjustment     `json:"was,omitzero"`
	WasDays []time.Weekday `json:"was_days,omitempty"`
	At      string         `json:"at,omitempty"`
}

// Offer is a colleague's question to this desk: to work with one of their patients, to take one over, or to stand in.
type Offer struct {
	Propose
	Key  string  `json:"key"`
	By   Contact `json:"by"`
	Said bool    `json:"said,omitempty"` // this desk has agreed
}

// Leave is a clinician's time away and their stand-in.
type Leave struct {
	Stand Contact   `json:"stand"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Said  bool      `json:"said,omitempty"`  // the colleague has agreed
	Begun bool      `json:"begun,omitempty"` // patients have been told
}

// Census is a count of everybody's patients in progress.
type Census struct {
	ID      string   `json:"id"`
	Weekly  bool     `json:"weekly,omitempty"`
	Waiting []string `json:"waiting,omitempty"` // participant ids
	Lines   []string `json:"lines,omitempty"`
}
