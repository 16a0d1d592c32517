package state

import "time"

// Trace is a message of the bot in a patient's chat. It is remembered while Telegram lets a bot delete it.
type Trace struct {
	Message int       `json:"message" cbor:"1,keyasint,omitempty"`
	At      time.Time `json:"at" cbor:"2,keyasint,omitzero"`
	Kind    string    `json:"kind" cbor:"3,keyasint,omitempty"`
	Over    bool      `json:"over,omitempty" cbor:"4,keyasint,omitempty"` // it reads "Done" already
}

// The keys of WakeTidy, and the anchor of what was asked for by /tidy.
const (
	TidyOver   = "over"
	TidyOld    = "old"
	AnchorTidy = "tidy"
	// AnchorReply begins the anchor of a reply's message, before its key.
	AnchorReply = "reply:"
	// AnchorDated begins that of the edit that says that a reply does not hold any more.
	AnchorDated = "dated:"
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
	Discreet bool  `json:"discreet,omitempty" cbor:"110,keyasint,omitempty"`
	Held     *Held `json:"held,omitempty" cbor:"111,keyasint,omitempty"` // what waits behind a cover
}

// Held is what waits behind "You have a note" in discreet mode and under careful contact: every unprompted message
// since the patient last looked. That message is the cover. There is one at a time; a newer one takes over the older
// one's content.
type Held struct {
	ID      string `json:"id" cbor:"1,keyasint,omitempty"`
	Message int    `json:"message,omitempty" cbor:"2,keyasint,omitempty"`
	Parts   []Part `json:"parts" cbor:"3,keyasint,omitempty"`
}

// Part is one held message or contact card.
type Part struct {
	Class   Class      `json:"class" cbor:"2,keyasint,omitempty"`
	Text    string     `json:"text,omitempty" cbor:"1,keyasint,omitempty"`
	Buttons [][]Button `json:"buttons,omitempty" cbor:"3,keyasint,omitempty"`
	Anchor  string     `json:"slot,omitempty" cbor:"4,keyasint,omitempty"`
	Phone   string     `json:"phone,omitempty" cbor:"5,keyasint,omitempty"`
	Name    string     `json:"name,omitempty" cbor:"6,keyasint,omitempty"`
	At      time.Time  `json:"at,omitzero" cbor:"7,keyasint,omitzero"` // when a text came to wait that is no question
	// Reply is the key of a reply: it is shown only while that may be.
	Reply string    `json:"reply,omitempty" cbor:"8,keyasint,omitempty"`
	Until time.Time `json:"until,omitzero" cbor:"9,keyasint,omitzero"` // what it says is over then, and is not shown
}
