package bot

import (
	"testing"
	"testing/synctest"
	"time"

	"footing/flows"
	"footing/flows/state"
)

// TestWhoIsCalledChangesWithoutAStore: a leave or a swap begins while no turns are made. Whoever is called from then on
// gets an alarm that is on its way at once, also the only one there is, and whoever was called before gets no more.
func TestWhoIsCalledChangesWithoutAStore(t *testing.T) {
	drBen, drCat := state.Contact{ID: "s00-B", Name: "Dr Ben"}, state.Contact{ID: "s00-C", Name: "Dr Cat"}
	steps := func(people ...state.Contact) []state.RouteStep {
		return []state.RouteStep{
			{Call: flows.RankFirst, People: people},
			{Call: flows.RankFirst, After: 5 * time.Minute, People: people},
			{Call: flows.RankBackup, After: 15 * time.Minute},
			{Call: flows.RankLead, After: 30 * time.Minute},
		}
	}
	for name, c := range map[string]struct {
		first    []state.RouteStep
		alert    bool // it stood before, and its first step was taken
		ben, cat int  // after eight minutes; the others are called at ten
		later    int  // cat's after twelve
	}{
		"a red answer without a turn": {steps(drBen), false, 2, 0, 1},
		"nobody was there before":     {nil, false, 0, 0, 1},
		"an alert of a turn":          {steps(drBen), true, 1, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newOutage(t)
				w.plan.Clinic.Ladder.Every = time.Hour
				stop := w.begins()
				now := w.b.o.Clock().Wall
				route := state.Route{
					Chat: ann, Locale: "en", Code: "A-17", Told: true, Steps: c.first,
					Shifts: []state.Shift{{From: now.Add(10 * time.Minute), Steps: steps(drCat)}},
				}
				if c.alert {
					route.Alerts = []state.Standing{{
						ID: "u1.c1", At: now, Since: now, Repeated: now, Latest: 1, Taken: []int{0}, Called: []string{"s00-B"},
					}}
				}
				learn(w.b.keeper.Book, "s00-A", route)
				w.gate.setAway(true)
				if !c.alert {
					w.presses("h:told")
				}
				time.Sleep(8 * time.Minute)
				w.expectTold(ben, "Safety alert ", c.ben)
				w.expectTold(cat, "Safety alert ", c.cat)
				time.Sleep(4 * time.Minute)
				w.expectTold(ben, "Safety alert ", c.ben)
				w.expectTold(cat, "Safety alert ", c.later)
				w.tapsLast(cat, 1) // seen
				time.Sleep(30 * time.Minute)
				w.expectTold(cat, "Safety alert ", c.later)
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
