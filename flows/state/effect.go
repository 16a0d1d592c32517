package state

import (
	"strconv"
	"time"

	"footing/flows"
	"footing/flows/digest"
	"footing/flows/record"
)

// Effect is one thing that a turn wants done. The set is closed. Say, Edit, Picture, Card, Document, Delete, Menu, Tell
// and Page leave through the outbox, a Toast beside it. Keep, Wake, Forget and Erase are saved with the state. A Route
// is kept by the bot, outside the store. Ignore is only counted. An effect's id is its event's id and its ordinal
// ("u17.m4#2").
type Effect interface{ effect() }

// Class says to whom a message is owed, which decides what is sent first. Package lanes knows the order.
type Class int

// The classes. Their numbers are stored and say nothing about the order.
const (
	ClassSafety       Class = 0 // help texts, alerts
	ClassReply        Class = 1 // answers to patients
	ClassRepeat       Class = 2 // an alert that nobody has seen, again
	ClassPrompt       Class = 3 // unprompted
	ClassDigest       Class = 4
	ClassAct          Class = 5 // what staff do about an alert
	ClassStaff        Class = 6 // other answers to staff
	ClassStranger     Class = 7 // answers to somebody unknown
	ClassStrangerHelp Class = 8 // help for somebody unknown
)

// String is the word for a class in transcripts, metrics and on the page of alarms.
func (c Class) String() string {
	switch c {
	case ClassSafety:
		return "safety"
	case ClassReply:
		return "reply"
	case ClassRepeat:
		return "repeat"
	case ClassPrompt:
		return "prompt"
	case ClassDigest:
		return "digest"
	case ClassAct:
		return "act"
	case ClassStaff:
		return "staff"
	case ClassStranger:
		return "stranger"
	case ClassStrangerHelp:
		return "stranger help"
	}
	return "class " + strconv.Itoa(int(c))
}

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
	Trace    string     `json:"trace,omitempty"`   // the kind of trace under which it is remembered, for deletion
	Until    time.Time  `json:"until,omitzero"`    // after this time it is not sent, but reported as Unreachable
}

// Button is an inline button. Exactly one of Data (1 to 64 bytes) and URL is set.
type Button struct {
	Text string `json:"text"`
	Data string `json:"data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Edit changes the text and the buttons of a message in place. "Message is not modified" counts as success.
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

// Picture sends an image with a caption: a stored image, or a chart that is drawn on sending.
type Picture struct {
	Chat    int64         `json:"chat"`
	Class   Class         `json:"class"`
	PNG     []byte        `json:"png,omitempty"`
	Chart   *digest.Chart `json:"chart,omitempty"`
	Caption string        `json:"caption"`           // at most 1,024 UTF-16 units
	Protect bool          `json:"protect,omitempty"` // no forwarding, no saving
}

// Card sends a contact card, because Telegram's buttons cannot dial and a card can.
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

// Delete deletes messages of a chat, which Telegram allows for 48 hours. Messages already gone are no error.
type Delete struct {
	Chat     int64  `json:"chat"`
	Class    Class  `json:"class"`
	Messages []int  `json:"messages"`       // at most 100
	Slot     string `json:"slot,omitempty"` // when some are refused, Unreachable names it
}

// Erase removes a participant's data besides the state: facts, due moments, and queued messages to them. Queued letters
// are still delivered, because an alarm may be among them. Erase takes effect before all other effects of its turn,
// except the facts listed before it, which are erased too.
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

// Tell sends a letter to another participant: by id, or by chat if the other is not enrolled yet.
type Tell struct {
	To     string `json:"to,omitempty"`
	Chat   int64  `json:"chat,omitempty"`
	Letter Letter `json:"letter"`
}

// Page has the second channel call for a post of the ladder that nobody has pressed on an alert. It may be made only as
// long as that is so, somebody of the post can be called, and the post's hours last: the bot looks when it makes it.
type Page struct {
	Alert string     `json:"alert"`
	Short string     `json:"short"`
	Call  flows.Rank `json:"call"`  // the post
	At    time.Time  `json:"at"`    // when it became due, as the alert's Paging has it
	Since time.Time  `json:"since"` // since when the alert calls
}

// Text is all that the second channel says: which alert, and of no person.
func (p Page) Text() string { return "Safety alert " + p.Short + ", open Telegram" }

// Keep appends a fact about this participant.
type Keep struct {
	Fact record.Fact `json:"fact"`
}

// Ignore says that nothing was done and why, for a counter. The reason is one of our own phrases, never the person's
// words.
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
func (Page) effect()     {}
func (Keep) effect()     {}
func (Ignore) effect()   {}
