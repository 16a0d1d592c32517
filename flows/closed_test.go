package flows

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// closedClinic is on duty from Monday to Friday, with a lead who has weekdays of their own, and closed on some days.
func closedClinic(dates, yearly map[string]string) *Clinic {
	duty := Hours{Duty: true, Spans: weekdays()}
	return &Clinic{
		Zone: "Europe/London", Hours: duty.Spans, Closed: ClosedDays{Dates: dates, Yearly: yearly},
		Ladder: Ladder{Steps: []LadderStep{{Call: RankFirst, Hours: duty}}, Every: 30 * time.Minute, Reopen: time.Hour},
	}
}

// TestClosedDays: Christmas 2026 is a Friday, and the clinic is closed until the Monday after next.
func TestClosedDays(t *testing.T) {
	c := closedClinic(map[string]string{"2026-12-28": "", "2026-12-29": "", "2026-12-30": "", "2026-12-31": ""},
		map[string]string{"12-25": "Christmas", "12-26": "Christmas", "01-01": ""})
	own := LadderStep{Call: RankLead, Hours: Hours{Spans: weekdays()}}
	at := func(text string) time.Time { return Resolve(wall(t, text), c.Location()) }
	next := func(from string) time.Time {
		when, _ := c.NextDuty(at(from))
		return when
	}
	for name, one := range map[string]struct{ got, want time.Time }{
		"duty comes after all of them":       {next("2026-12-24 17:00"), at("2027-01-04 09:00")},
		"and from within":                    {next("2026-12-30 11:00"), at("2027-01-04 09:00")},
		"the ladder waits for it":            {c.LadderFrom(at("2026-12-25 10:00")), at("2027-01-04 09:00")},
		"repeats wait":                       {c.NextRepeat(at("2026-12-24 16:45"), c.Ladder.Steps), at("2027-01-04 09:00")},
		"a step with hours of its own runs":  {c.Due(own, at("2026-12-28 10:00")), at("2026-12-28 10:00")},
		"duty time passes on neither side":   {c.AfterDuty(at("2026-12-24 16:30"), time.Hour), at("2027-01-04 09:30")},
		"a whole year of days changes those": {c.AfterDuty(at("2027-12-24 16:00"), 2*time.Hour), at("2027-12-27 10:00")},
	} {
		if !one.got.Equal(one.want) {
			t.Errorf("%s: %s, want %s", name, one.got, one.want)
		}
	}
	if c.OnDuty(at("2026-12-25 10:00")) || !c.OnDuty(at("2026-12-24 10:00")) || c.DutyDay(wall(t, "2026-12-31 00:00")) {
		t.Error("who is on duty on a closed day")
	}
	if left := c.DutyLeft(at("2026-12-25 10:00")); left != 0 {
		t.Errorf("%s of duty are left on a closed day", left)
	}
	if left := c.DutyLeft(at("2026-12-24 16:00")); left != time.Hour {
		t.Errorf("%s of duty are left on the eve", left)
	}
	if n := c.FullDutyDays(at("2026-12-23 10:00"), at("2027-01-05 18:00")); n != 3 {
		t.Errorf("%d duty days from 23 December to 5 January, want 3: the 24th, the 4th and the 5th", n)
	}
	if n := c.FullDutyDays(at("2026-12-23 10:00"), at("2026-12-24 16:59")); n != 0 {
		t.Errorf("%d whole duty days where the first is not over", n)
	}
}

// TestComing lists what is ahead, joined where it has one name.
func TestComing(t *testing.T) {
	c := closedClinic(map[string]string{"2026-12-28": "break", "2026-12-29": "break", "2026-12-30": ""},
		map[string]string{"12-25": "Christmas", "12-26": "Christmas", "02-29": "never on these"})
	var got []string
	for _, one := range c.Coming(Resolve(wall(t, "2026-12-26 23:00"), c.Location()), 5) {
		got = append(got, one.String())
	}
	want := []string{
		"Sat 26 Dec 2026 (Christmas)", "Mon 28 Dec 2026 to Tue 29 Dec 2026 (break)", "Wed 30 Dec 2026",
		"Sat 25 Dec 2027 to Sun 26 Dec 2027 (Christmas)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if few := c.Coming(wall(t, "2026-12-01 12:00"), 1); len(few) != 1 || few[0].To.Day() != 26 {
		t.Errorf("the first alone is %v", few)
	}
}

// TestNobodyIsOnDutyOnAClosedDay: whatever days are closed, no duty and no step of a ladder with duty hours falls on
// one, and no safety question has two hours of duty left that end on one.
func TestNobodyIsOnDutyOnAClosedDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		dates := map[string]string{}
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 60), 0, 50).Draw(t, "closed") {
			dates[start.AddDate(0, 0, n).Format(time.DateOnly)] = ""
		}
		c := closedClinic(dates, map[string]string{"03-17": ""})
		c.Hours[time.Tuesday] = append(slices.Clone(c.Hours[time.Tuesday]), Span{20 * 60, dayMinutes})
		c.Hours[time.Wednesday] = append([]Span{{0, 3 * 60}}, c.Hours[time.Wednesday]...)
		at := start.Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(t, "minute")) * time.Minute)
		open := func(what string, when time.Time) {
			day := floating(when, c.Location())
			if _, closed := c.Closed.On(day); closed || !c.OnDuty(when) {
				t.Errorf("%s at %s, when nobody is on duty", what, day)
			}
		}
		if when, ok := c.NextDuty(at); ok {
			open("duty", when)
		}
		open("a ladder begins", c.LadderFrom(at))
		open("a step is due", c.Due(c.Ladder.Steps[0], at))
		open("it is called again", c.NextRepeat(at, c.Ladder.Steps))
		open("an act runs out", c.AfterDuty(at, time.Hour).Add(-time.Nanosecond))
		if left := c.DutyLeft(at); left > 0 {
			begins, _ := c.NextDuty(at)
			if sameDay := floating(begins, c.Location()).YearDay() == floating(at, c.Location()).YearDay(); !sameDay {
				t.Errorf("%s of duty are left at %s, where the next begins on another day", left, at)
			}
		}
	})
}
