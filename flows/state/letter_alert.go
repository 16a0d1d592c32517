package state

import (
	"time"

	"footing/flows/record"
)

// Alarm calls a clinician. It carries no answers, only that there is an alert.
type Alarm struct {
	Alert  string    `json:"alert" cbor:"1,keyasint,omitempty"`
	Short  string    `json:"short" cbor:"2,keyasint,omitempty"`
	Code   string    `json:"code" cbor:"3,keyasint,omitempty"`
	At     time.Time `json:"at" cbor:"4,keyasint,omitzero"`
	Repeat bool      `json:"again,omitempty" cbor:"5,keyasint,omitempty"`
	// the patient has called again, or answered again
	More   bool `json:"more,omitempty" cbor:"6,keyasint,omitempty"`
	Reopen bool `json:"reopen,omitempty" cbor:"7,keyasint,omitempty"` // seen, but contact was not reported
	// Unheard is true where messages do not reach the patient, who hears of nothing that is done.
	Unheard bool `json:"unheard,omitempty" cbor:"8,keyasint,omitempty"`
	// Upto is the number of the youngest evidence that this tells of; 0 for an alert of a release that did not count.
	Upto int `json:"upto,omitempty" cbor:"9,keyasint,omitempty"`
	// Evidence is the event about which this person was called by the emergency way, with the message that they got then.
	// Nothing new is sent for it. Below: they were called again since, and newer messages stand below that one.
	Evidence string `json:"evidence,omitempty" cbor:"10,keyasint,omitempty"`
	Message  int    `json:"message,omitempty" cbor:"11,keyasint,omitempty"`
	Below    bool   `json:"below,omitempty" cbor:"12,keyasint,omitempty"`
	// Tried is the time at which this clinician wanted to try again, and which has come. Zero: this is no reminder.
	Tried time.Time `json:"tried,omitzero" cbor:"13,keyasint,omitzero"`
	// Alone: nobody else can be called about the alert now.
	Alone bool `json:"alone,omitempty" cbor:"14,keyasint,omitempty"`
	// Seen: its reader has seen the alert, and the calling has not begun anew since.
	Seen bool `json:"seen,omitempty" cbor:"15,keyasint,omitempty"`
}

// First tells whether the letter begins to call somebody; others repeat the call or add to it.
func (l Alarm) First() bool { return !l.Repeat && !l.More }

// Acted tells the patient's side what a clinician did with an alert.
type Acted struct {
	Alert  string          `json:"alert" cbor:"1,keyasint,omitempty"`
	Act    record.Act      `json:"act" cbor:"2,keyasint,omitempty"`
	Reason string          `json:"reason,omitempty" cbor:"3,keyasint,omitempty"` // with Elsewhere: a code
	Note   record.FreeText `json:"note,omitempty" cbor:"4,keyasint,omitempty"`
	At     time.Time       `json:"at" cbor:"5,keyasint,omitzero"`
	// Upto is the number of the youngest evidence that the clinician had been shown; 0 where the button did not say.
	Upto int `json:"upto,omitempty" cbor:"6,keyasint,omitempty"`
	// with NoAnswer: when they try again; zero: the others are called now
	Next time.Time `json:"next,omitzero" cbor:"7,keyasint,omitzero"`
	// More: the note goes on with the one that the same person wrote just before
	More bool `json:"more,omitempty" cbor:"8,keyasint,omitempty"`
	// Alone, with NoAnswer: the clinician has read that nobody else can be called, not that others are.
	Alone bool `json:"alone,omitempty" cbor:"9,keyasint,omitempty"`
	// Less, with Noted: nothing is added, and the last part of the note, of so many bytes, is left out.
	Less int `json:"less,omitempty" cbor:"10,keyasint,omitempty"`
}

// Settled tells the other people called what one of them did. With Noted it tells whoever wrote a note that a part
// stays in it which they left out, because it had been read.
type Settled struct {
	Alert  string     `json:"alert" cbor:"1,keyasint,omitempty"`
	Act    record.Act `json:"act" cbor:"2,keyasint,omitempty"`
	Reason string     `json:"reason,omitempty" cbor:"3,keyasint,omitempty"`
	Name   string     `json:"name" cbor:"4,keyasint,omitempty"` // empty: the reader
	At     time.Time  `json:"at" cbor:"5,keyasint,omitzero"`
	// newer evidence has come, for which the alert stays open
	Open bool `json:"open,omitempty" cbor:"6,keyasint,omitempty"`
	// with NoAnswer: when they try again; zero: the others are called now
	Next time.Time `json:"next,omitzero" cbor:"7,keyasint,omitzero"`
	// Late: it answers an act on an alert that was over, or a "seen" that was not the first.
	Late bool `json:"late,omitempty" cbor:"8,keyasint,omitempty"`
	// Own, with NoAnswer: it tells whoever tried what follows on that: whether nobody else can be called, and, where the
	// others were to be called now, when they are called again themselves.
	Own   bool      `json:"own,omitempty" cbor:"9,keyasint,omitempty"`
	Alone bool      `json:"alone,omitempty" cbor:"10,keyasint,omitempty"`
	Again time.Time `json:"again,omitzero" cbor:"11,keyasint,omitzero"`
	// Heard: the reader was told of it without a turn.
	Heard bool `json:"heard,omitempty" cbor:"12,keyasint,omitempty"`
	// By is the participant id of who did it, in what the patient's side keeps.
	By string `json:"by,omitempty" cbor:"13,keyasint,omitempty"`
}

// Look asks the patient's side for the evidence behind an alert; Shown answers. Both are audited there.
type Look struct {
	Alert   string `json:"alert" cbor:"1,keyasint,omitempty"`
	Message int    `json:"message" cbor:"2,keyasint,omitempty"` // the alert message to be edited
	// the whole note is asked for, in messages of its own
	Whole bool `json:"whole,omitempty" cbor:"3,keyasint,omitempty"`
}

// Shown answers Look: how to reach the person, red codes with their times, and their own plan.
type Shown struct {
	Alert   string          `json:"alert" cbor:"1,keyasint,omitempty"`
	Message int             `json:"message" cbor:"2,keyasint,omitempty"`
	Lines   []Evidence      `json:"lines" cbor:"3,keyasint,omitempty"`
	Upto    int             `json:"upto,omitempty" cbor:"4,keyasint,omitempty"` // the number of the youngest of them
	Note    record.FreeText `json:"note,omitempty" cbor:"5,keyasint,omitempty"`
	Remarks []Remark        `json:"remarks,omitempty" cbor:"6,keyasint,omitempty"`
	// parts of the note that came after it was shown to somebody
	Added []Remark        `json:"added,omitempty" cbor:"7,keyasint,omitempty"`
	Whole bool            `json:"whole,omitempty" cbor:"8,keyasint,omitempty"` // answers Look.Whole
	Plan  record.FreeText `json:"plan,omitempty" cbor:"9,keyasint,omitempty"`
	// Careful is true where careful contact holds. Reach is how the patient wants to be reached.
	Careful bool  `json:"careful,omitempty" cbor:"10,keyasint,omitempty"`
	Reach   Reach `json:"reach,omitzero" cbor:"11,keyasint,omitzero"`
}

// Unreached tells the patient's side that an alarm or a notice cannot reach this clinician.
type Unreached struct {
	Alert string `json:"alert" cbor:"1,keyasint,omitempty"`
	// Paged is not read: it did not say for which post the second channel was used. Called does.
	Paged bool `json:"paged,omitempty" cbor:"2,keyasint,omitempty"`
	// of a notice: its id, and there is no alert
	Notice string `json:"notice,omitempty" cbor:"3,keyasint,omitempty"`
	// of a notice: they go on leave before they read it, and keep it where nobody else can be told
	Away bool `json:"away,omitempty" cbor:"4,keyasint,omitempty"`
	// of a notice: when they are back. Not every patient's side knows of their leave.
	Until time.Time `json:"until,omitzero" cbor:"5,keyasint,omitzero"`
}

// Unheard tells the people called that messages no longer reach the patient, or that they do again. In the second case
// the patient is told how the alert stands.
type Unheard struct {
	Alert string `json:"alert" cbor:"1,keyasint,omitempty"`
	Back  bool   `json:"back,omitempty" cbor:"2,keyasint,omitempty"`
}

// Relieved tells a clinician that they are no longer called about an alert. It gives no reason.
type Relieved struct {
	Alert string `json:"alert" cbor:"1,keyasint,omitempty"`
	// of an emergency call that their desk knows nothing of
	Message int `json:"message,omitempty" cbor:"2,keyasint,omitempty"`
}

// Eased passes on that the patient pressed "I'm safe for now". It informs only and closes nothing.
type Eased struct {
	Alert string    `json:"alert" cbor:"1,keyasint,omitempty"`
	At    time.Time `json:"at" cbor:"2,keyasint,omitzero"`
}

// Notice passes on a notice (not an alarm) on the same duty day.
type Notice struct {
	Code  string    `json:"code" cbor:"1,keyasint,omitempty"`
	Level string    `json:"level" cbor:"2,keyasint,omitempty"`
	Rule  string    `json:"rule" cbor:"3,keyasint,omitempty"`
	At    time.Time `json:"at" cbor:"4,keyasint,omitzero"`
	Waits bool      `json:"waits,omitempty" cbor:"5,keyasint,omitempty"` // not about safety: told in the duty hours
	// Careful: careful contact holds. Whoever reads this must not ring as they would otherwise.
	Careful bool `json:"careful,omitempty" cbor:"6,keyasint,omitempty"`
	// ID names it where it does not arrive; empty in a letter of an earlier release.
	ID string `json:"id,omitempty" cbor:"7,keyasint,omitempty"`
	// Renewed: nothing new is passed on. Careful has changed since a notice was.
	Renewed bool `json:"again,omitempty" cbor:"8,keyasint,omitempty"`
}

func (Alarm) letter()     {}
func (Acted) letter()     {}
func (Settled) letter()   {}
func (Look) letter()      {}
func (Shown) letter()     {}
func (Unreached) letter() {}
func (Unheard) letter()   {}
func (Relieved) letter()  {}
func (Eased) letter()     {}
func (Notice) letter()    {}
