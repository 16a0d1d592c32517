package storage

import (
	"testing"

	"footing/flows/record"
)

// TestBatchOf: a round trip is bounded by people and by facts, and always gets on.
func TestBatchOf(t *testing.T) {
	lived := func(facts ...int) []Planted {
		people := make([]Planted, len(facts))
		for n := range facts {
			people[n].Facts = make([]record.Fact, facts[n])
		}
		return people
	}
	for name, c := range map[string]struct {
		people []Planted
		want   int
	}{
		"one":                {lived(0), 1},
		"one with too many":  {lived(plantFacts + 1), 1},
		"three that fit":     {lived(1000, 1000, 2000), 3},
		"the third too much": {lived(1000, 1000, 2001), 2},
		"the second alone":   {lived(1, plantFacts, 1), 1},
		"many without":       {lived(make([]int, 250)...), plantBatch},
	} {
		if got := batchOf(c.people); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
