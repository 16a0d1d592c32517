package export

import (
	"strconv"
	"testing"
)

// TestScore: the score beside a value has one direction, whatever the item's: 0 is the worst and 4 the best.
func TestScore(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	f, _ := s.export(t, s.options(Records))
	want := map[string]map[string]string{
		"strain":  {"0": "4", "10": "0", "5": "2"},                    // lower is better
		"balance": {"-2": "0", "0": "4", "2": "0"},                    // the middle is best
		"effort":  {"0": "0", "1": "1", "2": "2", "3": "3", "4": "4"}, // higher is better
	}
	seen := map[string]int{}
	for _, r := range f.rows(t, "responses.csv") {
		score, known := want[r["item"]][r["value"]]
		switch {
		case r["value"] == "" && r["score"] != "", r["item"] == "hours" && r["score"] != "":
			t.Fatalf("a score without a rated value: %v", r)
		case known && r["score"] != score:
			t.Errorf("%s %s has the score %q, want %s", r["item"], r["value"], r["score"], score)
		case known:
			seen[r["item"]]++
		}
		if n, err := strconv.ParseFloat(r["score"], 64); r["score"] != "" && (err != nil || n < 0 || n > 4) {
			t.Errorf("a score of %q", r["score"])
		}
	}
	if len(seen) != len(want) {
		t.Errorf("seen: %v", seen)
	}
}
