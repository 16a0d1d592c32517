package state

import (
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Safety is the patient's alerts, and what prepares for a crisis.
type Safety struct {
	Alerts []Alert    `json:"alerts,omitempty"` // youngest last; kept while they matter
	Plan   SafetyPlan `json:"plan,omitzero"`
	Calls  []Called   `json:"calls,omitempty"` // by the emergency way, whose evidence has not come yet
	// SafetyAt is when the last check-in opened in which a question about safety was answered.
	SafetyAt time.Time `json:"safety,omitzero"`
	// CardsAt is when the numbers were last sent as contact cards.
	CardsAt time.Time `json:"cards_at,omitzero"`
}

// Alert is an alert on the patient's side: its evidence, the people called, and the progress of the ladder.
type Alert struct {
	ID        string          `json:"id"`
	Short     string          `json:"short"`
	At        time.Time       `json:"at"`
	Said      time.Time       `json:"said,omitzero"` // when its first evidence was said, if that was taken in later
	Occasion  string          `json:"occasion,omitempty"`
	Evidence  []Evidence      `json:"evidence"`
	Latest    int             `json:"latest,omitempty"`   // the number of the youngest evidence, from 1, never given twice
	Note      record.FreeText `json:"note,omitempty"`     // the patient's
	Remarks   []Remark        `json:"remarks,omitempty"`  // of those who were called
	Asked     int             `json:"asked,omitempty"`    // the help message it came from: pressed again it calls nobody
	Taken     []int           `json:"taken,omitempty"`    // the ladder's steps that were taken, by their place in it
	Restarted time.Time       `json:"restarted"`          // when the calling last began
	Repeated  time.Time       `json:"repeated,omitzero"`  // when somebody was last called
	Reopened  bool            `json:"reopened,omitempty"` // seen before, but contact was not reported
	Before    time.Time       `json:"before,omitzero"`    // when that was
	BeforeBy  string          `json:"before_by,omitempty"`
	Told      bool            `json:"told,omitempty"`   // the patient was told that nobody has opened it
	Looked    bool            `json:"looked,omitempty"` // somebody who was called has opened it since the calling began
	Seen      time.Time       `json:"seen,omitzero"`
	SeenBy    string          `json:"seen_by,omitempty"`
	SeenID    string          `json:"seen_id,omitempty"` // participant id of the same
	Noticed   bool            `json:"noticed,omitempty"` // seen at some time, also before it was called out anew
	Closed    time.Time       `json:"closed,omitzero"`   // contact was made, or it is handled elsewhere
	Called    []string        `json:"called,omitempty"`
	// Reach is how the patient wants to be reached about it, ReachAsked whether they were asked, and AskedAt since
	// when the question waits for them.
	Reach      Reach     `json:"reach,omitzero"`
	ReachAsked bool      `json:"reach_asked,omitempty"`
	AskedAt    time.Time `json:"asked_at,omitzero"`
	// Added are the parts of the note that came after it was shown to somebody.
	Added []Remark `json:"added,omitempty"`
	// NoteShown: somebody who was called has read the note.
	NoteShown bool `json:"note_shown,omitempty"`
	// Helped is when the patient was last sent the whole help text about it, Again when they were last sent that it
	// stands.
	Helped time.Time `json:"helped,omitzero"`
	Again  time.Time `json:"again,omitzero"`
	// Slow: nobody has seen it for two full duty days, and the patient was told so.
	Slow bool `json:"slow,omitempty"`
	// Unseen is when the calling began that nobody has pressed on since. Restarted may be later.
	Unseen time.Time `json:"unseen,omitzero"`
	// Pages are the posts that the second channel is used for since Restarted, in the order in which they were called.
	Pages []Paging `json:"pages,omitempty"`
	// Pause is the time at which the last of Tries is to be repeated. Nobody is called before it. Zero: no pause.
	Pause time.Time `json:"pause,omitzero"`
	Tries []Try     `json:"tries,omitempty"` // oldest first
}

// Newer reports whether an alert has something that the actor had not been shown: newer evidence, or, for a "seen", a
// new call. An act that does not say what was shown is compared by time.
func (a *Alert) Newer(l Acted) bool {
	var latest time.Time
	if l.Act == record.Seen {
		latest = a.Restarted
	}
	if l.Upto != 0 {
		return l.Upto < a.Latest || latest.After(a.At) && l.At.Before(latest)
	}
	for _, e := range a.Evidence {
		latest = flows.Later(latest, e.At)
	}
	return latest.After(a.At) && l.At.Before(latest)
}

// Held reports whether an alert has a known acknowledger who has not yet reported the outcome.
func (a *Alert) Held() bool { return a.Closed.IsZero() && !a.Seen.IsZero() && a.SeenID != "" }

// UnseenSince is when the calling began that nobody has pressed on.
func (a *Alert) UnseenSince() time.Time {
	if a.Unseen.IsZero() { // of a release that did not note it
		return a.Restarted
	}
	return a.Unseen
}

// Paging is the use of the second channel for one post.
type Paging struct {
	Call flows.Rank `json:"call"`
	From time.Time  `json:"from"`        // not before
	At   time.Time  `json:"at,omitzero"` // when it was used; zero: not yet
}

// Try says that somebody tried to reach the patient about an alert and had no answer.
type Try struct {
	By     string    `json:"by"` // participant id
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
	Next   time.Time `json:"next,omitzero"`    // when they try again; zero: the others are called instead
	Upto   int       `json:"upto,omitempty"`   // the number of the youngest evidence then
	Called bool      `json:"called,omitempty"` // they were reminded of Next
}

// MostTries is how often in a row one person's try pauses the calls about the same evidence.
const MostTries = 2

// Evidence is one line of an alert's evidence.
type Evidence struct {
	At   time.Time `json:"at"`
	What string    `json:"what"` // "s2=yes", or "asked" for a call for help
	// Event is the id of the event that it came with, and Number says which evidence of its alert it is, from 1. Both are
	// empty in what a release before emergency calls stored.
	Event  string `json:"event,omitempty"`
	Number int    `json:"number,omitempty"`
}

// Remark is a note on an alert by one of the people called.
type Remark struct {
	Name string          `json:"name"`
	At   time.Time       `json:"at"`
	Text record.FreeText `json:"text"`
}

// SafetyPlan is the patient's own plan for a hard time, in six parts, each in their words: warning signs, what I
// can do alone, people and places that distract, people I can ask, professionals, making the place safe. It is
// written when things are calm, and shown again when they are not.
type SafetyPlan [PlanParts]record.FreeText

// PlanParts is how many parts a safety plan has.
const PlanParts = 6

// Empty reports whether every part is empty.
func (p SafetyPlan) Empty() bool { return p == SafetyPlan{} }
