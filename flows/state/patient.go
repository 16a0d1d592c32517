package state

import (
	"time"

	"footing/flows/record"
)

// Patient is a participant's side as a patient.
type Patient struct {
	Code      string  `json:"code"`
	Clinician Contact `json:"clinician"`
	Team
	Choices
	Excluded []string                `json:"excluded,omitempty"` // participant ids that no alert of this person may go to
	First    string                  `json:"first,omitempty"`    // participant id of who gets urgent messages first
	Consents map[record.Purpose]bool `json:"consents,omitempty"`
	Days     []time.Weekday          `json:"days,omitempty"` // one for each slot of the rotation
	At       string                  `json:"at,omitempty"`   // 14:05
	Active   bool                    `json:"active,omitempty"`
	Left     bool                    `json:"left,omitempty"`
	Start    time.Time               `json:"start"`
	Count    int                     `json:"count,omitempty"` // occasions so far; the last one's short number
	Last     time.Time               `json:"last"`            // when the last scheduled check-in opened
	Safety   time.Time               `json:"safety,omitzero"` // when a check-in with an answer about safety was opened last
	Before   time.Time               `json:"before"`          // and the one before that: what "since Monday" refers to
	Open     *Occasion               `json:"open,omitempty"`
	Alerts   []Alert                 `json:"alerts,omitempty"`    // youngest last; kept while they matter
	NoteFor  string                  `json:"note_for,omitempty"`  // the alert that the next text is a note on
	NoteAt   time.Time               `json:"note_at,omitzero"`    // when that was asked for
	News     time.Time               `json:"news"`                // when a clinician last opened the summary
	NewsFrom string                  `json:"news_from,omitempty"` // who did, until the patient was told
	Recall   map[string]Recalled     `json:"recall,omitempty"`    // by item id: last answers that a condition looks back at
	Kept     []Kept                  `json:"kept,omitempty"`      // check-ins whose private answers can be shared, youngest last
	Planned  record.Appointment      `json:"planned,omitzero"`    // as the clinician or the patient has set it
	Meets    Meets                   `json:"meets,omitzero"`      // the sessions themselves
	Watched  string                  `json:"watched,omitempty"`   // local date of the last "nobody watches this chat" line
	Dosing   Dosing                  `json:"dosing,omitzero"`     // what the clinician has settled apart from the protocol
	Changes  []Change                `json:"changes,omitempty"`   // that can be refused, youngest last
	Moved    *Moved                  `json:"moved,omitempty"`     // what the sessions were before the clinician changed them
	Serial   int                     `json:"serial,omitempty"`    // of the last change or proposal
	Seconds  []Second                `json:"seconds,omitempty"`   // who works with the patient beside the clinician
	Stand    *Stand                  `json:"stand,omitempty"`     // who reads while the clinician is away
	WasAway  bool                    `json:"was_away,omitempty"`  // the patient was told so, and not yet of the return
	Proposal *Proposal               `json:"proposal,omitempty"`  // that the patient is asked about
	Orphaned string                  `json:"orphaned,omitempty"`  // the name of the clinician who left, until the patient was told
}

// SetUp tells whether this person is a patient whom check-ins may reach.
func (p *Patient) SetUp() bool { return p != nil && p.Active && !p.Left && p.Consents[record.ForCare] }

// Continued takes over from an earlier participation what must not begin anew: the numbers that old buttons
// name, when a check-in was last asked, and alerts that somebody may still have to see.
func (p *Patient) Continued(before *Patient) {
	if before == nil {
		return
	}
	p.Count, p.Last, p.Watched, p.Alerts = before.Count, before.Last, before.Watched, before.Alerts
	p.Asked, p.Plan, p.Goal = before.Asked, before.Plan, before.Goal
	p.Discreet, p.Held = before.Discreet, before.Held
}

// Choices are what a patient decided about how the bot is with them, beyond consent, days and hour.
type Choices struct {
	Pause  Pause      `json:"pause,omitzero"`
	Pace   Pace       `json:"pace,omitzero"`
	Goal   Goal       `json:"goal,omitzero"`
	Plan   SafetyPlan `json:"plan,omitzero"`
	Awaits Awaited    `json:"awaits,omitzero"`
	Heard  time.Time  `json:"heard,omitzero"`   // when the patient last wrote or tapped anything
	Nudged bool       `json:"nudged,omitempty"` // asked about the silence since then
	Erased bool       `json:"erased,omitempty"` // everything was removed; only alerts that are not over are left
	// Discreet lets nothing be read in the chat that was not asked for; Held is what waits behind its note.
	Discreet bool  `json:"discreet,omitempty"`
	Held     *Held `json:"held,omitempty"`
	// Changeable is the check-in that was answered last, while its answers can be changed.
	Changeable *Occasion `json:"changeable,omitempty"`
	// Agreed has when each consent was given or refused, and after which text.
	Agreed map[record.Purpose]Agreement `json:"agreed,omitempty"`
	// Asked is the last occasion of each slot, by slot id: it carries its date.
	Asked map[string]string `json:"asked,omitempty"`
}

// Awaited is what the next text that is typed is for. It is forgotten after a while, so that something written on
// another day is not taken for it.
type Awaited struct {
	What  string    `json:"what"`
	Since time.Time `json:"since"`
}

// Agreement is one choice about one purpose as it was made: when, and after which text.
type Agreement struct {
	At     time.Time `json:"at"`
	Text   string    `json:"text,omitempty"` // names the text that was shown
	Locale string    `json:"locale,omitempty"`
	Shown  string    `json:"shown,omitempty"` // names the newer text that was already asked about
}

// Goal is one practical thing that the patient wants, in their own words, and a small step towards it for this
// week. Goals are theirs: nobody else writes one.
type Goal struct {
	Text record.FreeText `json:"text,omitempty"`
	Step record.FreeText `json:"step,omitempty"`
}

// SafetyPlan is the patient's own plan for a hard time, in six parts, each in their words: warning signs, what I
// can do alone, people and places that distract, people I can ask, professionals, making the place safe. It is
// written when things are calm, and shown again when they are not.
type SafetyPlan [PlanParts]record.FreeText

// PlanParts is how many parts a safety plan has.
const PlanParts = 6

// Empty tells whether nothing is written in any part.
func (p SafetyPlan) Empty() bool { return p == SafetyPlan{} }
