package bot

import (
	"testing"

	"footing/flows/state"
)

// TestWhatATapCosts: from an update to the call that answers it there is one round trip, which saves the turn. Whoever
// is not in memory, and whoever calls for help, costs one more.
func TestWhatATapCosts(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		forget bool
		most   int
	}{
		"somebody in memory": {text: "two", most: 1},
		"somebody unknown":   {text: "two", forget: true, most: 3},
		"a call for help":    {text: "/help", most: 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, parrot)
			gate := guarded(w)
			b := w.start()
			w.says(ann, "one")
			w.pump(b)
			worker := b.workers[b.o.Store.ShardOf(ann)]
			if c.forget {
				worker.people.Forget()
			}
			w.says(ann, c.text)
			before := gate.redis
			if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			if _, err := worker.Once(t.Context(), b.o.Clock()); err != nil {
				t.Fatal(err)
			}
			if it, _ := b.sender.pick(b.sender.messages, b.o.steady(b.o.Clock())); it == nil {
				t.Fatal("nothing to send")
			}
			if used := gate.redis - before; used > c.most {
				t.Errorf("%d round trips from update to reply, want at most %d", used, c.most)
			}
		})
	}
}

// TestAStraightTurnWhoseReplyIsLost is neither made nor sent twice, and is sent.
func TestAStraightTurnWhoseReplyIsLost(t *testing.T) {
	for _, torn := range []bool{false, true} {
		w := newWorld(t, parrot)
		gate := guarded(w)
		b := w.start()
		w.says(ann, "one")
		w.pump(b)
		w.says(ann, "two")
		gate.stopAt, gate.torn, gate.only = gate.calls+2, torn, true // the poll comes before
		if _, err := b.receiver.fetch(t.Context(), 0); err != nil || !gate.hitRedis {
			t.Fatalf("no reply was lost: %v", err)
		}
		w.pump(b)
		w.expect(ann, "1 one", "2 two")
		w.emptyOutbox(b.o.Store)
	}
}

// receipts answers what is said and counts, in the sender's name, the receipts that it hears.
func receipts(s state.State, e state.Event) (state.State, []state.Effect) {
	s, effects := parrot(s, e)
	for n, effect := range effects {
		if say, ok := effect.(state.Say); ok {
			say.Anchor = "one"
			effects[n] = say
		}
	}
	if sent, ok := e.(state.Sent); ok && sent.Anchor == "one" {
		s.Name += "+"
	}
	return s, effects
}

// TestAReceiptIsHeardOnce, whether its turn is made at once or by the inbox, and where the answer is lost.
func TestAReceiptIsHeardOnce(t *testing.T) {
	for name, c := range map[string]struct{ busy, lost, torn bool }{
		"at once": {}, "by the inbox": {busy: true}, "the end is refused": {lost: true}, "the answer is lost": {lost: true, torn: true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, receipts)
			gate := guarded(w)
			b := w.start()
			w.says(ann, "one")
			w.pump(b)
			before := b.stored(t, ann).State.Name
			w.says(ann, "two")
			worker := w.fetched(b)
			if n, err := worker.Once(t.Context(), b.o.Clock()); n != 1 || err != nil {
				t.Fatalf("the worker did %d, %v", n, err)
			}
			if c.lost {
				gate.stopAt, gate.torn, gate.only = gate.calls+2, c.torn, true // the call to Telegram comes before
			}
			if c.busy {
				worker.acquire(t.Context())
			}
			if _, err := b.sender.Once(t.Context(), b.o.Clock()); err != nil {
				t.Fatal(err)
			}
			if c.busy {
				worker.turns.Release(1)
			}
			inbox, err := b.o.Store.Inbox(t.Context(), worker.shard, "", 10)
			if err != nil || (len(inbox) > 0) != (c.busy || c.lost && !c.torn) {
				t.Errorf("%d receipts went into the inbox, %v", len(inbox), err)
			}
			w.pump(b)
			if got := b.stored(t, ann).State.Name; got != before+"+" {
				t.Errorf("heard %q after %q", got, before)
			}
			w.expect(ann, "1 one", "2 two")
			w.emptyOutbox(b.o.Store)
		})
	}
}
