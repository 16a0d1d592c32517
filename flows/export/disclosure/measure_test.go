package disclosure

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWeeksInAnyOrder: whatever the order of the rows, all of a week counts.
func TestWeeksInAnyOrder(t *testing.T) {
	answered := func(week int, code string) Row {
		return Row{Week: week, Item: "safe", Status: "answered", Code: code, Answered: true}
	}
	m := NewMeasure(false)
	for _, first := range []string{"yes", "no"} {
		m.Add(Page{Weeks: 2, Rows: []Row{answered(1, first), answered(2, "yes"), answered(1, "yes")}})
	}
	if r := m.Risk(nil, nil, 0); r.Uniqueness.Known[0].Average != 0.5 {
		t.Errorf("two people who differ in week 1 only: %+v", r.Uniqueness.Known[0])
	}
}

// TestRisk measures six people of two weeks of whom one answered differently in the second, and another not at all in
// it.
func TestRisk(t *testing.T) {
	answered := func(week int, code string) Row {
		return Row{Week: week, Item: "safe", Status: "answered", Code: code, Answered: true}
	}
	missed := Row{Week: 2, Item: "safe", Status: "missed"}
	m := NewMeasure(false)
	var people []Person
	for _, second := range []Row{
		answered(2, "yes"), answered(2, "yes"), answered(2, "yes"), answered(2, "yes"), answered(2, "no"), missed,
	} {
		people = append(people, Person{Weeks: 2, Locale: "en", Hour: "12-15"})
		m.Add(Page{Weeks: 2, Locale: "en", Hour: "12-15", Rows: []Row{answered(1, "yes"), second}})
		m.AddOther(Page{Weeks: 1, Locale: "en", Rows: []Row{answered(1, "middle")}})
	}
	r := m.Risk(people, Decide(people, false), 3)
	if r.N != 6 || r.K != 6 || r.L != 2 {
		t.Errorf("n %d, k %d, l %d; want 6, 6, 2", r.N, r.K, r.L)
	}
	if diff := cmp.Diff(Suppressed{Answers: 3}, r.Suppressed); diff != "" {
		t.Error(diff)
	}
	want := Uniqueness{
		People: 6, Missing: 0.1667,
		Known: []Knowledge{
			{Weeks: 1, Rows: 1, People: 6, Sets: 2, Of: 2, Average: 0.1667, Ever: 0.3333},
			{Weeks: 2, Rows: 2, People: 6, Sets: 1, Of: 1, Average: 0.3333, Ever: 0.3333},
			{Weeks: 3, Rows: 3},
		},
	}
	if diff := cmp.Diff(want, r.Uniqueness); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(r.Without, r.Uniqueness); diff != "" {
		t.Errorf("an export that is not coarsened is its own measure without coarsening: %s", diff)
	}
	if got := r.With.Known[0]; got.Average != 0 || got.Rows != 1 {
		t.Errorf("coarsened, all are alike: %+v", got)
	}
}
