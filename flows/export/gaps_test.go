package export

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/record"
)

// keptCheckIns gives everybody who does not agree to private answers check-ins of which nothing may be shown, on days
// that have others: before them and after them, answered and not, planned and begun by the person.
func (s *store) keptCheckIns(questionnaire string, most int) (added int) {
	for _, id := range s.ids {
		if _, agrees := Agrees(s.held[id]); agrees {
			continue
		}
		for _, f := range slices.Clone(s.held[id]) {
			shown, ok := f.Body.(record.Occasion)
			if !ok || added%2 == 1 && len(shown.Questionnaires) == 1 {
				continue
			}
			for n := range 1 + len(id+shown.ID+fmt.Sprint(added))*7%most {
				slot := []string{"session", "no_session_mon", "no_session", "own-%d", "random.%d", "own-9%d"}[n%6]
				if n >= 3 {
					slot = fmt.Sprintf(slot, n)
				}
				added++
				s.keptCheckIn(id, slot+"@"+f.At.Format(time.DateOnly), questionnaire,
					f.At.Add(time.Duration(n%5-2)*20*time.Minute), n)
			}
		}
	}
	return added
}

func (s *store) keptCheckIn(id, occasion, questionnaire string, at time.Time, n int) {
	if slices.ContainsFunc(s.held[id], func(f record.Fact) bool { return occasionOf(f.Body) == occasion }) {
		return
	}
	keep := func(late time.Duration, body record.Body) {
		name := fmt.Sprintf("%s/%s/%T", id, occasion, body)
		s.add(id, record.Fact{ID: name, At: at.Add(late), Body: body})
	}
	keep(0, record.Occasion{ID: occasion, Planned: at, Questionnaires: []string{questionnaire}})
	switch n % 3 {
	case 0:
		keep(time.Minute, record.Delivered{Occasion: occasion})
		keep(2*time.Minute, record.Response{
			Occasion: occasion, Questionnaire: questionnaire, Version: 1, Item: questionnaire, Theme: 8, Code: "rather_not",
			Locale: "en", Private: true,
		})
		keep(3*time.Minute, record.Completed{Occasion: occasion, Reason: record.EndAnswered, Answered: 1})
	case 1:
		keep(time.Minute, record.Delivered{Occasion: occasion})
		keep(4*time.Hour, record.Missed{Occasion: occasion, Reason: record.EndExpired})
	case 2:
		keep(0, record.Missed{Occasion: occasion, Reason: record.EndNoSession})
	}
}

// inOrderOfTime sorts each person's facts, as a store has them.
func (s *store) inOrderOfTime() {
	for _, facts := range s.held {
		slices.SortStableFunc(facts, func(a, b record.Fact) int { return a.At.Compare(b.At) })
	}
}

// TestNoNumberTellsOfACheckInThatIsNotShown: two worlds that differ only in check-ins of which people did not agree to
// show anything are exported as the same bytes. What is private by the plan is closed; so is what no known plan has as
// private, but answers say that it was kept.
func TestNoNumberTellsOfACheckInThatIsNotShown(t *testing.T) {
	for name, test := range map[string]struct {
		private bool // by the plan
		most    int
	}{
		"private":              {true, 6},
		"more than a day has":  {true, 40},
		"kept by answers only": {false, 6},
	} {
		t.Run(name, func(t *testing.T) {
			one, two := newStore(t).cohort(40, 1), newStore(t).cohort(40, 1)
			for _, s := range []*store{one, two} {
				s.plan.Questionnaires["fit"].Private = test.private
				if test.private {
					continue
				}
				for _, id := range s.ids { // all of the time is known to be kept
					s.keptCheckIn(id, "session@2026-03-01", "fit", time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC), 0)
					s.keptCheckIn(id, "session@2026-06-07", "fit", time.Date(2026, time.June, 7, 9, 0, 0, 0, time.UTC), 0)
				}
			}
			if added := two.keptCheckIns("fit", test.most); added < 300 {
				t.Errorf("the worlds differ in %d check-ins, so this test shows little", added)
			}
			one.inOrderOfTime()
			two.inOrderOfTime()
			for name, options := range every(one) {
				was, _ := one.export(t, options)
				options.Plan = two.plan
				is, _ := two.export(t, options)
				if diff := cmp.Diff(slices.Sorted(maps.Keys(was)), slices.Sorted(maps.Keys(is))); diff != "" {
					t.Fatal(diff)
				}
				files := slices.Sorted(maps.Keys(was))
				if was["occasions.csv"] != nil {
					files = append([]string{"occasions.csv"}, files...) // says most
				}
				for _, file := range files {
					if !bytes.Equal(was[file].Bytes(), is[file].Bytes()) {
						t.Fatalf("%s: %s tells of a check-in that is not shown: %s", name, file,
							firstDifference(was[file].String(), is[file].String()))
					}
				}
			}
		})
	}
}
