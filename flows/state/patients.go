package state

import "time"

// Gone tells whether a patient left so long ago that nothing is shown of them any more.
func (m *Member) Gone(at time.Time) bool { return !m.Left.IsZero() && at.Sub(m.Left) > leftShown }
