package load

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
)

// closedBy reads a clinic with some more lines, and a calendar beside it.
func closedBy(t testing.TB, lines, calendar string) (flows.ClosedDays, error) {
	t.Helper()
	files, clinic := base(t)
	beside := fstest.MapFS{"holidays.ics": {Data: []byte(strings.ReplaceAll(calendar, "\n", "\r\n"))}}
	p, err := Beside(files, append(clinic, lines...), "here/clinic.yaml", beside)
	if err != nil {
		return flows.ClosedDays{}, err
	}
	return p.Clinic.Closed, nil
}

func TestClosedDays(t *testing.T) {
	got, err := closedBy(t, `closed:
  - 2026-12-24
  - 12-25
  - {days: 2027-03-26 to 2027-03-29, name: Easter}
  - {days: "12-31 to 01-01", name: New Year}
  - 02-29
`, "")
	if err != nil {
		t.Fatal(err)
	}
	want := flows.ClosedDays{
		Dates: map[string]string{
			"2026-12-24": "", "2027-03-26": "Easter", "2027-03-27": "Easter", "2027-03-28": "Easter", "2027-03-29": "Easter",
		},
		Yearly: map[string]string{"12-25": "", "12-31": "New Year", "01-01": "New Year", "02-29": ""},
		Ends:   time.Date(2027, 3, 29, 0, 0, 0, 0, time.UTC),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// events makes a calendar of events.
func events(events ...string) string {
	text := "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VTIMEZONE\nTZID:Europe/London\nBEGIN:STANDARD\nDTSTART:19701025T020000\n" +
		"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\n"
	for _, one := range events {
		text += "BEGIN:VEVENT\nUID:x\n" + one + "\nBEGIN:VALARM\nTRIGGER:-PT15M\nEND:VALARM\nEND:VEVENT\n"
	}
	return text + "END:VCALENDAR\n"
}

func TestClosedCalendar(t *testing.T) {
	got, err := closedBy(t, "closed_ics: holidays.ics\n", events(
		"DTSTART;VALUE=DATE:20270326\nDTEND;VALUE=DATE:20270328\nSUMMARY:Good\\, long \n Friday",
		"DTSTART;VALUE=DATE:20260501\nRRULE:FREQ=YEARLY\nSUMMARY:May Day",
		"DTSTART;VALUE=DATE:20270524\nDURATION:P1D",
		"DTSTART;VALUE=DATE:20260831\nRRULE:FREQ=YEARLY;BYMONTH=8;BYDAY=-1MO;COUNT=3\nEXDATE;VALUE=DATE:20270830",
		"DTSTART;VALUE=DATE:20261111\nSTATUS:CANCELLED",
	))
	if err != nil {
		t.Fatal(err)
	}
	want := flows.ClosedDays{
		Dates: map[string]string{
			"2027-03-26": "Good, long Friday", "2027-03-27": "Good, long Friday", "2027-05-24": "", "2026-08-31": "",
			"2028-08-28": "",
		},
		Ends: time.Date(2028, 8, 28, 0, 0, 0, 0, time.UTC), // what comes without an end ends no list
	}
	for year := 2026; year <= lastYear; year++ {
		want.Dates[strconv.Itoa(year)+"-05-01"] = "May Day"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestClosedDaysThatAreRefused: each with its place. L is the line behind the clinic of the base.
func TestClosedDaysThatAreRefused(t *testing.T) {
	event := func(lines string) [2]string { return [2]string{"closed_ics: holidays.ics\n", events(lines)} }
	for name, one := range map[string]struct {
		given [2]string
		want  string
	}{
		"no day":        {[2]string{"closed: [25.12.]\n"}, "here/clinic.yaml:L:10: `25.12.` is not a day; write 2026-12-24, or 12-25"},
		"no date":       {[2]string{"closed: [2026-02-30]\n"}, "here/clinic.yaml:L:10: `2026-02-30` is not a day"},
		"half a year":   {[2]string{"closed: [2026-12-24 to 12-26]\n"}, "here/clinic.yaml:L:10: `2026-12-24 to 12-26`: write both days"},
		"backwards":     {[2]string{"closed: [2026-12-24 to 2026-12-23]\n"}, "ends before it begins"},
		"long":          {[2]string{"closed: [2026-12-24 to 2028-12-23]\n"}, "is longer than a year"},
		"no list":       {[2]string{"closed: 12-25\n"}, "here/clinic.yaml:L:9: here must stand a list"},
		"unknown key":   {[2]string{"closed: [{days: 12-25, nam: x}]\n"}, "here/clinic.yaml:L:24: unknown key `nam`; did you mean `name`"},
		"no days":       {[2]string{"closed: [{name: x}]\n"}, "here/clinic.yaml:L:11: `days` is missing here"},
		"not beside":    {[2]string{"closed_ics: ../x.ics\n"}, "here/clinic.yaml:L:13: `../x.ics` is not a file beside this one"},
		"not there":     {[2]string{"closed_ics: x.ics\n"}, "here/clinic.yaml:L:13: the calendar `x.ics` cannot be read: file does not exist"},
		"hours":         {event("DTSTART:20261224T100000Z"), "here/holidays.ics:12:1: closed days are whole days"},
		"ends at once":  {event("DTSTART:20261224\nDTEND:20261224"), "here/holidays.ics:12:1: this event has 0 days"},
		"no start":      {event("SUMMARY:x"), "here/holidays.ics:10:1: this event has no DTSTART"},
		"no whole days": {event("DTSTART:20261224\nDURATION:PT1H"), "here/holidays.ics:13:1: `PT1H` are no whole days"},
		"each month":    {event("DTSTART:20261224\nRRULE:FREQ=MONTHLY"), "here/holidays.ics:13:1: only what comes every year"},
		"each hour":     {event("DTSTART:20261224\nRRULE:FREQ=YEARLY;BYHOUR=1"), "here/holidays.ics:13:1: only what comes every year"},
		"what rule":     {event("DTSTART:20261224\nRRULE:FREQ=YEARLY;BYDAY=XX"), "here/holidays.ics:13:1: this rule is not understood"},
		"moved":         {event("DTSTART:20261224\nRECURRENCE-ID:20261224"), "here/holidays.ics:13:1: `RECURRENCE-ID` is not understood"},
		"twice":         {event("DTSTART:20261224\nDTSTART:20261225"), "here/holidays.ics:13:1: `DTSTART` stands here for the second time"},
		"no line":       {event("what is this"), "here/holidays.ics:12:1: this is no line of a calendar"},
		"a task": {
			[2]string{"closed_ics: holidays.ics\n", "BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR\n"},
			"here/holidays.ics:2:1: only events",
		},
		"broken off": {
			[2]string{"closed_ics: holidays.ics\n", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261224\n"},
			"here/holidays.ics:3:1: the calendar breaks off: `END:VEVENT` is missing",
		},
		"nothing": {[2]string{"closed_ics: holidays.ics\n", ""}, "here/holidays.ics: there is no event in this calendar"},
	} {
		_, err := closedBy(t, one.given[0], one.given[1])
		_, clinic := base(t)
		line := strings.Count(string(clinic), "\n") + 1
		want := strings.ReplaceAll(one.want, ":L:", ":"+strconv.Itoa(line)+":")
		var problems Problems
		if !errors.As(err, &problems) || !strings.Contains(problems.Error(), want) {
			t.Errorf("%s: %v; want %s", name, err, want)
		}
	}
}

// TestClosedCalendarWithoutAFolder: a clinic that is read by itself has nothing beside it.
func TestClosedCalendarWithoutAFolder(t *testing.T) {
	_, clinic := base(t)
	if _, err := clinicAlone(append(clinic, "closed_ics: holidays.ics\n"...), "clinic.yaml"); err == nil ||
		!strings.Contains(err.Error(), "there is no folder here") {
		t.Errorf("it is read: %v", err)
	}
}

// Nothing that a calendar holds makes reading it panic or last.
func FuzzCalendar(f *testing.F) {
	f.Add([]byte(events("DTSTART;VALUE=DATE:20260831\nRRULE:FREQ=YEARLY;BYMONTH=8;BYDAY=-1MO;COUNT=3\nEXDATE:20270830")))
	f.Add([]byte("BEGIN:VCALENDAR\n BEGIN\n;:\nX;Y=\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		problems := &Problems{}
		days := &flows.ClosedDays{}
		src := newSource("x.ics", data, problems)
		readCalendar(src, data, closing{days})
		for _, p := range *problems {
			if p.Message == "" || p.Line > len(src.lines) {
				t.Errorf("problem without place: %+v", p)
			}
		}
	})
}
