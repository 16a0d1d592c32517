package flows

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule says when something recurs, in wall-clock time without a zone. Next takes the zone. The zero Schedule is
// never due.
//
// Calendar arithmetic uses nominal times: wall-clock readings labelled UTC, which have no gaps or repetitions. Each
// nominal time is resolved to an instant afterwards. A change of the clocks can therefore neither skip nor repeat an
// occasion. An occasion is named after its nominal time, which stays the same when the participant moves to another
// zone.
type Schedule struct {
	spec string
	cron *cron.SpecSchedule
}

var cronPattern = regexp.MustCompile(`^[0-9A-Za-z*/,\- ]{9,100}$`)

// NewSchedule reads a standard cron line of five fields (minute, hour, day of month, month, weekday). It refuses zone
// prefixes, @-words and lines that match no existing date.
func NewSchedule(spec string) (Schedule, error) {
	if !cronPattern.MatchString(spec) {
		return Schedule{}, fmt.Errorf("`%.100s` is not a schedule; write five fields like \"5 14 * * MON\", without a zone",
			spec)
	}
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	parsed, err := parser.Parse(spec)
	if err != nil {
		return Schedule{}, fmt.Errorf("read schedule `%s`: %w", spec, err)
	}
	fields, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return Schedule{}, fmt.Errorf("`%s` is not a schedule of calendar dates", spec)
	}
	fields.Location = time.UTC
	if fields.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Schedule{}, fmt.Errorf("schedule `%s`: %w", spec, errNever)
	}
	return Schedule{spec: spec, cron: fields}, nil
}

var errNever = errors.New("there is no such date")

// Weekly is the schedule of one weekday and time of day.
func Weekly(day time.Weekday, at Clock) Schedule {
	spec := fmt.Sprintf("%d %d * * %d", int(at)%60, int(at)/60%24, int(day))
	schedule, err := NewSchedule(spec)
	if err != nil {
		return Schedule{} // a weekday or clock out of its range never comes
	}
	return schedule
}

// String is the cron line.
func (s Schedule) String() string { return s.spec }

// longestGap is longer than any time that a zone has skipped: Apia skipped the whole of 2011-12-30.
const longestGap = 25 * time.Hour

// Next is the first occasion strictly after the given instant: its nominal time (the wall clock, labelled UTC) and its
// instant in the zone. If the clocks skip a time, two nominal times can share one instant; the earlier one names the
// occasion and the other is dropped. Both results are zero when there is no occasion within five years.
func (s Schedule) Next(after time.Time, zone *time.Location) (nominal, instant time.Time) {
	if s.cron == nil {
		return time.Time{}, time.Time{}
	}
	// A nominal time before the current wall clock can still be in the future, because a gap moves it forward.
	candidate := s.cron.Next(floating(after, zone).Add(-longestGap))
	for ; !candidate.IsZero(); candidate = s.cron.Next(candidate) {
		if !instant.IsZero() && candidate.After(floating(instant, zone)) {
			break // whatever follows is later than the best found
		}
		at := Resolve(candidate, zone)
		if at.After(after) && (instant.IsZero() || at.Before(instant)) {
			nominal, instant = candidate, at
		}
	}
	return nominal, instant
}

// floating is what the wall clocks of the zone show at t, labelled UTC.
func floating(t time.Time, zone *time.Location) time.Time {
	return t.UTC().Add(offsetAt(t, zone))
}

// farthestOffset is larger than any zone's offset from UTC, in either direction.
const farthestOffset = 17 * time.Hour

// Resolve is the instant at which the clocks of the zone show the nominal time. A skipped time is moved forward by the
// length of the gap. Of a repeated time, the first is used.
func Resolve(nominal time.Time, zone *time.Location) time.Time {
	wall := time.Date(nominal.Year(), nominal.Month(), nominal.Day(),
		nominal.Hour(), nominal.Minute(), nominal.Second(), nominal.Nanosecond(), time.UTC)
	// The clocks show the nominal time with the offset before or after a change. (Time.ZoneBounds is not used, because
	// it is wrong on the last day of leap years that only a zone's rule describes.)
	before := wall.Add(-offsetAt(wall.Add(-farthestOffset), zone)).In(zone)
	after := wall.Add(-offsetAt(wall.Add(farthestOffset), zone)).In(zone)
	if !floating(before, zone).Equal(wall) && floating(after, zone).Equal(wall) {
		return after
	}
	return before // the only one, the first of two, or in a gap what lies as far behind it
}

// offsetAt is how far the zone's clocks are ahead of UTC at t.
func offsetAt(t time.Time, zone *time.Location) time.Duration {
	_, offset := t.In(zone).Zone()
	return time.Duration(offset) * time.Second
}
