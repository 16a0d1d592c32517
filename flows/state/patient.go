package state

import (
	"slices"
	"time"

	"footing/flows/record"
)

// Patient is a participant's side as a patient. Each part is written by one package of the engine; a test there names
// it and lists the exceptions.
type Patient struct {
	Ties
	Enrolment
	Rhythm
	Amount
	CheckIns
	Sessions
	Safety
	Sharing
	Discretion
	Dialogue
	Goal    Goal    `json:"goal,omitzero"`
	Careful Careful `json:"careful,omitzero"`
}

// SetUp reports whether check-ins may be sent to this person as a patient.
func (p *Patient) SetUp() bool { return p != nil && p.Active && !p.Left && p.Consents[record.ForCare] }

// Untold lists the news that could not be told while messages did not reach the patient.
func (p *Patient) Untold() []string {
	if p == nil || p.Left {
		return nil
	}
	var keys []string
	for key, waits := range map[string]bool{
		NewsAdjustment:  slices.ContainsFunc(p.Changes, func(c Change) bool { return !c.Told }),
		NewsAppointment: p.Moved != nil && !p.Moved.Told,
		NewsProposal:    p.Proposal != nil && !p.Proposal.Told,
		NewsStand: p.Stand != nil && !p.Stand.Told || p.Stand == nil && p.WasAway ||
			p.Ahead != nil && !p.Ahead.Told,
		NewsOrphan: p.Orphaned != "",
	} {
		if waits {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// Enrolment is how far somebody takes part and what they have agreed to.
type Enrolment struct {
	// Erased: everything was removed; only alerts that are not over are left.
	Erased bool `json:"erased,omitempty"`
	// Agreed has when each consent was given or refused, and after which text.
	Agreed   map[record.Purpose]Agreement `json:"agreed,omitempty"`
	Consents map[record.Purpose]bool      `json:"consents,omitempty"`
	Active   bool                         `json:"active,omitempty"` // has finished setting up
	Left     bool                         `json:"left,omitempty"`
	Start    time.Time                    `json:"start"`
}

// Agreement is one choice for one purpose: when it was made, and after which text.
type Agreement struct {
	At     time.Time `json:"at"`
	Text   string    `json:"text,omitempty"` // names the text that was shown
	Locale string    `json:"locale,omitempty"`
	Shown  string    `json:"shown,omitempty"` // names the newer text that was already asked about
}

// Sharing is what clinicians get to see of the private answers, and what the patient hears of it.
type Sharing struct {
	Kept     []Kept    `json:"kept,omitempty"`      // check-ins whose private answers can be shared, youngest last
	News     time.Time `json:"news"`                // when a clinician last opened the summary
	NewsFrom string    `json:"news_from,omitempty"` // who did, until the patient was told
}

// Kept is a check-in with private answers and the choice about sharing them.
type Kept struct {
	Number   int          `json:"number"`
	Occasion string       `json:"occasion"`
	Themes   []int        `json:"themes"`
	Choice   record.Share `json:"choice,omitempty"`
}

// Dialogue is what the bot waits for: the question that the next text answers, and the latest number of an offer.
type Dialogue struct {
	Awaits  Awaited   `json:"awaits,omitzero"`
	NoteFor string    `json:"note_for,omitempty"` // the alert that the next text is a note on
	NoteAt  time.Time `json:"note_at,omitzero"`   // when that was asked for, or a part of it came
	// NoteOpen: a part of the note has come, and what follows soon is added to it.
	NoteOpen bool `json:"note_open,omitempty"`
	Serial   int  `json:"serial,omitempty"` // of the last change or proposal: its buttons name it
}

// Awaited is the purpose of the next typed text. It expires after a while, so that a text on another day is not taken
// for it.
type Awaited struct {
	What  string    `json:"what"`
	Since time.Time `json:"since"`
}

// Goal is one practical thing that the patient wants, in their own words, and a small step towards it for this
// week. Goals are theirs: nobody else writes one.
type Goal struct {
	Text record.FreeText `json:"text,omitempty"`
	Step record.FreeText `json:"step,omitempty"`
}
