package state

import "time"

// Trace is a message of the bot in a patient's chat. It is remembered while Telegram lets a bot delete it.
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

// The kinds of traces. A cover's names what it holds: "held:" and its id.
const (
	TracePlain    = "plain"
	TraceSafety   = "safety"   // stands while an alert is open
	TraceKeyboard = "keyboard" // carries the help button under the text field, which would go with it
	TraceFixed    = "fixed"    // a card or a file: it can be removed, not changed
	TraceHeld     = "held"
)

// Discretion is discreet mode, in which nothing unprompted can be read in the chat.
type Discretion struct {
	Discreet bool  `json:"discreet,omitempty"`
	Held     *Held `json:"held,omitempty"` // what waits behind a cover
}

// Held is what waits behind "You have a note" in discreet mode and under careful contact: every unprompted message
// since the patient last looked. That message is the cover. There is one at a time; a newer one takes over the older
// one's content.
type Held struct {
	ID      string `json:"id"`
	Message int    `json:"message,omitempty"`
	Parts   []Part `json:"parts"`
}

// Part is one held message or contact card.
type Part struct {
	Class   Class      `json:"class"`
	Text    string     `json:"text,omitempty"`
	Buttons [][]Button `json:"buttons,omitempty"`
	Slot    string     `json:"slot,omitempty"`
	Phone   string     `json:"phone,omitempty"`
	Name    string     `json:"name,omitempty"`
	At      time.Time  `json:"at,omitzero"` // when a text about safety came to wait
}
