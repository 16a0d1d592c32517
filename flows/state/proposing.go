package state

import "time"

// Offer is what a colleague has asked this desk: to work with one of their patients, to take one over, or to stand in.
type Offer struct {
	Propose
	Key  string  `json:"key"`
	By   Contact `json:"by"`
	Said bool    `json:"said,omitempty"` // this desk has agreed
}

// Mine tells whether a member of the panel is this desk's own patient: not somebody else's, for whom it stands in, is
// a second, or holds a post.
func (m *Member) Mine() bool { return !m.Backup && !m.Second && m.Until.IsZero() }

// Over tells whether a stand-in's time with a patient has passed.
func (m *Member) Over(at time.Time) bool { return !m.Until.IsZero() && !at.Before(m.Until) }
