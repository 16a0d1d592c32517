package state

import (
	"time"

	"footing/flows/record"
)

// Careful is careful contact, for somebody whom a message on the phone could endanger. It belongs to the person and
// stays until they end it; no clinician sets or ends it. While it holds, whatever the person did not just ask for waits
// behind "You have a note", and no contact card is sent.
type Careful struct {
	Since time.Time `json:"since,omitzero" cbor:"2,keyasint,omitzero"` // zero: it does not hold
	By    string    `json:"by,omitempty" cbor:"3,keyasint,omitempty"`  // CarefulByAnswer or CarefulByWish
}

// What set careful contact.
const (
	CarefulByAnswer = "answer" // that somebody or somewhere makes them unsafe, or that this is not sure
	CarefulByWish   = "wish"   // "My phone may be seen"
)

// Holds reports whether careful contact holds.
func (c Careful) Holds() bool { return !c.Since.IsZero() }

// Reach is how a patient wants to be reached about an alert. The zero Reach means ReachHere: they have not answered.
type Reach struct {
	How  string          `json:"how,omitempty" cbor:"2,keyasint,omitempty"`
	Ring record.FreeText `json:"ring,omitempty" cbor:"3,keyasint,omitempty"` // with ReachRing: the number, and when
	At   time.Time       `json:"at,omitzero" cbor:"4,keyasint,omitzero"`     // when they said so
	// Early: careful contact has begun since. In what others are shown: a number was given then, and is kept back.
	Early bool `json:"early,omitempty" cbor:"5,keyasint,omitempty"`
}

// The ways of reaching somebody.
const (
	ReachHere    = "here"    // in this chat; with careful contact as "You have a note"
	ReachRing    = "ring"    // by ringing a number
	ReachSession = "session" // only in the session
	ReachNot     = "not"     // not at all
)

// AskReach asks the patient how they may be reached about an alert, because somebody who may act on it wants to know.
type AskReach struct {
	Alert string `json:"alert" cbor:"1,keyasint,omitempty"`
}

// ReachSaid tells the people called that the patient has said how they may be reached. What they said stands behind
// [Open] only. With Careful it tells them that careful contact has begun. With Waits it answers AskReach: the question
// was put at At and waits for the patient, who is not asked again.
type ReachSaid struct {
	Alert   string    `json:"alert" cbor:"1,keyasint,omitempty"`
	At      time.Time `json:"at" cbor:"2,keyasint,omitzero"`
	Careful bool      `json:"careful,omitempty" cbor:"3,keyasint,omitempty"`
	Waits   bool      `json:"waits,omitempty" cbor:"4,keyasint,omitempty"`
}

func (AskReach) letter()  {}
func (ReachSaid) letter() {}
