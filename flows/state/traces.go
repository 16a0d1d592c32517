package state

import "time"

// Trace is a message of the bot in a patient's chat, remembered as long as Telegram lets a bot remove it, and not longer.
type Trace struct {
	Message int       `json:"message"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	Over    bool      `json:"over,omitempty"` // it reads "Done" already
}

// The keys of WakeTidy, and the slot of what was asked for by /tidy.
const (
	TidyOver = "over"
	TidyOld  = "old"
	SlotTidy = "tidy"
)

// The kinds of traces. A note's names what it holds: "held:" and its id.
const (
	TracePlain    = "plain"
	TraceSafety   = "safety"   // stands while an alert is open
	TraceKeyboard = "keyboard" // carries the help button under the text field, which would go with it
	TraceFixed    = "fixed"    // a card or a file: it can be removed, not changed
	TraceHeld     = "held"
)
