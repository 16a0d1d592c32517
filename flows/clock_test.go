package flows

import (
	"testing"
	"time"
)

func TestParseClock(t *testing.T) {
	for text, want := range map[string]Clock{"00:00": 0, "9:00": 540, "09:00": 540, "14:05": 845, "23:59": 1439} {
		if got, err := ParseClock(text); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "24:00", "14:60", "1405", "14:5", "014:05", " 14:05", "14:05\n", "14:05:00", "-1:00",
		"２:00", "2pm",
	} {
		if got, err := ParseClock(text); err == nil {
			t.Errorf("%q is taken as %v", text, got)
		}
	}
}

func TestClockOn(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	got := Clock(845).On(time.Date(2026, 3, 29, 23, 30, 0, 0, berlin))
	if want := time.Date(2026, 3, 29, 14, 5, 0, 0, time.UTC); !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("%s; want %s", got, want)
	}
	if got, want := Clock(dayMinutes).On(wall(t, "2026-12-31 00:00")), wall(t, "2027-01-01 00:00"); !got.Equal(want) {
		t.Errorf("the end of a day: %s; want %s", got, want)
	}
	if got := WallClock(time.Date(2026, 3, 29, 14, 5, 59, 0, berlin)); got != 845 {
		t.Errorf("the clock shows %s", got)
	}
}

func TestQuiet(t *testing.T) {
	night := &Protocol{Limits: Limits{QuietFrom: 21 * 60, QuietTo: 9 * 60}}
	noon := &Protocol{Limits: Limits{QuietFrom: 12 * 60, QuietTo: 13 * 60}}
	never := &Protocol{}
	for _, test := range []struct {
		clock              Clock
		night, noon, never bool
	}{
		{0, true, false, false},
		{9*60 - 1, true, false, false},
		{9 * 60, false, false, false},
		{12 * 60, false, true, false},
		{13 * 60, false, false, false},
		{21*60 - 1, false, false, false},
		{21 * 60, true, false, false},
	} {
		got := [3]bool{night.Quiet(test.clock), noon.Quiet(test.clock), never.Quiet(test.clock)}
		if got != [3]bool{test.night, test.noon, test.never} {
			t.Errorf("%s: %v", test.clock, got)
		}
	}
}

func FuzzParseClock(f *testing.F) {
	f.Add("14:05")
	f.Add("24:00")
	f.Fuzz(func(t *testing.T, text string) {
		clock, err := ParseClock(text)
		if err != nil {
			return
		}
		again, err := ParseClock(clock.String())
		if err != nil || again != clock || clock < 0 || clock >= dayMinutes {
			t.Errorf("%q is %d, which reads as %q", text, clock, clock)
		}
	})
}
