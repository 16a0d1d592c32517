package state

import (
	"time"

	"footing/flows/record"
)

// Reserve asks the office for a patient code, which must be unique in the clinic. Reserved answers.
type Reserve struct {
	Code  string `json:"code" cbor:"1,keyasint,omitempty"`
	Token string `json:"token" cbor:"2,keyasint,omitempty"`
}

// Reserved answers Reserve.
type Reserved struct {
	Code  string `json:"code" cbor:"1,keyasint,omitempty"`
	Token string `json:"token" cbor:"2,keyasint,omitempty"`
	Taken bool   `json:"taken" cbor:"3,keyasint,omitempty"`
}

// Roster tells a desk who else works here, so that patients can be offered a backup, and whose post is swapped.
type Roster struct {
	Staff []Contact `json:"staff" cbor:"1,keyasint,omitempty"`
	Swaps []Swap    `json:"swaps,omitempty" cbor:"2,keyasint,omitempty"`
}

// Canary is a test alert, from the office to somebody who can be called.
type Canary struct {
	ID string    `json:"id" cbor:"1,keyasint,omitempty"`
	At time.Time `json:"at" cbor:"2,keyasint,omitzero"`
}

// CanaryAnswered tells the office that a test alert reached a human, that a press of the last day has proved the way
// without it, or that its receiver is on leave.
type CanaryAnswered struct {
	ID     string `json:"id" cbor:"1,keyasint,omitempty"`
	Away   bool   `json:"away,omitempty" cbor:"2,keyasint,omitempty"`
	Proved bool   `json:"proved,omitempty" cbor:"3,keyasint,omitempty"`
	// of the press; zero: of the letter
	At time.Time `json:"at,omitzero" cbor:"4,keyasint,omitzero"`
}

// CanaryMissed tells the leads that somebody has not answered a test alert.
type CanaryMissed struct {
	Name string    `json:"name" cbor:"1,keyasint,omitempty"`
	At   time.Time `json:"at" cbor:"2,keyasint,omitzero"`
}

// Watched is the end of a self-check, from the office to itself.
type Watched struct {
	Check string `json:"check" cbor:"1,keyasint,omitempty"`
}

// Progress tells the office which step an alert has reached.
type Progress struct {
	Milestone record.Milestone `json:"milestone" cbor:"1,keyasint,omitzero"`
}

// MonthAsked asks the office how the alerts of a month went; Month answers.
type MonthAsked struct {
	Month string `json:"month" cbor:"1,keyasint,omitempty"` // 2026-03
}

// Month is the month's counts of alerts. No single alert is named.
type Month struct {
	Month  string `json:"month" cbor:"1,keyasint,omitempty"`
	Alerts int    `json:"alerts" cbor:"2,keyasint,omitempty"`
	// of these, how many patients were told that nobody is reached
	Unreached int  `json:"unreached" cbor:"3,keyasint,omitempty"`
	Reached   Took `json:"reached" cbor:"4,keyasint,omitzero"` // until the first phone had it
	Seen      Took `json:"seen" cbor:"5,keyasint,omitzero"`
	Contact   Took `json:"contact" cbor:"6,keyasint,omitzero"`
}

// Took is how long a step took: for how many alerts, and the times.
type Took struct {
	N      int           `json:"n" cbor:"1,keyasint,omitempty"`
	Median time.Duration `json:"median,omitempty" cbor:"2,keyasint,omitempty"`
	Worst  time.Duration `json:"worst,omitempty" cbor:"3,keyasint,omitempty"`
}

func (Reserve) letter()        {}
func (Reserved) letter()       {}
func (Roster) letter()         {}
func (Canary) letter()         {}
func (CanaryAnswered) letter() {}
func (CanaryMissed) letter()   {}
func (Watched) letter()        {}
func (Progress) letter()       {}
func (MonthAsked) letter()     {}
func (Month) letter()          {}
