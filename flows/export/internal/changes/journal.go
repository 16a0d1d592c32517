package changes

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Journal is where and when somebody wanted their check-ins, up to the fact that it took last.
type Journal struct {
	All   []Change
	Moves []Move
	stays []stay
	now   rhythm
}

// stay is a time zone with the time from which it applies.
type stay struct {
	from time.Time
	zone *time.Location
}

// rhythm is when a person's check-ins come, as far as it matters here.
type rhythm struct {
	days    []time.Weekday // one for each slot of the rotation
	at      flows.Clock
	out     []string // slots that are left out
	reduced bool     // not all come
	paused  time.Time
}

// Move is a journey to another time zone.
type Move struct {
	rhythm
	When     time.Time
	To, from *time.Location
}

// Take adds a fact, if it is about that.
func (j *Journal) Take(f record.Fact) {
	var from *time.Location
	if n := len(j.stays); n > 0 {
		from = j.stays[n-1].zone
	}
	if c, ok := of(f, from); ok {
		j.All = append(j.All, c)
	}
	switch body := f.Body.(type) {
	case record.Zone:
		zone, err := flows.LoadZone(body.Name)
		if err != nil {
			return
		}
		if from != nil && len(j.now.days) > 0 {
			j.Moves = append(j.Moves, Move{j.now, f.At, zone, from})
		}
		j.stays = append(j.stays, stay{f.At, zone})
	case record.Rhythm:
		if clock, err := flows.ParseClock(body.At); err == nil {
			j.now.days, j.now.at = body.Days, clock
		}
	case record.Adjustment:
		j.now.out = body.Out
		if len(body.Days) > 0 {
			j.now.days = body.Days
		}
	case record.Pace:
		j.now.reduced = body.Reduced
	case record.Pause:
		j.now.paused = body.Until
	}
}

// Left is what remains of a journal when somebody leaves: where they were.
func (j Journal) Left() Journal { return Journal{stays: j.stays} }

// Zone is the person's time zone at a given time, the clinic's where none is known.
func (j Journal) Zone(at time.Time, clinic *time.Location) *time.Location {
	zone := clinic
	for n, place := range j.stays {
		if n > 0 && place.from.After(at) {
			break
		}
		zone = place.zone
	}
	return zone
}

// Schedule is when a slot of the rotation came before a journey. False if it did not come, or where a pause or a slower
// pace left out some of them anyway.
func (m Move) Schedule(place int, slot string) (flows.Schedule, bool) {
	if m.reduced || m.paused.After(m.When) || place >= len(m.days) || slices.Contains(m.out, slot) {
		return flows.Schedule{}, false
	}
	return flows.Weekly(m.days[place], m.at), true
}

// Skipped are the days of a schedule that the clocks have jumped over to a wall time, or on which it comes too soon
// behind the last check-in, as it would not have at home.
func (m Move) Skipped(s flows.Schedule, behind, last time.Time, gap time.Duration) (days []time.Time) {
	at := m.When
	for {
		day, due := s.Next(at, m.from)
		soon := !last.IsZero() && due.Sub(last) >= gap && flows.Resolve(day, m.To).Sub(last) < gap
		if due.IsZero() || (day.After(behind) && !soon) {
			return days
		}
		days, at = append(days, day), due
	}
}
