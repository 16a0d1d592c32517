package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows"
	"footing/flows/rehearsal"
	"footing/flows/state"
)

// everyDay are the days of somebody who is asked daily.
func everyDay() []time.Weekday {
	return []time.Weekday{
		time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
	}
}

// anyHour is a protocol without quiet hours.
func anyHour(p *flows.Protocol) *flows.Protocol {
	plan := *p
	plan.Limits.QuietFrom, plan.Limits.QuietTo, plan.Limits.Earliest, plan.Limits.Latest = 0, 0, 0, 24*60-1
	return &plan
}

func date(text string) time.Time { return must(time.Parse(time.DateOnly, text)) }

// TestPreview shows two weeks as they are.
func TestPreview(t *testing.T) {
	plan := shipped(t)
	v := rehearsal.Preview{
		Zone: "Europe/Berlin", Days: []time.Weekday{time.Wednesday, time.Monday, time.Sunday}, At: 18 * 60,
		From: date("2026-03-23"), To: date("2026-03-30"),
	}
	var got []string
	for m := range v.Messages(plan) {
		got = append(got, fmt.Sprintf("%s %s %s %s %s", m.Occasion, strings.Join(m.Questionnaires, ","), m.Kind,
			m.Wall.Format("2006-01-02T15:04"), m.At.UTC().Format(time.RFC3339)))
	}
	want := []string{ // days in order of the week are the rotation's check-ins in their order
		"mon@2026-03-23 safe,support open 2026-03-23T18:00 2026-03-23T17:00:00Z",
		"mon@2026-03-23 safe,support remind 2026-03-23T19:30 2026-03-23T18:30:00Z",
		"mon@2026-03-23 safe,support close 2026-03-23T22:00 2026-03-23T21:00:00Z",
		"wed@2026-03-25 effort,worth,say,settled open 2026-03-25T18:00 2026-03-25T17:00:00Z",
		"wed@2026-03-25 effort,worth,say,settled remind 2026-03-25T19:30 2026-03-25T18:30:00Z",
		"wed@2026-03-25 effort,worth,say,settled close 2026-03-25T22:00 2026-03-25T21:00:00Z",
		"fri@2026-03-29 step,fit open 2026-03-29T18:00 2026-03-29T16:00:00Z",
		"fri@2026-03-29 step,fit remind 2026-03-29T19:30 2026-03-29T17:30:00Z",
		"fri@2026-03-29 step,fit close 2026-03-29T22:00 2026-03-29T20:00:00Z",
		"mon@2026-03-30 safe,support open 2026-03-30T18:00 2026-03-30T16:00:00Z",
		"mon@2026-03-30 safe,support remind 2026-03-30T19:30 2026-03-30T17:30:00Z",
		"mon@2026-03-30 safe,support close 2026-03-30T22:00 2026-03-30T20:00:00Z",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// TestPreviewDays: fewer days that are the protocol's own keep their check-ins, more days begin the rotation again.
func TestPreviewDays(t *testing.T) {
	for _, test := range []struct {
		days []time.Weekday
		want []string
	}{
		{[]time.Weekday{time.Friday}, []string{"fri@2026-03-06"}},
		{[]time.Weekday{time.Thursday}, []string{"mon@2026-03-05"}},
		{everyDay(), []string{
			"mon@2026-03-02", "wed@2026-03-03", "fri@2026-03-04", "mon_2@2026-03-05", "wed_2@2026-03-06", "fri_2@2026-03-07",
			"mon_3@2026-03-08",
		}},
	} {
		var got []string
		v := rehearsal.Preview{Zone: "UTC", Days: test.days, At: 12 * 60, From: date("2026-03-02"), To: date("2026-03-08")}
		for m := range v.Messages(shipped(t)) {
			if m.Kind == rehearsal.MessageOpen {
				got = append(got, m.Occasion)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", test.days, diff)
		}
	}
}

// TestTwoReminders: a study's protocol may have two, each so long after the beginning; the second is the last.
func TestTwoReminders(t *testing.T) {
	plan := *shipped(t)
	plan.Window.Reminders = []time.Duration{time.Hour, 3 * time.Hour}
	var got []string
	v := rehearsal.Preview{
		Zone: "UTC", Days: []time.Weekday{time.Wednesday}, At: 12 * 60, From: date("2026-03-04"),
		To: date("2026-03-04"),
	}
	for m := range v.Messages(&plan) {
		got = append(got, string(m.Kind)+m.At.UTC().Format(" 15:04"))
	}
	if diff := cmp.Diff([]string{"open 12:00", "remind 13:00", "remind 15:00", "close 16:00"}, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	s := stageOf(t, &plan)
	s.setUp()
	var texts []string
	s.Rehearsal.Watch = func(_ string, _ state.Event, effects []state.Effect) {
		for _, effect := range effects {
			if say, ok := effect.(state.Say); ok && strings.HasPrefix(say.Text, "Your check-in is still open") {
				first, _, _ := strings.Cut(say.Text, "\n")
				texts = append(texts, first)
			}
		}
	}
	s.Rehearsal.Advance(time.Date(2026, 3, 2, 18, 0, 0, 0, plan.Clinic.Location()))
	if diff := cmp.Diff([]string{
		"Your check-in is still open, if you want it.",
		"Your check-in is still open, if you want it. There won't be another reminder.",
	}, texts); diff != "" {
		t.Errorf("reminders (-want +got):\n%s", diff)
	}
}

// TestPreviewAtRandom: drawn moments come at their instants, once each, in zones whose clocks change meanwhile; none is
// nearer than the minimum gap to another check-in, and the weekly one never gives way.
func TestPreviewAtRandom(t *testing.T) {
	plan := ownPlan(t, "testdata/random")
	random := plan.Random[0]
	for _, zone := range []string{"Europe/Berlin", "Australia/Lord_Howe", "America/New_York", "Africa/Casablanca"} {
		place := must(time.LoadLocation(zone))
		for _, seed := range []string{"1", "2"} {
			v := rehearsal.Preview{
				Zone: zone, Days: []time.Weekday{time.Sunday}, At: 14 * 60, Seed: seed,
				From: date("2026-02-02"), To: date("2026-12-06"),
			}
			got := map[string]time.Time{}
			var last time.Time
			for m := range v.Messages(plan) {
				if m.Kind != rehearsal.MessageOpen {
					continue
				}
				if _, twice := got[m.Occasion]; twice || !m.At.Equal(oracle(m.Wall, place)) ||
					m.At.Sub(last) < plan.Limits.MinimumGap {
					t.Errorf("%s: %s at %s, after one at %s", zone, m.Occasion, m.At.In(place), last.In(place))
				}
				got[m.Occasion], last = m.Wall, m.At
			}
			for day := v.From; !day.After(v.To); day = day.AddDate(0, 0, 1) {
				weekly := time.Date(day.Year(), day.Month(), day.Day(), 14, 0, 0, 0, time.UTC)
				if day.Weekday() == time.Sunday && !got["mon@"+day.Format(time.DateOnly)].Equal(weekly) {
					t.Errorf("%s: the weekly check-in of %s gave way", zone, day)
				}
				for n, clock := range random.Moments(seed, day) {
					id, wall := random.MomentID(n)+"@"+day.Format(time.DateOnly), clock.On(day)
					near := wall.Sub(weekly).Abs() < plan.Limits.MinimumGap && day.Weekday() == time.Sunday
					if at, asked := got[id]; asked == near || asked && !at.Equal(wall) {
						t.Errorf("%s: %s at %s, asked %t at %s", zone, id, wall, asked, at)
					}
				}
			}
			if len(got) < 700 {
				t.Errorf("%s: %d check-ins", zone, len(got))
			}
		}
	}
}

// The years and the hours at which every zone is looked at.
const firstYear, lastYear = 2024, 2035

// TestPreviewInEveryZone: in every zone that can be chosen, at any time of day, somebody who is asked daily is asked
// once for each date, at the instant that the oracle below finds without any of our code. Zones whose clocks are the
// same over these years are one case. Of each the days around every change of the clocks are looked at, and of
// one every day.
func TestPreviewInEveryZone(t *testing.T) {
	plan := anyHour(shipped(t))
	cases := map[string][]string{}
	changes := map[string][]time.Time{}
	for _, name := range flows.Zones() {
		zone, err := flows.LoadZone(name)
		if err != nil {
			t.Fatal(err)
		}
		at := changesOf(zone)
		_, offset := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC).In(zone).Zone()
		key := fmt.Sprint(offset, at)
		cases[key], changes[name] = append(cases[key], name), at
	}
	if len(cases) < 60 || len(changes) < 400 {
		t.Fatalf("%d zones with %d kinds of clocks", len(changes), len(cases))
	}
	days := 0
	for _, names := range cases {
		name := slices.Max(names)
		for n, change := range changes[name] {
			for k := range 3 { // three of them at each change: each comes up at several
				hour := hours()[(3*n+k)%len(hours())]
				days += checkPreview(t, plan, name, hour, change.AddDate(0, 0, -1), change.AddDate(0, 0, 1))
			}
		}
		if len(changes[name]) == 0 {
			days += checkPreview(t, plan, name, 2*60+30, date("2032-02-20"), date("2032-03-02"))
		}
	}
	days += checkPreview(t, plan, "America/Scoresbysund", 23*60+30, date("2024-01-01"), date("2035-12-31"))
	t.Logf("%d dates in %d zones with %d kinds of clocks", days, len(changes), len(cases))
}

// hours are times of day at which a zone is looked at: those at which clocks change somewhere, and the ends of a day.
func hours() []flows.Clock {
	return []flows.Clock{0, 30, 60, 90, 2 * 60, 2*60 + 15, 2*60 + 30, 3 * 60, 9 * 60, 22*60 + 30, 23*60 + 30}
}

// changesOf are the dates on which the clocks of a zone change, found by looking.
func changesOf(zone *time.Location) []time.Time {
	var all []time.Time
	at := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)
	_, before := at.In(zone).Zone()
	for ; at.Year() <= lastYear; at = at.Add(6 * time.Hour) {
		if _, offset := at.In(zone).Zone(); offset != before {
			all, before = append(all, time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)), offset
		}
	}
	return all
}

// checkPreview holds a stretch of dates against the oracle, and tells how many they were.
func checkPreview(t *testing.T, plan *flows.Protocol, name string, hour flows.Clock, from, to time.Time) int {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	day, n := from, 0
	var last time.Time
	for m := range (rehearsal.Preview{Zone: name, Days: everyDay(), At: hour, From: from, To: to}).Messages(plan) {
		if m.At.Before(last) {
			t.Errorf("%s: %+v comes before the message before it", name, m)
		}
		last = m.At
		if m.Kind != rehearsal.MessageOpen {
			continue
		}
		wall := time.Date(day.Year(), day.Month(), day.Day(), int(hour)/60, int(hour)%60, 0, 0, time.UTC)
		if want := oracle(wall, zone); !m.Wall.Equal(wall) || !m.At.Equal(want) {
			t.Errorf("%s: %s at %s, want %s at %s", name, m.Wall, m.At.UTC(), wall, want.UTC())
		}
		if !strings.HasSuffix(m.Occasion, "@"+day.Format(time.DateOnly)) {
			t.Errorf("%s: %s is not named after %s", name, m.Occasion, day.Format(time.DateOnly))
		}
		day = day.AddDate(0, 0, 1)
		n++
	}
	if !day.Equal(to.AddDate(0, 0, 1)) {
		t.Errorf("%s at %s: from %s the last day is before %s, not %s", name, hour, from, day, to)
	}
	return n
}

// oracle is the instant of a wall-clock time: the first at which the clocks show it, or, where they skip it, what the
// clocks of before would show, which is as much later as they skip. It looks at the clock again and again, a
// quarter of an hour apart or less.
func oracle(wall time.Time, zone *time.Location) time.Time {
	shows := func(at time.Time) time.Time {
		local := at.In(zone)
		return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
	}
	at, step := wall.Add(-40*time.Hour), 15*time.Minute // where they surely show something earlier
	for range 100_000 {
		missing := wall.Sub(shows(at))
		next := at.Add(min(missing, step))
		switch {
		case missing == 0:
			return at
		case !shows(next).After(wall):
			at = next
		case step > time.Minute:
			step = time.Minute
		default: // from one minute to the next they skip it: by the clocks of before it would be then
			return at.Add(missing)
		}
	}
	panic("the clocks never show " + wall.String())
}
