package turn

import (
	"fmt"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// The hours that a session can begin at, the dates of one page, and how many pages there are.
const (
	firstHour = 7
	lastHour  = 20
	PageDates = 14
	datePages = 6
)

// Picker chooses a day, an hour and a minute: for the weekly session ("week") or for a single one.
type Picker struct {
	What, Title string
	Of          string         // the patient on whose card it is chosen; empty: somebody's own session
	How         string         // how one's own session is changed
	none        string         // what the button says that chooses none; empty: there is no such button
	Back        []state.Button // to where one came from
}

// press is the choice so far, as a button's press.
func (k Picker) press(day, clock string) press.Press {
	if k.Of == "" {
		return press.Session{How: k.How, Day: day, Clock: clock}
	}
	return press.Member{Patient: k.Of, What: k.What, Value: day, Of: clock}
}

// Picker starts choosing the session times of one of the clinician's patients.
func (t *Turn) Picker(m *state.Member, what string) Picker {
	return Picker{
		What: what, Of: m.ID, Title: t.Text("pick."+what, "code", m.Code),
		none: t.Text("pick.none_" + what), Back: Row(Button(t.Text("pick.card"), press.Member{Patient: m.ID, What: "card"})),
	}
}

// Pick continues choosing a day, an hour and a minute, one press each. The button carries the choice so far: nothing or
// a page of dates, then "tue" or a date, then "14" with it, then "1430".
func (t *Turn) Pick(e state.Tapped, k Picker, day, clock string, done func(record.Appointment)) {
	first, paged := press.PageOfDates(day)
	switch {
	case day == "none" && clock == "" && k.none != "":
		t.Toast(e, "")
		done(record.Appointment{})
		return
	case day == "" && clock == "" || paged:
		t.Toast(e, "")
		t.Edit(e.Message, k.Title, t.dayRows(k, first)...)
		return
	case !t.choosable(k.What, day):
	case clock == "":
		t.Toast(e, "")
		t.Edit(e.Message, k.Title+"\n"+t.dayWords(k.What, day), hourRows(k, day)...)
		return
	case len(clock) == 2:
		t.Toast(e, "")
		t.Edit(e.Message, k.Title+"\n"+t.dayWords(k.What, day), minuteRows(k, day, clock)...)
		return
	case len(clock) == 4:
		if planned, ok := t.planned(k.What, day, clock[:2]+":"+clock[2:]); ok {
			t.Toast(e, "")
			done(planned)
			return
		}
	}
	t.Toast(e, "toast.old")
}

// choosable reports whether a day can be chosen: a weekday, or a date on the pages that is not in the past.
func (t *Turn) choosable(what, day string) bool {
	if what == "week" {
		return slices.ContainsFunc(Week(), func(d time.Weekday) bool { return DayCode(d) == day })
	}
	date, err := time.Parse(time.DateOnly, day)
	return err == nil && !date.Before(t.Today()) && date.Before(t.Today().AddDate(0, 0, PageDates*datePages))
}

// Today is the date on the clinician's calendar, as a nominal time.
func (t *Turn) Today() time.Time {
	local := t.Now().In(t.Zone())
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
}

// planned reads a complete choice. It reports false for one in the past.
func (t *Turn) planned(what, day, at string) (record.Appointment, bool) {
	clock, err := flows.ParseClock(at)
	if err != nil {
		return record.Appointment{}, false
	}
	if what == "week" {
		n := slices.IndexFunc(Week(), func(d time.Weekday) bool { return DayCode(d) == day })
		return record.Appointment{Weekly: true, Day: Week()[n], At: clock.String(), Zone: t.Zone().String()}, true
	}
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return record.Appointment{}, false
	}
	next := flows.Resolve(date.Add(time.Duration(clock)*time.Minute), t.Zone())
	return record.Appointment{Next: next}, next.After(t.Now())
}

// dayRows offers weekdays, or a page of dates.
func (t *Turn) dayRows(k Picker, from string) [][]state.Button {
	var rows [][]state.Button
	if k.What == "week" {
		var days []state.Button
		for _, d := range Week() {
			days = append(days, Button(t.Day(d), k.press(DayCode(d), "")))
		}
		rows = [][]state.Button{days[:4], days[4:]}
	} else {
		rows = t.dateRows(k, from)
	}
	if k.none != "" {
		rows = append(rows, Row(Button(k.none, k.press("none", ""))))
	}
	return append(rows, k.Back)
}

// dateRows offers two weeks of dates, with buttons to earlier and later pages.
func (t *Turn) dateRows(k Picker, from string) [][]state.Button {
	today, end := t.Today(), t.Today().AddDate(0, 0, PageDates*datePages)
	first, err := time.Parse(time.DateOnly, from)
	if err != nil || first.Before(today) || !first.Before(end) {
		first = today
	}
	var days []state.Button
	for i := range PageDates {
		day := first.AddDate(0, 0, i)
		if !day.Before(end) {
			break
		}
		days = append(days, Button(t.NominalDate(day), k.press(day.Format(time.DateOnly), "")))
	}
	rows := slices.Collect(slices.Chunk(days, 3))
	var turn []state.Button
	page := func(n int) press.Press {
		return k.press(press.DatesFrom+first.AddDate(0, 0, n*PageDates).Format(time.DateOnly), "")
	}
	if first.After(today) {
		turn = append(turn, Button(t.Text("pick.earlier"), page(-1)))
	}
	if first.AddDate(0, 0, PageDates).Before(end) {
		turn = append(turn, Button(t.Text("pick.later"), page(1)))
	}
	return append(rows, turn)
}

func hourRows(k Picker, day string) [][]state.Button {
	var hours []state.Button
	for h := firstHour; h <= lastHour; h++ {
		hour := fmt.Sprintf("%02d", h)
		hours = append(hours, Button(hour+":..", k.press(day, hour)))
	}
	return append(slices.Collect(slices.Chunk(hours, 4)), k.Back)
}

func minuteRows(k Picker, day, hour string) [][]state.Button {
	var minutes []state.Button
	for minute := 0; minute < 60; minute += 15 {
		at := fmt.Sprintf("%s:%02d", hour, minute)
		minutes = append(minutes, Button(at, k.press(day, fmt.Sprintf("%s%02d", hour, minute))))
	}
	return [][]state.Button{minutes, k.Back}
}

// dayWords names a chosen day.
func (t *Turn) dayWords(what, day string) string {
	if what == "week" {
		n := slices.IndexFunc(Week(), func(d time.Weekday) bool { return DayCode(d) == day })
		return t.LongDay(Week()[n])
	}
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.NominalDate(date)
}

// Date writes a day on the reader's calendar.
func (t *Turn) Date(at time.Time) string {
	local := at.In(t.Zone())
	return t.NominalDate(local)
}

// Span fills {when} with the days of a leave, which ends at midnight of the day after its last: "from Mon 2 Mar to Fri
// 6 Mar", or "on Mon 2 Mar"; and {from} and {until}, which texts of an earlier release have.
func (t *Turn) Span(from, until time.Time) []string {
	first, last := t.Date(from), t.Date(until.Add(-time.Minute))
	when := t.Text("leave.span", "from", first, "until", last)
	if first == last {
		when = t.Text("leave.day", "day", first)
	}
	return []string{"when", when, "from", first, "until", last}
}

// NominalDate writes a nominal date in the reader's form.
func (t *Turn) NominalDate(day time.Time) string {
	return t.Text("digest.date", "weekday", t.Day(day.Weekday()), "day", fmt.Sprint(day.Day()),
		"month", t.Text(fmt.Sprintf("digest.month.%d", day.Month())))
}
