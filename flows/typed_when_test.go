package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestReadClock: times of day as people type them, and what is none.
func TestReadClock(t *testing.T) {
	for text, want := range map[string]string{
		"14:05": "14:05", "14.05": "14:05", "14h05": "14:05", "14:05 Uhr": "14:05", "14 Uhr 05": "14:05", "um 14 Uhr": "14:00",
		"2pm": "14:00", "2 PM": "14:00", "2:05 pm": "14:05", "2:05 p.m.": "14:05", "12am": "00:00", "12 pm": "12:00", "at 2pm": "14:00",
		"a las 14:05": "14:05", "14h": "14:00", "14 h": "14:00", "14": "14:00", "9": "09:00", "١٤:٠٥": "14:05", "۱۴:۰۵": "14:05",
		"٢:٠٥ م": "14:05", "٩ ص": "09:00", "الساعة ١٤:٠٥": "14:05", "14：05": "14:05", "１４:０５": "14:05", "\u200f14:05": "14:05",
		" 14 : 05 ": "14:05", "24:00": "", "14:60": "", "13pm": "", "0am": "", "": "", "noon": "", "14:5": "", "1405": "", "at": "",
		"2 pm or 3 pm": "", "uhr": "",
	} {
		clock, ok := ReadClock(text)
		if got := clock.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%q reads as %s (%t), want %q", text, got, ok, want)
		}
	}
}

// TestReadDay: dates as people type them. Without a year it is the next such day.
func TestReadDay(t *testing.T) {
	today := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"2026-03-12": "2026-03-12", "12.3.2026": "2026-03-12", "12.3.26": "2026-03-12", "12. 3.": "2026-03-12", "12.3.": "2026-03-12",
		"12/3": "2026-03-12", "12-3": "2026-03-12", "12 March": "2026-03-12", "12th March": "2026-03-12", "March 12": "2026-03-12",
		"March 12, 2027": "2027-03-12", "12. März": "2026-03-12", "12 de marzo": "2026-03-12", "12 de marzo de 2026": "2026-03-12",
		"١٢ مارس": "2026-03-12", "١٢.٣": "2026-03-12", "۱۲/۳/۲۰۲۶": "2026-03-12", "12 марта": "2026-03-12", "29.2.": "2028-02-29",
		"29 February": "2028-02-29", "1.3.": "2027-03-01", "2.3.": "2026-03-02", "12 mar": "2026-03-12", "１２.３.": "2026-03-12",
		"30.2.": "", "32.1.": "", "12.13.": "", "12": "", "March": "", "": "", "12 Smarch": "", "3.12.1826": "", "29.2.2026": "",
	} {
		day, ok := ReadDay(text, today)
		if got := day.Format(time.DateOnly); ok != (want != "") || ok && got != want {
			t.Errorf("%q reads as %s (%t), want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"12.3.", "12.3.26", "12 March"} {
		if day, ok := ReadDay(text, time.Time{}); ok {
			t.Errorf("%q reads as %s, though nothing says of which year", text, day)
		}
	}
}

// TestEveryDayReads: every day reads back in every form, whatever the day.
func TestEveryDayReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, "days"))
		forms := []string{"2006-01-02", "2.1.2006", "02/01/2006", "2 January 2006", "January 2, 2006", "2 Jan 2006", "2.1.06"}
		text := day.Format(rapid.SampledFrom(forms).Draw(t, "form"))
		if got, ok := ReadDay(text, day); !ok || !got.Equal(day) {
			t.Fatalf("%q reads as %s (%t)", text, got, ok)
		}
		clock := Clock(rapid.IntRange(0, dayMinutes-1).Draw(t, "clock"))
		for _, text := range []string{clock.String(), fmt.Sprintf("%dh%02d", clock/60, clock%60), fmt.Sprintf("%d.%02d", clock/60, clock%60)} {
			if got, ok := ReadClock(text); !ok || got != clock {
				t.Fatalf("%q reads as %s (%t)", text, got, ok)
			}
		}
	})
}

// TestZonesTyped: places, abbreviations, offsets and times, as people write where they are.
func TestZonesTyped(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"New Delhi": "Asia/Kolkata", "Bombay": "Asia/Kolkata", "NYC": "America/New_York", "CDMX": "America/Mexico_City",
		"القاهرة": "Africa/Cairo", "القاهره": "Africa/Cairo", "Москва": "Europe/Moscow", "москва ": "Europe/Moscow", "CET": "Europe/Berlin",
		"Köln": "Europe/Berlin", "Aleppo": "Asia/Damascus", "LA": "America/Los_Angeles", "東京": "Asia/Tokyo", "la paz": "America/La_Paz",
		"Lisbon": "Europe/Lisbon", "\u200fالرياض": "Asia/Riyadh",
	} {
		if got := ZonesTyped(now, text, 6); len(got) == 0 || got[0] != want {
			t.Errorf("%q finds %v, want %s", text, got, want)
		}
	}
	for text, ahead := range map[string]int{"UTC+2": 120, "utc +2": 120, "GMT+5:30": 330, "+0530": 330, "UTC-3": -180, "UTC−5": -300, "UTC+0": 0, "UTC+12": 720, "UTC-11": -660} {
		got := ZonesTyped(now, text, 6)
		if len(got) == 0 {
			t.Errorf("%q finds nothing", text)
		}
		for _, name := range got {
			zone, err := LoadZone(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, offset := now.In(zone).Zone(); offset != ahead*60 {
				t.Errorf("%q finds %s, which is %d s ahead", text, name, offset)
			}
		}
	}
	for _, text := range []string{"2pm", "14:00", "١٤:٠٠"} {
		if got := ZonesTyped(now, text, 6); !slices.Contains(got, "Europe/Athens") && !slices.Contains(got, "Africa/Cairo") {
			t.Errorf("%q finds %v", text, got)
		}
	}
	for _, text := range []string{"", "ㅤ", "UTC+25", "nowhere at all", "+"} {
		if got := ZonesTyped(now, text, 6); len(got) != 0 {
			t.Errorf("%q finds %v", text, got)
		}
	}
}

// TestZoneNames: every line names a zone that people can choose, and every name finds it.
func TestZoneNames(t *testing.T) {
	for line := range strings.Lines(zoneNamesFile) {
		zone, called, ok := strings.Cut(strings.TrimSpace(line), "\t")
		switch {
		case strings.HasPrefix(line, "#"):
		case !ok || !slices.Contains(Zones(), zone):
			t.Errorf("%q names no zone", line)
		default:
			for name := range strings.SplitSeq(called, ",") {
				if !slices.Contains(FindZones(name, 10), zone) {
					t.Errorf("%q does not find %s, but %v", name, zone, FindZones(name, 10))
				}
			}
		}
	}
}
