package state

import (
	"time"

	"footing/flows/record"
)

// Member is one patient on a desk's panel. Digests cover full members, but not a backup's.
type Member struct {
	ID     string    `json:"id" cbor:"1,keyasint,omitempty"`
	Code   string    `json:"code" cbor:"2,keyasint,omitempty"`
	Name   string    `json:"name" cbor:"3,keyasint,omitempty"`
	Since  time.Time `json:"since" cbor:"4,keyasint,omitzero"`
	Care   bool      `json:"care" cbor:"5,keyasint,omitempty"`
	Backup bool      `json:"backup,omitempty" cbor:"6,keyasint,omitempty"`
	Token  string    `json:"token,omitempty" cbor:"7,keyasint,omitempty"` // of the invitation that linked them
	Was    *Earlier  `json:"was,omitempty" cbor:"8,keyasint,omitempty"`   // what they were to this desk before that
	Asked  time.Time `json:"asked,omitzero" cbor:"9,keyasint,omitzero"`   // when their summary was last asked for
	// they asked for no more questions; their calls for help still come
	Left   time.Time `json:"left,omitzero" cbor:"10,keyasint,omitzero"`
	Erased time.Time `json:"erased,omitzero" cbor:"11,keyasint,omitzero"` // they removed what was kept of them
	// the theme of the prompt that was shown last
	Prompt int `json:"prompt,omitempty" cbor:"12,keyasint,omitempty"`
	// somebody else is their clinician, and this desk works with them too
	Second bool `json:"second,omitempty" cbor:"13,keyasint,omitempty"`
	// this desk stands in for their clinician until then
	Until time.Time `json:"until,omitzero" cbor:"14,keyasint,omitzero"`
	// they have no clinician, and this desk may find one
	Vacant bool `json:"vacant,omitempty" cbor:"15,keyasint,omitempty"`
	// Pending is what was proposed about them, until they have decided, and PendingAt when.
	Pending   *Proposed `json:"pending,omitempty" cbor:"16,keyasint,omitempty"`
	PendingAt time.Time `json:"pending_at,omitzero" cbor:"17,keyasint,omitzero"`

	Planned record.Appointment `json:"planned,omitzero" cbor:"18,keyasint,omitzero"` // as this desk has set it
	// the number of the prompt that was shown last, within its theme; 0: the first
	PromptNumber int `json:"prompt_number,omitempty" cbor:"19,keyasint,omitempty"`
	// as of when their summary was opened last
	Looked time.Time `json:"looked,omitzero" cbor:"20,keyasint,omitzero"`
}

// Earlier is what a member was to the desk before a new link. It applies again if the new link fails.
type Earlier struct {
	Code   string    `json:"code" cbor:"2,keyasint,omitempty"`
	Name   string    `json:"name" cbor:"3,keyasint,omitempty"`
	Since  time.Time `json:"since" cbor:"4,keyasint,omitzero"`
	Care   bool      `json:"care" cbor:"5,keyasint,omitempty"`
	Backup bool      `json:"backup,omitempty" cbor:"6,keyasint,omitempty"`
	Left   time.Time `json:"left,omitzero" cbor:"7,keyasint,omitzero"`
}

// Gone reports whether a patient left so long ago that nothing about them is shown any more.
func (m *Member) Gone(at time.Time) bool { return !m.Left.IsZero() && at.Sub(m.Left) > leftShown }

// Mine reports whether this desk is the patient's primary clinician.
func (m *Member) Mine() bool { return !m.Backup && !m.Second && m.Until.IsZero() }

// Over reports whether a stand-in's time with a patient is over.
func (m *Member) Over(at time.Time) bool { return !m.Until.IsZero() && !at.Before(m.Until) }

// Shown reports whether a desk may show this patient's answers, as far as it knows itself. It may not for a patient
// about whom it only holds a post, who left long ago, or whose stand-in time is over. The patient's own state decides
// what it may read.
func (m *Member) Shown(at time.Time) bool { return !m.Backup && !m.Gone(at) && !m.Over(at) }

// leftShown is how long summaries still mention a patient who has left.
const leftShown = 7 * 24 * time.Hour
