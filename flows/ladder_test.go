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
		"all are called again":                 {c.Again(at("Mon 2026-03-02 11:30"), c.Ladder.Steps), "Mon 2026-03-02 12:00"},
		"but not after hours":                  {c.Again(at("Mon 2026-03-02 16:45"), c.Ladder.Steps), "Tue 2026-03-03 09:00"},
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
