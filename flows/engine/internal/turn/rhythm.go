package turn

import (
	"footing/flows"
	"strings"
	"time"
)

// week is the order in which days are shown and matched to the rotation's slots.
func Week() []time.Weekday {
	return []time.Weekday{
		time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
	}
}

// monday counts days from Monday, as the rotation does.
func Monday(d time.Weekday) int { return (int(d) + 6) % 7 }

func DayCode(d time.Weekday) string { return strings.ToLower(d.String()[:3]) }

// recurs is when a slot comes: on the weekday and at the hour that this person chose for it.
func (t *Turn) Recurs(n int) (flows.Schedule, bool) {
	p := t.State.Patient
	clock, err := flows.ParseClock(p.At)
	if err != nil || n < 0 || n >= len(p.Days) || n >= len(t.Plan.Rotation) {
		return flows.Schedule{}, false
	}
	return flows.Weekly(p.Days[n], clock), true
}

// wall is what the person's clocks show at a time, as a nominal time.
func (t *Turn) Wall(at time.Time) time.Time {
	local := at.In(t.Zone())
	return flows.WallClock(local).On(local)
}

// weekOf is how many whole weeks before this date the participation began, counted from its Monday.
func (t *Turn) WeekOf(day time.Time) int {
	start := t.State.Patient.Start.In(t.Zone())
	begin := time.Date(start.Year(), start.Month(), start.Day()-Monday(start.Weekday()), 0, 0, 0, 0, time.UTC)
	return int(flows.Clock(0).On(day).Sub(begin).Hours()) / (24 * 7)
}
