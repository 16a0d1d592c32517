package state

import (
	"footing/flows/record"
	"time"
)

// Letter is what one participant's turn tells another's. Letters may cross shards and processes; they arrive
// at least once and are recognised by the sending effect's id. The set is closed.
type Letter interface{ letter() }

// Contact is another participant as this one may name them.
type Contact struct {
	ID   string      `json:"id"`
	Name string      `json:"name"`
	Role record.Role `json:"role"`
}

// Claim says that somebody opened an invitation link. To the inviter (a desk, or the office for staff).
type Claim struct {
	Token string `json:"token"` // hash of the link's secret
	Chat  int64  `json:"chat"`  // where to answer: the opener may not be anybody yet
	Name  string `json:"name"`  // the name Telegram shows of the opener
}

// Refused says that the link is wrong, used or expired, or the inviter did not know the opener. One answer for all.
type Refused struct {
	Token string `json:"token"`
}

// Offered says that the claim came first and holds the invitation; now both sides confirm who the other is.
type Offered struct {
	Token  string      `json:"token"`
	Role   record.Role `json:"role"`
	Code   string      `json:"code,omitempty"`   // the patient's code
	From   Contact     `json:"from"`             // the inviter, as shown to the opener
	Invite string      `json:"invite,omitempty"` // the name the invited clinician was invited under
	Digits string      `json:"digits,omitempty"` // the four digits the patient reads out
	Team
}

// Team is who else of the clinic may be called about a patient: named when they are invited, and told again when
// somebody else takes a post.
type Team struct {
	Backup *Contact `json:"backup,omitempty"` // who else can be first for urgent messages
	Lead   *Contact `json:"lead,omitempty"`
	Night  *Contact `json:"night,omitempty"` // the post that is there when nobody else is
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

// Reserve asks the office for a patient code, which must be unique in the clinic. Reserved answers.
type Reserve struct {
	Code  string `json:"code"`
	Token string `json:"token"`
}

// Reserved answers Reserve.
type Reserved struct {
	Code  string `json:"code"`
	Token string `json:"token"`
	Taken bool   `json:"taken"`
}

// Roster tells a desk who else works here, so that patients can be offered a backup.
type Roster struct {
	Staff []Contact `json:"staff"`
}

// Enrolled tells a clinician that a patient finished setting up.
type Enrolled struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Care bool   `json:"care"` // false: no check-ins, no summary; help and alerts only
	// Backup is true where the reader is this patient's first person without being their clinician.
	Backup bool `json:"backup,omitempty"`
}

// Alarm calls a clinician. It carries no answer, only that there is one.
type Alarm struct {
	Alert  string    `json:"alert"`
	Short  string    `json:"short"`
	Code   string    `json:"code"`
	At     time.Time `json:"at"`
	Again  bool      `json:"again,omitempty"`
	More   bool      `json:"more,omitempty"`   // the patient has called again, or answered again
	Reopen bool      `json:"reopen,omitempty"` // it was seen, but nobody said that contact was made
	// Unheard is true where messages do not reach the patient, who hears of nothing that is done.
	Unheard bool `json:"unheard,omitempty"`
	// Upto is the number of the youngest evidence that this tells of; 0 for an alert of a release that did not count.
	Upto int `json:"upto,omitempty"`
}

// Acted tells the patient's side what a clinician did with an alert.
type Acted struct {
	Alert  string          `json:"alert"`
	Act    record.Act      `json:"act"`
	Reason string          `json:"reason,omitempty"` // with Elsewhere: a code
	Note   record.FreeText `json:"note,omitempty"`
	At     time.Time       `json:"at"`
	// Upto is the number of the youngest evidence that the clinician had been shown; 0 where the button did not say.
	Upto int `json:"upto,omitempty"`
}

// Settled tells the other clinicians who were called what one of them did.
type Settled struct {
	Alert  string     `json:"alert"`
	Act    record.Act `json:"act"`
	Reason string     `json:"reason,omitempty"`
	Name   string     `json:"name"`
	At     time.Time  `json:"at"`
	Open   bool       `json:"open,omitempty"` // newer evidence has come, for which the alert stays open
}

// Look asks the patient's side for what is behind an alert; Shown answers. Both are audited there.
type Look struct {
	Alert   string `json:"alert"`
	Message int    `json:"message"` // the alert message to be edited
}

// Shown answers Look: red codes with their times, and the person's own plan.
type Shown struct {
	Alert   string          `json:"alert"`
	Message int             `json:"message"`
	Lines   []Evidence      `json:"lines"`
	Upto    int             `json:"upto,omitempty"` // the number of the youngest of them
	Note    record.FreeText `json:"note,omitempty"`
	Remarks []Remark        `json:"remarks,omitempty"`
	Plan    record.FreeText `json:"plan,omitempty"`
}

// Remark is what somebody who was called has written about an alert.
type Remark struct {
	Name string          `json:"name"`
	At   time.Time       `json:"at"`
	Text record.FreeText `json:"text"`
}

// Evidence is one line behind an alert.
type Evidence struct {
	At   time.Time `json:"at"`
	What string    `json:"what"` // "s2=yes", or "asked" for a call for help
}

// Unreached tells the patient's side that an alarm cannot reach this clinician.
type Unreached struct {
	Alert string `json:"alert"`
}

// Unheard tells those who were called that messages do not reach the patient any more, or do again: then the patient is
// told how the alert stands.
type Unheard struct {
	Alert string `json:"alert"`
	Back  bool   `json:"back,omitempty"`
}

// Relieved tells a clinician that an alert is not called out to them any more. It says no reason.
type Relieved struct {
	Alert string `json:"alert"`
}

// Eased passes on that the patient pressed "I'm safe for now". It informs and closes nothing.
type Eased struct {
	Alert string    `json:"alert"`
	At    time.Time `json:"at"`
}

// Noted passes on a notice (not an alarm) the same duty day.
type Noted struct {
	Code  string    `json:"code"`
	Level string    `json:"level"`
	Rule  string    `json:"rule"`
	At    time.Time `json:"at"`
	Waits bool      `json:"waits,omitempty"` // it is not about safety: it is told when somebody is on duty
}

// SummaryOpened tells the patient that their summary was opened.
type SummaryOpened struct {
	Name string `json:"name"`
}

// CareChanged tells the clinician that a patient has turned check-ins, and with them the summary, on or off.
type CareChanged struct {
	Code string `json:"code"`
	Care bool   `json:"care"`
}

// Erased tells whoever knew of a patient that they have left and removed what was kept of them. The patient's own
// clinician keeps that there were alerts.
type Erased struct {
	Code   string             `json:"code"`
	Alerts []record.PastAlert `json:"alerts,omitempty"`
	Open   bool               `json:"open,omitempty"` // one of them is not over and goes on being called
}

// Canary is a test alert, from the office to whoever holds the post that it tests.
type Canary struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// CanaryAnswered tells the office that a test alert reached its human, or need not: they are away.
type CanaryAnswered struct {
	ID   string `json:"id"`
	Away bool   `json:"away,omitempty"`
}

// CanaryMissed tells the others that somebody has not answered a test alert.
type CanaryMissed struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

// Watched is the end of a self-check, from the office to itself.
type Watched struct {
	Check string `json:"check"`
}

// Departed tells a clinician that a patient stopped, or that a link ended.
type Departed struct {
	Code string `json:"code"`
}

func (Team) letter() {}

func (Claim) letter() {}

func (Refused) letter() {}

func (Offered) letter() {}

func (Confirmed) letter() {}

func (NotMe) letter() {}

func (Linked) letter() {}

func (Reserve) letter() {}

func (Reserved) letter() {}

func (Roster) letter() {}

func (Enrolled) letter() {}

func (Alarm) letter() {}

func (Acted) letter() {}

func (Settled) letter() {}

func (Relieved) letter() {}

func (Unheard) letter() {}

func (Look) letter() {}

func (Shown) letter() {}

func (Unreached) letter() {}

func (Eased) letter() {}

func (Noted) letter() {}

func (SummaryOpened) letter() {}

func (Canary) letter() {}

func (CanaryAnswered) letter() {}

func (CanaryMissed) letter() {}

func (Watched) letter() {}

func (CareChanged) letter() {}

func (Erased) letter() {}

func (Departed) letter() {}
