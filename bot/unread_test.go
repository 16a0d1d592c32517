package bot

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
)

// TestWhatCannotBeReadIsToldToWhoIsThere: of an alert that cannot be read the next person of the ladder is told who is
// not away, once. Whoever is away is told where Telegram brings it to nobody else, once too, and the others as soon as
// it does.
func TestWhatCannotBeReadIsToldToWhoIsThere(t *testing.T) {
	for name, c := range map[string]struct {
		away     string
		trouble  func(w *outageWorld)
		ben, cat int
	}{
		"nobody is away":              {ben: 1},
		"the first is away":           {away: "s00-B", cat: 1},
		"the next is away":            {away: "s00-C", ben: 1},
		"nobody else can be reached":  {"s00-B", func(w *outageWorld) { w.blocks(cat) }, 1, 0},
		"nobody else is reached yet":  {"s00-B", busy, 1, 1},
		"the next, away, has to wait": {"s00-C", busy, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newOutage(t)
				stop := w.begins()
				route, _ := w.b.keeper.Named("s00-A")
				goes(&route, c.away, currentTime().Add(-time.Hour))
				learn(w.b.keeper.Book, "s00-A", route)
				if c.trouble != nil {
					c.trouble(w)
				}
				w.b.attendant.Unread("s00-A", "7F3K")
				time.Sleep(5 * time.Minute)
				w.expectTold(ben, "Safety alert 7F3K", c.ben)
				w.expectTold(cat, "Safety alert 7F3K", c.cat)
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// goes has somebody on a route go on leave for two hours, as a turn tells it where others are there.
func goes(r *state.Route, id string, from time.Time) {
	there := slices.Clone(r.Steps)
	for n := range there {
		there[n].People = slices.DeleteFunc(slices.Clone(there[n].People), func(p state.Contact) bool { return p.ID == id })
	}
	until := from.Add(2 * time.Hour)
	r.Shifts = []state.Shift{{From: from, Steps: there}, {From: until, Steps: r.Steps}}
	r.Absences = []state.Absence{{ID: id, From: from, Until: until}}
}

// busy lets Telegram bring Dr Cat nothing for a while.
func busy(w *outageWorld) {
	w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Chat: cat, Kind: simulator.BadGateway, Times: 3})
}
