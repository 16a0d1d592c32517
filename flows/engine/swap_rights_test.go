package engine_test

import (
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestWhoMaySwap: the office goes by its own list of staff, not by what a letter says of anybody. Whose post it is and
// a lead may ask; who is asked answers; those two, whoever asked and a lead end it.
func TestWhoMaySwap(t *testing.T) {
	plan, at := shipped(t), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	staff := []state.Contact{
		{ID: "B", Name: "Dr Berg", Role: record.Backup},
		{ID: "M", Name: "Dr Moss", Role: record.Clinician},
		{ID: "L", Name: "Dr Hale", Role: record.Lead},
		{ID: "C", Name: "Dr Lind", Role: record.Clinician},
		{ID: "S", Name: "Dr Vale", Role: record.Supervisor},
	}
	told := func(swaps []state.Swap, from string, l state.Letter) state.Office {
		s := state.State{ID: state.OfficeID, Office: &state.Office{Staff: staff, Swaps: swaps}}
		s, _ = engine.Step(plan, s, state.Told{Header: state.Header{ID: "l", At: at}, From: from, Letter: l})
		return *s.Office
	}
	ask := func(post record.Role, of, who string) state.Propose {
		return state.Propose{Kind: record.AsSwap, Swap: &state.Swap{
			Post: post, Of: state.Contact{ID: of, Role: post}, Who: state.Contact{ID: who, Role: record.Clinician}, From: at,
			Until: at.Add(time.Hour), Said: true, Begun: true,
		}}
	}
	for _, c := range []struct {
		from string
		ask  state.Propose
		ok   bool
	}{
		{"B", ask(record.Backup, "B", "M"), true},
		{"L", ask(record.Backup, "B", "M"), true},
		{"M", ask(record.Backup, "B", "M"), false}, // nobody takes somebody's post away
		{"C", ask(record.Backup, "B", "M"), false},
		{"X", ask(record.Backup, "B", "M"), false},
		{"B", ask(record.Lead, "L", "B"), false},
		{"B", ask(record.Lead, "B", "M"), false}, // not a post of theirs
		{"C", ask(record.Clinician, "C", "M"), false},
		{"B", ask(record.Backup, "B", "B"), false},
		{"B", ask(record.Backup, "B", "S"), false},
		{"B", ask(record.Backup, "B", "X"), false},
	} {
		o := told(nil, c.from, c.ask)
		if ok := len(o.Swaps) == 1; ok != c.ok {
			t.Errorf("%s asks for %+v: %t, want %t", c.from, *c.ask.Swap, ok, c.ok)
		}
		if c.ok && (o.Swaps[0].Said || o.Swaps[0].Begun) {
			t.Errorf("%s asks, and the letter says that it is agreed: %+v", c.from, o.Swaps[0])
		}
	}
	asked := state.Swap{
		ID: "s", Post: record.Backup, Of: staff[0], Who: staff[1], By: "B", From: at, Until: at.Add(time.Hour),
	}
	begun := asked
	begun.Said, begun.Begun = true, true
	for _, from := range []string{"B", "M", "L", "C", "X"} {
		o := told([]state.Swap{asked}, from, state.Agreed{Kind: record.AsSwap, Swap: "s", Yes: true})
		if got, want := o.Swaps[0].Begun, from == "M"; got != want {
			t.Errorf("%s says yes, and the swap holds: %t, want %t", from, got, want)
		}
		o = told([]state.Swap{begun}, from, state.TakeBack{Swap: "s"})
		if got, want := len(o.Swaps) == 0, from != "C" && from != "X"; got != want {
			t.Errorf("%s takes the swap back, and it is over: %t, want %t", from, got, want)
		}
	}
}
