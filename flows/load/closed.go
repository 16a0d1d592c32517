package load

import (
	"fmt"
	"io/fs"
	slashes "path"
	"strings"
	"time"

	"footing/flows"
)

// The closed days of a clinic stand in clinic.yaml under `closed`, and in an iCalendar file beside it that `closed_ics`
// names.

// longestRange is how many days one entry can close.
const longestRange = 366

// leapYear holds the days that come every year, so that 29 February is one.
const leapYear = 2024

// readClosed reads the closed days. Beside is the folder of the clinic's file; nil where there is none to read from.
func readClosed(m *mapping, beside fs.FS) flows.ClosedDays {
	closed := closing{days: &flows.ClosedDays{}}
	for _, entry := range m.maybe("closed").items() {
		closed.entry(entry)
	}
	if v := m.maybe("closed_ics"); v.node != nil {
		closed.file(v, beside)
	}
	return *closed.days
}

// closing collects closed days.
type closing struct{ days *flows.ClosedDays }

// entry reads one entry: a day, a range, or either with a name.
func (c closing) entry(v value) {
	if _, plain := plainScalar(v.node); plain {
		c.add(scalar(v, parseClosed), "")
		return
	}
	m := v.mapping()
	if m == nil {
		return
	}
	days, name := scalar(m.need("days"), parseClosed), ""
	if given := m.maybe("name"); given.node != nil {
		name = scalar(given, parseText)
	}
	m.done()
	c.add(days, name)
}

// span is a range of days, both inclusive. The days of every year lie in leapYear; to may come before from there.
type span struct {
	from, to time.Time
	yearly   bool
	endless  bool // repeated by a rule without an end
}

func (c closing) add(s span, name string) {
	if s.from.IsZero() {
		return // it could not be read
	}
	for day := s.from; ; day = day.AddDate(0, 0, 1) {
		if s.yearly {
			put(&c.days.Yearly, day.Format("01-02"), name)
			day = time.Date(leapYear, day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
		} else {
			put(&c.days.Dates, day.Format(time.DateOnly), name)
		}
		if day.Equal(s.to) {
			break
		}
	}
	if !s.yearly && !s.endless {
		c.days.Ends = flows.Later(c.days.Ends, s.to)
	}
}

// put names a day, unless it has a name.
func put(days *map[string]string, day, name string) {
	if *days == nil {
		*days = map[string]string{}
	}
	if (*days)[day] == "" {
		(*days)[day] = name
	}
}

// parseClosed reads a date, a day of every year, or a range of either.
func parseClosed(text string) (span, error) {
	first, last, ranged := strings.Cut(text, " to ")
	from, fromYearly := parseDay(strings.TrimSpace(first))
	to, toYearly := from, fromYearly
	if ranged {
		to, toYearly = parseDay(strings.TrimSpace(last))
	}
	switch {
	case from.IsZero() || to.IsZero():
		return span{}, fmt.Errorf("`%.60s` is not a day; write 2026-12-24, or 12-25 for every year, or two such days with "+
			"` to ` between them", text)
	case fromYearly != toYearly:
		return span{}, fmt.Errorf("`%s`: write both days with their year, or both without", text)
	case fromYearly: // where to comes before from, over the turn of the year
	case to.Before(from):
		return span{}, fmt.Errorf("`%s` ends before it begins", text)
	case to.Sub(from) >= longestRange*24*time.Hour:
		return span{}, fmt.Errorf("`%s` is longer than a year", text)
	}
	return span{from: from, to: to, yearly: fromYearly}, nil
}

// parseDay reads a date, or a day of every year; the zero time for anything else.
func parseDay(text string) (day time.Time, yearly bool) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, false
	}
	day, err := time.Parse("2006-01-02", fmt.Sprintf("%d-%s", leapYear, text))
	if err != nil {
		return time.Time{}, false
	}
	return day, true
}

// file reads the iCalendar file that a clinic names.
func (c closing) file(v value, beside fs.FS) {
	path, ok := v.text()
	switch {
	case !ok:
		return
	case !fs.ValidPath(path) || !strings.HasSuffix(path, ".ics"):
		v.complain("`%.60s` is not a file beside this one; write its name, for example holidays.ics", path)
		return
	case beside == nil:
		v.complain("there is no folder here in which `%s` could lie", path)
		return
	}
	data, err := fs.ReadFile(beside, path)
	if err != nil {
		v.complain("the calendar `%s` cannot be read: %v", path, cause(err))
		return
	}
	shown := slashes.Join(slashes.Dir(v.src.name), path)
	readCalendar(newSource(shown, data, v.src.problems), data, c)
}
