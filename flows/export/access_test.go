package export

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows/load/loadtest"
	"footing/flows/record"
)

// answeredOnce is a patient who agreed and was asked how easy support was to get, once, on a day.
func answeredOnce(day time.Time, support int, reason string) []record.Fact {
	value, occasion := support, "mon@"+day.Format(time.DateOnly)
	facts := []record.Fact{
		{At: day.AddDate(0, 0, -30), Body: record.Enrolment{Role: record.Patient, Code: "A-17"}},
		{At: day.AddDate(0, 0, -30), Body: record.Consent{Purpose: record.ForCare, Given: true}},
		{At: day, Body: record.Occasion{ID: occasion, Planned: day, Questionnaires: []string{"support"}}},
		{At: day, Body: record.Response{
			Occasion: occasion, Questionnaire: "support", Version: 1, Item: "support", Theme: 2,
			Code: "none", Value: &value,
		}},
	}
	if reason != "" {
		facts = append(facts, record.Fact{At: day.Add(time.Minute), Body: record.Response{
			Occasion: occasion, Questionnaire: "support", Version: 1, Item: "access_reason", Theme: 2, Code: reason,
		}})
	}
	return facts
}

// counted is the ledger of some people, as "2026-04 30: cost 15, waiting ., ...".
func counted(t *testing.T, people [][]record.Fact) []string {
	t.Helper()
	list := func(yield func(Person, error) bool) {
		for _, facts := range people {
			if !yield(Person{Facts: facts}, nil) {
				return
			}
		}
	}
	from, until := time.Date(2026, 3, 15, 0, 0, 0, 0, time.UTC), time.Date(2026, 5, 20, 0, 0, 0, 0, time.UTC)
	months, err := Access(loadtest.Shipped(t), from, until, list)
	if err != nil {
		t.Fatal(err)
	}
	number := func(n *int32) string {
		if n == nil {
			return "."
		}
		return fmt.Sprint(*n)
	}
	lines := make([]string, 0, len(months))
	for _, m := range months {
		line := m.Month + " " + number(m.People)
		for _, c := range m.Cells {
			line += ", " + c.Reason + " " + number(c.People)
		}
		lines = append(lines, line)
	}
	return lines
}

// TestAccess: small numbers are hidden, and with them what they could be worked out from; the rest is rounded. The
// month under way is left out.
func TestAccess(t *testing.T) {
	april, may := time.Date(2026, 4, 6, 12, 0, 0, 0, time.UTC), time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	var people [][]record.Fact
	add := func(n int, facts func() []record.Fact) {
		for range n {
			people = append(people, facts())
		}
	}
	add(23, func() []record.Fact { return answeredOnce(april, 0, "waiting") })
	add(14, func() []record.Fact { return answeredOnce(april, 1, "cost") })
	add(3, func() []record.Fact { return answeredOnce(april, 1, "cancelled") })
	add(12, func() []record.Fact { return answeredOnce(april, 3, "") })
	add(10, func() []record.Fact { return answeredOnce(april.AddDate(0, -1, 0), 0, "waiting") }) // too few in March
	add(40, func() []record.Fact { return answeredOnce(may, 0, "waiting") })
	want := []string{
		"2026-03 .",
		// 3 are hidden, and nothing is left of the empty cells; the smallest of the others goes with them.
		"2026-04 50, cost 15, waiting 25, cancelled ., gap ., sooner ., different_person ., travel ., where ., other ., none .",
	}
	if got := counted(t, people); !slices.Equal(got, want) {
		t.Errorf("the ledger is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestAccessOfSeveralReasons: somebody can name several reasons, so those of a few people can come to many. That all
// but these few named none would still tell how few they are.
func TestAccessOfSeveralReasons(t *testing.T) {
	april := time.Date(2026, 4, 6, 12, 0, 0, 0, time.UTC)
	var people [][]record.Fact
	for range 40 {
		people = append(people, answeredOnce(april, 3, ""))
	}
	for range 7 {
		people = append(people, slices.Concat(answeredOnce(april, 0, "waiting"),
			answeredOnce(april.AddDate(0, 0, 7), 0, "cost")[2:]))
	}
	want := "2026-04 45, cost ., waiting ., cancelled ., gap ., sooner ., different_person ., travel ., where ., other ., none ."
	if got := counted(t, people); got[1] != want {
		t.Errorf("the ledger is\n%s\nwant\n%s", got[1], want)
	}
}

// TestAccessLeavesOut: who left, who took their consent back, an answer that follows from one that was changed, and one
// that was kept private count for nobody.
func TestAccessLeavesOut(t *testing.T) {
	day := time.Date(2026, 4, 6, 12, 0, 0, 0, time.UTC)
	easy := 4
	var people [][]record.Fact
	for range 15 {
		people = append(people,
			append(answeredOnce(day, 0, "waiting"), record.Fact{At: day.Add(time.Hour), Body: record.Withdrawal{}}),
			append(answeredOnce(day, 0, "waiting"), record.Fact{
				At:   day.Add(time.Hour),
				Body: record.Consent{Purpose: record.ForCare},
			}),
			append(answeredOnce(day, 0, "waiting"), record.Fact{At: day.Add(time.Hour), Body: record.Response{
				Occasion: "mon@2026-04-06", Questionnaire: "support", Version: 1, Item: "support", Theme: 2, Code: "there",
				Value: &easy, Revision: 1,
			}}),
		)
		kept := answeredOnce(day, 0, "waiting")
		for n := range kept {
			if r, ok := kept[n].Body.(record.Response); ok {
				r.Private = true
				kept[n].Body = r
			}
		}
		people = append(people, append(kept,
			record.Fact{At: day, Body: record.Consent{Purpose: record.ForPrivateResearch, Given: true}}))
	}
	// 15, beside which the empty ones would be told
	want := "2026-04 15, cost ., waiting ., cancelled ., gap ., sooner ., different_person ., travel ., where ., other ., none ."
	if got := counted(t, people); got[1] != want {
		t.Errorf("the ledger is\n%s\nwant\n%s", got[1], want)
	}
	_, err := Access(loadtest.Shipped(t), day, day, iter.Seq2[Person, error](func(yield func(Person, error) bool) {
		yield(Person{}, errors.New("Redis is away"))
	}))
	if err == nil {
		t.Error("what could not be read was counted")
	}
}
