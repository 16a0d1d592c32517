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

// Say sends a new message. With an Anchor, under which the id is kept, the turn is told the message's id by a Sent
// event.
type Say struct {
	Chat    int64      `json:"chat" cbor:"1,keyasint,omitempty"`
	Class   Class      `json:"class" cbor:"2,keyasint,omitempty"`
	Text    string     `json:"text" cbor:"3,keyasint,omitempty"`
	Buttons [][]Button `json:"buttons,omitempty" cbor:"4,keyasint,omitempty"`
	// a persistent reply keyboard; never together with Buttons
	Keyboard [][]string `json:"keyboard,omitempty" cbor:"5,keyasint,omitempty"`
	Anchor   string     `json:"slot,omitempty" cbor:"6,keyasint,omitempty"`
	Protect  bool       `json:"protect,omitempty" cbor:"7,keyasint,omitempty"` // no forwarding, no saving
	Quiet    bool       `json:"quiet,omitempty" cbor:"8,keyasint,omitempty"`   // arrives without a sound
	// the kind of trace under which it is remembered, for deletion
	Trace string `json:"trace,omitempty" cbor:"9,keyasint,omitempty"`
	// after this time it is not sent, but reported as Unreachable
	Until time.Time `json:"until,omitzero" cbor:"10,keyasint,omitzero"`
	// of an alarm: the participant id of the patient whom it is about
	Patient string `json:"patient,omitempty" cbor:"11,keyasint,omitempty"`
}

// Button is an inline button. Exactly one of Data (1 to 64 bytes) and URL is set.
type Button struct {
	Text string `json:"text" cbor:"1,keyasint,omitempty"`
	Data string `json:"data,omitempty" cbor:"2,keyasint,omitempty"`
	URL  string `json:"url,omitempty" cbor:"3,keyasint,omitempty"`
}

// Edit changes the text and the buttons of a message in place. "Message is not modified" counts as success.
type Edit struct {
	Chat    int64      `json:"chat" cbor:"1,keyasint,omitempty"`
	Message int        `json:"message" cbor:"2,keyasint,omitempty"`
	Class   Class      `json:"class" cbor:"3,keyasint,omitempty"`
	Text    string     `json:"text" cbor:"4,keyasint,omitempty"`
	Buttons [][]Button `json:"buttons,omitempty" cbor:"5,keyasint,omitempty"`
	// when the edit is refused, Unreachable names it
	Anchor string `json:"slot,omitempty" cbor:"6,keyasint,omitempty"`
}

// Toast answers a press, with a few words or none, so that the button stops spinning. Best effort: it is sent once,
// after the turn was saved, and is lost in a crash.
type Toast struct {
	Callback string `json:"callback" cbor:"1,keyasint,omitempty"`
	Text     string `json:"text,omitempty" cbor:"2,keyasint,omitempty"`
}

// Picture sends an image with a caption: a stored image, or a chart that is drawn on sending.
type Picture struct {
	Chat    int64         `json:"chat" cbor:"1,keyasint,omitempty"`
	Class   Class         `json:"class" cbor:"2,keyasint,omitempty"`
	PNG     []byte        `json:"png,omitempty" cbor:"3,keyasint,omitempty"`
	Chart   *digest.Chart `json:"chart,omitempty" cbor:"4,keyasint,omitempty"`
	Caption string        `json:"caption" cbor:"5,keyasint,omitempty"`           // at most 1,024 UTF-16 units
	Protect bool          `json:"protect,omitempty" cbor:"6,keyasint,omitempty"` // no forwarding, no saving
}

// Card sends a contact card, because Telegram's buttons cannot dial and a card can.
type Card struct {
	Chat  int64  `json:"chat" cbor:"1,keyasint,omitempty"`
	Class Class  `json:"class" cbor:"2,keyasint,omitempty"`
	Phone string `json:"phone" cbor:"3,keyasint,omitempty"`
	Name  string `json:"name" cbor:"4,keyasint,omitempty"`
	Trace string `json:"trace,omitempty" cbor:"5,keyasint,omitempty"`
}

// Document sends a file.
type Document struct {
	Chat    int64  `json:"chat" cbor:"1,keyasint,omitempty"`
	Class   Class  `json:"class" cbor:"2,keyasint,omitempty"`
	Name    string `json:"name" cbor:"3,keyasint,omitempty"`
	Caption string `json:"caption,omitempty" cbor:"4,keyasint,omitempty"`
	Data    []byte `json:"data" cbor:"5,keyasint,omitempty"`
	Trace   string `json:"trace,omitempty" cbor:"6,keyasint,omitempty"`
}

// Delete deletes messages of a chat, which Telegram allows for 48 hours. Messages already gone are no error.
type Delete struct {
	Chat     int64  `json:"chat" cbor:"1,keyasint,omitempty"`
	Class    Class  `json:"class" cbor:"2,keyasint,omitempty"`
	Messages []int  `json:"messages" cbor:"3,keyasint,omitempty"`       // at most 100
	Anchor   string `json:"slot,omitempty" cbor:"4,keyasint,omitempty"` // when some are refused, Unreachable names it
}

// Erase removes a participant's data besides the state: facts, due moments, and queued messages to them. Queued letters
// are still delivered, because an alarm may be among them. Erase takes effect before all other effects of its turn,
// except the facts listed before it, which are erased too.
type Erase struct{}

// Menu sets the commands beside the text field of one chat, in the person's language.
type Menu struct {
	Chat   int64       `json:"chat" cbor:"1,keyasint,omitempty"`
	Staff  bool        `json:"staff,omitempty" cbor:"2,keyasint,omitempty"` // the clinic's menu, not the patients'
	Locale string      `json:"locale" cbor:"3,keyasint,omitempty"`
	Role   record.Role `json:"role,omitempty" cbor:"4,keyasint,omitempty"` // whose of the clinic's
	// Discreet is a short menu in words that say nothing.
	Discreet bool `json:"discreet,omitempty" cbor:"5,keyasint,omitempty"`
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
	Alert string     `json:"alert" cbor:"1,keyasint,omitempty"`
	Short string     `json:"short" cbor:"2,keyasint,omitempty"`
	Call  flows.Rank `json:"call" cbor:"3,keyasint,omitempty"` // the post
	At    time.Time  `json:"at" cbor:"4,keyasint,omitzero"`    // when it became due, as the alert's Paging has it
	Since time.Time  `json:"since" cbor:"5,keyasint,omitzero"` // since when the alert calls
}

// Text is all that the second channel says: the alert's short id, and nothing about a person.
func (p Page) Text() string { return "Safety alert " + p.Short + ", open Telegram" }

// Keep appends a fact about this participant.
type Keep struct {
	Fact record.Fact `json:"fact" cbor:"1,keyasint,omitzero"`
}

// Ignore says that nothing was done and why, for a counter. The reason is one of our own phrases, never the person's
// words.
type Ignore struct {
	Reason string `json:"reason" cbor:"1,keyasint,omitempty"`
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
