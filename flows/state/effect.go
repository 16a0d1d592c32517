package state

import (
	"time"

	"footing/flows/digest"
	"footing/flows/record"
)

// Effect is one thing that a turn wants done. The set is closed. Say, Edit, Picture, Card, Document, Delete, Menu and
// Tell leave through the outbox, a Toast beside it. Keep, Wake, Forget and Erase are saved with the state. Ignore is
// only counted. An effect's id is its event's id and its ordinal ("u17.m4#2").
type Effect interface{ effect() }

// Class is how urgent a message is among those of all chats (lower is sooner).
type Class int

// The classes, in order of sending. Their numbers are stored.
const (
	ClassSafety Class = 0
	ClassReply  Class = 1
	ClassRepeat Class = 2
	ClassPrompt Class = 3
	ClassDigest Class = 4
)

// Say sends a new message. With a Slot, the turn is told the message's id by a Sent event.
type Say struct {
	Chat     int64      `json:"chat"`
	Class    Class      `json:"class"`
	Text     string     `json:"text"`
	Buttons  [][]Button `json:"buttons,omitempty"`
	Keyboard [][]string `json:"keyboard,omitempty"` // a persistent reply keyboard; never together with Buttons
	Slot     string     `json:"slot,omitempty"`
	Protect  bool       `json:"protect,omitempty"` // no forwarding, no saving
	Quiet    bool       `json:"quiet,omitempty"`   // arrives without a sound
	Trace    string     `json:"trace,omitempty"`   // as what the message is remembered, to be tidied away
	Until    time.Time  `json:"until,omitzero"`    // from then on it is not sent any more, but reported as Unreachable
}

// Button is an inline button. Exactly one of Data (1 to 64 bytes) and URL is set.
type Button struct {
	Text string `json:"text"`
	Data string `json:"data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Edit changes a message in place: text and buttons together. "Message is not modified" is success.
type Edit struct {
	Chat    int64      `json:"chat"`
	Message int        `json:"message"`
	Class   Class      `json:"class"`
	Text    string     `json:"text"`
	Buttons [][]Button `json:"buttons,omitempty"`
	Slot    string     `json:"slot,omitempty"` // when the edit is refused, Unreachable names it
}

// Toast answers a press, with a few words or none, so that the button stops spinning. Best effort: it is sent once,
// after the turn was saved, and is lost in a crash.
type Toast struct {
	Callback string `json:"callback"`
	Text     string `json:"text,omitempty"`
}

// Picture sends an image below which a caption stands: one that is there, or a chart that is drawn when it is sent.
type Picture struct {
	Chat    int64         `json:"chat"`
	Class   Class         `json:"class"`
	PNG     []byte        `json:"png,omitempty"`
	Chart   *digest.Chart `json:"chart,omitempty"`
	Caption string        `json:"caption"`           // at most 1,024 UTF-16 units
	Protect bool          `json:"protect,omitempty"` // no forwarding, no saving
}

// Card sends a contact card: Telegram's buttons cannot dial, a card can.
type Card struct {
	Chat  int64  `json:"chat"`
	Class Class  `json:"class"`
	Phone string `json:"phone"`
	Name  string `json:"name"`
	Trace string `json:"trace,omitempty"`
}

// Document sends a file.
type Document struct {
	Chat    int64  `json:"chat"`
	Class   Class  `json:"class"`
	Name    string `json:"name"`
	Caption string `json:"caption,omitempty"`
	Data    []byte `json:"data"`
	Trace   string `json:"trace,omitempty"`
}

// Delete removes messages of a chat, which Telegram allows for 48 hours. Those that are gone already are no problem.
type Delete struct {
	Chat     int64  `json:"chat"`
	Class    Class  `json:"class"`
	Messages []int  `json:"messages"`       // at most 100
	Slot     string `json:"slot,omitempty"` // when some are refused, Unreachable names it
}

// Erase removes what is kept of this participant beside the state: facts, due moments, and messages that wait for
// them. Letters that wait go on their way, for an alarm may be among them. It comes before everything else that the
// same turn wants, but for the facts that stand before it among the effects: those go with the others.
type Erase struct{}

// Menu sets the commands beside the text field of one chat, in the person's language.
type Menu struct {
	Chat   int64       `json:"chat"`
	Staff  bool        `json:"staff,omitempty"` // the clinic's menu, not the patients'
	Locale string      `json:"locale"`
	Role   record.Role `json:"role,omitempty"` // whose of the clinic's
	// Discreet is a short menu in words that say nothing.
	Discreet bool `json:"discreet,omitempty"`
}

// Tell sends a letter to another participant: by id, or, where the other is not enrolled yet, by chat.
type Tell struct {
	To     string `json:"to,omitempty"`
	Chat   int64  `json:"chat,omitempty"`
	Letter Letter `json:"letter"`
}

// Keep appends a fact about this participant.
type Keep struct {
	Fact record.Fact `json:"fact"`
}

// Ignore says that nothing was done and why, for a counter. Reason is a word of ours, never the person's.
type Ignore struct {
	Reason string `json:"reason"`
}

func (Say) effect()      {}
func (Edit) effect()     {}
func (Toast) effect()    {}
func (Picture) effect()  {}
func (Card) effect()     {}
func (Document) effect() {}
func (Delete) effect()   {}
func (Erase) effect()    {}
func (Menu) effect()     {}
func (Tell) effect()     {}
func (Keep) effect()     {}
func (Ignore) effect()   {}
