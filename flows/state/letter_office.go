package state

import (
	"time"

	"footing/flows/record"
)

// Reserve asks the office for a patient code, which must be unique in the clinic. Reserved answers.
type Reserve struct {
	Code  string `json:"code"`
	Token string `json:"token"`
}

// Reserved answers Reserve.
type Reserved struct {
	Code  string `json:"code"`
	Token string `json:"token"`
	Taken bool   `json:"taken"`
}

// Roster tells a desk who else works here, so that patients can be offered a backup, and whose post is swapped.
type Roster struct {
	Staff []Contact `json:"staff"`
	Swaps []Swap    `json:"swaps,omitempty"`
}

// Canary is a test alert, from the office to the holder of the tested post.
type Canary struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// CanaryAnswered tells the office that a test alert reached a human, that a press of the last day has proved the way
// without one, or that its receiver is on leave.
type CanaryAnswered struct {
	ID     string `json:"id"`
	Away   bool   `json:"away,omitempty"`
	Proved bool   `json:"proved,omitempty"`
}

// CanaryMissed tells the leads that somebody has not answered a test alert.
type CanaryMissed struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

// Watched is the end of a self-check, from the office to itself.
type Watched struct {
	Check string `json:"check"`
}

// Progress tells the office which step an alert has reached.
type Progress struct {
	Milestone record.Milestone `json:"milestone"`
}

// MonthAsked asks the office how the alerts of a month went; Month answers.
type MonthAsked struct {
	Month string `json:"month"` // 2026-03
}

// Month is the month's counts of alerts. No single alert is named.
type Month struct {
	Month     string `json:"month"`
	Alerts    int    `json:"alerts"`
	Unreached int    `json:"unreached"` // of these, how many patients were told that nobody is reached
	Reached   Took   `json:"reached"`   // until the first phone had it
	Seen      Took   `json:"seen"`
	Contact   Took   `json:"contact"`
}

// Took is how long a step took: for how many alerts, and the times.
type Took struct {
	N      int           `json:"n"`
	Median time.Duration `json:"median,omitempty"`
	Worst  time.Duration `json:"worst,omitempty"`
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
