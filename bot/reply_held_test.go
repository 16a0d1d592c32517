package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/load/loadtest"
	"footing/flows/state"
	"footing/storage"
)

// TestAHeldReplyDoesNotComeWhileAnAlertIsOpen: a reply that Telegram does not take yet is not sent once an alert has
// opened, nor when that is over; without an alert it comes.
func TestAHeldReplyDoesNotComeWhileAnAlertIsOpen(t *testing.T) {
	plan := loadtest.Shipped(t)
	plan.Clinic.Canary, plan.Clinic.Approved = nil, "A. Lead, 2026-03-01"
	text := plan.Clinic.Approves(flows.ReplyAfterContact)[0].Texts["en"]
	for name, alert := range map[string]bool{"an alert opens": true, "nothing happens": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.plan, w.shards, w.clock = plan, 2, time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
			w.redis.SetTime(w.clock)
			away := false
			w.holds(&away)
			c := &crash{world: w, bot: w.start()}
			w.plantAClinic(c.bot.o.Store)
			w.says(ben, "hello") // or there is no chat
			w.says(ann, "help")
			c.settle()
			c.pressesText(ann, "Tell Sample Clinic I'm not safe")
			c.pressesText(ann, "Yes, tell Sample Clinic")
			c.pressesText(ben, "I have seen this")
			c.pressesText(ben, "Contact made")
			away = true
			c.replies(state.Reply{Step: state.ReplyHand, For: flows.ReplyAfterContact, Text: text})
			c.settle()
			if alert {
				c.pressesText(ann, "Yes, tell Sample Clinic")
			}
			away = false
			c.settle()
			shown := slices.ContainsFunc(w.showed(ann), func(s string) bool { return strings.Contains(s, text) })
			if shown == alert {
				t.Errorf("with an alert (%t) the phone shows the reply: %t", alert, shown)
			}
			w.emptyOutbox(c.bot.o.Store)
		})
	}
}

// replies lets the clinician's side hand over a reply.
func (c *crash) replies(l state.Reply) {
	c.t.Helper()
	w, store := c.world, c.bot.o.Store
	from, err := store.Resolve(w.t.Context(), ben)
	if err != nil {
		w.t.Fatal(err)
	}
	to, err := store.Resolve(w.t.Context(), ann)
	if err != nil {
		w.t.Fatal(err)
	}
	head := state.Header{ID: "reply", At: w.now()}
	if _, err := store.Receive(w.t.Context(), w.now(), []storage.Arrival{{
		To: to, Event: state.Told{Header: head, From: from, Letter: l},
	}}); err != nil {
		w.t.Fatal(err)
	}
	c.bot.workers[store.ShardOf(ann)].Reread()
}
