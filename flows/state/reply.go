package state

import "time"

// replies are what comes back to a patient for what they share, in words that the clinic has approved: the reply that
// waits, or was sent last. The zero value has none.
type replies struct {
	// Key names it in buttons, anchors and due moments.
	Key  string    `json:"key,omitempty" cbor:"2,keyasint,omitempty"`
	Text string    `json:"text,omitempty" cbor:"3,keyasint,omitempty"` // the clinic's, as the sender was shown it
	For  string    `json:"for,omitempty" cbor:"4,keyasint,omitempty"`
	By   Contact   `json:"by,omitzero" cbor:"5,keyasint,omitzero"`
	At   time.Time `json:"at,omitzero" cbor:"6,keyasint,omitzero"`   // when it was handed over
	Sent time.Time `json:"sent,omitzero" cbor:"7,keyasint,omitzero"` // zero: it waits
	Last time.Time `json:"last,omitzero" cbor:"8,keyasint,omitzero"` // when the last one was sent, also one that is gone
}

// Waits reports whether a reply waits.
func (r replies) Waits() bool { return r.Key != "" && r.Sent.IsZero() }

// replying is the reply that a clinician is choosing: what the patient's side has said about it.
type replying struct {
	Patient string    `json:"patient,omitempty" cbor:"2,keyasint,omitempty"`
	For     string    `json:"for,omitempty" cbor:"3,keyasint,omitempty"`
	Locale  string    `json:"locale,omitempty" cbor:"4,keyasint,omitempty"` // the patient's
	Arrives time.Time `json:"arrives,omitzero" cbor:"5,keyasint,omitzero"`
	Careful bool      `json:"careful,omitempty" cbor:"6,keyasint,omitempty"`
	// Shown is the text that was shown last: nothing else is sent.
	Shown string `json:"shown,omitempty" cbor:"7,keyasint,omitempty"`
}

// Reply is what somebody of the clinic wants of the patient's side about a reply.
type Reply struct {
	Step    string `json:"step" cbor:"1,keyasint,omitempty"` // ReplyAsk, ReplyHand or ReplyUndo
	For     string `json:"for,omitempty" cbor:"2,keyasint,omitempty"`
	Text    string `json:"text,omitempty" cbor:"3,keyasint,omitempty"` // with ReplyHand: the clinic's, as it was shown
	Key     string `json:"key,omitempty" cbor:"4,keyasint,omitempty"`  // with ReplyUndo
	Message int    `json:"message,omitempty" cbor:"5,keyasint,omitempty"`
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
}

// What becomes of a reply.
const (
	ReplyCan       = "can" // one can be sent
	ReplyWaits     = "waits"
	ReplySent      = "sent"
	ReplyRefused   = "refused"
	ReplyBack      = "back"      // it was taken back, and the patient has not been sent it
	ReplyTooLate   = "too_late"  // to take it back: it does not wait any more
	ReplyUnarrived = "unarrived" // Telegram says that it was not delivered
)

// Why a reply is refused, or taken back.
const (
	ReplyOff     = "off"     // the clinic has approved none
	ReplyLost    = "lost"    // messages do not reach the patient
	ReplyAlert   = "alert"   // an alert is not over
	ReplyQueued  = "queued"  // another one waits
	ReplyAway    = "away"    // its sender is on leave
	ReplyChanged = "changed" // the clinic has changed its texts
	ReplyByYou   = "you"     // its sender has taken it back
	ReplyClosed  = "closed"  // for a reason that the sender is not told
)

func (Reply) letter()   {}
func (Replied) letter() {}
