package bot

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
)

// neighbour is another store with the same bot: the same Telegram, a Redis of its own.
func neighbour(t *testing.T, w *world) *world {
	t.Helper()
	other := newWorld(t, parrot).live()
	other.phone.Close()
	other.phone = w.phone
	return other
}

// TestOneBotHasOneStore: of two stores with the same token the one whose mark stands at Telegram hears people. The
// other one does not poll, says which store has the bot, and hears them soon after it was given the bot.
func TestOneBotHasOneStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		first := w.start()
		stop := w.run(first)
		time.Sleep(time.Second)
		other := neighbour(t, w)
		second := other.start()
		stopSecond := other.run(second)
		for range 20 {
			w.says(ann, "hello")
			time.Sleep(3 * time.Second)
		}
		if n := len(w.heard(ann)); n != 20 || strings.Contains(w.log.String(), "another program") {
			t.Errorf("%d answers to 20 texts; log: %s", n, w.log)
		}
		if n, err := second.o.Store.Participants(t.Context()); n != 0 || err != nil {
			t.Errorf("the other store knows %d people, %v", n, err)
		}
		own := first.o.Store.Mark()
		if h := second.Health(second.o.Clock()); h.Ready || !strings.Contains(strings.Join(h.Red, "|"), "its mark is "+own) {
			t.Errorf("the other: %+v", h)
		}
		if h := first.Health(first.o.Clock()); !h.Ready || len(h.Red) > 0 {
			t.Errorf("the one that has the bot: %+v", h)
		}
		if err := second.o.Client.SetMark(t.Context(), second.o.Store.Mark()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour + time.Minute) // the first looks each hour
		before := len(w.heard(ann))
		w.says(ann, "hello again")
		time.Sleep(time.Second)
		if n, err := second.o.Store.Participants(t.Context()); n != 1 || err != nil || len(w.heard(ann)) != before+1 {
			t.Errorf("the other store knows %d people, %v; ann heard %q", n, err, w.heard(ann)[before:])
		}
		if h := first.Health(first.o.Clock()); h.Ready || len(h.Red) == 0 {
			t.Errorf("the one that had the bot: %+v", h)
		}
		for _, stop := range []func() error{stop, stopSecond} {
			if err := stop(); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestAMarkThatCannotBeReadIsAWarning: people are heard all the same, and it is looked at again.
func TestAMarkThatCannotBeReadIsAWarning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		w.phone.Misbehave(simulator.Fault{Method: "getMyCommands", Kind: simulator.ServerError, Times: 3})
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		w.says(ann, "one")
		time.Sleep(time.Second)
		w.expect(ann, "1 one")
		h := b.Health(b.o.Clock())
		if !h.Ready || len(h.Red) > 0 || !strings.Contains(strings.Join(h.Problems, "|"), "does not say which store") {
			t.Errorf("health %+v", h)
		}
		time.Sleep(5 * time.Minute)
		if h := b.Health(b.o.Clock()); !h.Ready || len(h.Problems) > 0 {
			t.Errorf("later: %+v", h)
		}
		if n := strings.Count(w.log.String(), "does not say which store"); n != 1 {
			t.Errorf("the log has %d lines of it", n)
		}
		if mark, err := b.o.Client.Mark(t.Context()); mark != b.o.Store.Mark() || len(mark) != 16 || err != nil {
			t.Errorf("the mark is %q, %v", mark, err)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
