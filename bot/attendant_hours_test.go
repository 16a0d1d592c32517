package bot

import (
	"encoding/json"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/channel"
	"footing/flows"
	"footing/flows/state"
)

// TestTheSecondChannelKeepsHoursWithoutAStore: it is used for each post that was called, once, within its hours.
func TestTheSecondChannelKeepsHoursWithoutAStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		for n := range w.plan.Clinic.Ladder.Steps {
			if step := &w.plan.Clinic.Ladder.Steps[n]; step.Call == flows.RankFirst { // the bubble begins on a Saturday at 00:00
				step.Hours = flows.Hours{Spans: map[time.Weekday][]flows.Span{time.Saturday: {{From: 20, To: 600}}}}
			}
		}
		stop := w.begins()
		w.gate.setAway(true)
		w.presses("h:told")
		for _, c := range []struct {
			after time.Duration
			posts []string
		}{
			{10 * time.Minute, nil},
			{8 * time.Minute, []string{"backup"}},
			{4 * time.Minute, []string{"backup", "first"}},
			{2 * time.Hour, []string{"backup", "first"}},
		} {
			time.Sleep(c.after)
			var posts []string
			for _, page := range w.sentPages() {
				var n channel.Page
				if err := json.Unmarshal([]byte(page), &n); err != nil {
					t.Fatal(err)
				}
				posts = append(posts, n.Post)
			}
			if !slices.Equal(posts, c.posts) {
				t.Errorf("%s later the second channel had called %q, want %q", c.after, posts, c.posts)
			}
		}
		w.expectTold(ben, "Safety alert ", w.told(ben, "A-17"))
		if w.told(ben, "Safety alert ") == 0 {
			t.Error("the first person was not called by Telegram, which asks for no hours")
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAtNightOnlyTheNightPostIsCalledAgain: without a store, too, a step whose hours are still to come holds up none
// that is due, and only those are called again whose hours it is.
func TestAtNightOnlyTheNightPostIsCalledAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		w.plan.Clinic.Ladder.Every = 30 * time.Minute
		never := flows.Hours{Spans: map[time.Weekday][]flows.Span{time.Monday: {{From: 540, To: 1020}}}}
		night := flows.LadderStep{Call: flows.RankNight, After: 10 * time.Minute, Hours: flows.Hours{Always: true}}
		w.plan.Clinic.Ladder.Steps = []flows.LadderStep{
			{Call: flows.RankFirst, Hours: never}, {Call: flows.RankFirst, After: 5 * time.Minute, Hours: never}, night,
		}
		stop := w.begins()
		people := func(id, name string) []state.Contact { return []state.Contact{{ID: id, Name: name}} }
		learn(w.b.keeper.Book, "s00-A", state.Route{Chat: ann, Locale: "en", Code: "A-17", Told: true, Steps: []state.RouteStep{
			{Call: flows.RankFirst, People: people("s00-B", "Dr Ben")},
			{Call: flows.RankFirst, After: 5 * time.Minute, People: people("s00-B", "Dr Ben")},
			{Call: flows.RankNight, After: 10 * time.Minute, People: people("s00-C", "Dr Cat")},
		}})
		w.gate.setAway(true)
		w.presses("h:told")
		time.Sleep(75 * time.Minute)
		w.expectTold(ben, "Safety alert ", 1)
		w.expectTold(cat, "Safety alert ", 3)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
