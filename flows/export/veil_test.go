package export

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/flows/record"
)

// otherwise makes another life of a person who did not agree to show private answers: the same in everything that they
// show, and different in what was hidden or private and in whatever followed from it. It uses no code of the export: in
// the test's plan, hidden questions follow when safe is at 0, and the private ones are those given here.
type otherwise struct {
	dice    *rand.Rand
	private []string // questionnaires
	changed *int
}

func (o otherwise) life(facts []record.Fact) []record.Fact {
	byOccasion := map[string][]record.Fact{}
	var order []string
	var rest []record.Fact
	for _, f := range facts {
		id := occasionOf(f.Body)
		switch {
		case id == "":
			rest = append(rest, f)
			continue
		case byOccasion[id] == nil:
			order = append(order, id)
		}
		byOccasion[id] = append(byOccasion[id], f)
	}
	for _, id := range order {
		rest = append(rest, o.checkIn(id, byOccasion[id])...)
	}
	slices.SortStableFunc(rest, func(a, b record.Fact) int { return a.At.Compare(b.At) })
	return rest
}

func occasionOf(body record.Body) string {
	switch b := body.(type) {
	case record.Occasion:
		return b.ID
	case record.Delivered:
		return b.Occasion
	case record.Response:
		return b.Occasion
	case record.Completed:
		return b.Occasion
	case record.Missed:
		return b.Occasion
	}
	return ""
}

// checkIn is one check-in as it could have been.
func (o otherwise) checkIn(id string, facts []record.Fact) []record.Fact {
	hidden, private := -1, -1 // the facts from which on all is hidden, and the first private answer
	for n, f := range facts {
		r, ok := f.Body.(record.Response)
		switch {
		case !ok:
		case (hidden < 0 || hidden == n) && r.Item == "safe" && r.Value != nil && *r.Value == 0:
			hidden = n + 1
		case private < 0 && slices.Contains(o.private, r.Questionnaire):
			private = n
		}
	}
	switch {
	case hidden >= 0:
		*o.changed++
		return o.behind(id, facts[:hidden], facts[hidden-1].At)
	case private >= 0:
		*o.changed++
		return o.beside(facts, private)
	}
	return facts
}

// behind is how a check-in could have gone on after the answer that leads to hidden questions.
func (o otherwise) behind(id string, before []record.Fact, at time.Time) []record.Fact {
	facts := slices.Clone(before)
	keep := func(body record.Body) {
		at = at.Add(time.Duration(1+o.dice.IntN(40)) * time.Minute)
		facts = append(facts, record.Fact{ID: fmt.Sprint(id, "/", len(facts)), At: at, Body: body})
	}
	say := func(item, code string) {
		keep(record.Response{
			Occasion: id, Questionnaire: "safe", Version: 1, Item: item, Theme: 1, Code: code, Locale: "en", Hidden: true,
		})
	}
	ending := record.EndExpired
	switch o.dice.IntN(5) {
	case 0: // silence
	case 1:
		say("unsafe", "no")
		ending = record.EndAnswered
	case 2:
		say("unsafe", "unsure")
		say("danger", "no")
		say("next", "tell")
		keep(record.Notice{Level: "note", Rule: "asked", Occasion: id})
		ending = record.EndAnswered
	case 3:
		say("unsafe", "yes")
		say("danger", "yes")
		keep(record.Alert{ID: id, Occasion: id, Cause: record.CauseAnswer, Codes: []string{"danger=yes"}})
		ending = record.EndRed
	case 4: // the first answer was changed afterwards
		say("unsafe", "rather_not")
		ending = record.EndPaused
	}
	keep(record.Completed{Occasion: id, Reason: ending, Answered: len(facts)})
	keep([]record.Body{
		record.Pause{Until: at.AddDate(0, 0, 2)},
		record.Pace{Reduced: true},
		record.Sharing{Occasion: id, Theme: 1, Choice: "share"},
		record.Zone{Name: "none"},
	}[o.dice.IntN(4)])
	if o.dice.IntN(2) == 0 { // what came of it
		own := fmt.Sprintf("own-%d@%s", o.dice.IntN(90), at.Format(time.DateOnly))
		keep(record.Occasion{ID: own, Planned: at, Questionnaires: []string{"settled"}})
		keep(record.Delivered{Occasion: own})
		keep(record.Response{Occasion: own, Questionnaire: "settled", Version: 1, Item: "settled", Theme: 1, Code: "partly", Locale: "en"})
		keep(record.Completed{Occasion: own, Reason: record.EndAnswered, Answered: 1})
	}
	return facts
}

// beside is the same check-in with other private answers, or none, and so with other times from there on.
func (o otherwise) beside(facts []record.Fact, private int) []record.Fact {
	list := slices.Clone(facts[:private])
	late, silent := time.Duration(o.dice.IntN(30))*time.Minute, o.dice.IntN(3) == 0
	for _, f := range facts[private:] {
		f.At = f.At.Add(late)
		switch b := f.Body.(type) {
		case record.Response:
			if slices.Contains(o.private, b.Questionnaire) {
				if silent {
					continue
				}
				b.Code, b.Value = []string{"not_at_all", "mostly", "rather_not"}[o.dice.IntN(3)], nil
			}
			f.Body = b
			if !silent {
				shared := record.Sharing{Occasion: b.Occasion, Theme: 8, Choice: record.ShareSay}
				list = append(list, record.Fact{ID: f.ID + "/shared", At: f.At, Body: shared})
			}
		case record.Completed:
			if silent && b.Reason == record.EndAnswered && private == len(facts)-2 {
				b.Reason = record.EndExpired
			}
			f.Body = b
		}
		list = append(list, f)
	}
	return list
}

// TestNothingFollowsFromWhatIsNotShown: two worlds that are equal in all that people agreed to show are exported as the
// same bytes, in every file of every level and format.
func TestNothingFollowsFromWhatIsNotShown(t *testing.T) {
	changed := 0
	for seed := range uint64(8) {
		one, two := newStore(t).cohort(40, seed+1), newStore(t).cohort(40, seed+1)
		one.cut, two.cut = seed >= 4, seed >= 4
		private := []string{"fit"}
		if seed%4 > 0 { // private between two that are not, or before them
			more := []string{"people", "effort", "people"}[seed%4-1]
			private = append(private, more)
			one.plan.Questionnaires[more].Private, two.plan.Questionnaires[more].Private = true, true
		}
		o := otherwise{rand.New(rand.NewPCG(seed, 7)), private, &changed}
		for _, id := range two.ids {
			if _, agrees := Agrees(two.held[id]); !agrees {
				two.held[id] = o.life(two.held[id])
			}
		}
		for name, options := range every(one) {
			options.FineTimes = seed%2 == 0
			was, _ := one.export(t, options)
			options.Plan = two.plan // with FineTimes, as every says, and without, as exports have them
			is, _ := two.export(t, options)
			if diff := cmp.Diff(slices.Sorted(maps.Keys(was)), slices.Sorted(maps.Keys(is))); diff != "" {
				t.Fatal(diff)
			}
			for _, file := range slices.Sorted(maps.Keys(was)) {
				if !bytes.Equal(was[file].Bytes(), is[file].Bytes()) {
					t.Fatalf("seed %d, %s: %s tells what was not to be shown: %s", seed, name, file,
						firstDifference(was[file].String(), is[file].String()))
				}
			}
		}
	}
	if changed < 200 {
		t.Errorf("only %d check-ins differ, so this test shows little", changed)
	}
}

func firstDifference(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	from := max(0, n-200)
	return fmt.Sprintf("\n%s\n---\n%s", a[from:min(len(a), n+200)], b[from:min(len(b), n+200)])
}
