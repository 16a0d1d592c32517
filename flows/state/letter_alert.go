package state

import (
	"time"

	"footing/flows/record"
)

// Alarm calls a clinician. It carries no answers, only that there is an alert.
type Alarm struct {
	Alert  string    `json:"alert"`
	Short  string    `json:"short"`
	Code   string    `json:"code"`
	At     time.Time `json:"at"`
	Again  bool      `json:"again,omitempty"`
	More   bool      `json:"more,omitempty"`   // the patient has called again, or answered again
	Reopen bool      `json:"reopen,omitempty"` // seen, but contact was not reported
	// Unheard is true where messages do not reach the patient, who hears of nothing that is done.
	Unheard bool `json:"unheard,omitempty"`
	// Upto is the number of the youngest evidence that this tells of; 0 for an alert of a release that did not count.
	Upto int `json:"upto,omitempty"`
	// Evidence is the event about which this person was called by the emergency way, with the message that they got then.
	// Nothing new is sent for it. Below: they were called again since, and newer messages stand below that one.
	Evidence string `json:"evidence,omitempty"`
	Message  int    `json:"message,omitempty"`
	Below    bool   `json:"below,omitempty"`
	// Tried is the time at which this clinician wanted to try again, and which has come. Zero: this is no reminder.
	Tried time.Time `json:"tried,omitzero"`
}

// Acted tells the patient's side what a clinician did with an alert.
type Acted struct {
	Alert  string          `json:"alert"`
	Act    record.Act      `json:"act"`
	Reason string          `json:"reason,omitempty"` // with Elsewhere: a code
	Note   record.FreeText `json:"note,omitempty"`
	At     time.Time       `json:"at"`
	// Upto is the number of the youngest evidence that the clinician had been shown; 0 where the button did not say.
	Upto int       `json:"upto,omitempty"`
	Next time.Time `json:"next,omitzero"` // with NoAnswer: when they try again; zero: the others are called now
}

// Settled tells the other people called what one of them did.
type Settled struct {
	Alert  string     `json:"alert"`
	Act    record.Act `json:"act"`
	Reason string     `json:"reason,omitempty"`
	Name   string     `json:"name"`
	At     time.Time  `json:"at"`
	Open   bool       `json:"open,omitempty"` // newer evidence has come, for which the alert stays open
	Next   time.Time  `json:"next,omitzero"`  // with NoAnswer: when they try again; zero: the others are called now
}

// Look asks the patient's side for the evidence behind an alert; Shown answers. Both are audited there.
type Look struct {
	Alert   string `json:"alert"`
	Message int    `json:"message"`         // the alert message to be edited
	Whole   bool   `json:"whole,omitempty"` // the whole note is asked for, in messages of its own
}

// Shown answers Look: how to reach the person, red codes with their times, and their own plan.
type Shown struct {
	Alert   string          `json:"alert"`
	Message int             `json:"message"`
	Lines   []Evidence      `json:"lines"`
	Upto    int             `json:"upto,omitempty"` // the number of the youngest of them
	Note    record.FreeText `json:"note,omitempty"`
	Remarks []Remark        `json:"remarks,omitempty"`
	Added   []Remark        `json:"added,omitempty"` // parts of the note that came after it was shown to somebody
	Whole   bool            `json:"whole,omitempty"` // answers Look.Whole
	Plan    record.FreeText `json:"plan,omitempty"`
	// Careful is true where careful contact holds. Reach is how the patient wants to be reached.
	Careful bool  `json:"careful,omitempty"`
	Reach   Reach `json:"reach,omitzero"`
}

// Unreached tells the patient's side that an alarm cannot reach this clinician.
type Unreached struct {
	Alert string `json:"alert"`
	Paged bool   `json:"paged,omitempty"` // the second channel is used for it, outside the ladder
}

// Unheard tells the people called that messages no longer reach the patient, or that they do again. In the second case
// the patient is told how the alert stands.
type Unheard struct {
	Alert string `json:"alert"`
	Back  bool   `json:"back,omitempty"`
}

// Relieved tells a clinician that they are no longer called about an alert. It gives no reason.
type Relieved struct {
	Alert   string `json:"alert"`
	Message int    `json:"message,omitempty"` // of an emergency call that their desk knows nothing of
}

// Eased passes on that the patient pressed "I'm safe for now". It informs only and closes nothing.
type Eased struct {
	Alert string    `json:"alert"`
	At    time.Time `json:"at"`
}

// Notice passes on a notice (not an alarm) on the same duty day.
type Notice struct {
	Code  string    `json:"code"`
	Level string    `json:"level"`
	Rule  string    `json:"rule"`
	At    time.Time `json:"at"`
	Waits bool      `json:"waits,omitempty"` // not about safety: told in the duty hours
	// Careful: careful contact holds. Whoever reads this must not ring as they would otherwise.
	Careful bool `json:"careful,omitempty"`
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
