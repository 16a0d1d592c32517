package flows

import (
	"slices"
	"testing"
	"time"
)

func TestDuty(t *testing.T) {
	week := map[time.Weekday][]Span{}
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []Span{{9 * 60, 12 * 60}, {13 * 60, 17 * 60}}
	}
	always := map[time.Weekday][]Span{}
	for day := time.Sunday; day <= time.Saturday; day++ {
		always[day] = []Span{{0, dayMinutes}}
	}
	clinics := map[string]*Clinic{
		"days":   {Zone: "Europe/London", Hours: week},
		"always": {Zone: "Europe/London", Hours: always},
		"night": {Zone: "Europe/London", Hours: map[time.Weekday][]Span{
			time.Friday:   {{22 * 60, dayMinutes}},
			time.Saturday: {{0, 6 * 60}, {12 * 60, 13 * 60}},
		}},
		"spring": {Zone: "Europe/London", Hours: map[time.Weekday][]Span{time.Sunday: {{0, 6 * 60}}}},
		"never":  {Zone: "Europe/London"},
	}
	for _, test := range []struct {
		clinic, at string
		on         bool
		next       string
		left       time.Duration
	}{
		{"days", "2026-11-23 08:59", false, "2026-11-23 09:00", 0},
		{"days", "2026-11-23 09:00", true, "2026-11-23 09:00", 7 * time.Hour},
		{"days", "2026-11-23 11:00", true, "2026-11-23 11:00", 5 * time.Hour},
		{"days", "2026-11-23 12:00", false, "2026-11-23 13:00", 4 * time.Hour},
		{"days", "2026-11-23 15:30", true, "2026-11-23 15:30", 90 * time.Minute},
		{"days", "2026-11-23 17:00", false, "2026-11-24 09:00", 0},
		{"days", "2026-11-27 21:00", false, "2026-11-30 09:00", 0},
		{"days", "2026-11-28 10:00", false, "2026-11-30 09:00", 0},
		{"always", "2026-11-23 23:30", true, "2026-11-23 23:30", 7*24*time.Hour + 30*time.Minute},
		{"night", "2026-11-27 23:00", true, "2026-11-27 23:00", 7 * time.Hour},
		{"night", "2026-11-28 05:00", true, "2026-11-28 05:00", 2 * time.Hour},
		{"night", "2026-11-28 12:30", true, "2026-11-28 12:30", 30 * time.Minute},
		{"night", "2026-11-28 13:00", false, "2026-12-04 22:00", 0},
		{"night", "2026-11-27 12:00", false, "2026-11-27 22:00", 0},
		{"spring", "2026-03-29 00:00", true, "2026-03-29 00:00", 5 * time.Hour}, // an hour is skipped
		{"spring", "2026-10-25 00:00", true, "2026-10-25 00:00", 7 * time.Hour}, // an hour comes twice
		{"never", "2026-11-23 10:00", false, "", 0},
	} {
		clinic := clinics[test.clinic]
		at := Resolve(wall(t, test.at), clinic.Location()).In(time.FixedZone("elsewhere", -7*3600))
		if got := clinic.OnDuty(at); got != test.on {
			t.Errorf("%s %s: on duty %v", test.clinic, test.at, got)
		}
		if got := clinic.DutyLeft(at); got != test.left {
			t.Errorf("%s %s: %s left; want %s", test.clinic, test.at, got, test.left)
		}
		next, ok := clinic.NextDuty(at)
		if got := next.Format("2006-01-02 15:04"); ok != (test.next != "") || ok && got != test.next {
			t.Errorf("%s %s: next at %s, %v; want %s", test.clinic, test.at, got, ok, test.next)
		}
		if ok && !clinic.OnDuty(next) {
			t.Errorf("%s: nobody is on duty at %s", test.clinic, next)
		}
	}
}

func TestDutyIsInTheClinicsZone(t *testing.T) {
	clinic := &Clinic{Zone: "Asia/Tokyo", Hours: map[time.Weekday][]Span{time.Monday: {{9 * 60, 17 * 60}}}}
	sunday := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC) // it is 08:30 on Monday in Tokyo
	if clinic.OnDuty(sunday) || !clinic.OnDuty(sunday.Add(30*time.Minute)) {
		t.Error("duty does not begin at 09:00 on Monday in Tokyo")
	}
	if zone := (&Clinic{Zone: "Nowhere"}).Location(); zone != time.UTC {
		t.Errorf("an unknown zone is %s", zone)
	}
}

// TestTwiceIn: hours of their own have the two moments of a duty day that both lie within them, else the one when
// they begin, and their middle or the beginning of their last part.
func TestTwiceIn(t *testing.T) {
	clinic := &Clinic{Zone: "Europe/London", Hours: map[time.Weekday][]Span{}}
	for day := time.Monday; day <= time.Friday; day++ {
		clinic.Hours[day] = []Span{{9 * 60, 17 * 60}}
	}
	every := func(spans ...Span) Hours {
		h := Hours{Spans: map[time.Weekday][]Span{}}
		for day := time.Sunday; day <= time.Saturday; day++ {
			h.Spans[day] = spans
		}
		return h
	}
	for _, test := range []struct {
		name  string
		hours Hours
		after string
		want  []string
	}{
		{"always", Hours{Always: true}, "2026-03-06 08:00", []string{"06 09:00", "06 13:00", "09 09:00"}},
		{"over all of duty", every(Span{8 * 60, 20 * 60}), "2026-03-05 08:00", []string{"05 09:00", "05 13:00", "06 09:00"}},
		{"the evening", every(Span{18 * 60, 22 * 60}), "2026-03-02 08:00", []string{"02 18:00", "02 20:00", "03 18:00"}},
		{
			"over midnight", every(Span{0, 8 * 60}, Span{20 * 60, dayMinutes}), "2026-03-02 08:00",
			[]string{"02 20:00", "03 00:00", "03 20:00"},
		},
		{"partly in duty", every(Span{12 * 60, 20 * 60}), "2026-03-02 08:00", []string{"02 12:00", "02 16:00", "03 12:00"}},
		{"never", Hours{}, "2026-03-02 08:00", nil},
	} {
		at, err := time.Parse("2006-01-02 15:04", test.after)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for range 3 {
			next, ok := clinic.TwiceIn(test.hours, at)
			if !ok {
				break
			}
			at, got = next, append(got, next.Format("02 15:04"))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
