package state

import "footing/flows/record"

// Letter is what one participant's turn tells another's. Letters may cross shards and processes; they arrive
// at least once and are recognised by the sending effect's id. The set is closed.
type Letter interface{ letter() }

// Claim says that somebody opened an invitation link. To the inviter (a desk, or the office for staff).
type Claim struct {
	Token string `json:"token"` // hash of the link's secret
	Chat  int64  `json:"chat"`  // where to answer: the opener may not be anybody yet
	Name  string `json:"name"`  // the name Telegram shows of the opener
}

// Refused says that the link is wrong, used or expired, or that the inviter did not know the opener. The answer is the
// same for all.
type Refused struct {
	Token string `json:"token"`
}

// Offered says that the claim was first and now holds the invitation. Next, both sides confirm who the other is.
type Offered struct {
	Token  string      `json:"token"`
	Role   record.Role `json:"role"`
	Code   string      `json:"code,omitempty"`   // the patient's code
	From   Contact     `json:"from"`             // the inviter, as shown to the opener
	Invite string      `json:"invite,omitempty"` // the name the invited clinician was invited under
	Digits string      `json:"digits,omitempty"` // the four digits the patient reads out
	Team
}

// Confirmed is the opener's word that the inviter is who they expected.
type Confirmed struct {
	Token string `json:"token"`
	Name  string `json:"name"`
}

// NotMe says that the opener is not the person the invitation was meant for.
type NotMe struct {
	Token string `json:"token"`
}

// Linked says that the inviter confirmed the opener too; from here on the link holds.
type Linked struct {
	Token string `json:"token"`
}

// Enrolled tells a clinician that a patient finished setting up.
type Enrolled struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Care bool   `json:"care"` // false: no check-ins, no summary; help and alerts only
	// Backup is true where the reader is this patient's first person without being their clinician.
	Backup bool `json:"backup,omitempty"`
}

// CareChanged tells the clinician that a patient has turned check-ins, and so the summary, on or off.
type CareChanged struct {
	Code string `json:"code"`
	Care bool   `json:"care"`
}

// Erased tells the clinicians involved that a patient has left and removed their data. The primary clinician keeps the
// list of alerts.
type Erased struct {
	Code   string             `json:"code"`
	Alerts []record.PastAlert `json:"alerts,omitempty"`
	Open   bool               `json:"open,omitempty"` // one of them is not over and goes on being called
}

// Departed tells a clinician that a patient stopped, or that a link ended.
type Departed struct {
	Code string `json:"code"`
}

// Ended tells a clinician that their link with a patient is over. To is the new clinician after a hand-over.
type Ended struct {
	To string `json:"to,omitempty"`
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
