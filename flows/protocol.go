// Package flows holds the plan of a study or a service: what is asked, when, in which words, and by which
// rules an answer is followed up. A Protocol is read from YAML by package load, which checks it wholly; it is never
// changed afterwards. Everything that runs reads it and nothing writes it, so one value serves all goroutines. The
// package knows no file but those that ship (Library), no participant, no clock and no network: time, zone and
// answers are arguments. Start with Protocol, then Questionnaire and Item (what is asked), Condition (when an item
// applies), Schedule and Window (when a check-in is due), Wording (every text a person reads) and Clinic
// (the numbers, hours and names that only the clinic can know).
//
// Questionnaires are small: one instrument each, usually one theme of the study Footing rests on. A
// Slot of the rotation strings several of them together into one check-in, so a theme is written once
// and asked wherever the rotation names it.
package flows

import (
	"slices"
	"time"
)

// Protocol is the whole plan. Nothing changes it once NewProtocol has made it.
type Protocol struct {
	ID      string
	Version int
	Title   string
	Origin
	Limits   Limits
	Window   Window
	Rotation []Slot // the week's check-ins in order; a participant picks one weekday for each
	// questionnaire ids after the first session, the second and so on; the last entry for all that follow
	AfterSession   [][]string
	Session        SessionRules
	Random         []Random                  // check-ins at drawn moments, for studies
	Remembered     []string                  // ids of the items whose earlier answers a condition looks at
	Questionnaires map[string]*Questionnaire // by id
	Wordings       map[string]Wording        // by locale, for example "en"
	Digest         DigestRules
	Bot            string  // the bot's Telegram user name, for invitation links; set once by cmd before the loops start
	Clinic         *Clinic // never nil; a clinic without helplines enrols nobody

	phrases map[string]phraseBook // by locale
}

// NewProtocol makes a protocol of its parts, whose phrases can be looked for (Mentions). Whoever reads the parts
// checks them; package load does.
func NewProtocol(parts Protocol) *Protocol {
	p := parts
	p.phrases = map[string]phraseBook{}
	for locale := range p.Wordings {
		p.phrases[locale] = newPhraseBook(p.Phrases(locale))
	}
	return &p
}

// Origin says where a text comes from and what may be done with it. A file without licence and source does
// not load.
type Origin struct {
	Licence string // "own" or an SPDX identifier
	Source  string // for example "theme: 5"
	Review  string // "pending" until a clinician has approved the wording
}

// Limits bound when and how often anybody is asked anything.
type Limits struct {
	MinimumGap time.Duration // between the openings of two scheduled check-ins of one person
	QuietFrom  Clock         // from here ...
	QuietTo    Clock         // ... to here (next morning) nothing unasked-for is sent, except safety
	Earliest   Clock         // earliest hour a participant may choose
	Latest     Clock         // latest hour a participant may choose
	Suggested  []Clock       // hours offered as buttons
	Taps       int           // the most taps a check-in may cost when nothing is low (follow-ups extra)
	FollowUps  int           // the most follow-ups in one check-in, beside those of safety
}

// Window is the life of one check-in after it opened.
type Window struct {
	Reminders  []time.Duration // a reminder after each of these without an answer: one, or two
	Deadline   time.Duration   // closes after this long without a first tap
	Inactivity time.Duration   // after the first tap: closes after this long without another
}

// SessionSlot is the id of the check-in after a session, in the place of a slot's.
const SessionSlot = "session"

// The ids of check-ins that nobody planned begin with these and a hyphen, which no slot's id has: one that a patient
// started, and the one question that follows a phrase.
const (
	OwnSlot  = "own"
	SaidSlot = "said"
)

// SessionRules say how a session of psychotherapy, whose time the participant or their clinician gave, becomes a
// check-in. It does not count for the minimum gap: it is short, and about something that is fresh.
type SessionRules struct {
	Length time.Duration // of a session
	After  time.Duration // the check-in comes so long after its end
	Themes []int         // that are about sessions: without any they are not asked, and recorded so
	Within time.Duration // a session so long ago can still be asked about in the rotation
}

// About tells whether a questionnaire is about sessions.
func (r SessionRules) About(q *Questionnaire) bool {
	return q != nil && slices.Contains(r.Themes, q.Theme)
}

// Slot is one check-in of the rotation: a default weekday and the questionnaires that are asked.
type Slot struct {
	ID  string       // part of every occasion's id
	Day time.Weekday // the default; a participant may choose another
	// questionnaire ids per week, taken in turn, with alternating wordings written out (one entry: every week the same)
	Weeks [][]string
	// safety questions are asked only with at least this much duty time left; else they are left out
	DutyHours time.Duration
}

// OccasionID is the id of the slot's check-in of a day: a replay opens the same one.
func (s Slot) OccasionID(day time.Time) string { return s.ID + "@" + day.Format(time.DateOnly) }

// Questionnaires names what is asked in the given week of participation (0 is the first).
func (s Slot) Questionnaires(week int) []string {
	if len(s.Weeks) == 0 {
		return nil
	}
	return s.Weeks[((week%len(s.Weeks))+len(s.Weeks))%len(s.Weeks)]
}

// QuestionnairesAfterSession names what is asked after the n-th session (1 is the first).
func (p *Protocol) QuestionnairesAfterSession(n int) []string {
	if len(p.AfterSession) == 0 {
		return nil
	}
	return p.AfterSession[max(0, min(n, len(p.AfterSession))-1)]
}

// DigestRules are the thresholds of the clinician's weekly summary.
type DigestRules struct {
	Day        time.Weekday  // default weekday
	Hour       Clock         // default local hour; the clinician may choose another
	Recent     int           // answers that make a level (median of the last n)
	Least      int           // fewer answers than this: too little to say
	MaxAge     time.Duration // answers older than this do not count
	MaxAgeRare time.Duration // the same of items that are asked less than every week
	Low        float64       // a median at or below this is low
	Good       float64       // a median at or above this is good
	Baseline   int           // the first answers that make a patient's own beginning
	Change     float64       // this far from the beginning is higher or lower than it
	Drops      int           // so many drops in a row are slipping
	Rest       time.Duration // no prompt comes twice within this
	Gap        time.Duration // an appointment this far away is a long gap
	Before     time.Duration // so long before an appointment the clinician gets three lines
	Order      []int         // themes, earliest first: which low theme comes first
}

// Item finds an item by questionnaire and item id.
func (p *Protocol) Item(questionnaire, item string) (*Item, bool) {
	q, ok := p.Questionnaires[questionnaire]
	if !ok {
		return nil, false
	}
	for i := range q.Items {
		if q.Items[i].ID == item {
			return &q.Items[i], true
		}
	}
	return nil, false
}

// Quiet tells whether the wall clock lies in the hours in which nothing unasked-for is sent, except safety.
func (p *Protocol) Quiet(wall Clock) bool {
	return wall.Within(p.Limits.QuietFrom, p.Limits.QuietTo)
}
