package load

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
)

// TestEventsOfEveryYear: an event closes exactly its days, counted from its first day in each year from DTSTART on, in
// leap years and others, however its length is written.
func TestEventsOfEveryYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(rapid.IntRange(2020, 2032).Draw(t, "year"), 1, 1, 0, 0, 0, 0, time.UTC).
			AddDate(0, 0, aroundFebruary(t, "first day"))
		length := rapid.OneOf(rapid.IntRange(1, 10), rapid.IntRange(1, longestRange)).Draw(t, "days")
		rule := rapid.SampledFrom([]string{"", ";INTERVAL=1", ";COUNT=5", ";UNTIL=20290228", fmt.Sprintf(";BYMONTH=%d;BYMONTHDAY=%d",
			start.Month(), start.Day())}).Draw(t, "rule")
		ends := "DTEND;VALUE=DATE:" + start.AddDate(0, 0, length).Format("20060102")
		if rapid.Bool().Draw(t, "as a duration") {
			ends = fmt.Sprintf("DURATION:P%dD", length)
		}
		want := map[string]bool{}
		for year, times := start.Year(), 0; year <= lastYear; year++ {
			first := time.Date(year, start.Month(), start.Day(), 0, 0, 0, 0, time.UTC)
			over := rule == ";COUNT=5" && times == 5 ||
				rule == ";UNTIL=20290228" && first.After(time.Date(2029, 2, 28, 0, 0, 0, 0, time.UTC))
			if over || first.Day() != start.Day() { // there is no 29 February
				continue
			}
			times++
			for n := range length {
				want[first.AddDate(0, 0, n).Format(time.DateOnly)] = true
			}
		}
		problems, days := &Problems{}, &flows.ClosedDays{}
		text := events("DTSTART;VALUE=DATE:" + start.Format("20060102") + "\n" + ends + "\nRRULE:FREQ=YEARLY" + rule)
		readCalendar(newSource("x.ics", []byte(text), problems), []byte(text), closing{days})
		if len(want) == 0 && len(*problems) > 0 {
			return // a rule without a day is refused
		}
		closesExactly(t, days, func(day time.Time) bool { return want[day.Format(time.DateOnly)] })
	})
}

// TestDaysOfEveryYear: a range without years closes exactly what lies in it, in every year, with 29 February, and over
// the turn of the year.
func TestDaysOfEveryYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leap := time.Date(leapYear, 1, 1, 0, 0, 0, 0, time.UTC)
		from := leap.AddDate(0, 0, aroundFebruary(t, "from")).Format("01-02")
		to := leap.AddDate(0, 0, aroundFebruary(t, "to")).Format("01-02")
		s, err := parseClosed(from + " to " + to)
		if err != nil {
			t.Fatal(err)
		}
		days := &flows.ClosedDays{}
		closing{days}.add(s, "")
		closesExactly(t, days, func(day time.Time) bool {
			is := day.Format("01-02")
			if to < from {
				return is >= from || is <= to
			}
			return from <= is && is <= to
		})
	})
}

// aroundFebruary draws a day of a year, counted from 0, oftener one around the end of February.
func aroundFebruary(t *rapid.T, what string) int {
	return rapid.OneOf(rapid.IntRange(50, 65), rapid.IntRange(0, 365)).Draw(t, what)
}

// closesExactly wants these and no other days closed, from before the first event to the end of the calendar.
func closesExactly(t *rapid.T, days *flows.ClosedDays, want func(time.Time) bool) {
	var wrong []string
	for day := time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() <= lastYear; day = day.AddDate(0, 0, 1) {
		if _, closed := days.On(day); closed != want(day) {
			wrong = append(wrong, fmt.Sprintf("%s closed: %v", day.Format(time.DateOnly), closed))
		}
	}
	if len(wrong) > 0 {
		t.Errorf("%d days are wrong: %s", len(wrong), strings.Join(wrong[:min(len(wrong), 5)], ", "))
	}
}
