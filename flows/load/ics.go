package load

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

// An iCalendar file (RFC 5545) gives closed days as events of whole days, of which some come every year. What is not
// understood is refused: a day left out in silence would be a day on which a ladder waits for nobody.

// The limits of dates in a calendar. Rules without an end are followed up to lastYear.
const (
	firstYear = 1900
	lastYear  = 2099
)

// longestName is how many characters of an event's name are kept.
const longestName = 80

var (
	dayPattern    = regexp.MustCompile(`^[0-9]{8}$`)
	lengthPattern = regexp.MustCompile(`^P([0-9]{1,3})([DW])$`)
)

// line is a content line, unfolded, with the number of its first line in the file.
type line struct {
	*ics.BaseProperty
	at position
}

// calendar reads a file line by line.
type calendar struct {
	src    *source
	into   closing
	within []string // the components around the current line
	event  *event
	events int
}

// event is an event being read. The lines are nil where they are missing.
type event struct {
	at                             position
	start, end, length, rule, name *line
	without                        []line // EXDATE
	cancelled, strange             bool
}

// readCalendar adds the events of a calendar to the closed days.
func readCalendar(src *source, data []byte, into closing) {
	if len(data) > largestFile {
		src.complain(position{}, "the calendar is larger than %d KiB", largestFile>>10)
		return
	}
	if !utf8.Valid(data) || strings.ContainsRune(string(data), 0) {
		src.complain(position{}, "the calendar is not text in UTF-8")
		return
	}
	c := &calendar{src: src, into: into}
	for _, l := range unfolded(src) {
		c.take(l)
	}
	switch {
	case len(c.within) > 0:
		src.complain(src.lastPosition(), "the calendar breaks off: `END:%s` is missing", c.within[len(c.within)-1])
	case c.events == 0:
		src.complain(position{}, "there is no event in this calendar")
	}
}

// unfolded joins continued lines and reads each as a property. A line that is none is reported.
func unfolded(src *source) []line {
	var all []line
	for n := 0; n < len(src.lines); n++ {
		text, at := src.lines[n], position{n + 1, 1}
		for n+1 < len(src.lines) && strings.HasPrefix(strings.ReplaceAll(src.lines[n+1], "\t", " "), " ") {
			n++
			text += src.lines[n][1:]
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		property, err := ics.ParseProperty(ics.ContentLine(text))
		if err != nil || property == nil {
			src.complain(at, "this is no line of a calendar (.ics)")
			continue
		}
		property.IANAToken = strings.ToUpper(property.IANAToken)
		all = append(all, line{property, at})
	}
	return all
}

// take takes one line.
func (c *calendar) take(l line) {
	depth := len(c.within)
	switch {
	case l.IANAToken == "BEGIN":
		c.begin(l)
	case depth == 0:
		c.src.complain(l.at, "a calendar begins with BEGIN:VCALENDAR")
	case l.IANAToken == "END" && !strings.EqualFold(l.Value, c.within[depth-1]):
		c.src.complain(l.at, "here `END:%s` must stand", c.within[depth-1])
	case l.IANAToken == "END":
		c.within = c.within[:depth-1]
		if depth == 2 && c.event != nil {
			c.close(c.event)
			c.event = nil
		}
	case depth == 2 && c.event != nil:
		c.property(l)
	}
}

// begin takes the beginning of a component. Zones and reminders say nothing about whole days.
func (c *calendar) begin(l line) {
	name := strings.ToUpper(l.Value)
	switch depth := len(c.within); {
	case depth == 0 && name != "VCALENDAR":
		c.src.complain(l.at, "a calendar begins with BEGIN:VCALENDAR")
	case depth == 1 && name == "VEVENT":
		c.event = &event{at: l.at}
		c.events++
	case depth == 1 && name != "VTIMEZONE":
		c.src.complain(l.at, "only events (VEVENT) can close days; take `%.40s` out", l.Value)
	}
	c.within = append(c.within, name)
}

// property takes a line of an event. What does not say when it is, is passed over.
func (c *calendar) property(l line) {
	e := c.event
	once := map[string]**line{
		"DTSTART": &e.start, "DTEND": &e.end, "DURATION": &e.length, "RRULE": &e.rule, "SUMMARY": &e.name,
	}
	place, known := once[l.IANAToken]
	switch {
	case known && *place != nil:
		c.refuse(l, "`%s` stands here for the second time", l.IANAToken)
	case known:
		*place = &l
	case l.IANAToken == "EXDATE":
		e.without = append(e.without, l)
	case l.IANAToken == "STATUS":
		e.cancelled = strings.EqualFold(l.Value, "CANCELLED")
	case slices.Contains([]string{"RDATE", "EXRULE", "RECURRENCE-ID"}, l.IANAToken):
		c.refuse(l, "`%s` is not understood; write these days as events of their own", l.IANAToken)
	}
}

// refuse reports a line, and that its event cannot be used.
func (c *calendar) refuse(l line, format string, args ...any) {
	c.event.strange = true
	c.src.complain(l.at, format, args...)
}

// close adds the days of an event that has ended.
func (c *calendar) close(e *event) {
	if e.strange || e.cancelled {
		return
	}
	if e.start == nil {
		c.src.complain(e.at, "this event has no DTSTART")
		return
	}
	first, days, ok := c.length(e)
	if !ok {
		return
	}
	without := map[time.Time]bool{}
	for _, l := range e.without {
		for _, text := range strings.Split(l.Value, ",") {
			day, err := wholeDay(text)
			if err != nil {
				c.refuse(l, "%v", err)
				return
			}
			without[day] = true
		}
	}
	name := ""
	if e.name != nil {
		name = clipped(strings.TrimSpace(ics.FromText(e.name.Value)))
	}
	for _, start := range c.starts(e, first) {
		if without[start.from] {
			continue
		}
		start.to = start.from.AddDate(0, 0, days-1)
		c.into.add(start, name)
	}
}

// length is an event's first day and how many days it has. The day of DTEND is the first that is not closed any more.
func (c *calendar) length(e *event) (first time.Time, days int, ok bool) {
	first, err := wholeDay(e.start.Value)
	if err != nil {
		c.refuse(*e.start, "%v", err)
		return first, 0, false
	}
	days = 1
	switch {
	case e.end != nil && e.length != nil:
		c.refuse(*e.length, "an event has either DTEND or DURATION")
		return first, 0, false
	case e.end != nil:
		end, err := wholeDay(e.end.Value)
		if err != nil {
			c.refuse(*e.end, "%v", err)
			return first, 0, false
		}
		days = int(end.Sub(first).Hours() / 24)
	case e.length != nil:
		m := lengthPattern.FindStringSubmatch(strings.ToUpper(e.length.Value))
		if m == nil {
			c.refuse(*e.length, "`%.40s` are no whole days; write for example P2D", e.length.Value)
			return first, 0, false
		}
		if days, err = strconv.Atoi(m[1]); err == nil && m[2] == "W" {
			days *= 7
		}
	}
	if days < 1 || days > longestRange {
		c.src.complain(e.start.at, "this event has %d days; it must have 1 to %d", days, longestRange)
		return first, 0, false
	}
	return first, days, true
}

// starts are the first days of an event and of its repetitions. Each year has its own: what runs over the end of
// February ends on another day in leap years, and no year before the first is closed.
func (c *calendar) starts(e *event, first time.Time) []span {
	if e.rule == nil {
		return []span{{from: first}}
	}
	option, err := rrule.StrToROption(strings.ToUpper(e.rule.Value))
	switch {
	case err != nil:
		c.refuse(*e.rule, "this rule is not understood: %v", err)
		return nil
	case option.Freq != rrule.YEARLY || len(option.Byhour)+len(option.Byminute)+len(option.Bysecond) > 0:
		c.refuse(*e.rule, "only what comes every year is understood: FREQ=YEARLY, without hours")
		return nil
	}
	option.Dtstart = first
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		c.refuse(*e.rule, "this rule is not understood: %v", err)
		return nil
	}
	var all []span
	endless := option.Count == 0 && option.Until.IsZero()
	for _, day := range rule.Between(first, time.Date(lastYear, 12, 31, 0, 0, 0, 0, time.UTC), true) {
		all = append(all, span{from: day, endless: endless})
	}
	if len(all) == 0 {
		c.refuse(*e.rule, "this rule has no day after DTSTART")
	}
	return all
}

var errHours = errors.New("closed days are whole days: write DTSTART;VALUE=DATE:20261224, without hours")

// wholeDay reads a date: 20261224.
func wholeDay(text string) (time.Time, error) {
	if !dayPattern.MatchString(text) {
		return time.Time{}, errHours
	}
	day, err := time.Parse("20060102", text)
	if err != nil || day.Year() < firstYear || day.Year() > lastYear {
		return time.Time{}, fmt.Errorf("`%s` is not a date", text)
	}
	return day, nil
}

// clipped shortens a name, and puts it on one line.
func clipped(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	if runes := []rune(name); len(runes) > longestName {
		return string(runes[:longestName-1]) + "…"
	}
	return name
}

// cause is a file's error without its path.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
