package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// The hours that a session can begin at, the dates of one page, and how many pages there are.
const (
	firstHour = 7
	lastHour  = 20
	pageDates = 14
	datePages = 6
)

// picker is where a day, an hour and a minute are chosen: for the weekly session ("week") or for one alone.
type picker struct {
	what, key, title string
	none             string   // what the button says that chooses none; empty: there is no such button
	back             []Button // to where one came from
}

func (t *turn) picker(m *Member, what string) picker {
	return picker{
		what: what, key: "m:" + m.ID + ":" + what + ":", title: t.text("pick."+what, "code", m.Code),
		none: t.text("pick.none_" + what), back: row(button(t.text("pick.card"), "m:"+m.ID+":card")),
	}
}

// pick goes on with choosing a day, an hour and a minute, one press each. What was chosen so far stands in the
// button: "" or the first of a page of dates ("from2026-03-16"), then "tue" or a date, then "tue.14", then "tue.1430".
func (t *turn) pick(e Tapped, k picker, value string, done func(record.Appointment)) {
	day, clock, _ := strings.Cut(value, ".")
	from, paged := strings.CutPrefix(day, "from")
	paged = paged || strings.HasPrefix(day, "page") // a page by its number, of an earlier release: the first is shown
	switch {
	case value == "none" && k.none != "":
		t.toast(e, "")
		done(record.Appointment{})
		return
	case value == "" || paged:
		t.toast(e, "")
		t.edit(e.Message, k.title, t.dayRows(k, from)...)
		return
	case !t.choosable(k.what, day):
	case clock == "":
		t.toast(e, "")
		t.edit(e.Message, k.title+"\n"+t.dayWords(k.what, day), hourRows(k, day+".")...)
		return
	case len(clock) == 2:
		t.toast(e, "")
		t.edit(e.Message, k.title+"\n"+t.dayWords(k.what, day), minuteRows(k, day+".", clock)...)
		return
	case len(clock) == 4:
		if planned, ok := t.planned(k.what, day, clock[:2]+":"+clock[2:]); ok {
			t.toast(e, "")
			done(planned)
			return
		}
	}
	t.toast(e, "toast.old")
}

// choosable tells whether a day can be chosen: a weekday, or a date that is not over.
func (t *turn) choosable(what, day string) bool {
	if what == "week" {
		return slices.ContainsFunc(week(), func(d time.Weekday) bool { return dayCode(d) == day })
	}
	date, err := time.Parse(time.DateOnly, day)
	return err == nil && !date.Before(t.today()) && date.Before(t.today().AddDate(0, 0, pageDates*datePages))
}

// today is the date on the clinician's calendar, as a nominal time.
func (t *turn) today() time.Time {
	local := t.now().In(t.zone())
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
}

// planned reads a choice that is complete; false for one that lies in the past.
func (t *turn) planned(what, day, at string) (record.Appointment, bool) {
	clock, err := flows.ParseClock(at)
	if err != nil {
		return record.Appointment{}, false
	}
	if what == "week" {
		n := slices.IndexFunc(week(), func(d time.Weekday) bool { return dayCode(d) == day })
		return record.Appointment{Weekly: true, Day: week()[n], At: clock.String(), Zone: t.zone().String()}, true
	}
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return record.Appointment{}, false
	}
	next := flows.Resolve(date.Add(time.Duration(clock)*time.Minute), t.zone())
	return record.Appointment{Next: next}, next.After(t.now())
}

// dayRows offers weekdays, or a page of dates.
func (t *turn) dayRows(k picker, from string) [][]Button {
	var rows [][]Button
	if k.what == "week" {
		var days []Button
		for _, d := range week() {
			days = append(days, button(t.day(d), k.key+dayCode(d)))
		}
		rows = [][]Button{days[:4], days[4:]}
	} else {
		rows = t.dateRows(k.key, from)
	}
	if k.none != "" {
		rows = append(rows, row(button(k.none, k.key+"none")))
	}
	return append(rows, k.back)
}

// dateRows offers two weeks of dates, and the way to those before and after.
func (t *turn) dateRows(key, from string) [][]Button {
	today, end := t.today(), t.today().AddDate(0, 0, pageDates*datePages)
	first, err := time.Parse(time.DateOnly, from)
	if err != nil || first.Before(today) || !first.Before(end) {
		first = today
	}
	var dates []Button
	for i := range pageDates {
		day := first.AddDate(0, 0, i)
		if !day.Before(end) {
			break
		}
		dates = append(dates, button(t.nominalDate(day), key+day.Format(time.DateOnly)))
	}
	rows := slices.Collect(slices.Chunk(dates, 3))
	var turn []Button
	page := func(n int) string { return key + "from" + first.AddDate(0, 0, n*pageDates).Format(time.DateOnly) }
	if first.After(today) {
		turn = append(turn, button(t.text("pick.earlier"), page(-1)))
	}
	if first.AddDate(0, 0, pageDates).Before(end) {
		turn = append(turn, button(t.text("pick.later"), page(1)))
	}
	return append(rows, turn)
}

func hourRows(k picker, chosen string) [][]Button {
	var hours []Button
	for h := firstHour; h <= lastHour; h++ {
		hour := fmt.Sprintf("%02d", h)
		hours = append(hours, button(hour+":..", k.key+chosen+hour))
	}
	return append(slices.Collect(slices.Chunk(hours, 4)), k.back)
}

func minuteRows(k picker, chosen, hour string) [][]Button {
	var minutes []Button
	for minute := 0; minute < 60; minute += 15 {
		at := fmt.Sprintf("%s:%02d", hour, minute)
		minutes = append(minutes, button(at, k.key+chosen+strings.ReplaceAll(at, ":", "")))
	}
	return [][]Button{minutes, k.back}
}

// dayWords names a day that was chosen.
func (t *turn) dayWords(what, day string) string {
	if what == "week" {
		n := slices.IndexFunc(week(), func(d time.Weekday) bool { return dayCode(d) == day })
		return t.longDay(week()[n])
	}
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.nominalDate(date)
}

// date is a day as the reader's calendar has it.
func (t *turn) date(at time.Time) string {
	local := at.In(t.zone())
	return t.nominalDate(local)
}

func (t *turn) nominalDate(day time.Time) string {
	return t.text("digest.date", "weekday", t.day(day.Weekday()), "day", fmt.Sprint(day.Day()),
		"month", t.text(fmt.Sprintf("digest.month.%d", day.Month())))
}
