package bench

import (
	"testing"
	"time"
	_ "time/tzdata"
)

// TestNoonish: at any hour of UTC there is a zone where it is noon, and the store's zone is the one that the due moment
// is in.
func TestNoonish(t *testing.T) {
	for hour := range 24 {
		now := time.Date(2026, 11, 30, hour, 41, 0, 0, time.UTC)
		due, name := noonish(now)
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		if !due.Equal(now) || due.Hour() != 12 || due.Format(time.RFC3339) != now.In(zone).Format(time.RFC3339) {
			t.Errorf("%s: due %s in %s", now, due, name)
		}
	}
}

func TestPercentiles(t *testing.T) {
	var list []time.Duration
	for n := range 100 {
		list = append(list, time.Duration(100-n))
	}
	if got, want := percentiles(list), [3]time.Duration{51, 91, 100}; got != want {
		t.Errorf("percentiles of 1 to 100: %v, want %v", got, want)
	}
	if got := percentiles([]time.Duration{7}); got != [3]time.Duration{7, 7, 7} {
		t.Errorf("percentiles of one: %v", got)
	}
	if got := percentiles(nil); got != [3]time.Duration{} {
		t.Errorf("percentiles of none: %v", got)
	}
}
