package digest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/record"
)

// TestUnplanned: what somebody wrote shows nowhere but in the safety line. The question that follows a phrase is no
// check-in of the week, however it ended, and a check-in that a patient began and left is none that they missed. What
// asked private questions alone, as after a session, is not counted either.
func TestUnplanned(t *testing.T) {
	p := plan(t)
	summary := func(more func(d *diary)) Summary {
		d := joined(t, p, "A-17").answered(day(4, 13), "effort=v3").ended(day(2, 13), record.EndExpired)
		more(d)
		return summaryOf(p, request(t, d), d.who.ID)
	}
	want := summary(func(*diary) {})
	asked := map[string]string{"said-7@2026-03-02": "safety", "own-8@2026-03-02": "safety", "session@2026-03-02": "fit"}
	for id, questionnaire := range asked {
		for _, reason := range []record.Ending{
			"", record.EndExpired, record.EndReplaced, record.EndNotDelivered,
			record.EndLeft,
		} {
			got := summary(func(d *diary) {
				d.note(day(3, 22), record.Occasion{ID: id, Planned: day(3, 22), Questionnaires: []string{questionnaire}})
				if reason != "" {
					d.note(day(3, 23), record.Missed{Occasion: id, Reason: reason})
				}
			})
			if id[:7] != "session" { // the safety line tells of these, and nothing else does
				got.Text, got.Brief = withoutSafety(t, got.Text), withoutSafety(t, got.Brief)
				want.Text, want.Brief = withoutSafety(t, want.Text), withoutSafety(t, want.Brief)
			} else {
				want = summary(func(*diary) {})
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %q (-without +with):\n%s", id, reason, diff)
			}
		}
	}
	answered := func(id string) string {
		return summary(func(d *diary) {
			d.note(day(3, 22), record.Occasion{ID: id, Planned: day(3, 22), Questionnaires: []string{"settled"}})
			d.note(day(3, 22).Add(time.Minute), d.response(id, "settled=v3"))
			d.note(day(3, 22).Add(time.Minute), record.Completed{Occasion: id, Reason: record.EndAnswered, Answered: 1})
		}).Text
	}
	if own, planned := answered("own-8@2026-03-02"), answered("o-8"); own != planned {
		t.Errorf("a check-in of one's own that was answered is not counted as one:\n%s\n%s", own, planned)
	}
}

// withoutSafety takes the safety line out, which must be there once.
func withoutSafety(t *testing.T, text string) string {
	t.Helper()
	var rest []string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(line, "Safety questions this week: ") {
			rest = append(rest, line)
		}
	}
	return strings.Join(rest, "\n")
}
