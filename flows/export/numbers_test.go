package export

import (
	"fmt"
	"math/rand/v2"
	"strconv"
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

// TestManyCheckInsADay: however many check-ins of each kind somebody has in a day, each has a number of its own, the
// same for whoever shows more and for whoever shows less; and REDCap takes each instance, of which it allows 32767.
func TestManyCheckInsADay(t *testing.T) {
	kinds := []struct{ slot, questionnaire string }{
		{"extra", "settled"}, {"own-7", "settled"}, {"kept", "fit"}, {"own-8", "fit"},
	}
	crowded := 0
	for seed := range uint64(20) {
		dice := rand.New(rand.NewPCG(seed, 11))
		s := newStore(t).cohort(30, 2)
		id := s.ids[dice.IntN(6)] // some of them show private answers
		for days := range 1 + dice.IntN(3) {
			for _, kind := range kinds {
				for n := range dice.IntN([]int{2, 10, 60}[dice.IntN(3)]) {
					at := time.Date(2026, time.April, 15+2*days, 1, 10*n, 0, 0, time.UTC)
					s.keptCheckIn(id, fmt.Sprintf("%s%d@%s", kind.slot, n, at.Format(time.DateOnly)), kind.questionnaire, at, 1)
					crowded += n / 50
				}
			}
		}
		o := s.options(Records)
		o.Formats = []Format{CSV, REDCap}
		f, _ := s.export(t, o)
		numbers, instances := map[string]bool{}, map[string]bool{}
		for _, row := range f.rows(t, "occasions.csv") {
			at := row["pseudonym"] + " " + row["occasion"]
			if numbers[at] {
				t.Fatalf("two check-ins are %s", at)
			}
			numbers[at] = true
		}
		for _, row := range f.rows(t, "redcap/data.csv") {
			form, instance := row["redcap_repeat_instrument"], row["redcap_repeat_instance"]
			if form == "" {
				continue
			}
			n, err := strconv.Atoi(instance)
			if at := row["record_id"] + " " + form + " " + instance; err != nil || n < 1 || n > 32767 || instances[at] {
				t.Fatalf("instance %s is not taken, or not once", at)
			} else {
				instances[at] = true
			}
			if !numbers[row["record_id"]+" "+row[form+"_occasion"]] {
				t.Fatalf("there is no check-in %s", row[form+"_occasion"])
			}
		}
	}
	if crowded < 10 {
		t.Errorf("few days have many check-ins (%d), so this test shows little", crowded)
	}
}
