package export

import (
	"strings"
	"time"

	"footing/flows/export/disclosure"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// span is the range of one person's whole weeks that can be exported: from the first Monday of their own calendar to
// the last Sunday far enough before the cut-off. Times here are nominal: wall clocks, labelled UTC.
type span struct {
	first time.Time
	weeks int
	tail  int // whole weeks after these that are cut
}

// span finds a person's weeks.
func (x *run) span(s *story) span {
	local := floating(s.start, s.journal.Zone(s.start, x.clinic))
	first := local.Truncate(day)
	first = first.AddDate(0, 0, (8-int(first.Weekday()))%7) // the next Monday, or today
	if first.Before(local) {
		first = first.AddDate(0, 0, 7)
	}
	// The cut-off is an instant, and so is the end of a participation. A day that has not ended by then is not whole.
	last, end := x.Until.Add(-time.Duration(x.Lag)*day), x.Until
	if s.ended(end) {
		end = s.left
	}
	if now := floating(end, s.journal.Zone(end, x.clinic)); now.Before(last) {
		last = now
	}
	whole := max(0, int(last.Sub(first)/week))
	weeks := max(0, whole-s.tail)
	return span{first, weeks, whole - weeks}
}

// floating is the person's wall clock, labelled UTC.
func floating(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
}

// when is the time of a check-in as it may be shown.
type when struct {
	week  int       // from 1; 0 and less: before the first whole week
	day   int       // of the week, from 1
	local time.Time // nominal, when it was due
}

// when places a check-in in its week. The week follows from the nominal date in the occasion's id, which no change of
// the clocks affects. False if the due time is not known.
func (x *run) when(s *story, sp span, v *occasion) (when, bool) {
	if v.planned.IsZero() {
		return when{}, false
	}
	local := floating(v.planned, s.journal.Zone(v.planned, x.clinic))
	date := local
	if _, text, ok := strings.Cut(v.id, "@"); ok {
		if nominal, err := time.Parse(time.DateOnly, text); err == nil {
			date = nominal
		}
	}
	days := int(date.Truncate(day).Sub(sp.first) / day)
	if date.Before(sp.first) {
		return when{0, 0, local}, true
	}
	return when{days/7 + 1, days%7 + 1, local}, true
}

// cutOff is the number of the week before which whole weeks end.
func (x *run) cutOff() int { return disclosure.CalendarWeek(x.Until.Add(-time.Duration(x.Lag) * day)) }

// minutes is the time between two instants, nil if one of them is not known.
func minutes(from, to time.Time) *int32 {
	if from.IsZero() || to.IsZero() {
		return nil
	}
	n := int32(to.Sub(from) / time.Minute) //nolint:gosec // a check-in is open for hours
	return &n
}
