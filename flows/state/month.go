package state

import "time"

// Once a month whoever leads the team is told how alerts went: how many there were, and how long they took. The desk is
// woken, asks the office, and the office counts what it has filed of alerts, which says nothing of anybody.

// MonthAsked asks the office how the alerts of a month went; Month answers.
type MonthAsked struct {
	Month string `json:"month"` // 2026-03
}

// Month is how the alerts of a month went. No alert is named.
type Month struct {
	Month     string `json:"month"`
	Alerts    int    `json:"alerts"`
	Unreached int    `json:"unreached"` // of these, how many patients were told that nobody had opened it yet
	Reached   Took   `json:"reached"`   // until the first phone had it
	Seen      Took   `json:"seen"`
	Contact   Took   `json:"contact"`
}

// Took is how long something took: for how many alerts it happened, and in what time.
type Took struct {
	N      int           `json:"n"`
	Median time.Duration `json:"median,omitempty"`
	Worst  time.Duration `json:"worst,omitempty"`
}

func (MonthAsked) letter() {}

func (Month) letter() {}
