// Package record holds the facts: what happened to one participant, each with its time. Facts are appended and never
// edited. Clinicians, researchers and auditors read them, and digests and exports are computed from them.
//
// A Fact is an envelope around one Body. Switch on the body's type to read it:
//
//	fact, err := record.Decode(data)
//	switch body := fact.Body.(type) {
//	case record.Response: // one answer
//	case record.Consent: // one choice
//	}
//
// The bodies are a closed set, and Encode and Decode are their only codec. A correction is a new fact: a changed answer
// is a second Response with a higher Revision, a withdrawn consent a second Consent.
//
// The package does not hold what the bot needs to continue a conversation; that is package state. FreeText, the words
// that people typed, hides itself from logs.
package record

import "time"

// Fact is one thing that happened. ID is derived from the effect that recorded it, so a replay records the same fact
// instead of a second one. At is when it was filed. Said is when the person wrote or pressed it, if that was longer
// ago: it waited at Telegram while the bot was away, or in the data folder while the store was.
type Fact struct {
	ID   string
	At   time.Time
	Said time.Time
	Body Body
}

// SaidAt is the time to show for what a person said: when they said it, which is never after it was filed.
func (f Fact) SaidAt() time.Time {
	if f.Said.IsZero() || f.Said.After(f.At) {
		return f.At
	}
	return f.Said
}

// Body is what happened. The set is closed: see Encode.
type Body interface{ kind() Kind }

// Enrolment says that a participant joined, in which role, and through whom.
type Enrolment struct {
	Role Role `json:"Role" cbor:"1,keyasint,omitempty"`
	// a patient's code, unique per clinic; empty for a clinician
	Code string `json:"Code" cbor:"2,keyasint,omitempty"`
	// participant id of whoever invited; empty for a clinician
	Clinician string `json:"Clinician" cbor:"3,keyasint,omitempty"`
	Adult     bool   `json:"Adult" cbor:"4,keyasint,omitempty"`
}

// Role is what a participant is to the clinic.
type Role string

// The roles.
const (
	Patient   Role = "patient"
	Clinician Role = "clinician"
	Backup    Role = "backup"
	Lead      Role = "lead"
	Night     Role = "night" // a post that is staffed when nobody else is there
	// Supervisor sees how many patients each clinician has, but not who they are or what they answered.
	Supervisor Role = "supervisor"
)

// SeesCounts tells whether a role sees how many patients each clinician has.
func (r Role) SeesCounts() bool { return r == Supervisor || r == Lead }

// Consent is one choice about one purpose, with the version of the text that was shown.
type Consent struct {
	Purpose Purpose `json:"Purpose" cbor:"1,keyasint,omitempty"`
	Given   bool    `json:"Given" cbor:"2,keyasint,omitempty"`
	Version int     `json:"Version" cbor:"3,keyasint,omitempty"`
	Locale  string  `json:"Locale" cbor:"4,keyasint,omitempty"`
	// identifies the text: another text has another value
	Text string `json:"Text,omitempty" cbor:"5,keyasint,omitempty"`
}

// Purpose is what a consent is for. Purposes are independent: refusing one changes no other.
type Purpose string

// The purposes.
const (
	ForCare            Purpose = "care"             // answers kept, weekly summary to the clinician
	ForSafety          Purpose = "safety"           // the safety questions
	ForResearch        Purpose = "research"         // de-identified export
	ForPrivateResearch Purpose = "private_research" // research use of private answers
)

// Zone says which IANA time zone a participant confirmed.
type Zone struct {
	Name string `json:"Name" cbor:"1,keyasint,omitempty"`
}

// Rhythm says on which days and at which local time check-ins were chosen.
type Rhythm struct {
	Days []time.Weekday `json:"Days" cbor:"1,keyasint,omitempty"`
	At   string         `json:"At" cbor:"2,keyasint,omitempty"` // 14:05
}

// Pause says that a participant wants no check-ins before Until. A pause that ends early is recorded as a second Pause
// with the earlier end.
type Pause struct {
	Until time.Time `json:"Until" cbor:"1,keyasint,omitzero"`
}

// Goal is a participant's goal in their own words, with a small step towards it. Empty Text means removed.
type Goal struct {
	Text FreeText `json:"Text,omitempty" cbor:"1,keyasint,omitempty"`
	Step FreeText `json:"Step,omitempty" cbor:"2,keyasint,omitempty"`
}

// PlanPart is the latest text of one of the six parts of a participant's safety plan, numbered from 1. Empty Text means
// removed.
type PlanPart struct {
	Part int      `json:"Part" cbor:"1,keyasint,omitempty"`
	Text FreeText `json:"Text,omitempty" cbor:"2,keyasint,omitempty"`
}

// Pace says that a participant wants fewer check-ins, fewer questions in each, or all of them again.
type Pace struct {
	Reduced bool `json:"Reduced" cbor:"1,keyasint,omitempty"`
	Soft    bool `json:"Soft" cbor:"2,keyasint,omitempty"`
}

// PastAlert is what a clinician keeps of an alert after the patient has removed their answers: that there was one, and
// whether somebody acknowledged it. It carries no answer. A later PastAlert replaces an earlier one for the same alert.
type PastAlert struct {
	Alert  string    `json:"Alert" cbor:"1,keyasint,omitempty"`
	Short  string    `json:"Short" cbor:"2,keyasint,omitempty"`
	Code   string    `json:"Code" cbor:"3,keyasint,omitempty"` // of the patient
	Raised time.Time `json:"Raised" cbor:"4,keyasint,omitzero"`
	Seen   time.Time `json:"Seen,omitzero" cbor:"5,keyasint,omitzero"`
	SeenBy string    `json:"SeenBy" cbor:"6,keyasint,omitempty"`
	Over   bool      `json:"Over" cbor:"7,keyasint,omitempty"` // contact was made, or it was handled elsewhere
}

// PutOff says that a participant postponed an open check-in to later the same day.
type PutOff struct {
	Occasion string    `json:"Occasion" cbor:"1,keyasint,omitempty"`
	Until    time.Time `json:"Until" cbor:"2,keyasint,omitzero"`
}

// Occasion is one due check-in of one person. ID is schedule and nominal local date; Planned is the instant
// it was due, Fact.At the instant it was opened.
type Occasion struct {
	ID             string    `json:"ID" cbor:"1,keyasint,omitempty"`
	Planned        time.Time `json:"Planned" cbor:"2,keyasint,omitzero"`
	Questionnaires []string  `json:"Questionnaires" cbor:"3,keyasint,omitempty"`
}

// Delivered says that an occasion's first message reached Telegram.
type Delivered struct {
	Occasion string `json:"Occasion" cbor:"1,keyasint,omitempty"`
}

// Response is one answer to one item. Revision counts from 0; the highest Revision is the current answer.
type Response struct {
	Occasion      string `json:"Occasion" cbor:"1,keyasint,omitempty"`
	Questionnaire string `json:"Questionnaire" cbor:"2,keyasint,omitempty"`
	Version       int    `json:"Version" cbor:"3,keyasint,omitempty"` // of the questionnaire
	Item          string `json:"Item" cbor:"4,keyasint,omitempty"`
	Theme         int    `json:"Theme" cbor:"5,keyasint,omitempty"`
	Code          string `json:"Code" cbor:"6,keyasint,omitempty"`
	// of an item with several answers, in place of Code
	Codes []string `json:"Codes,omitempty" cbor:"7,keyasint,omitempty"`
	Value *int     `json:"Value" cbor:"8,keyasint,omitempty"`
	// of an item that is answered in one's own words
	Text     FreeText `json:"Text,omitempty" cbor:"9,keyasint,omitempty"`
	Revision int      `json:"Revision" cbor:"10,keyasint,omitempty"`
	Locale   string   `json:"Locale" cbor:"11,keyasint,omitempty"`
	// Hidden answers are shown to the clinician only in a red alert or after the patient said so.
	Hidden bool `json:"Hidden" cbor:"12,keyasint,omitempty"`
	// nobody but the patient sees it, unless a Sharing says so
	Private bool `json:"Private,omitempty" cbor:"13,keyasint,omitempty"`
	// the span that the question asked about, in days; 0: its text named none
	WindowDays int `json:"WindowDays,omitempty" cbor:"14,keyasint,omitempty"`
	// Words is when the words of danger were written for which the question was asked.
	Words time.Time `json:"Words,omitzero" cbor:"15,keyasint,omitzero"`
}

// Sharing is a participant's choice about the private answers of one check-in on one theme. The latest choice counts;
// without a choice the answers stay private.
type Sharing struct {
	Occasion string `json:"Occasion" cbor:"1,keyasint,omitempty"`
	Theme    int    `json:"Theme" cbor:"2,keyasint,omitempty"`
	Choice   Share  `json:"Choice" cbor:"3,keyasint,omitempty"`
}

// Share is a choice about private answers.
type Share string

// The choices.
const (
	ShareAnswers Share = "share" // the clinician sees the answers
	ShareTheme   Share = "theme" // the clinician sees what they were about, and no answer
	ShareSay     Share = "say"   // the patient got words to say it with; nobody sees anything
	ShareNothing Share = "keep"  // nobody sees anything
)

// Completed says that an occasion ended with at least one answer.
type Completed struct {
	Occasion string `json:"Occasion" cbor:"1,keyasint,omitempty"`
	Reason   Ending `json:"Reason" cbor:"2,keyasint,omitempty"`
	Answered int    `json:"Answered" cbor:"3,keyasint,omitempty"`
}

// Missed says that an occasion ended without an answer, and why.
type Missed struct {
	Occasion string `json:"Occasion" cbor:"1,keyasint,omitempty"`
	Reason   Ending `json:"Reason" cbor:"2,keyasint,omitempty"`
}

// Ending is why an occasion ended.
type Ending string

// The endings.
const (
	EndAnswered     Ending = "answered"      // the last question was answered
	EndRed          Ending = "red"           // a red answer or a call for help ended it
	EndExpired      Ending = "expired"       // nobody answered (any more) within the window
	EndReplaced     Ending = "replaced"      // a newer check-in closed it
	EndNotDelivered Ending = "not_delivered" // it never reached the phone: not the patient's doing
	EndLeft         Ending = "left"          // the participant stopped
	EndPaused       Ending = "paused"        // the participant asked for a pause
	EndNoSession    Ending = "no_session"    // there was no session that it could have been about: never asked
)

// Alert says that a human was called. ID derives from the first red event; Short is the name that people use. Codes are
// item and code pairs ("s2=yes"), shown only after [Open].
type Alert struct {
	ID       string   `json:"ID" cbor:"1,keyasint,omitempty"`
	Short    string   `json:"Short" cbor:"2,keyasint,omitempty"`
	Occasion string   `json:"Occasion" cbor:"3,keyasint,omitempty"`
	Cause    Cause    `json:"Cause" cbor:"4,keyasint,omitempty"`
	Codes    []string `json:"Codes" cbor:"5,keyasint,omitempty"`
	OffDuty  bool     `json:"OffDuty" cbor:"6,keyasint,omitempty"` // raised outside the clinic's duty hours
}

// Cause is what raised an alert.
type Cause string

// The causes.
const (
	CauseAnswer Cause = "answer" // a red answer
	CauseAsked  Cause = "asked"  // "Tell the clinic I'm not safe", confirmed
)

// Notice is what a clinician should know without an alarm: a note on the same duty day, or a line in the digest.
type Notice struct {
	Level    string   `json:"Level" cbor:"1,keyasint,omitempty"` // flows.Level: note, line or care
	Rule     string   `json:"Rule" cbor:"2,keyasint,omitempty"`
	Occasion string   `json:"Occasion" cbor:"3,keyasint,omitempty"`
	Codes    []string `json:"Codes" cbor:"4,keyasint,omitempty"`
	// Words is when the words of danger were written, in a notice of RuleWords.
	Words time.Time `json:"Words,omitzero" cbor:"5,keyasint,omitzero"`
}

// RuleWords is the rule of the notice that the question after words of danger was left open. That question may have
// been asked within a check-in about something else, so nothing else tells that it was asked.
const RuleWords = "words_open"

// Acknowledgement says that a human acted on an alert.
type Acknowledgement struct {
	Alert string `json:"Alert" cbor:"1,keyasint,omitempty"`
	Short string `json:"Short,omitempty" cbor:"2,keyasint,omitempty"` // as people name it
	By    string `json:"By" cbor:"3,keyasint,omitempty"`              // participant id of the clinician
	Name  string `json:"Name" cbor:"4,keyasint,omitempty"`            // the name they are shown under
	Act   Act    `json:"Act" cbor:"5,keyasint,omitempty"`
	// Reason is why it is handled elsewhere, one of the codes that the buttons have.
	Reason string `json:"Reason" cbor:"6,keyasint,omitempty"`
	// Note is what a clinician wrote about it.
	Note FreeText `json:"Note" cbor:"7,keyasint,omitempty"`
	// Next is when they try again, after a try without an answer. Zero: the others were called instead.
	Next time.Time `json:"Next,omitzero" cbor:"8,keyasint,omitzero"`
	// Older is true where the actor had not been shown the youngest evidence, for which the alert stays open.
	Older bool `json:"Older,omitempty" cbor:"9,keyasint,omitempty"`
}

// Mistake is the reason of an alert that was pressed by mistake, as the patient says.
const Mistake = "mistake"

// LeftOut is the reason of a Noted by which a part of a note was taken back before anybody had read it.
const LeftOut = "left_out"

// Act is what a human did with an alert.
type Act string

// The acts.
const (
	Seen      Act = "seen"      // "I have seen this"
	Contact   Act = "contact"   // contact with the patient was made
	Elsewhere Act = "elsewhere" // it is handled elsewhere, with a reason
	NoAnswer  Act = "tried"     // tried to reach the patient, without an answer
	Noted     Act = "noted"     // a note was added
	Reopened  Act = "reopened"  // acknowledged, but no contact reported for an hour of duty: unassigned again
)

// Closes tells whether an act ends an alert.
func (a Act) Closes() bool { return a == Contact || a == Elsewhere }

// Opened is an audit record: who looked at which data of whom.
type Opened struct {
	By string `json:"By" cbor:"1,keyasint,omitempty"`
	// "alert <id>", "summary", "brief", "card", "panel" or "month"
	What string `json:"What" cbor:"2,keyasint,omitempty"`
	Of   string `json:"Of" cbor:"3,keyasint,omitempty"` // participant id
	// of the patient; it is kept longer than their other data
	Code string `json:"Code,omitempty" cbor:"4,keyasint,omitempty"`
}

// Withdrawal ends a participation.
type Withdrawal struct {
	Reason string `json:"Reason" cbor:"1,keyasint,omitempty"`
}

// Digest says that a weekly summary was handed to Telegram.
type Digest struct {
	Until    time.Time `json:"Until" cbor:"1,keyasint,omitzero"`
	Patients int       `json:"Patients" cbor:"2,keyasint,omitempty"`
}

// Reach says whether messages reach the participant (false after Telegram answered that the bot is blocked).
type Reach struct {
	Reachable bool `json:"Reachable" cbor:"1,keyasint,omitempty"`
}

// Canary says whether a test alert reached its human. A fact of the office.
type Canary struct {
	To       string `json:"To" cbor:"1,keyasint,omitempty"` // participant id
	Name     string `json:"Name" cbor:"2,keyasint,omitempty"`
	Answered bool   `json:"Answered" cbor:"3,keyasint,omitempty"`
	Minutes  int    `json:"Minutes" cbor:"4,keyasint,omitempty"` // until the answer
}
