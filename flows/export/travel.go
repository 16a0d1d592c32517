package export

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// This file finds the check-ins that a journey took away. Whoever moves to the east has clocks that jump forward, and
// what was due in between never comes due; nor does what would come too soon after the last check-in. The facts have
// nothing about it, because nothing happened, but a gap in a week of check-ins wants a reason.

// rhythm is when a person's check-ins come, as far as it matters here.
type rhythm struct {
	days    []time.Weekday // one for each slot of the rotation
	at      flows.Clock
	out     []string // slots that are left out
	reduced bool     // not all come
	paused  time.Time
}

// move is a journey to another time zone.
type move struct {
	rhythm
	when     time.Time
	from, to *time.Location
}

// moved processes a fact about where and when somebody wants their check-ins.
func (s *story) moved(f record.Fact) {
	switch body := f.Body.(type) {
	case record.Zone:
		zone, err := flows.LoadZone(body.Name)
		if err != nil {
			return
		}
		if n := len(s.stays); n > 0 && len(s.rhythm.days) > 0 {
			s.moves = append(s.moves, move{s.rhythm, f.At, s.stays[n-1].zone, zone})
		}
		s.stays = append(s.stays, stay{f.At, zone})
	case record.Rhythm:
		if clock, err := flows.ParseClock(body.At); err == nil {
			s.rhythm.days, s.rhythm.at = body.Days, clock
		}
	case record.Adjustment:
		s.rhythm.out = body.Out
		if len(body.Days) > 0 {
			s.rhythm.days = body.Days
		}
	case record.Pace:
		s.rhythm.reduced = body.Reduced
	case record.Pause:
		s.rhythm.paused = body.Until
	}
}

// lost adds the check-ins that were lost on journeys. Where a pause or a slower pace left out some of them anyway, none
// is added.
func (x *run) lost(s *story) {
	for _, m := range s.moves {
		if m.reduced || m.paused.After(m.when) {
			continue
		}
		for n, slot := range x.Plan.Rotation {
			if n >= len(m.days) || slices.Contains(m.out, slot.ID) {
				continue
			}
			for _, day := range m.skipped(flows.Weekly(m.days[n], m.at), s.before(m.when), x.Plan.Limits.MinimumGap) {
				id := slot.OccasionID(day)
				if !slices.ContainsFunc(s.occasions, func(v *occasion) bool { return v.id == id }) {
					s.occasions = append(s.occasions, &occasion{id: id, planned: m.when, over: true, missed: true, travelled: true})
				}
			}
		}
	}
	s.inOrder()
}

// skipped are the days of a schedule that the clocks have jumped over, or on which it comes too soon behind the last
// check-in, as it would not have at home.
func (m move) skipped(s flows.Schedule, last time.Time, gap time.Duration) (days []time.Time) {
	behind := floating(m.when, m.to)
	at := m.when
	for {
		day, due := s.Next(at, m.from)
		soon := !last.IsZero() && due.Sub(last) >= gap && flows.Resolve(day, m.to).Sub(last) < gap
		if due.IsZero() || (day.After(behind) && !soon) {
			return days
		}
		days, at = append(days, day), due
	}
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
