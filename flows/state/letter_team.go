package state

import (
	"time"

	"footing/flows/record"
)

// Propose asks a colleague to work with a patient too, to take one over, or to stand in. A swap of posts is proposed to
// the office, which asks the colleague. Agreed answers.
type Propose struct {
	Kind    record.Tie `json:"kind" cbor:"2,keyasint,omitempty"`
	Patient string     `json:"patient,omitempty" cbor:"3,keyasint,omitempty"` // not of somebody who stands in
	Code    string     `json:"code,omitempty" cbor:"4,keyasint,omitempty"`
	Name    string     `json:"name" cbor:"5,keyasint,omitempty"` // who asks
	From    time.Time  `json:"from,omitzero" cbor:"6,keyasint,omitzero"`
	Until   time.Time  `json:"until,omitzero" cbor:"7,keyasint,omitzero"`
	Swap    *Swap      `json:"swap,omitempty" cbor:"8,keyasint,omitempty"`
}

// Agreed answers Propose.
type Agreed struct {
	Kind    record.Tie `json:"kind" cbor:"1,keyasint,omitempty"`
	Patient string     `json:"patient,omitempty" cbor:"2,keyasint,omitempty"`
	Yes     bool       `json:"yes" cbor:"3,keyasint,omitempty"`
	Swap    string     `json:"swap,omitempty" cbor:"4,keyasint,omitempty"` // its id
	Away    bool       `json:"away,omitempty" cbor:"5,keyasint,omitempty"` // no, because they are on leave then
}

// TakeBack asks the office to end a swap, or to ask no longer for one: its owner, who holds the post, or a lead wants
// it, or whoever holds it is away.
type TakeBack struct {
	Swap string `json:"swap" cbor:"1,keyasint,omitempty"` // its id
	Away bool   `json:"away,omitempty" cbor:"2,keyasint,omitempty"`
}

// Swapped tells those concerned what became of a swap.
type Swapped struct {
	News SwapNews `json:"news" cbor:"1,keyasint,omitempty"`
	Swap Swap     `json:"swap" cbor:"2,keyasint,omitzero"`
	By   string   `json:"by,omitempty" cbor:"3,keyasint,omitempty"` // the name of who did it
}

// SwapNews is what can become of a swap.
type SwapNews string

// What can become of a swap.
const (
	SwapAgreed     SwapNews = "agreed"
	SwapDeclined   SwapNews = "declined"
	SwapAway       SwapNews = "away"       // declined, for they are on leave then
	SwapUnanswered SwapNews = "unanswered" // it was to begin, and nobody had agreed
	SwapOverlaps   SwapNews = "overlaps"   // refused: the post is swapped in that time already
	SwapRefused    SwapNews = "refused"    // refused for another reason
	SwapOff        SwapNews = "off"        // to who was asked: nothing is wanted of them any more
	SwapBegun      SwapNews = "begun"
	SwapEnded      SwapNews = "ended"
	SwapTakenBack  SwapNews = "back"
	SwapAbsent     SwapNews = "absent" // given back by a leave
	SwapLeft       SwapNews = "left"   // given back: they do not work here any more
	SwapVoid       SwapNews = "void"   // the owner has left, and the post with them
	SwapLeave      SwapNews = "leave"  // the owner is on leave: who stands in for them holds the post
)

// Proposed asks the patient for consent to what two clinicians have agreed on.
type Proposed struct {
	Kind record.Tie `json:"kind" cbor:"1,keyasint,omitempty"`
	Who  Contact    `json:"who" cbor:"2,keyasint,omitzero"`
}

// Decided tells a clinician what the patient said to Proposed.
type Decided struct {
	Kind record.Tie `json:"kind" cbor:"1,keyasint,omitempty"`
	Who  Contact    `json:"who" cbor:"2,keyasint,omitzero"`
	Yes  bool       `json:"yes" cbor:"3,keyasint,omitempty"`
}

// Joined puts a patient on the panel of somebody who has agreed to it.
type Joined struct {
	Kind    record.Tie         `json:"kind" cbor:"1,keyasint,omitempty"`
	For     string             `json:"for" cbor:"2,keyasint,omitempty"` // participant id of the clinician who asked
	Code    string             `json:"code" cbor:"3,keyasint,omitempty"`
	Name    string             `json:"name" cbor:"4,keyasint,omitempty"`
	Care    bool               `json:"care" cbor:"5,keyasint,omitempty"`
	Summary bool               `json:"summary" cbor:"6,keyasint,omitempty"` // reads the summary
	Until   time.Time          `json:"until,omitzero" cbor:"7,keyasint,omitzero"`
	Planned record.Appointment `json:"planned,omitzero" cbor:"8,keyasint,omitzero"`
}

// Away tells the patient's side that their clinician is away, or will be From, and who reads for them. It tells the
// office the same of anybody who works there. An empty Who ends the leave, or calls it off.
type Away struct {
	Who   Contact   `json:"who,omitzero" cbor:"1,keyasint,omitzero"`
	From  time.Time `json:"from,omitzero" cbor:"2,keyasint,omitzero"` // zero: now
	Until time.Time `json:"until,omitzero" cbor:"3,keyasint,omitzero"`
}

// Dismiss asks the office to end somebody's post, as the operator's command does. Only a lead may ask.
type Dismiss struct {
	Who string `json:"who" cbor:"1,keyasint,omitempty"` // participant id
}

// Dismissed tells a desk that its post has ended; Gone tells the leads.
type Dismissed struct {
	By string `json:"by,omitempty" cbor:"1,keyasint,omitempty"` // the lead who wants it; empty: an operator does
}

// Gone tells a lead that somebody's post has ended.
type Gone struct {
	Name string `json:"name" cbor:"1,keyasint,omitempty"`
}

// Resigned tells the patient's side that their clinician has left the clinic. Orphaned passes it on to the lead, who
// may find another.
type Resigned struct{}

// Alone tells the office that a patient has no clinician, or has one again. Meanwhile the office itself says who holds
// which post.
type Alone struct {
	Over bool `json:"over,omitempty" cbor:"1,keyasint,omitempty"`
}

// Orphaned tells a lead that a patient no longer has a clinician. Was is the name of who left, "" for a lead who has
// come since.
type Orphaned struct {
	Code string `json:"code" cbor:"1,keyasint,omitempty"`
	Was  string `json:"was" cbor:"2,keyasint,omitempty"` // the name of who left
}

// Count asks a colleague's desk how many patients it has. Counted answers without naming them.
type Count struct {
	Census string `json:"census" cbor:"1,keyasint,omitempty"`
}

// Counted answers Count.
type Counted struct {
	Census   string `json:"census" cbor:"1,keyasint,omitempty"`
	Patients int    `json:"patients" cbor:"2,keyasint,omitempty"`
	Care     int    `json:"care" cbor:"3,keyasint,omitempty"`   // of them with check-ins
	Alerts   int    `json:"alerts" cbor:"4,keyasint,omitempty"` // that are not over
	Unseen   int    `json:"unseen" cbor:"5,keyasint,omitempty"` // of those
}

func (Propose) letter()   {}
func (Agreed) letter()    {}
func (Proposed) letter()  {}
func (Decided) letter()   {}
func (Joined) letter()    {}
func (Away) letter()      {}
func (Dismiss) letter()   {}
func (Dismissed) letter() {}
func (Gone) letter()      {}
func (Resigned) letter()  {}
func (Orphaned) letter()  {}
func (Alone) letter()     {}
func (Count) letter()     {}
func (Counted) letter()   {}
func (Team) letter()      {}
func (TakeBack) letter()  {}
func (Swapped) letter()   {}
