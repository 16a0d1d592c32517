package record

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestCompare: facts of one second are in the order in which they were filed, which their ids tell.
func TestCompare(t *testing.T) {
	at := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	want := []Fact{
		{ID: "u99.c7#1", At: at.Add(-time.Second)},
		{ID: "u9.c31#2", At: at},
		{ID: "u10.c4#2", At: at},
		{ID: "u10.c4#2#1", At: at},
		{ID: "u10.c4#12", At: at},
		{ID: "u10.c04#12", At: at},
		{ID: "u10.m4#0", At: at},
		{ID: "w", At: at},
		{ID: "", At: at.Add(time.Second)},
		{ID: "u1", At: at.Add(time.Second)},
	}
	slices.SortFunc(want[4:6], func(a, b Fact) int { return a.Compare(b) }) // they are the same number: any order, always
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		got := slices.Clone(want)
		random.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		slices.SortFunc(got, Fact.Compare)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("in order (-want +got):\n%s", diff)
		}
	}
	if c := want[1].Compare(want[1]); c != 0 {
		t.Errorf("a fact beside itself: %d", c)
	}
}
