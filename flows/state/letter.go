package state

import "footing/flows/record"

// Letter is what one participant's turn tells another's. Letters may cross shards and processes; they arrive
// at least once and are recognised by the sending effect's id. The set is closed.
type Letter interface{ letter() }

// Claim says that somebody opened an invitation link. To the inviter (a desk, or the office for staff).
type Claim struct {
	Token string `json:"token" cbor:"1,keyasint,omitempty"` // hash of the link's secret
	Chat  int64  `json:"chat" cbor:"2,keyasint,omitempty"`  // where to answer: the opener may not be anybody yet
	Name  string `json:"name" cbor:"3,keyasint,omitempty"`  // the name Telegram shows of the opener
}

// Refused says that the link is wrong, used or expired, or that the inviter did not know the opener. The answer is the
// same for all.
type Refused struct {
	Token string `json:"token" cbor:"1,keyasint,omitempty"`
}

// Offered says that the claim was first and now holds the invitation. Next, both sides confirm who the other is.
type Offered struct {
	Token string      `json:"token" cbor:"1,keyasint,omitempty"`
	Role  record.Role `json:"role" cbor:"2,keyasint,omitempty"`
	Code  string      `json:"code,omitempty" cbor:"3,keyasint,omitempty"` // the patient's code
	From  Contact     `json:"from" cbor:"4,keyasint,omitzero"`            // the inviter, as shown to the opener
	// the name the invited clinician was invited under
	Invite string `json:"invite,omitempty" cbor:"8,keyasint,omitempty"`
	Digits string `json:"digits,omitempty" cbor:"9,keyasint,omitempty"` // the four digits the patient reads out
	Team
}

// Confirmed is the opener's word that the inviter is who they expected.
type Confirmed struct {
	Token string `json:"token" cbor:"1,keyasint,omitempty"`
	Name  string `json:"name" cbor:"2,keyasint,omitempty"`
}

// NotMe says that the opener is not the person the invitation was meant for.
type NotMe struct {
	Token string `json:"token" cbor:"1,keyasint,omitempty"`
}

// Linked says that the inviter confirmed the opener too; from here on the link holds.
type Linked struct {
	Token string `json:"token" cbor:"1,keyasint,omitempty"`
}

// Enrolled tells a clinician that a patient finished setting up.
type Enrolled struct {
	Code string `json:"code" cbor:"1,keyasint,omitempty"`
	Name string `json:"name" cbor:"2,keyasint,omitempty"`
	Care bool   `json:"care" cbor:"3,keyasint,omitempty"` // false: no check-ins, no summary; help and alerts only
	// Backup is true where the reader is this patient's first person without being their clinician.
	Backup bool `json:"backup,omitempty" cbor:"4,keyasint,omitempty"`
}

// CareChanged tells the clinician that a patient has turned check-ins, and so the summary, on or off.
type CareChanged struct {
	Code string `json:"code" cbor:"1,keyasint,omitempty"`
	Care bool   `json:"care" cbor:"2,keyasint,omitempty"`
}

// Erased tells the clinicians involved that a patient has left and removed their data. The primary clinician keeps the
// list of alerts.
type Erased struct {
	Code   string             `json:"code" cbor:"1,keyasint,omitempty"`
	Alerts []record.PastAlert `json:"alerts,omitempty" cbor:"2,keyasint,omitempty"`
	// one of them is not over and goes on being called
	Open bool `json:"open,omitempty" cbor:"3,keyasint,omitempty"`
}

// Departed tells a clinician that a patient stopped, or that a link ended.
type Departed struct {
	Code string `json:"code" cbor:"1,keyasint,omitempty"`
}

// Ended tells a clinician that their link with a patient is over. To is the new clinician after a hand-over.
type Ended struct {
	To string `json:"to,omitempty" cbor:"1,keyasint,omitempty"`
}

func (Claim) letter()       {}
func (Refused) letter()     {}
func (Offered) letter()     {}
func (Confirmed) letter()   {}
func (NotMe) letter()       {}
func (Linked) letter()      {}
func (Enrolled) letter()    {}
func (CareChanged) letter() {}
func (Erased) letter()      {}
func (Departed) letter()    {}
func (Ended) letter()       {}
