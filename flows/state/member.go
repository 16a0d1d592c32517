package state

import (
	"time"

	"footing/flows/record"
)

// Member is one patient on a desk's panel. Digests cover full members, but not a backup's.
type Member struct {
	ID     string    `json:"id"`
	Code   string    `json:"code"`
	Name   string    `json:"name"`
	Since  time.Time `json:"since"`
	Care   bool      `json:"care"`
	Backup bool      `json:"backup,omitempty"`
	Token  string    `json:"token,omitempty"`  // of the invitation that linked them
	Was    *Earlier  `json:"was,omitempty"`    // what they were to this desk before that
	Asked  time.Time `json:"asked,omitzero"`   // when their summary was last asked for
	Left   time.Time `json:"left,omitzero"`    // they asked for no more questions; their calls for help still come
	Erased time.Time `json:"erased,omitzero"`  // they removed what was kept of them
	Prompt int       `json:"prompt,omitempty"` // the theme of the prompt that was shown last
	Second bool      `json:"second,omitempty"` // somebody else is their clinician, and this desk works with them too
	Until  time.Time `json:"until,omitzero"`   // this desk stands in for their clinician until then
	Vacant bool      `json:"vacant,omitempty"` // they have no clinician, and this desk may find one
	// Pending is what was proposed about them, until they have decided, and PendingAt when.
	Pending   *Proposed `json:"pending,omitempty"`
	PendingAt time.Time `json:"pending_at,omitzero"`

	Planned record.Appointment `json:"planned,omitzero"` // as this desk has set it
}

// Earlier is what a member was to the desk before a new link. It applies again if the new link fails.
type Earlier struct {
	Code   string    `json:"code"`
	Name   string    `json:"name"`
	Since  time.Time `json:"since"`
	Care   bool      `json:"care"`
	Backup bool      `json:"backup,omitempty"`
	Left   time.Time `json:"left,omitzero"`
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
