package state

import (
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Safety is the patient's alerts, and what prepares for a crisis.
type Safety struct {
	Alerts []Alert    `json:"alerts,omitempty" cbor:"23,keyasint,omitempty"` // youngest last; kept while they matter
	Plan   safetyPlan `json:"plan,omitzero" cbor:"90,keyasint,omitzero"`
	// by the emergency way, whose evidence has not come yet
	Calls []Called `json:"calls,omitempty" cbor:"91,keyasint,omitempty"`
	// SafetyAt is when the last check-in opened in which a question about safety was answered.
	SafetyAt time.Time `json:"safety,omitzero" cbor:"22,keyasint,omitzero"`
	// by item that asks about a window: when it was last answered, or so long ago that only the longest reaches back
	Reached map[string]time.Time `json:"reached,omitempty" cbor:"29,keyasint,omitempty"`
	// CardsAt is when the numbers were last sent as contact cards.
	CardsAt time.Time `json:"cards_at,omitzero" cbor:"92,keyasint,omitzero"`
	// Notices are those that may still turn out not to arrive, oldest first.
	Notices []Notified `json:"notices,omitempty" cbor:"93,keyasint,omitempty"`
}

// Notified is a notice that was passed on.
type Notified struct {
	ID    string    `json:"id" cbor:"1,keyasint,omitempty"` // of the effect that filed it
	Level string    `json:"level" cbor:"2,keyasint,omitempty"`
	Rule  string    `json:"rule" cbor:"3,keyasint,omitempty"`
	At    time.Time `json:"at" cbor:"4,keyasint,omitzero"`
	Waits bool      `json:"waits,omitempty" cbor:"5,keyasint,omitempty"` // for the duty hours
	// for one person alone: nobody else gets it in their place
	Only bool `json:"only,omitempty" cbor:"6,keyasint,omitempty"`
	// those to whom it was sent, each because it did not reach the one before
	To []Contact `json:"to" cbor:"7,keyasint,omitempty"`
}

// Alert is an alert on the patient's side: its evidence, the people called, and the progress of the ladder.
type Alert struct {
	ID    string    `json:"id" cbor:"1,keyasint,omitempty"`
	Short string    `json:"short" cbor:"2,keyasint,omitempty"`
	At    time.Time `json:"at" cbor:"3,keyasint,omitzero"`
	// when its first evidence was said, if that was taken in later
	Said     time.Time  `json:"said,omitzero" cbor:"4,keyasint,omitzero"`
	Occasion string     `json:"occasion,omitempty" cbor:"5,keyasint,omitempty"`
	Evidence []Evidence `json:"evidence" cbor:"6,keyasint,omitempty"`
	// the number of the youngest evidence, from 1, never given twice
	Latest  int             `json:"latest,omitempty" cbor:"7,keyasint,omitempty"`
	Note    record.FreeText `json:"note,omitempty" cbor:"8,keyasint,omitempty"`    // the patient's
	Remarks []Remark        `json:"remarks,omitempty" cbor:"9,keyasint,omitempty"` // of those who were called
	// the help message it came from: pressed again it calls nobody
	Asked int `json:"asked,omitempty" cbor:"10,keyasint,omitempty"`
	// the ladder's steps that were taken, by their place in it
	Taken     []int     `json:"taken,omitempty" cbor:"11,keyasint,omitempty"`
	Restarted time.Time `json:"restarted" cbor:"12,keyasint,omitzero"`         // when the calling last began
	Repeated  time.Time `json:"repeated,omitzero" cbor:"13,keyasint,omitzero"` // when somebody was last called
	// seen before, but contact was not reported
	Reopened bool      `json:"reopened,omitempty" cbor:"14,keyasint,omitempty"`
	Before   time.Time `json:"before,omitzero" cbor:"15,keyasint,omitzero"` // when that was
	BeforeBy string    `json:"before_by,omitempty" cbor:"16,keyasint,omitempty"`
	// the patient was told that nobody has opened it
	Told bool `json:"told,omitempty" cbor:"17,keyasint,omitempty"`
	// somebody who was called has opened it since the calling began
	Looked bool      `json:"looked,omitempty" cbor:"18,keyasint,omitempty"`
	Seen   time.Time `json:"seen,omitzero" cbor:"19,keyasint,omitzero"`
	SeenBy string    `json:"seen_by,omitempty" cbor:"20,keyasint,omitempty"`
	SeenID string    `json:"seen_id,omitempty" cbor:"21,keyasint,omitempty"` // participant id of the same
	// when they pressed, as people are told; zero in an alert of an earlier release: at Seen
	Pressed time.Time `json:"pressed,omitzero" cbor:"44,keyasint,omitzero"`
	// seen at some time, also before it was called out anew
	EverSeen bool `json:"noticed,omitempty" cbor:"22,keyasint,omitempty"`
	// contact was made, or it is handled elsewhere
	Closed time.Time `json:"closed,omitzero" cbor:"23,keyasint,omitzero"`
	Called []string  `json:"called,omitempty" cbor:"24,keyasint,omitempty"`
	// Earlier are those who were called before the calling began anew, or acted unasked. The alert stands in their chats,
	// with all its buttons.
	Earlier []string `json:"earlier,omitempty" cbor:"42,keyasint,omitempty"`
	// Unreached are those of Called whom the last call did not reach.
	Unreached []string `json:"unreached,omitempty" cbor:"37,keyasint,omitempty"`
	// Reach is how the patient wants to be reached about it, ReachAsked whether they were asked, and AskedAt since
	// when the question waits for them.
	Reach      Reach     `json:"reach,omitzero" cbor:"25,keyasint,omitzero"`
	ReachAsked bool      `json:"reach_asked,omitempty" cbor:"26,keyasint,omitempty"`
	AskedAt    time.Time `json:"asked_at,omitzero" cbor:"27,keyasint,omitzero"`
	// Added are the parts of the note that came after it was shown to somebody.
	Added []Remark `json:"added,omitempty" cbor:"28,keyasint,omitempty"`
	// NoteShown: somebody who was called has read the note.
	NoteShown bool `json:"note_shown,omitempty" cbor:"29,keyasint,omitempty"`
	// Helped is when the patient was last sent the whole help text about it, StandsSaid when they were last sent that it
	// stands.
	Helped     time.Time `json:"helped,omitzero" cbor:"35,keyasint,omitzero"`
	StandsSaid time.Time `json:"again,omitzero" cbor:"36,keyasint,omitzero"`
	// Slow: nobody has seen it for two full duty days, and the patient was told so.
	Slow bool `json:"slow,omitempty" cbor:"30,keyasint,omitempty"`
	// Unseen is when the calling began that nobody has pressed on since. Restarted may be later.
	Unseen time.Time `json:"unseen,omitzero" cbor:"31,keyasint,omitzero"`
	// Pages are the posts that the second channel is used for since Restarted, in the order in which they were called.
	Pages []Paging `json:"pages,omitempty" cbor:"32,keyasint,omitempty"`
	// Pause is the time at which the last of Tries is to be repeated. Nobody is called before it. Zero: no pause.
	Pause time.Time `json:"pause,omitzero" cbor:"33,keyasint,omitzero"`
	Tries []Try     `json:"tries,omitempty" cbor:"34,keyasint,omitempty"` // oldest first
	// Outside is when its patient was last told of a call that was made without a turn. A press on it may be on its way.
	Outside time.Time `json:"outside,omitzero" cbor:"38,keyasint,omitzero"`
	// Ended is the act that closed it, as others are told of it.
	Ended Settled `json:"ended,omitzero" cbor:"39,keyasint,omitzero"`
	// Awaits is when somebody pressed without the store: that press is on its way by their desk. Awaited: the calls have
	// waited for it.
	Awaits  time.Time `json:"awaits,omitzero" cbor:"40,keyasint,omitzero"`
	Awaited bool      `json:"awaited,omitempty" cbor:"41,keyasint,omitempty"`
	// Heard says who was told without a turn what a colleague has done, since the calling began.
	Heard []Called `json:"heard,omitempty" cbor:"43,keyasint,omitempty"`
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
	Call flows.Rank `json:"call" cbor:"1,keyasint,omitempty"`
	From time.Time  `json:"from" cbor:"2,keyasint,omitzero"`        // not before
	At   time.Time  `json:"at,omitzero" cbor:"3,keyasint,omitzero"` // when it was used; zero: not yet
}

// Try says that somebody tried to reach the patient about an alert and had no answer.
type Try struct {
	By   string    `json:"by" cbor:"1,keyasint,omitempty"` // participant id
	Name string    `json:"name" cbor:"2,keyasint,omitempty"`
	At   time.Time `json:"at" cbor:"3,keyasint,omitzero"`
	// when they try again; zero: the others are called instead
	Next   time.Time `json:"next,omitzero" cbor:"4,keyasint,omitzero"`
	Upto   int       `json:"upto,omitempty" cbor:"5,keyasint,omitempty"`   // the number of the youngest evidence then
	Called bool      `json:"called,omitempty" cbor:"6,keyasint,omitempty"` // they were reminded of Next
}

// MostTries is how often in a row one person's try pauses the calls about the same evidence.
const MostTries = 2

// Evidence is one line of an alert's evidence.
type Evidence struct {
	At   time.Time `json:"at" cbor:"2,keyasint,omitzero"`
	What string    `json:"what" cbor:"3,keyasint,omitempty"` // "s2=yes", or "asked" for a call for help
	// Event is the id of the event that it came with, and Number says which evidence of its alert it is, from 1. Both are
	// empty in what a release before emergency calls stored.
	Event  string `json:"event,omitempty" cbor:"4,keyasint,omitempty"`
	Number int    `json:"number,omitempty" cbor:"1,keyasint,omitempty"`
	// the span that the question asked about, in days
	Window int `json:"window,omitempty" cbor:"5,keyasint,omitempty"`
	// when the words of danger were written for which the question was asked
	Words time.Time `json:"words,omitzero" cbor:"6,keyasint,omitzero"`
}

// Remark is a note on an alert by one of the people called.
type Remark struct {
	Name string          `json:"name" cbor:"2,keyasint,omitempty"`
	At   time.Time       `json:"at" cbor:"1,keyasint,omitzero"`
	Text record.FreeText `json:"text" cbor:"3,keyasint,omitempty"`
	// Read: somebody has opened the alert since. What comes later stands apart, with its time.
	Read bool `json:"read,omitempty" cbor:"4,keyasint,omitempty"`
	// By is the participant id of who wrote it; empty: the patient, or somebody before it was kept.
	By string `json:"by,omitempty" cbor:"5,keyasint,omitempty"`
}

// safetyPlan is the patient's own plan for a hard time, in six parts, each in their words: warning signs, what I
// can do alone, people and places that distract, people I can ask, professionals, making the place safe. It is
// written when things are calm, and shown again when they are not.
type safetyPlan [PlanParts]record.FreeText

// PlanParts is how many parts a safety plan has.
const PlanParts = 6

// Empty reports whether every part is empty.
func (p safetyPlan) Empty() bool { return p == safetyPlan{} }
