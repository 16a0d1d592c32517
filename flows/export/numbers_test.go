package export

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"footing/flows/record"
)

// againNextDay has somebody begin check-ins 23 and 25 hours behind each that led to hidden questions.
func (s *store) againNextDay(id string) {
	due := map[string]time.Time{}
	for _, f := range s.held[id] {
		switch body := f.Body.(type) {
		case record.Occasion:
			due[body.ID] = body.Planned
		case record.Response:
			if body.Item != "safe" || body.Value == nil || *body.Value > 0 {
				continue
			}
			for _, hours := range []time.Duration{23, 25} {
				at := due[body.Occasion].Add(hours * time.Hour)
				own := fmt.Sprintf("own-%d@%s", 50+hours, at.Format(time.DateOnly))
				s.add(id, record.Fact{At: at, Body: record.Occasion{ID: own, Planned: at, Questionnaires: []string{"people"}}},
					record.Fact{At: at.Add(time.Hour), Body: record.Missed{Occasion: own, Reason: record.EndExpired}})
			}
		}
	}
}

// TestNumbersNeverMove: a check-in has the same number whatever the cut-off and whatever its person agrees to show, and
// no two of a person have the same, however many they begin in a day.
func TestNumbersNeverMove(t *testing.T) {
	s, changed := newStore(t).cohort(60, 3), 0
	o := otherwise{rand.New(rand.NewPCG(3, 7)), []string{"fit"}, &changed}
	for n, id := range s.ids[:60] {
		s.held[id] = o.life(s.held[id])
		s.againNextDay(id)
		for own := range 3 * (n % 8) {
			occasion := fmt.Sprintf("own-%d@2026-04-16", own)
			s.onTop(id, time.Duration(own)*30*time.Minute, record.Occasion{ID: occasion, Questionnaires: []string{"safe"}},
				record.Delivered{Occasion: occasion}, record.Missed{Occasion: occasion, Reason: record.EndExpired})
		}
		for kept := range n % 7 { // in between, of which only those show something who agree to that
			s.keptCheckIn(id, []string{"session", "no_session", "own-%d"}[kept%3]+"@2026-04-16", "fit",
				time.Date(2026, time.April, 16, 2, 40*kept, 0, 0, time.UTC), kept)
		}
		numbers, shown := map[string]int{}, 0
		for _, private := range []bool{true, false} {
			for _, until := range []time.Time{until(), until().AddDate(0, 0, -21)} {
				options := s.options(Records)
				options.Until = until
				x, scratch := newRun(options, nil), newCounts()
				person := read(s.held[id], until)
				person.private = private
				used := map[int]string{}
				for _, one := range x.datedOccasions(person, x.span(person), &scratch) {
					if was, known := numbers[one.id]; known && was != one.number {
						t.Errorf("%s is number %d, and was %d", one.id, one.number, was)
					}
					if other, twice := used[one.number]; twice {
						t.Errorf("%s and %s have number %d", one.id, other, one.number)
					}
					numbers[one.id], used[one.number] = one.number, one.id
					shown++
				}
			}
		}
		if n%8 == 7 && (shown == 0 || len(numbers) < 21) {
			t.Errorf("%d check-ins are shown, so this test shows little", len(numbers))
		}
	}
	if changed < 50 {
		t.Errorf("only %d check-ins have hidden questions, so this test shows little", changed)
	}
}
