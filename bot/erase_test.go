package bot

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
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

// during lets something happen while the message with that text is on its way to Telegram, which then fails.
func (w *world) during(text string, happens func()) {
	once := sync.Once{}
	w.wire = func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(req *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, fmt.Errorf("read a request: %w", err)
			}
			failed := false
			if strings.HasSuffix(req.URL.Path, "/sendMessage") && strings.Contains(string(body), text) {
				once.Do(func() { happens(); failed = true })
			}
			if failed {
				return nil, io.ErrUnexpectedEOF
			}
			req.Body = io.NopCloser(bytes.NewReader(body))
			return next.RoundTrip(req)
		})
	}
}

// TestNothingIsSentAgainToSomebodyErasedMeanwhile: a message is on its way when its person removes everything. If it
// did not arrive it is not tried again, unless nothing was removed.
func TestNothingIsSentAgainToSomebodyErasedMeanwhile(t *testing.T) {
	for name, test := range map[string]struct {
		refused bool
		want    []string
	}{
		"removed":                 {false, []string{"1 one", "removed"}},
		"the removal was refused": {true, []string{"1 one", "2 two"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
				s, effects := erasing(s, e)
				if said, ok := e.(state.Said); ok && said.Text == "erase" && test.refused {
					effects = append(effects, state.Tell{}) // no letter: the store takes no such turn
				}
				return s, effects
			})
			var b *Bot
			w.during("2 two", func() {
				w.says(ann, "erase")
				if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
					t.Error(err)
				}
				if n, err := b.workers[b.o.Store.ShardOf(ann)].Once(t.Context(), b.o.Clock()); n != 1 || err != nil {
					t.Errorf("the worker did %d, %v", n, err)
				}
				for n, err := b.sender.Refill(t.Context(), b.o.Clock()); n > 0; n, err = b.sender.Refill(t.Context(), b.o.Clock()) {
					if err != nil {
						t.Error(err)
					}
				}
			})
			b = w.start()
			w.says(ann, "one")
			w.says(ann, "two")
			for range 5 {
				w.pump(b)
				w.pass(time.Minute)
			}
			w.expect(ann, test.want...)
			w.emptyOutbox(b.o.Store)
			if n := b.sender.depth(); n != 0 {
				t.Errorf("%d messages are still in hand", n)
			}
		})
	}
}

// TestWhatWaitsGoesOutIfTheRemovalWasRefused: what was dropped from memory for a removal that the store refused is read
// from the outbox again.
func TestWhatWaitsGoesOutIfTheRemovalWasRefused(t *testing.T) {
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		s, effects := erasing(s, e)
		if said, ok := e.(state.Said); ok && said.Text == "erase" {
			effects = append(effects, state.Tell{})
		}
		return s, effects
	})
	b := w.start()
	w.says(ann, "one")
	w.pump(b)
	w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Chat: ann, Kind: simulator.Throttle, RetryAfter: 60})
	w.says(ann, "two")
	w.pump(b)
	w.says(ann, "erase")
	for range 3 {
		w.pump(b)
		w.pass(time.Minute)
	}
	w.expect(ann, "1 one", "2 two")
	w.emptyOutbox(b.o.Store)
}
