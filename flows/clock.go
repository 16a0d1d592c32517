package flows

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// dayMinutes is the length of a day in minutes. As a Clock it is the midnight at the end of the day.
const dayMinutes = 24 * 60

var clockPattern = regexp.MustCompile(`^([0-9]|[01][0-9]|2[0-3]):([0-5][0-9])$`)

// ParseClock reads a time of day as people write it on a 24-hour clock, "14:05" or "9:00". The error says how
// to write it.
func ParseClock(text string) (Clock, error) {
	m := clockPattern.FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("`%s` is not a time of day; write it like 14:05", text)
	}
	hours, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, fmt.Errorf("read the hour of %q: %w", text, err)
	}
	minutes, err := strconv.Atoi(m[2])
	if err != nil {
		return 0, fmt.Errorf("read the minutes of %q: %w", text, err)
	}
	return Clock(hours*60 + minutes), nil
}

// WallClock is the time of day that t shows in its own zone.
func WallClock(t time.Time) Clock {
	return Clock(t.Hour()*60 + t.Minute())
}

// Later is the later of two times.
func Later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// String writes the clock as "14:05"; the midnight that ends a day is "24:00".
func (c Clock) String() string {
	return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60)
}

// On is this time of day on the date of day, as a nominal time: a wall-clock reading labelled UTC, which
// Resolve turns into an instant. Only the date of day counts.
func (c Clock) On(day time.Time) time.Time {
	year, month, date := day.Date()
	return time.Date(year, month, date, 0, int(c), 0, 0, time.UTC)
}

// Within tells whether the clock lies between from (inclusive) and to (exclusive). The range wraps past midnight when
// to is earlier than from. Equal ends are an empty range.
func (c Clock) Within(from, to Clock) bool {
	if from <= to {
		return from <= c && c < to
	}
	return c >= from || c < to
}
