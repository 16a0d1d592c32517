package flows

import (
	"testing"
	"time"
)

// weekdays are the hours of most tests: 09:00 to 17:00 from Monday to Friday.
func weekdays() map[time.Weekday][]Span {
	hours := map[time.Weekday][]Span{}
	for day := time.Monday; day <= time.Friday; day++ {
		hours[day] = []Span{{9 * 60, 17 * 60}}
	}
	return hours
}

func TestLadder(t *testing.T) {
	duty := Hours{Spans: weekdays()}
	first := LadderStep{Call: RankFirst, Hours: duty}
	lead := LadderStep{Call: RankLead, After: 30 * time.Minute, Hours: duty, Tell: true}
	night := LadderStep{Call: RankNight, After: 10 * time.Minute, Hours: Hours{Always: true}}
	c := &Clinic{Zone: "Europe/London", Hours: duty.Spans, Ladder: Ladder{
		Steps: []LadderStep{first, lead}, Every: 30 * time.Minute, Reopen: time.Hour,
	}}
	withNight := &Clinic{Zone: "Europe/London", Hours: duty.Spans, Ladder: Ladder{
		Steps: []LadderStep{first, night, lead}, Every: 30 * time.Minute, Reopen: time.Hour,
	}}
	at := func(text string) time.Time {
		t.Helper()
		when, err := time.ParseInLocation("Mon 2006-01-02 15:04", text, c.Location())
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for name, one := range map[string]struct {
		got  time.Time
		want string
	}{
		"on duty it runs at once":              {c.LadderFrom(at("Mon 2026-03-02 11:00")), "Mon 2026-03-02 11:00"},
		"at night it holds":                    {c.LadderFrom(at("Mon 2026-03-02 21:00")), "Tue 2026-03-03 09:00"},
		"over the weekend it holds":            {c.LadderFrom(at("Fri 2026-03-06 17:00")), "Mon 2026-03-09 09:00"},
		"with a night post it runs at night":   {withNight.LadderFrom(at("Mon 2026-03-02 21:00")), "Mon 2026-03-02 21:00"},
		"a step is taken after its time":       {c.Due(lead, at("Mon 2026-03-02 11:00")), "Mon 2026-03-02 11:30"},
		"a step waits for its hours":           {c.Due(lead, at("Mon 2026-03-02 16:45")), "Tue 2026-03-03 09:00"},
		"the night post waits for nothing":     {withNight.Due(night, at("Sat 2026-03-07 03:00")), "Sat 2026-03-07 03:10"},
		"all are called again":                 {c.NextRepeat(at("Mon 2026-03-02 11:30"), c.Ladder.Steps), "Mon 2026-03-02 12:00"},
		"but not after hours":                  {c.NextRepeat(at("Mon 2026-03-02 16:45"), c.Ladder.Steps), "Tue 2026-03-03 09:00"},
		"an hour of duty":                      {c.AfterDuty(at("Mon 2026-03-02 11:00"), time.Hour), "Mon 2026-03-02 12:00"},
		"an hour of duty, half of it tomorrow": {c.AfterDuty(at("Mon 2026-03-02 16:30"), time.Hour), "Tue 2026-03-03 09:30"},
		"an hour of duty, from the weekend":    {c.AfterDuty(at("Sat 2026-03-07 12:00"), time.Hour), "Mon 2026-03-09 10:00"},
		"ten hours of duty": {
			c.AfterDuty(at("Fri 2026-03-06 09:00"), 10*time.Hour),
			"Mon 2026-03-09 11:00",
		},
		"without duty, time passes": {(&Clinic{Zone: "Europe/London"}).AfterDuty(at("Mon 2026-03-02 11:00"),
			time.Hour), "Mon 2026-03-02 12:00"},
		"without hours it runs at once": {
			(&Clinic{Zone: "Europe/London"}).LadderFrom(at("Mon 2026-03-02 11:00")),
			"Mon 2026-03-02 11:00",
		},
	} {
		if !one.got.Equal(at(one.want)) {
			t.Errorf("%s: %s, want %s", name, one.got.Format("Mon 2006-01-02 15:04"), one.want)
		}
	}
	if c.Reachable(first, at("Mon 2026-03-02 17:00")) || !c.Reachable(first, at("Mon 2026-03-02 16:59")) ||
		!withNight.Reachable(night, at("Sun 2026-03-08 03:00")) {
		t.Error("who can be called is wrong")
	}
}

// TestOpens finds the next hours of a few steps.
func TestOpens(t *testing.T) {
	c := &Clinic{Zone: "Europe/London", Hours: weekdays()}
	duty := LadderStep{Hours: Hours{Duty: true, Spans: weekdays()}}
	saturday := LadderStep{Hours: Hours{Spans: map[time.Weekday][]Span{time.Saturday: {{10 * 60, 12 * 60}}}}}
	friday := time.Date(2026, 3, 6, 17, 0, 0, 0, time.UTC)
	for name, one := range map[string]struct {
		steps []LadderStep
		want  time.Time
	}{
		"within none":          {nil, time.Time{}},
		"without hours":        {[]LadderStep{{}}, time.Time{}},
		"on duty":              {[]LadderStep{duty}, time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC)},
		"whichever is sooner":  {[]LadderStep{duty, saturday}, time.Date(2026, 3, 7, 10, 0, 0, 0, time.UTC)},
		"at any hour, at once": {[]LadderStep{duty, {Hours: Hours{Always: true}}}, friday},
	} {
		if got, ok := c.Opens(friday, one.steps); !got.Equal(one.want) || ok == one.want.IsZero() {
			t.Errorf("%s: %s, %t, want %s", name, got, ok, one.want)
		}
	}
}

// TestFullDutyDays: as many are counted as are waited for, and none before it is over.
func TestFullDutyDays(t *testing.T) {
	for _, c := range []*Clinic{
		{Zone: "Europe/London", Hours: weekdays()},
		{Zone: "Pacific/Auckland", Hours: weekdays(), Closed: ClosedDays{Yearly: map[string]string{"03-04": ""}}},
	} {
		for hour := range 7 * 24 {
			from := time.Date(2026, 3, 2, hour, 30, 0, 0, time.UTC)
			for days := 1; days < 9; days++ {
				over, ok := c.AfterDutyDays(from, days)
				if !ok {
					t.Fatal("there is no duty")
				}
				before, after := c.FullDutyDays(from, over.Add(-time.Minute)), c.FullDutyDays(from, over)
				if before != days-1 || after != days {
					t.Fatalf("%s: from %s %d full duty days until a minute before %s, and %d then; want %d", c.Zone, from, before,
						over, after, days)
				}
			}
		}
	}
	if n := (&Clinic{Zone: "Europe/London"}).FullDutyDays(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)); n != 0 {
		t.Errorf("%d duty days without duty", n)
	}
}
