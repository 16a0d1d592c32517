package engine_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"footing/flows"
)

// TestWhatWentWellIsScored: /good goes by what a value means, not by its number.
func TestWhatWentWellIsScored(t *testing.T) {
	good := func(scoring flows.Scoring, answer string) bool {
		plan := *shipped(t)
		plan.Questionnaires = maps.Clone(plan.Questionnaires)
		q := *plan.Questionnaires["effort"]
		q.Items = slices.Clone(q.Items)
		for n := range q.Items {
			q.Items[n].Scoring = scoring
		}
		plan.Questionnaires["effort"] = &q
		s := stageOf(t, &plan)
		s.play("everybody is set up", "every check-in asks effort", "at 2026-03-02 14:00", "patient taps "+answer)
		s.play("patient: /good", "at 2026-03-02 20:00")
		return !strings.Contains(s.Out.String(), "There is nothing of that kind here")
	}
	if !good(flows.HigherBetter, "Nearly every day") || good(flows.LowerBetter, "Nearly every day") ||
		good(flows.NoScoring, "Nearly every day") {
		t.Error("a value is taken as it stands")
	}
}
