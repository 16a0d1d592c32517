package state

import (
	"slices"
	"time"
)

// replies are what comes back to a patient for what they share, in words that the clinic has approved. The zero value
// has none.
type replies struct {
	Last  time.Time `json:"last,omitzero" cbor:"8,keyasint,omitzero"`    // when the last one was sent, also one that is gone
	Queue []handed  `json:"queue,omitempty" cbor:"9,keyasint,omitempty"` // what was handed over and not sent, in order
	// Sent is the one that was sent last, while something can still become of it.
	Sent handed `json:"sent,omitzero" cbor:"10,keyasint,omitzero"`
	// Opened and Gone are when somebody opened the summary last, and when a reply of theirs was gone last: by participant
	// id, for a week.
	Opened map[string]time.Time `json:"opened,omitempty" cbor:"11,keyasint,omitempty"`
	Gone   map[string]time.Time `json:"gone,omitempty" cbor:"12,keyasint,omitempty"`
	// Before are those sent before Sent of which something can still become, in order: they wait behind a note, or on
	// their way to Telegram.
	Before []handed `json:"before,omitempty" cbor:"13,keyasint,omitempty"`
	// Dated are those sent that name the day of an appointment, until it is over: when it is changed the patient hears
	// that they do not hold any more.
	Dated []handed `json:"dated,omitempty" cbor:"14,keyasint,omitempty"`
}

// Find finds a reply that was sent, by its key, while something can still become of it.
func (r *replies) Find(key string) (handed, bool) {
	for _, one := range append(slices.Clone(r.Before), r.Sent) {
		if one.Key == key && key != "" {
			return one, true
		}
	}
	return handed{}, false
}

// DatedAt is where one of Dated stands, by its key; -1 if there is none.
func (r *replies) DatedAt(key string) int {
	return slices.IndexFunc(r.Dated, func(one handed) bool { return one.Key == key && key != "" })
}

// handed is a reply that was handed over.
type handed struct {
	Key  string    `json:"key" cbor:"1,keyasint,omitempty"`  // names it in buttons, anchors and due moments
	Text string    `json:"text" cbor:"3,keyasint,omitempty"` // the clinic's, as the sender was shown it
	For  string    `json:"for" cbor:"4,keyasint,omitempty"`
	By   Contact   `json:"by" cbor:"5,keyasint,omitzero"`
	From time.Time `json:"from" cbor:"6,keyasint,omitzero"` // from when on it may be sent, as its sender was told
	// Gone: that time has come. Its sender cannot take it back, and reads only of it if it did not arrive: whether it
	// waits for a colleague's is not theirs to know.
	Gone   bool      `json:"gone,omitempty" cbor:"7,keyasint,omitempty"`
	At     time.Time `json:"at,omitzero" cbor:"8,keyasint,omitzero"`       // when it was sent
	Behind bool      `json:"behind,omitempty" cbor:"9,keyasint,omitempty"` // it was sent behind a note
	// Note is what it answers: which of the patient's notes, which opening of the summary, or which alert.
	Note string `json:"note,omitempty" cbor:"10,keyasint,omitempty"`
	// Day is the appointment whose day it names, and Named that day as the patient was told it: 2026-03-03.
	Day   time.Time `json:"day,omitzero" cbor:"11,keyasint,omitzero"`
	Named string    `json:"named,omitempty" cbor:"12,keyasint,omitempty"`
	// of one in Dated: its message in the chat, whether the patient has been told that it does not hold any more, and
	// whether that waits for their waking hours
	Message int  `json:"message,omitempty" cbor:"13,keyasint,omitempty"`
	Told    bool `json:"told,omitempty" cbor:"14,keyasint,omitempty"`
	Owed    bool `json:"owed,omitempty" cbor:"15,keyasint,omitempty"`
}

// End forgets it.
func (h *handed) End() { *h = handed{} }

// replying is the reply that a clinician is choosing: what the patient's side has said about it.
type replying struct {
	Patient string    `json:"patient,omitempty" cbor:"2,keyasint,omitempty"`
	For     string    `json:"for,omitempty" cbor:"3,keyasint,omitempty"`
	Locale  string    `json:"locale,omitempty" cbor:"4,keyasint,omitempty"` // the patient's
	Arrives time.Time `json:"arrives,omitzero" cbor:"5,keyasint,omitzero"`
	Careful bool      `json:"careful,omitempty" cbor:"6,keyasint,omitempty"`
	// Shown is the text that was shown last: nothing else is sent.
	Shown string `json:"shown,omitempty" cbor:"7,keyasint,omitempty"`
	Note  string `json:"note,omitempty" cbor:"8,keyasint,omitempty"` // what is answered, as in a reply's letter
	// Day is the appointment whose day a text can name, and Zone where the patient is. Zero: no text can.
	Day  time.Time `json:"day,omitzero" cbor:"9,keyasint,omitzero"`
	Zone string    `json:"zone,omitempty" cbor:"10,keyasint,omitempty"`
}

// End forgets it, and whose it was.
func (r *replying) End() { *r = replying{} }

// Reply is what somebody of the clinic wants of the patient's side about a reply.
type Reply struct {
	Step    string `json:"step" cbor:"1,keyasint,omitempty"` // ReplyAsk, ReplyHand or ReplyUndo
	For     string `json:"for,omitempty" cbor:"2,keyasint,omitempty"`
	Text    string `json:"text,omitempty" cbor:"3,keyasint,omitempty"` // with ReplyHand: the clinic's, as it was shown
	Key     string `json:"key,omitempty" cbor:"4,keyasint,omitempty"`  // with ReplyUndo
	Message int    `json:"message,omitempty" cbor:"5,keyasint,omitempty"`
	Note    string `json:"note,omitempty" cbor:"6,keyasint,omitempty"` // names the note, opening or alert that is answered
	// Day is the appointment whose day the text names, as its sender was shown it.
	Day time.Time `json:"day,omitzero" cbor:"7,keyasint,omitzero"`
}

// The steps of a reply: whether one can be sent is asked, it is handed over, it is taken back.
const (
	ReplyAsk  = "ask"
	ReplyHand = "hand"
	ReplyUndo = "undo"
)

// Replied tells somebody of the clinic what becomes of a reply.
type Replied struct {
	What    string    `json:"what" cbor:"1,keyasint,omitempty"`          // one of the words below
	Why     string    `json:"why,omitempty" cbor:"2,keyasint,omitempty"` // with ReplyRefused and ReplyBack
	Key     string    `json:"key,omitempty" cbor:"3,keyasint,omitempty"`
	At      time.Time `json:"at,omitzero" cbor:"4,keyasint,omitzero"` // when it arrives, or went
	Message int       `json:"message,omitempty" cbor:"5,keyasint,omitempty"`
	// with ReplyCan: what it is for, in which language it will be, and whether careful contact holds
	For     string `json:"for,omitempty" cbor:"6,keyasint,omitempty"`
	Locale  string `json:"locale,omitempty" cbor:"7,keyasint,omitempty"`
	Careful bool   `json:"careful,omitempty" cbor:"8,keyasint,omitempty"`
	// Code is the patient's, for a sender who has no tie to them any more.
	Code string `json:"code,omitempty" cbor:"9,keyasint,omitempty"`
	Note string `json:"note,omitempty" cbor:"10,keyasint,omitempty"` // with ReplyCan: the note that is answered
	// with ReplyCan: the next appointment, for whoever may know of it, and the zone in which the patient reads its day
	Day  time.Time `json:"day,omitzero" cbor:"11,keyasint,omitzero"`
	Zone string    `json:"zone,omitempty" cbor:"12,keyasint,omitempty"`
}

// What becomes of a reply.
const (
	ReplyCan       = "can" // one can be sent
	ReplyWaits     = "waits"
	ReplySent      = "sent" // it is on its way: sent, or about to be
	ReplyRefused   = "refused"
	ReplyBack      = "back"      // it was taken back, and the patient has not been sent it
	ReplyTooLate   = "too_late"  // to take it back: it does not wait any more
	ReplyUnarrived = "unarrived" // Telegram says that it was not delivered
	ReplyWithdrawn = "withdrawn" // the patient has had it, and hears that it does not hold any more
)

// Why a reply is refused, or taken back. ReachSession and ReachNot are further ones: the patient's wish after an alert.
const (
	ReplyOff     = "off"     // the clinic has approved none
	ReplyLost    = "lost"    // messages do not reach the patient
	ReplyAlert   = "alert"   // an alert is not over
	ReplyQueued  = "queued"  // another one of theirs waits
	ReplyAway    = "away"    // its sender is on leave
	ReplyChanged = "changed" // the clinic has changed its texts
	ReplyByYou   = "you"     // its sender has taken it back
	ReplyPaused  = "paused"  // the patient has paused
	ReplyMoved   = "moved"   // the appointment whose day it names was moved or cancelled, or is over
	ReplyClosed  = "closed"  // for a reason that the sender is not told
)

func (Reply) letter()   {}
func (Replied) letter() {}
