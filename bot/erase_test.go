package bot

import (
	"testing"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
)

// erasing repeats what it is told, until somebody wants everything removed.
func erasing(s state.State, e state.Event) (state.State, []state.Effect) {
	said, ok := e.(state.Said)
	if !ok || said.Text != "erase" {
		return parrot(s, e)
	}
	return s, []state.Effect{state.Erase{}, state.Say{Chat: s.Chat, Class: state.ClassReply, Text: "removed"}}
}

// TestNothingGoesOutAfterAnErasureWhoseReplyIsLost: a message waits in memory while Telegram wants none, its person
// removes everything, and nobody learns that this was saved.
func TestNothingGoesOutAfterAnErasureWhoseReplyIsLost(t *testing.T) {
	for name, torn := range map[string]bool{"saved": true, "not saved, and again": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, erasing)
			gate := guarded(w)
			b := w.start()
			w.says(ann, "one")
			w.pump(b)
			w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Chat: ann, Kind: simulator.Throttle, RetryAfter: 60})
			w.says(ben, "hello")
			w.says(ann, "two") // is turned away
			w.pump(b)
			w.says(ann, "erase")
			if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			worker := b.workers[b.o.Store.ShardOf(ann)]
			gate.stopAt, gate.torn, gate.only = gate.calls+2, torn, true // after the look at what waits, the saving
			if _, err := worker.Once(t.Context(), b.o.Clock()); err == nil || !gate.hitRedis {
				t.Fatalf("no reply was lost: %v", err)
			}
			w.pass(2 * time.Minute)
			if torn {
				// What waits for Telegram goes before anybody has looked at the inbox again.
				for range 20 {
					if _, err := b.sender.Once(t.Context(), b.o.Clock()); err != nil {
						t.Fatal(err)
					}
				}
			}
			for range 3 {
				w.pump(b)
				w.pass(time.Minute)
			}
			w.expect(ann, "1 one", "removed")
			w.expect(ben, "1 hello")
			w.emptyOutbox(b.o.Store)
		})
	}
}
