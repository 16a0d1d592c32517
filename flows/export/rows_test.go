package export

import (
	"strconv"
	"testing"
	"time"

	"footing/flows/record"
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

// TestWindowDays: the span that a question asked about as it was shown stands in its row, also where nothing was said.
func TestWindowDays(t *testing.T) {
	s := newStore(t).cohort(40, 1)
	id := s.consenting()
	const occasion = "own-9@2026-04-16"
	s.onTop(id, 0, record.Occasion{ID: occasion, Questionnaires: []string{"effort", "settled"}},
		record.Delivered{Occasion: occasion})
	due := time.Date(2026, time.April, 16, 3, 0, 0, 0, time.UTC)
	want := map[string]string{"settled": "7", "effort": ""}
	for item, days := range map[string]int{"settled": 7, "effort": 0} {
		s.add(id, record.Fact{At: due.Add(30 * time.Minute), Body: record.Response{
			Occasion: occasion, Questionnaire: item, Version: 1, Item: item, Code: "does_not_fit", Locale: "en",
			WindowDays: days,
		}})
	}
	s.add(id, record.Fact{At: due.Add(time.Hour), Body: record.Completed{
		Occasion: occasion, Reason: record.EndExpired, Answered: 2,
	}})
	f, _ := s.export(t, s.options(Records))
	seen := 0
	for _, r := range of(f.rows(t, "responses.csv"), map[string]string{
		"pseudonym": Pseudonym(s.key, id), "trigger": "own", "status": "does_not_fit",
	}) {
		if seen++; r["window_days"] != want[r["item"]] {
			t.Errorf("%s: window_days is %q, want %q", r["item"], r["window_days"], want[r["item"]])
		}
	}
	if seen != len(want) {
		t.Errorf("%d rows", seen)
	}
}
