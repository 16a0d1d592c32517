// Package flows holds the plan of a study or a service: what is asked, when, in which words, and which rules follow up
// an answer.
//
// A plan is one Protocol. Package load reads it from YAML and checks it completely:
//
//	plan, err := load.Load(os.DirFS("my-protocol"), clinic, "clinic.yaml")
//	sleep := plan.Questionnaires["sleep"]
//
// Begin with Protocol, then Questionnaire and Item (what is asked), Condition (when an item applies), Schedule and
// Window (when a check-in is due), Wording (every text that a person reads) and Clinic (numbers, hours and names).
//
// A questionnaire is small: one instrument, usually about one theme of the study. A Slot of the rotation combines
// several questionnaires into one check-in, so each theme is written once.
//
// A Protocol never changes, so all goroutines can share it. The package reads only the files that ship with it
// (Library). It knows no participant, clock or network: time, zone and answers are arguments.
package flows

import (
	"slices"
	"strings"
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
	// questionnaire ids after the first session, the second and so on; the last entry applies to all later sessions
	AfterSession   [][]string
	Session        SessionRules
	Random         []Random                  // check-ins at drawn moments, for studies
	Remembered     []string                  // ids of the items whose earlier answers a condition looks at
	Questionnaires map[string]*Questionnaire // by id
	Prompts        map[[2]int][]string       // by theme and number: what a prompt fits especially, see PromptFits
	Wordings       map[string]Wording        // by locale, for example "en"
	Digest         DigestRules
	Bot            string  // the bot's Telegram user name, for invitation links; set once by cmd before the loops start
	Clinic         *Clinic // never nil; a clinic without helplines enrols nobody

	phrases map[string]phraseBook // by locale
}

// NewProtocol makes a protocol from its parts and indexes its phrases (see Mentions). It checks nothing: package load
// has checked the parts.
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

// Limits restrict when and how often a participant is asked.
type Limits struct {
	MinimumGap time.Duration // between the openings of two scheduled check-ins of one person
	QuietFrom  Clock         // from here ...
	QuietTo    Clock         // ... to here (next morning) only safety messages are sent unprompted
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

// SessionSlot is the slot id of the check-in after a session.
const SessionSlot = "session"

// Id prefixes of check-ins outside the plan, followed by a hyphen. No slot id contains a hyphen. One is for a check-in
// that a patient started, one for the question that follows a phrase.
const (
	OwnSlot  = "own"
	SaidSlot = "said"
)

// SessionRules say how a therapy session becomes a check-in. The participant or their clinician gave its time. This
// check-in is short and about something recent, so the minimum gap does not apply.
type SessionRules struct {
	Length time.Duration // of a session
	After  time.Duration // delay from the end of the session to the check-in
	Themes []int         // themes about sessions: without a session they are skipped, and recorded as such
	Also   []string      // ids of other questionnaires that are about sessions
	Within time.Duration // the longest time since a session at which the rotation still asks about it
}

// About tells whether a questionnaire is about sessions.
func (r SessionRules) About(q *Questionnaire) bool {
	return q != nil && (slices.Contains(r.Themes, q.Theme) || slices.Contains(r.Also, q.ID))
}

// Slot is one check-in of the rotation: a default weekday and the questionnaires that are asked.
type Slot struct {
	ID  string       // part of every occasion's id
	Day time.Weekday // the default; a participant may choose another
	// questionnaire ids per week, taken in turn, with alternating wordings written out (one entry: every week the same)
	Weeks [][]string
	Turns [][]string // questionnaire ids that take turns in one place of a week
	// safety questions are asked only with at least this much duty time left; otherwise they are omitted
	DutyHours time.Duration
}

// Alternates names the wordings of one theme that take turns in one place of the rotation with this questionnaire; it
// is false where none does. Their answers make one level together.
func (p *Protocol) Alternates(questionnaire string) (string, bool) {
	q := p.Questionnaires[questionnaire]
	for _, slot := range p.Slots() {
		for _, turn := range slot.Turns {
			if q == nil || !slices.Contains(turn, questionnaire) {
				continue
			}
			one := slices.DeleteFunc(slices.Clone(turn), func(id string) bool {
				other := p.Questionnaires[id]
				return other == nil || other.Theme != q.Theme
			})
			if len(one) > 1 {
				return strings.Join(one, "+"), true
			}
		}
	}
	return "", false
}

// MaxAge is the age up to which an answer counts towards a level. What is asked less than every week has a longer one.
func (p *Protocol) MaxAge(questionnaire string) time.Duration {
	last := len(p.AfterSession) - 1
	if last >= 0 && slices.Contains(p.AfterSession[last], questionnaire) {
		return p.Digest.MaxAge
	}
	for _, slot := range p.Slots() {
		misses := slices.ContainsFunc(slot.Weeks, func(week []string) bool { return !slices.Contains(week, questionnaire) })
		if !misses {
			return p.Digest.MaxAge
		}
	}
	return max(p.Digest.MaxAge, p.Digest.MaxAgeRare)
}

// OccasionID is the id of the slot's check-in on a day. It is deterministic, so a replay opens the same check-in.
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
	Least      int           // with fewer answers than this there is no level
	MaxAge     time.Duration // answers older than this do not count
	MaxAgeRare time.Duration // the same for items that are asked less than every week
	Low        float64       // a median at or below this is low
	Good       float64       // a median at or above this is good
	Baseline   int           // the number of first answers that make a patient's baseline
	Change     float64       // a difference from the baseline of at least this is a change
	Drops      int           // so many consecutive drops are "slipping"
	Rest       time.Duration // a prompt is not repeated within this time
	Gap        time.Duration // an appointment this far away is a long gap
	Before     time.Duration // how long before an appointment the clinician gets three lines
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

// Quiet tells whether the wall clock is in quiet hours, when only safety messages are sent unprompted.
func (p *Protocol) Quiet(wall Clock) bool {
	return wall.Within(p.Limits.QuietFrom, p.Limits.QuietTo)
}
