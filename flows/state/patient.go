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
	Goal    Goal    `json:"goal,omitzero" cbor:"130,keyasint,omitzero"`
	Careful Careful `json:"careful,omitzero" cbor:"131,keyasint,omitzero"`
	Replies replies `json:"replies,omitzero" cbor:"132,keyasint,omitzero"`
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
	Erased bool `json:"erased,omitempty" cbor:"44,keyasint,omitempty"`
	// Agreed has when each consent was given or refused, and after which text.
	Agreed   map[record.Purpose]Agreement `json:"agreed,omitempty" cbor:"8,keyasint,omitempty"`
	Consents map[record.Purpose]bool      `json:"consents,omitempty" cbor:"9,keyasint,omitempty"`
	// has finished setting up
	Active bool      `json:"active,omitempty" cbor:"10,keyasint,omitempty"`
	Left   bool      `json:"left,omitempty" cbor:"45,keyasint,omitempty"`
	Start  time.Time `json:"start" cbor:"11,keyasint,omitzero"`
}

// Agreement is one choice for one purpose: when it was made, and after which text.
type Agreement struct {
	At     time.Time `json:"at" cbor:"2,keyasint,omitzero"`
	Text   string    `json:"text,omitempty" cbor:"3,keyasint,omitempty"` // names the text that was shown
	Locale string    `json:"locale,omitempty" cbor:"4,keyasint,omitempty"`
	// names the newer text that was already asked about
	Shown string `json:"shown,omitempty" cbor:"5,keyasint,omitempty"`
}

// Sharing is what clinicians get to see of the private answers, and what the patient hears of it.
type Sharing struct {
	// check-ins whose private answers can be shared, youngest last
	Kept []Kept `json:"kept,omitempty" cbor:"100,keyasint,omitempty"`
	// when a clinician last opened the summary
	News     time.Time `json:"news" cbor:"101,keyasint,omitzero"`
	NewsFrom string    `json:"news_from,omitempty" cbor:"102,keyasint,omitempty"` // who did, until the patient was told
}

// Kept is a check-in with private answers and the choice about sharing them.
type Kept struct {
	Number   int          `json:"number" cbor:"1,keyasint,omitempty"`
	Occasion string       `json:"occasion" cbor:"2,keyasint,omitempty"`
	Themes   []int        `json:"themes" cbor:"3,keyasint,omitempty"`
	Choice   record.Share `json:"choice,omitempty" cbor:"4,keyasint,omitempty"`
	// Leaving: one of the answers is that they think of not going back. Noted is how a note was passed on of it.
	Leaving bool         `json:"leaving,omitempty" cbor:"5,keyasint,omitempty"`
	Noted   record.Share `json:"noted,omitempty" cbor:"6,keyasint,omitempty"`
	// At is when Choice was made.
	At time.Time `json:"at,omitzero" cbor:"7,keyasint,omitzero"`
	// NotedTo is the name of whoever was given the note; "" in an earlier release.
	NotedTo string `json:"noted_to,omitempty" cbor:"8,keyasint,omitempty"`
}

// Dialogue is what the bot waits for: the question that the next text answers, and the latest number of an offer.
type Dialogue struct {
	Awaits Awaited `json:"awaits,omitzero" cbor:"120,keyasint,omitzero"`
	// the alert that the next text is a note on
	NoteFor string `json:"note_for,omitempty" cbor:"121,keyasint,omitempty"`
	// when that was asked for
	NoteAt time.Time `json:"note_at,omitzero" cbor:"122,keyasint,omitzero"`
	// NoteOpen is not read: Thought tells that a part of the note has come.
	NoteOpen bool `json:"note_open,omitempty" cbor:"123,keyasint,omitempty"`
	// of the last change or proposal: its buttons name it
	Serial int `json:"serial,omitempty" cbor:"124,keyasint,omitempty"`
	// when a text came that was so long that the app may have cut it
	Cut time.Time `json:"cut,omitzero" cbor:"125,keyasint,omitzero"`
	// Thought is what the last text was taken for, and when; one that comes soon is its next part.
	Thought Awaited `json:"thought,omitzero" cbor:"126,keyasint,omitzero"`
	// PartBefore and NoteTold are not read: Thought tells of all that is typed in several messages.
	PartBefore record.FreeText `json:"part_before,omitempty" cbor:"127,keyasint,omitempty"`
	NoteTold   time.Time       `json:"note_told,omitzero" cbor:"128,keyasint,omitzero"`
}

// Awaited is the purpose of the next typed text. It expires after a while, so that a text on another day is not taken
// for it.
type Awaited struct {
	What  string    `json:"what" cbor:"2,keyasint,omitempty"`
	Since time.Time `json:"since" cbor:"3,keyasint,omitzero"`
	// Told: the next text goes on with the last, and this is when that was answered, if it was long after it was said.
	Told time.Time `json:"told,omitzero" cbor:"4,keyasint,omitzero"`
	// Sizes are how many bytes each part of a text has that can be left out. One of no size stands apart from the others.
	Sizes []int `json:"sizes,omitempty" cbor:"5,keyasint,omitempty"`
}

// Goal is one practical thing that the patient wants, in their own words, and a small step towards it for this
// week. Goals are theirs: nobody else writes one.
type Goal struct {
	Text record.FreeText `json:"text,omitempty" cbor:"2,keyasint,omitempty"`
	Step record.FreeText `json:"step,omitempty" cbor:"3,keyasint,omitempty"`
}
