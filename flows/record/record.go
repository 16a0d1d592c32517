// Package record holds the facts: what happened to one participant, each with its time, appended and never
// edited. A participant's state (package engine) is what the bot needs to go on talking; the facts are what
// clinicians, researchers and auditors read, and what a digest or an export is computed from. Nothing is
// corrected in place: an answer that was changed is a second Response with a higher Revision, a consent that
// was withdrawn is a second Consent.
//
// A Fact is an envelope around one Body. The bodies are a closed set; Encode and Decode are their only
// codec, and TestCodec walks every one of them. Free text is its own type that hides itself from logs.
package record

import "time"

// Fact is one thing that happened. ID is derived from its cause (the effect that recorded it), so that a
// replay records the same fact and not a second one.
type Fact struct {
	ID   string
	At   time.Time
	Body Body
}

// Body is what happened. The set is closed: see Encode.
type Body interface{ kind() Kind }

// Kind names a body in stored form.
type Kind string

// The kinds of facts.
const (
	KindEnrolment       Kind = "enrolment"
	KindConsent         Kind = "consent"
	KindZone            Kind = "zone"
	KindRhythm          Kind = "rhythm"
	KindOccasion        Kind = "occasion"
	KindDelivered       Kind = "delivered"
	KindResponse        Kind = "response"
	KindCompleted       Kind = "completed"
	KindMissed          Kind = "missed"
	KindAlert           Kind = "alert"
	KindNotice          Kind = "notice"
	KindAcknowledgement Kind = "acknowledgement"
	KindOpened          Kind = "opened"
	KindWithdrawal      Kind = "withdrawal"
	KindDigest          Kind = "digest"
	KindReach           Kind = "reach"
	KindCanary          Kind = "canary"
	KindSharing         Kind = "sharing"
	KindAppointment     Kind = "appointment"
	KindPrompted        Kind = "prompted"
	KindPromptOutcome   Kind = "prompt_outcome"
	KindPause           Kind = "pause"
	KindPutOff          Kind = "put_off"
	KindPace            Kind = "pace"
	KindPastAlert       Kind = "past_alert"
	KindGoal            Kind = "goal"
	KindPlanPart        Kind = "plan_part"
	KindDosing          Kind = "dosing"
	KindLink            Kind = "link"
	KindPost            Kind = "post"
	KindLeave           Kind = "leave"
	KindAudit           Kind = "audit"
	KindMilestone       Kind = "milestone"
)

// Enrolment says that a participant joined, in which role, and through whom.
type Enrolment struct {
	Role      Role
	Code      string // a patient's code, unique per clinic; empty for a clinician
	Clinician string // participant id of whoever invited; empty for a clinician
	Adult     bool
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
	// Supervisor sees how many patients everybody has, and neither who they are nor what they answered.
	Supervisor Role = "supervisor"
)

// Consent is one choice about one purpose, with the version of the text that was shown.
type Consent struct {
	Purpose Purpose
	Given   bool
	Version int
	Locale  string
	Text    string `json:",omitempty"` // names the text itself: another text has another name
}

// Purpose is what a consent is about. Each stands alone: refusing one changes no other.
type Purpose string

// The purposes.
const (
	ForCare            Purpose = "care"             // answers kept, weekly summary to the clinician
	ForSafety          Purpose = "safety"           // the safety questions
	ForResearch        Purpose = "research"         // de-identified export
	ForPrivateResearch Purpose = "private_research" // answers kept private, in the export too
)

// Zone says which IANA time zone a participant confirmed.
type Zone struct{ Name string }

// Rhythm says on which days and at which local time check-ins were chosen.
type Rhythm struct {
	Days []time.Weekday
	At   string // 14:05
}

// Pause says that a participant asked for no check-ins before Until. One that ended early is a second Pause, which
// ends where it was ended.
type Pause struct{ Until time.Time }

// Goal is what a participant wants, in their own words, and a small step towards it. Without Text it was removed.
type Goal struct {
	Text FreeText `json:",omitempty"`
	Step FreeText `json:",omitempty"`
}

// PlanPart is one of the six parts of a participant's safety plan, from 1, as it was last written. Without Text it
// was removed.
type PlanPart struct {
	Part int
	Text FreeText `json:",omitempty"`
}

// Pace says that a participant wants fewer check-ins, or fewer questions in each, or all of them again.
type Pace struct {
	Reduced bool
	Soft    bool
}

// PastAlert is what a clinician's side keeps of an alert whose patient has removed their answers: that there was one,
// and whether somebody saw it. It carries no answer. A later one about the same alert stands for an earlier.
type PastAlert struct {
	Alert  string
	Short  string
	Code   string // of the patient
	Raised time.Time
	Seen   time.Time `json:",omitzero"`
	SeenBy string
	Over   bool // contact was made, or it was handled elsewhere
}

// PutOff says that a participant asked for an open check-in to come again later on the same day.
type PutOff struct {
	Occasion string
	Until    time.Time
}

// Occasion is one due check-in of one person. ID is schedule and nominal local date; Planned is the instant
// it was due, Fact.At the instant it was opened.
type Occasion struct {
	ID             string
	Planned        time.Time
	Questionnaires []string
}

// Delivered says that an occasion's first message reached Telegram.
type Delivered struct{ Occasion string }

// Response is one answer to one item. Revision counts from 0; the highest is the one that stands.
type Response struct {
	Occasion      string
	Questionnaire string
	Version       int // of the questionnaire
	Item          string
	Theme         int
	Code          string
	Codes         []string `json:",omitempty"` // of an item with several answers, in place of Code
	Value         *int
	Text          FreeText `json:",omitempty"` // of an item that is answered in one's own words
	Revision      int
	Locale        string
	Hidden        bool // the clinician sees it only in a red alert or after the patient said so
	Private       bool `json:",omitempty"` // nobody but the patient sees it, unless a Sharing says so
}

// Sharing is what a participant chose to do with the private answers of one check-in about one theme. The
// latest choice stands; without one the answers are kept.
type Sharing struct {
	Occasion string
	Theme    int
	Choice   Share
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
	Occasion string
	Reason   Ending
	Answered int
}

// Missed says that an occasion ended without an answer, and whose doing that was.
type Missed struct {
	Occasion string
	Reason   Ending
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

// Alert says that a human was called. ID derives from its first red event, Short is how people name it.
// Codes are item and code pairs ("s2=yes") that only [Open] shows.
type Alert struct {
	ID       string
	Short    string
	Occasion string
	Cause    Cause
	Codes    []string
	OffDuty  bool // raised outside the clinic's duty hours
}

// Cause is what raised an alert.
type Cause string

// The causes.
const (
	CauseAnswer Cause = "answer" // a red answer
	CauseAsked  Cause = "asked"  // "Tell the clinic I'm not safe", confirmed
)

// Notice is what a clinician should know without an alarm: a note the same duty day, or a digest line.
type Notice struct {
	Level    string // flows.Level: note, line or care
	Rule     string
	Occasion string
	Codes    []string
}

// Acknowledgement says that a human acted on an alert.
type Acknowledgement struct {
	Alert string
	Short string `json:",omitempty"` // as people name it
	By    string // participant id of the clinician
	Name  string // the name they are shown under
	Act   Act
	// Reason is why it is handled elsewhere, one of the codes that the buttons have.
	Reason string
	// Note is what a clinician wrote about it.
	Note FreeText
}

// Act is what a human did with an alert.
type Act string

// The acts.
const (
	Seen      Act = "seen"      // "I have seen this"
	Contact   Act = "contact"   // contact with the patient was made
	Elsewhere Act = "elsewhere" // it is handled elsewhere, with a reason
	Noted     Act = "noted"     // a note was added
	Reopened  Act = "reopened"  // nobody's: seen, but for an hour of duty nobody said that contact was made
)

// Opened is an audit line: who looked at what of whom.
type Opened struct {
	By   string
	What string // "alert <id>", "summary", "brief", "card", "panel" or "month"
	Of   string // participant id
	Code string `json:",omitempty"` // of the patient, which outlives what else is kept of them
}

// Withdrawal ends a participation.
type Withdrawal struct{ Reason string }

// Digest says that a weekly summary was handed to Telegram.
type Digest struct {
	Until    time.Time
	Patients int
}

// Reach says whether messages reach the participant (false after Telegram answered that the bot is blocked).
type Reach struct{ Reachable bool }

// Canary says whether a test alert reached its human. A fact of the office.
type Canary struct {
	To       string // participant id
	Name     string
	Answered bool
	Minutes  int // until the answer
}

func (Canary) kind() Kind          { return KindCanary }
func (Enrolment) kind() Kind       { return KindEnrolment }
func (Consent) kind() Kind         { return KindConsent }
func (Zone) kind() Kind            { return KindZone }
func (Rhythm) kind() Kind          { return KindRhythm }
func (Occasion) kind() Kind        { return KindOccasion }
func (Delivered) kind() Kind       { return KindDelivered }
func (Response) kind() Kind        { return KindResponse }
func (Completed) kind() Kind       { return KindCompleted }
func (Missed) kind() Kind          { return KindMissed }
func (Alert) kind() Kind           { return KindAlert }
func (Notice) kind() Kind          { return KindNotice }
func (Acknowledgement) kind() Kind { return KindAcknowledgement }
func (Opened) kind() Kind          { return KindOpened }
func (Withdrawal) kind() Kind      { return KindWithdrawal }
func (Digest) kind() Kind          { return KindDigest }
func (Reach) kind() Kind           { return KindReach }
func (Sharing) kind() Kind         { return KindSharing }
func (Appointment) kind() Kind     { return KindAppointment }
func (Prompted) kind() Kind        { return KindPrompted }
func (PromptOutcome) kind() Kind   { return KindPromptOutcome }
func (Pause) kind() Kind           { return KindPause }
func (PutOff) kind() Kind          { return KindPutOff }
func (Pace) kind() Kind            { return KindPace }
func (PastAlert) kind() Kind       { return KindPastAlert }
func (Goal) kind() Kind            { return KindGoal }
func (PlanPart) kind() Kind        { return KindPlanPart }
func (Dosing) kind() Kind          { return KindDosing }
func (Link) kind() Kind            { return KindLink }
func (Post) kind() Kind            { return KindPost }
func (Leave) kind() Kind           { return KindLeave }
func (Audit) kind() Kind           { return KindAudit }
func (Milestone) kind() Kind       { return KindMilestone }
