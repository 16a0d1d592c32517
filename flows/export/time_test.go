package export

import (
	"testing"
	"time"

	"footing/flows/export/disclosure"
	"footing/flows/record"
)

func TestSpan(t *testing.T) {
	x := newRun(Options{Plan: examplePlan(t), Until: until(), Lag: usualLag}, nil)
	at := func(text string) time.Time {
		parsed, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	for _, c := range []struct {
		name, start, zone, first string
		weeks                    int
	}{
		{"on a Thursday", "2026-05-07 10:00", "Europe/London", "2026-05-11 00:00", 2},
		{"on a Monday morning, which is not whole", "2026-05-04 10:00", "Europe/London", "2026-05-11 00:00", 2},
		{"on a Sunday night that is Monday elsewhere", "2026-05-10 20:00", "Asia/Tokyo", "2026-05-18 00:00", 1},
		{"at midnight before a Monday", "2026-05-10 15:00", "Asia/Tokyo", "2026-05-11 00:00", 2},
		{"too late", "2026-05-20 10:00", "Europe/London", "2026-05-25 00:00", 0},
		{"after the cut-off", "2026-06-20 10:00", "Europe/London", "2026-06-22 00:00", 0},
	} {
		s := read([]record.Fact{
			{At: at(c.start), Body: record.Enrolment{Role: record.Patient}},
			{At: at(c.start), Body: record.Zone{Name: c.zone}},
		}, until().AddDate(0, 1, 0))
		got := x.span(s)
		if !got.first.Equal(at(c.first)) || got.weeks != c.weeks {
			t.Errorf("%s: %v, %d weeks; want %s, %d", c.name, got.first, got.weeks, c.first, c.weeks)
		}
	}
	// Without a lag, a day that has not ended everywhere is not whole.
	x.Lag = 0
	for zone, weeks := range map[string]int{"Europe/London": 4, "America/New_York": 3, "Asia/Tokyo": 4} {
		s := read([]record.Fact{
			{At: at("2026-05-07 10:00"), Body: record.Enrolment{Role: record.Patient}},
			{At: at("2026-05-07 10:00"), Body: record.Zone{Name: zone}},
		}, until())
		if got := x.span(s); got.weeks != weeks {
			t.Errorf("%s: %d weeks, want %d", zone, got.weeks, weeks)
		}
	}
}

// TestWhenTheClocksChange: what is shown of a check-in follows the person's own wall clock.
func TestWhenTheClocksChange(t *testing.T) {
	x := newRun(Options{Plan: examplePlan(t), Until: until(), Lag: usualLag, FineTimes: true}, nil)
	utc := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, time.UTC)
	}
	var facts []record.Fact
	add := func(at time.Time, body record.Body) { facts = append(facts, record.Fact{At: at, Body: body}) }
	add(utc(3, 12, 9), record.Enrolment{Role: record.Patient})
	add(utc(3, 12, 9), record.Consent{Purpose: record.ForResearch, Given: true})
	add(utc(3, 12, 9), record.Zone{Name: "Europe/London"})
	for _, planned := range []time.Time{utc(3, 23, 14), utc(3, 30, 13), utc(4, 6, 13)} { // summer time from 29 March
		id := "mon@" + planned.Format(time.DateOnly)
		add(planned, record.Occasion{ID: id, Planned: planned, Questionnaires: []string{"safe"}})
		add(planned.Add(5*time.Minute), record.Delivered{Occasion: id})
		add(planned.Add(time.Hour), record.Missed{Occasion: id, Reason: record.EndExpired})
		if planned.Equal(utc(3, 30, 13)) {
			add(utc(4, 1, 9), record.Zone{Name: "America/New_York"}) // five hours behind
		}
	}
	s, c := read(facts, until()), newCounts()
	p := x.page(s, "p", x.datedOccasions(s, x.span(s), &c), disclosure.Decision{Weeks: 20, Hour: "x"}, &c)
	var got []any
	for _, o := range p.occasions {
		got = append(got, o.Week, *o.Hour, *o.Planned, *o.Sent)
	}
	want := []any{
		int32(2), "12-15", int32(0), int32(5), int32(3), "12-15", int32(7 * 24 * 60), int32(5), int32(4),
		"09-12", int32(14*24*60 - 5*60), int32(5),
	}
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for n := range want {
		if got[n] != want[n] {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}
