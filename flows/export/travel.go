package export

import (
	"slices"
	"time"

	"footing/flows"
)

// This file finds the check-ins that a journey took away. Whoever moves to the east has clocks that jump forward, and
// what was due in between never comes due; nor does what would come too soon after the last check-in. The facts have
// nothing about it, because nothing happened, but a gap in a week of check-ins wants a reason.

// lost adds the check-ins that were lost on journeys.
func (x *run) lost(s *story) {
	for _, m := range s.journal.Moves {
		for n, slot := range x.Plan.Rotation {
			schedule, came := m.Schedule(n, slot.ID)
			if !came {
				continue
			}
			for _, day := range m.Skipped(schedule, floating(m.When, m.To), s.before(m.When), x.Plan.Limits.MinimumGap) {
				id := slot.OccasionID(day)
				if !slices.ContainsFunc(s.occasions, func(v *occasion) bool { return v.id == id }) {
					s.occasions = append(s.occasions, &occasion{id: id, planned: m.When, over: true, missed: true, travelled: true})
				}
			}
		}
	}
	s.inOrder()
}

// before is when the last check-in of the rotation before a time was due; zero where there was none.
func (s *story) before(at time.Time) (last time.Time) {
	for _, v := range s.occasions {
		if v.planned.Before(at) && !v.unplanned() && v.trigger() != flows.SessionSlot {
			last = flows.Later(last, v.planned)
		}
	}
	return last
}
