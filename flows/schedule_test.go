package flows

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func wall(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestResolve(t *testing.T) {
	for _, test := range []struct{ zone, nominal, want string }{
		{"Europe/Berlin", "2026-01-15 14:05", "2026-01-15T14:05:00+01:00"},
		{"Europe/Berlin", "2026-07-15 14:05", "2026-07-15T14:05:00+02:00"},
		{"UTC", "2026-07-15 14:05", "2026-07-15T14:05:00Z"},
		// Spring: 02:00 becomes 03:00.
		{"Europe/Berlin", "2026-03-29 01:59", "2026-03-29T01:59:00+01:00"},
		{"Europe/Berlin", "2026-03-29 02:00", "2026-03-29T03:00:00+02:00"},
		{"Europe/Berlin", "2026-03-29 02:30", "2026-03-29T03:30:00+02:00"},
		{"Europe/Berlin", "2026-03-29 03:00", "2026-03-29T03:00:00+02:00"},
		// Autumn: 03:00 becomes 02:00; the first 02:30 is meant.
		{"Europe/Berlin", "2026-10-25 01:59", "2026-10-25T01:59:00+02:00"},
		{"Europe/Berlin", "2026-10-25 02:00", "2026-10-25T02:00:00+02:00"},
		{"Europe/Berlin", "2026-10-25 02:30", "2026-10-25T02:30:00+02:00"},
		{"Europe/Berlin", "2026-10-25 03:00", "2026-10-25T03:00:00+01:00"},
		// Half an hour, the other way round.
		{"Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04T02:45:00+11:00"},
		{"Australia/Lord_Howe", "2026-10-04 09:00", "2026-10-04T09:00:00+11:00"},
		{"Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-05T01:45:00+11:00"},
		{"Australia/Lord_Howe", "2026-04-05 09:00", "2026-04-05T09:00:00+10:30"},
		// A gap at midnight: the day begins at 01:00.
		{"America/Asuncion", "2023-10-01 00:30", "2023-10-01T01:30:00-03:00"},
		{"Africa/Cairo", "2026-04-24 00:00", "2026-04-24T01:00:00+03:00"},
		// A whole day that did not take place.
		{"Pacific/Apia", "2011-12-30 09:00", "2011-12-31T09:00:00+14:00"},
		{"Pacific/Apia", "2011-12-29 23:59", "2011-12-29T23:59:00-10:00"},
		{"Pacific/Apia", "2011-12-31 00:00", "2011-12-31T00:00:00+14:00"},
		// Far in the future, where only the rule is known.
		{"America/New_York", "2099-07-01 12:00", "2099-07-01T12:00:00-04:00"},
		// Before there were zones.
		{"Europe/Paris", "1850-01-01 12:00", "1850-01-01T12:00:00+00:09"},
	} {
		got := Resolve(wall(t, test.nominal), zone(t, test.zone)).Format(time.RFC3339)
		if got != test.want {
			t.Errorf("%s in %s: %s; want %s", test.nominal, test.zone, got, test.want)
		}
	}
}

func TestNextAcrossChangesOfTheClocks(t *testing.T) {
	for _, test := range []struct {
		zone, spec, after string
		want              []string // instants, as the zone's clocks show them
	}{
		{"Europe/Berlin", "30 2 * * *", "2026-03-28T00:00:00+01:00", []string{
			"2026-03-28T02:30:00+01:00", "2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00",
		}},
		{"Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00+02:00", []string{
			"2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00",
		}},
		{"Australia/Lord_Howe", "0 9 * * *", "2026-10-03T12:00:00+10:30", []string{
			"2026-10-04T09:00:00+11:00", "2026-10-05T09:00:00+11:00",
		}},
		{"Australia/Lord_Howe", "15,30 2 * * *", "2026-10-03T12:00:00+10:30", []string{
			"2026-10-04T02:30:00+11:00", "2026-10-04T02:45:00+11:00", "2026-10-05T02:15:00+11:00",
		}},
		// A Friday that did not take place: the weekly check-in comes on the Saturday.
		{"Pacific/Apia", "0 9 * * FRI", "2011-12-24T00:00:00-10:00", []string{
			"2011-12-31T09:00:00+14:00", "2012-01-06T09:00:00+14:00",
		}},
		{"Pacific/Apia", "0 9 * * FRI", "2011-12-31T00:30:00+14:00", []string{"2011-12-31T09:00:00+14:00"}},
		{"Pacific/Apia", "0 9 * * *", "2011-12-28T12:00:00-10:00", []string{
			"2011-12-29T09:00:00-10:00", "2011-12-31T09:00:00+14:00", "2012-01-01T09:00:00+14:00",
		}},
		{"UTC", "0 12 29 2 *", "2026-01-01T00:00:00Z", []string{"2028-02-29T12:00:00Z", "2032-02-29T12:00:00Z"}},
	} {
		schedule, err := NewSchedule(test.spec)
		if err != nil {
			t.Fatal(err)
		}
		after, err := time.Parse(time.RFC3339, test.after)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range test.want {
			nominal, instant := schedule.Next(after, zone(t, test.zone))
			if got := instant.Format(time.RFC3339); got != want {
				t.Errorf("%s in %s: %s; want %s", test.spec, test.zone, got, want)
			}
			if nominal.Location() != time.UTC || !Resolve(nominal, zone(t, test.zone)).Equal(instant) {
				t.Errorf("%s in %s: the nominal time %s does not resolve to %s", test.spec, test.zone, nominal, instant)
			}
			after = instant
		}
	}
}

func TestWeekly(t *testing.T) {
	nominal, instant := Weekly(time.Wednesday, 14*60+5).Next(time.Date(2026, 11, 25, 14, 5, 0, 0, time.UTC), time.UTC)
	want := time.Date(2026, 12, 2, 14, 5, 0, 0, time.UTC)
	if !nominal.Equal(want) || !instant.Equal(want) {
		t.Errorf("%s, %s: the next occasion must be strictly later", nominal, instant)
	}
	if got := Weekly(time.Wednesday, 14*60+5).String(); got != "5 14 * * 3" {
		t.Errorf("the cron line is %q", got)
	}
	for _, never := range []Schedule{{}, Weekly(9, 0), Weekly(time.Monday, -5)} {
		if nominal, instant := never.Next(want, time.UTC); !nominal.IsZero() || !instant.IsZero() {
			t.Errorf("%q comes at %s", never, instant)
		}
	}
}

func TestNewScheduleRefuses(t *testing.T) {
	for _, spec := range []string{
		"", "@daily", "@every 1h", "TZ=UTC 0 9 * * *", "CRON_TZ=Europe/Berlin 0 9 * * *", "TZ=0", "0 9 * *", "0 0 9 * * *",
		"60 9 * * *", "0 9 30 2 *", "0 9 * * MOON", "0 9 * * *\n0 9 * * *", "9:00 on Mondays", "*/0 * * * *",
	} {
		if schedule, err := NewSchedule(spec); err == nil {
			t.Errorf("%q is taken as %q", spec, schedule)
		}
	}
}

// Over every zone and several years, among them those with the oddest changes: a daily check-in takes place
// once for each date, in order, at the wall time that was meant or moved by the gap. Looked at are the turn of
// each year and the days around each change of the clocks, which is where it could be otherwise.
func TestDailyInEveryZone(t *testing.T) {
	changes := 0
	for _, clock := range []Clock{0, 2*60 + 30, 9 * 60} {
		daily, err := NewSchedule(time.Date(2026, 1, 1, 0, int(clock), 0, 0, time.UTC).Format("4 15") + " * * *")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range Zones() {
			z := zone(t, name)
			for _, year := range []int{1994, 2007, 2011, 2026, 2040} {
				day := time.Date(year-1, 12, 28, 0, 0, 0, 0, time.UTC)
				checkDays(t, daily, clock, z, day)
				for ; day.Year() <= year; day = day.AddDate(0, 0, 1) {
					if offsetAt(day, z) != offsetAt(day.AddDate(0, 0, 1), z) {
						checkDays(t, daily, clock, z, day.AddDate(0, 0, -3))
						changes++
					}
				}
			}
		}
	}
	if changes < 3000 {
		t.Errorf("the clocks changed only %d times", changes)
	}
}

// checkDays follows a daily schedule over the week that begins at day.
func checkDays(t *testing.T, daily Schedule, clock Clock, z *time.Location, day time.Time) {
	t.Helper()
	after := Resolve(clock.On(day), z)
	for range 7 {
		day = day.AddDate(0, 0, 1)
		if Resolve(clock.On(day), z).Equal(after) {
			continue // the date before this one did not take place, so its check-in has fallen on this one
		}
		nominal, instant := daily.Next(after, z)
		if !instant.After(after) || !nominal.Equal(clock.On(day)) {
			t.Fatalf("%s: after %s comes %s at %s; want %s", z, after, nominal, instant, clock.On(day))
		}
		moved := floating(instant, z).Sub(nominal)
		if moved != 0 && exists(nominal, z) {
			t.Fatalf("%s: %s is held at %s", z, nominal, instant)
		}
		if moved < 0 || moved > 24*time.Hour {
			t.Fatalf("%s: %s is moved by %s", z, nominal, moved)
		}
		after = instant
	}
}

// exists tells whether the clocks of the zone ever show the nominal time, by looking at every offset that is
// in force around it.
func exists(nominal time.Time, z *time.Location) bool {
	for hour := -30; hour <= 30; hour++ {
		_, offset := nominal.Add(time.Duration(hour) * time.Hour).In(z).Zone()
		if floating(nominal.Add(-time.Duration(offset)*time.Second), z).Equal(nominal) {
			return true
		}
	}
	return false
}

// Wherever one asks from, the next occasion is the same: the first that is not over.
func TestNextAgreesWithItself(t *testing.T) {
	names := Zones()
	rapid.Check(t, func(t *rapid.T) {
		z, err := LoadZone(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		spec := rapid.SampledFrom([]string{
			"30 2 * * *", "0 0 * * *", "0 9 * * MON", "*/20 * * * *", "15,45 1,2,3 * * *", "0 14 1 * *", "0 12 * * 1,4",
		}).Draw(t, "spec")
		schedule, err := NewSchedule(spec)
		if err != nil {
			t.Fatal(err)
		}
		after := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "after"), 0)
		nominal, instant := schedule.Next(after, z)
		if !instant.After(after) || !Resolve(nominal, z).Equal(instant) {
			t.Fatalf("after %s: %s at %s", after, nominal, instant)
		}
		between := after.Add(time.Duration(rapid.Float64Range(0, 0.999).Draw(t, "part") * float64(instant.Sub(after))))
		if n, i := schedule.Next(between, z); !n.Equal(nominal) || !i.Equal(instant) {
			t.Fatalf("after %s: %s at %s, but after %s: %s at %s", after, nominal, instant, between, n, i)
		}
		if _, following := schedule.Next(instant, z); !following.After(instant) {
			t.Fatalf("after %s comes %s", instant, following)
		}
	})
}

func FuzzNewSchedule(f *testing.F) {
	for _, spec := range []string{
		"5 14 * * MON", "*/5 0-23 1,15 JAN-MAR ?", "TZ=0", "@every 1s", "0 0 31 2 *",
		"1-2/3 * * * *",
	} {
		f.Add(spec)
	}
	after := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, spec string) {
		schedule, err := NewSchedule(spec)
		if err != nil {
			return
		}
		if _, instant := schedule.Next(after, time.UTC); !instant.IsZero() && !instant.After(after) {
			t.Errorf("%q comes at %s", spec, instant)
		}
	})
}
