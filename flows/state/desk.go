package state

import (
	"time"

	"footing/flows/record"
)

// Desk is a participant's side as a clinician.
type Desk struct {
	Name        string       `json:"name" cbor:"2,keyasint,omitempty"` // shown to patients
	Role        record.Role  `json:"role" cbor:"3,keyasint,omitempty"`
	Active      bool         `json:"active,omitempty" cbor:"4,keyasint,omitempty"`
	Hour        string       `json:"hour,omitempty" cbor:"5,keyasint,omitempty"` // of the digest, local
	Weekly      time.Time    `json:"weekly,omitzero" cbor:"6,keyasint,omitzero"` // when the next one is due
	Panel       []Member     `json:"panel,omitempty" cbor:"7,keyasint,omitempty"`
	Invitations []Invitation `json:"invitations,omitempty" cbor:"8,keyasint,omitempty"`
	Staff       []Contact    `json:"staff,omitempty" cbor:"9,keyasint,omitempty"`
	// asked for, coming and begun, as the office says
	Swaps  []Swap    `json:"swaps,omitempty" cbor:"10,keyasint,omitempty"`
	Alarms []Alarmed `json:"alarms,omitempty" cbor:"11,keyasint,omitempty"`
	// the alert that the next text is a note on
	NoteFor string       `json:"note_for,omitempty" cbor:"12,keyasint,omitempty"`
	NoteAt  time.Time    `json:"note_at,omitzero" cbor:"13,keyasint,omitzero"` // when that was asked for
	Notices []HeldNotice `json:"notes,omitempty" cbor:"14,keyasint,omitempty"` // what waits for the duty hours
	// what is being chosen for a patient
	Adjusting *Adjusting `json:"draft,omitempty" cbor:"15,keyasint,omitempty"`
	Offers    []Offer    `json:"offers,omitempty" cbor:"16,keyasint,omitempty"` // what colleagues have asked
	Leave     *Leave     `json:"leave,omitempty" cbor:"17,keyasint,omitempty"`
	Census    *Census    `json:"census,omitempty" cbor:"18,keyasint,omitempty"`
	// acts on emergency calls whose alert is not known here yet
	Early []Early `json:"early,omitempty" cbor:"19,keyasint,omitempty"`
	// When a button was last pressed here, to the hour: it proves the way.
	Pressed time.Time `json:"pressed,omitzero" cbor:"20,keyasint,omitzero"`
	// the test alert that was shown here and has had no press yet
	Tested string `json:"tested,omitempty" cbor:"21,keyasint,omitempty"`
	// NoteOpen and NoteTold are not read: Thought tells that a part of the note has come.
	NoteOpen bool      `json:"note_open,omitempty" cbor:"22,keyasint,omitempty"`
	NoteTold time.Time `json:"note_told,omitzero" cbor:"23,keyasint,omitzero"`
	// Thought is the note that was typed last, to which what comes soon is added.
	Thought Awaited `json:"thought,omitzero" cbor:"24,keyasint,omitzero"`
	// Replying is the reply that is being chosen.
	Replying replying `json:"replying,omitzero" cbor:"25,keyasint,omitzero"`
}

// Leads reports whether this desk's owner is a lead.
func (d *Desk) Leads() bool { return d != nil && d.Active && d.Role == record.Lead }

// Supervises reports whether this desk sees only counts and no patients.
func (d *Desk) Supervises() bool { return d.Role == record.Supervisor }

// HeldNotice is a notice about a patient that waits for the duty hours.
type HeldNotice struct {
	Patient string    `json:"patient" cbor:"1,keyasint,omitempty"`
	Rule    string    `json:"rule" cbor:"2,keyasint,omitempty"`
	At      time.Time `json:"at" cbor:"3,keyasint,omitzero"`
	Careful bool      `json:"careful,omitempty" cbor:"4,keyasint,omitempty"` // as the patient's side said last
	ID      string    `json:"id,omitempty" cbor:"5,keyasint,omitempty"`      // as in the letter
}

// Alarmed is an alert on a clinician's side.
type Alarmed struct {
	Alert   string    `json:"alert" cbor:"1,keyasint,omitempty"`
	Short   string    `json:"short" cbor:"2,keyasint,omitempty"`
	Patient string    `json:"patient" cbor:"3,keyasint,omitempty"`
	Code    string    `json:"code" cbor:"4,keyasint,omitempty"`
	At      time.Time `json:"at" cbor:"5,keyasint,omitzero"`
	Message int       `json:"message,omitempty" cbor:"6,keyasint,omitempty"`
	// the number of the youngest evidence that this desk was told of
	Upto int  `json:"upto,omitempty" cbor:"7,keyasint,omitempty"`
	Seen bool `json:"seen,omitempty" cbor:"8,keyasint,omitempty"` // by anybody
	Mine bool `json:"mine,omitempty" cbor:"9,keyasint,omitempty"` // by this desk
	// contact was made, or it is handled elsewhere
	Closed bool `json:"closed,omitempty" cbor:"10,keyasint,omitempty"`
	// seen before, and called out because nobody said what came of it
	Reopened bool `json:"again,omitempty" cbor:"11,keyasint,omitempty"`
	Unheard  bool `json:"unheard,omitempty" cbor:"12,keyasint,omitempty"` // messages do not reach the patient
	// how often this desk had no answer, about TriedOf
	Tries   int       `json:"tries,omitempty" cbor:"13,keyasint,omitempty"`
	TriedAt time.Time `json:"tried_at,omitzero" cbor:"14,keyasint,omitzero"` // when it said so last
	Next    time.Time `json:"next,omitzero" cbor:"15,keyasint,omitzero"`     // and the next try that it named
	// the number of the youngest evidence then
	TriedOf int `json:"tried_of,omitempty" cbor:"16,keyasint,omitempty"`
	// Rang is when the youngest alarm message was sent, and Waits whether its id is not known yet. Presses counts what it
	// tells of.
	Rang    time.Time `json:"rang,omitzero" cbor:"17,keyasint,omitzero"`
	Waits   bool      `json:"waits,omitempty" cbor:"18,keyasint,omitempty"`
	Presses int       `json:"presses,omitempty" cbor:"19,keyasint,omitempty"`
	// Eased counts "I'm safe for now" in one note, the last of them at EasedAt.
	Eased        int       `json:"eased,omitempty" cbor:"20,keyasint,omitempty"`
	EasedFrom    time.Time `json:"eased_from,omitzero" cbor:"21,keyasint,omitzero"`
	EasedAt      time.Time `json:"eased_at,omitzero" cbor:"22,keyasint,omitzero"`
	EasedMessage int       `json:"eased_message,omitempty" cbor:"23,keyasint,omitempty"`
	// Urgent are the emergency calls that belong to it. Their buttons name the evidence, not the alert.
	Urgent []Urgent `json:"urgent,omitempty" cbor:"24,keyasint,omitempty"`
	// Meanwhile is what was done about it while its youngest message was on its way; without a name, by this desk.
	Meanwhile Settled   `json:"meanwhile,omitzero" cbor:"25,keyasint,omitzero"`
	ActedAt   time.Time `json:"acted_at,omitzero" cbor:"26,keyasint,omitzero"` // when this desk last acted
	// Alone: nobody else can be called about it, as last told.
	Alone bool `json:"alone,omitempty" cbor:"27,keyasint,omitempty"`
	// Spoken: this desk has said that it has spoken with the patient.
	Spoken bool `json:"spoken,omitempty" cbor:"28,keyasint,omitempty"`
}

// Urgent is an emergency call on a clinician's side: the event that it was about, and the number of that evidence.
type Urgent struct {
	Evidence string `json:"evidence" cbor:"1,keyasint,omitempty"`
	Upto     int    `json:"upto" cbor:"2,keyasint,omitempty"`
}

// Early is a press on the message of an emergency call before its alert is known: kept until that comes.
type Early struct {
	Key     string    `json:"key" cbor:"1,keyasint,omitempty"` // names the evidence
	Data    string    `json:"data" cbor:"2,keyasint,omitempty"`
	Message int       `json:"message" cbor:"3,keyasint,omitempty"`
	Said    time.Time `json:"said" cbor:"4,keyasint,omitzero"`  // when it was pressed
	Since   time.Time `json:"since" cbor:"5,keyasint,omitzero"` // when it was taken in
}

// Adjusting is a clinician's unsent choices for one patient.
type Adjusting struct {
	Patient string `json:"patient" cbor:"1,keyasint,omitempty"`
	// of the check-ins that are asked; perhaps not as many yet
	Chosen     []time.Weekday `json:"chosen,omitempty" cbor:"2,keyasint,omitempty"`
	Adjustment Adjustment     `json:"dosing,omitzero" cbor:"3,keyasint,omitzero"`
	// Was and WasDays are how it stands with the patient.
	Was     Adjustment     `json:"was,omitzero" cbor:"4,keyasint,omitzero"`
	WasDays []time.Weekday `json:"was_days,omitempty" cbor:"5,keyasint,omitempty"`
	At      string         `json:"at,omitempty" cbor:"6,keyasint,omitempty"`
}

// Offer is a colleague's question to this desk: to work with one of their patients, to take one over, or to stand in.
type Offer struct {
	Propose
	Key  string  `json:"key" cbor:"1,keyasint,omitempty"`
	By   Contact `json:"by" cbor:"12,keyasint,omitzero"`
	Said bool    `json:"said,omitempty" cbor:"13,keyasint,omitempty"` // this desk has agreed
}

// Leave is a clinician's time away and their stand-in.
type Leave struct {
	Stand Contact   `json:"stand" cbor:"2,keyasint,omitzero"`
	From  time.Time `json:"from" cbor:"3,keyasint,omitzero"`
	Until time.Time `json:"until" cbor:"4,keyasint,omitzero"`
	Said  bool      `json:"said,omitempty" cbor:"5,keyasint,omitempty"`  // the colleague has agreed
	Begun bool      `json:"begun,omitempty" cbor:"6,keyasint,omitempty"` // patients have been told
}

// Census is a count of everybody's patients in progress.
type Census struct {
	ID      string   `json:"id" cbor:"1,keyasint,omitempty"`
	Weekly  bool     `json:"weekly,omitempty" cbor:"2,keyasint,omitempty"`
	Waiting []string `json:"waiting,omitempty" cbor:"3,keyasint,omitempty"` // participant ids
	Lines   []string `json:"lines,omitempty" cbor:"4,keyasint,omitempty"`
}
