package flows

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever the window: as many moments as wanted, in it, in order, far enough apart, and the same at every look.
func TestMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, 9).Draw(t, "count")
		gap := rapid.IntRange(1, 120).Draw(t, "gap")
		from := rapid.IntRange(0, 12*60).Draw(t, "from")
		length := (count-1)*gap + rapid.IntRange(1, 120).Draw(t, "free")
		r := Random{
			Slot: Slot{ID: "moment"}, From: Clock(from), To: Clock(from + length), Count: count,
			Gap: time.Duration(gap) * time.Minute,
			Days: []time.Weekday{
				time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday,
				time.Sunday,
			},
		}
		seed := rapid.String().Draw(t, "seed")
		date := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 1000).Draw(t, "date"))
		moments := r.Moments(seed, date)
		if len(moments) != count || !slices.Equal(moments, r.Moments(seed, date)) {
			t.Fatalf("%v, and then %v", moments, r.Moments(seed, date))
		}
		for n, m := range moments {
			if m < r.From || m >= r.To || n > 0 && int(m-moments[n-1]) < gap {
				t.Fatalf("%v are not in %s to %s, %d minutes apart", moments, r.From, r.To, gap)
			}
		}
	})
}

// The moments are spread over the window, differ between people and dates, and keep to their weekdays.
func TestMomentsAreSpread(t *testing.T) {
	r := Random{
		Slot: Slot{ID: "moment"}, From: 10 * 60, To: 20 * 60, Count: 1, Gap: time.Hour,
		Days: []time.Weekday{time.Monday, time.Friday},
	}
	hours, dates := map[Clock]int{}, 0
	for n := range 400 {
		for day := range 7 {
			for _, m := range r.Moments(fmt.Sprint("seed", n), time.Date(2026, 3, 2+day, 0, 0, 0, 0, time.UTC)) {
				hours[m/60]++
				dates++
			}
		}
	}
	if dates != 800 {
		t.Errorf("%d moments on two days of 400 weeks", dates)
	}
	for hour := Clock(10); hour < 20; hour++ {
		if n := hours[hour]; n < 50 || n > 110 { // 80, give or take
			t.Errorf("%d of %d moments are in the hour from %d", n, dates, hour)
		}
	}
}
