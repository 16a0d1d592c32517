package engine

import (
	"fmt"
	"slices"
	"strconv"
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

// memberTapped takes a press on a card's buttons: m:<patient>:<week|next>:<what was chosen so far>.
func (t *turn) memberTapped(e Tapped, patient, what, value string) {
	if m := t.member(patient); m != nil && m.Vacant && m.Backup && what == "team" && t.state.Desk.Role == record.Lead {
		how, who, _ := strings.Cut(value, ".")
		t.teamTapped(e, m, how, who)
		return
	}
	m := t.byID(e, patient)
	if m == nil {
		return
	}
	if !m.mine() && what != "card" { // only the patient's own clinician settles anything
		t.toast(e, "toast.old")
		return
	}
	switch what {
	case "card":
		t.cardTapped(e, m)
	case "team":
		how, who, _ := strings.Cut(value, ".")
		t.teamTapped(e, m, how, who)
	case "week", "next":
		t.pick(e, m, what, value)
	case "plan":
		t.dosingTapped(e, m, value)
	default:
		t.toast(e, "toast.old")
	}
}

// pick goes on with choosing a day, an hour and a minute, one press each. What was chosen so far stands in the
// button: "" or a page of dates, then "tue" or a date, then "tue.14", then "tue.1430".
func (t *turn) pick(e Tapped, m *Member, what, value string) {
	day, clock, _ := strings.Cut(value, ".")
	key := "m:" + m.ID + ":" + what + ":"
	title := t.text("pick."+what, "code", m.Code)
	page, paged := strings.CutPrefix(day, "page")
	switch {
	case value == "none":
		t.toast(e, "")
		t.setAppointment(e, m, what, record.Appointment{})
		return
	case value == "" || paged:
		t.toast(e, "")
		t.edit(e.Message, title, t.dayRows(key, what, page, m)...)
		return
	case !t.choosable(what, day):
	case clock == "":
		t.toast(e, "")
		t.edit(e.Message, title+"\n"+t.dayWords(what, day), t.hourRows(key+day+".", m)...)
		return
	case len(clock) == 2:
		t.toast(e, "")
		t.edit(e.Message, title+"\n"+t.dayWords(what, day), t.minuteRows(key+day+".", clock, m)...)
		return
	case len(clock) == 4:
		if planned, ok := t.planned(what, day, clock[:2]+":"+clock[2:]); ok {
			t.toast(e, "")
			t.setAppointment(e, m, what, planned)
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
func (t *turn) dayRows(key, what, page string, m *Member) [][]Button {
	var rows [][]Button
	if what == "week" {
		var days []Button
		for _, d := range week() {
			days = append(days, button(t.day(d), key+dayCode(d)))
		}
		rows = [][]Button{days[:4], days[4:]}
	} else {
		rows = t.dateRows(key, page)
	}
	return append(rows, row(button(t.text("pick.none_"+what), key+"none")), row(button(t.text("pick.card"), "m:"+m.ID+":card")))
}

// dateRows offers two weeks of dates, and the way to those before and after.
func (t *turn) dateRows(key, page string) [][]Button {
	n, err := strconv.Atoi(page)
	if err != nil || n < 0 || n >= datePages {
		n = 0
	}
	var dates []Button
	for i := range pageDates {
		day := t.today().AddDate(0, 0, n*pageDates+i)
		dates = append(dates, button(t.nominalDate(day), key+day.Format(time.DateOnly)))
	}
	rows := slices.Collect(slices.Chunk(dates, 3))
	var turn []Button
	if n > 0 {
		turn = append(turn, button(t.text("pick.earlier"), key+"page"+strconv.Itoa(n-1)))
	}
	if n < datePages-1 {
		turn = append(turn, button(t.text("pick.later"), key+"page"+strconv.Itoa(n+1)))
	}
	return append(rows, turn)
}

func (t *turn) hourRows(key string, m *Member) [][]Button {
	var hours []Button
	for h := firstHour; h <= lastHour; h++ {
		hour := fmt.Sprintf("%02d", h)
		hours = append(hours, button(hour+":..", key+hour))
	}
	return append(slices.Collect(slices.Chunk(hours, 4)), row(button(t.text("pick.card"), "m:"+m.ID+":card")))
}

func (t *turn) minuteRows(key, hour string, m *Member) [][]Button {
	var minutes []Button
	for minute := 0; minute < 60; minute += 15 {
		at := fmt.Sprintf("%s:%02d", hour, minute)
		minutes = append(minutes, button(at, key+strings.ReplaceAll(at, ":", "")))
	}
	return append([][]Button{minutes}, row(button(t.text("pick.card"), "m:"+m.ID+":card")))
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
