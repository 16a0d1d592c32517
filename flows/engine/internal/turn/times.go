package turn

import (
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// WeekWords says when the weekly session is.
func (t *Turn) WeekWords(a record.Appointment) string {
	if !a.Weekly {
		return t.Text("appointment.none")
	}
	return t.Text("appointment.weekly", "day", t.LongDay(a.Day), "time", a.At, "zone", a.Zone)
}

// NextWords says when the next appointment is.
func (t *Turn) NextWords(a record.Appointment) string {
	next := a.After(t.Now())
	if next.IsZero() {
		return t.Text("appointment.none")
	}
	return t.Date(next) + " " + next.In(t.Zone()).Format("15:04")
}

// StartOfDay is the start of the local day that is so many days after today.
func (t *Turn) StartOfDay(ahead int) time.Time {
	return flows.Resolve(flows.Clock(0).On(t.Now().In(t.Zone()).AddDate(0, 0, ahead)), t.Zone())
}

// DateTime writes a day and a time of day on the reader's clock.
func (t *Turn) DateTime(at time.Time) string {
	return t.Date(at) + ", " + at.In(t.Zone()).Format("15:04")
}

// MonthOf is the start and the end of a month in the clinic's zone. The key may continue after the month.
func MonthOf(c *flows.Clinic, key string) (from, to time.Time, err error) {
	month, _, _ := strings.Cut(key, ".")
	from, err = time.ParseInLocation("2006-01", month, c.Location())
	return from, from.AddDate(0, 1, 0), err
}

// LocalDay is the person's local date at a time, in a form that days can be counted with.
func (t *Turn) LocalDay(at time.Time) time.Time {
	local := at.In(t.Zone())
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
}

// Week is the order in which days are shown and matched to the rotation's slots.
func Week() []time.Weekday {
	return []time.Weekday{
		time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
	}
}

// Monday counts days from Monday, as the rotation does.
func Monday(d time.Weekday) int { return (int(d) + 6) % 7 }

// DayCode is a day as it stands in buttons: "tue".
func DayCode(d time.Weekday) string { return strings.ToLower(d.String()[:3]) }

// Recurs is the weekday and the hour of a slot, as this person chose them.
func (t *Turn) Recurs(n int) (flows.Schedule, bool) {
	p := t.State.Patient
	clock, err := flows.ParseClock(p.At)
	if err != nil || n < 0 || n >= len(t.Plan.Rotation) {
		return flows.Schedule{}, false
	}
	if n >= len(p.Days) { // added by a later release than the one under which the days were chosen
		return flows.Weekly(t.Plan.Rotation[n].Day, clock), true
	}
	return flows.Weekly(p.Days[n], clock), true
}

// Wall is the person's wall-clock time, as a nominal time.
func (t *Turn) Wall(at time.Time) time.Time {
	local := at.In(t.Zone())
	return flows.WallClock(local).On(local)
}

// WeekOf is the number of whole weeks from the Monday of the participation's first week to this date.
func (t *Turn) WeekOf(day time.Time) int {
	start := t.State.Patient.Start.In(t.Zone())
	begin := time.Date(start.Year(), start.Month(), start.Day()-Monday(start.Weekday()), 0, 0, 0, 0, time.UTC)
	return int(flows.Clock(0).On(day).Sub(begin).Hours()) / (24 * 7)
}
