package bot

import (
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
	"footing/storage"
)

const (
	endOfWork  = "the store is not the one that was worked with"
	workAgain  = "the store is the one that was worked with again"
	moreThan10 = 11 * time.Second // by then a lease is renewed
)

// doubting lets a bot work on a store, with one message that Telegram does not take yet, until something happens to the
// store; then its loops run for a while with nothing but what people write.
func doubting(t *testing.T, happens func(*world), then func(w *world, b *Bot, turns *atomic.Int64)) {
	synctest.Test(t, func(t *testing.T) {
		var turns atomic.Int64
		w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
			turns.Add(1)
			return parrot(s, e)
		}).live().withFolder()
		b := w.start()
		stop := w.run(b)
		defer func() {
			if err := stop(); err != nil {
				t.Errorf("run ended with %v", err)
			}
		}()
		time.Sleep(time.Second)
		w.says(ann, "one")
		time.Sleep(time.Second)
		w.expect(ann, "1 one")
		w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Kind: simulator.BadGateway, Times: simulator.Unlimited})
		w.says(ann, "two")
		time.Sleep(time.Second)
		if h := b.Health(b.o.Clock()); !h.Ready {
			t.Fatalf("health before is %+v", h)
		}

		happens(w)
		time.Sleep(moreThan10)
		before := turns.Load()
		w.phone.Behave()
		w.says(ann, "three")
		time.Sleep(5 * time.Minute)
		w.expect(ann, "1 one")
		if n := turns.Load(); n != before {
			t.Errorf("%d turns were made on a store that is in doubt", n-before)
		}
		if n := b.overflow.Len(); n != 1 {
			t.Errorf("%d updates wait in the spool, want 1", n)
		}
		if held := b.leases.Held(); len(held) != 0 {
			t.Errorf("%d shards are held", len(held))
		}
		if n := strings.Count(w.log.String(), endOfWork); n != 1 {
			t.Errorf("the log says %d times that the work ends:\n%s", n, w.log)
		}
		then(w, b, &turns)
	})
}

// red checks that the health says so in the given words.
func red(t *testing.T, h Health, words ...string) {
	t.Helper()
	all := strings.Join(h.Problems, " ")
	for _, word := range words {
		if h.Ready || !strings.Contains(all, word) {
			t.Errorf("health is %+v, want %q in it", h, word)
		}
	}
	if strings.Contains(all, "another process has them all") {
		t.Errorf("health guesses though it knows: %q", h.Problems)
	}
}

// TestAnEmptiedStoreEndsTheWork: after a FLUSHALL nobody is taken for a stranger, and what they write is kept.
func TestAnEmptiedStoreEndsTheWork(t *testing.T) {
	doubting(t, func(w *world) { w.redis.FlushAll() }, func(w *world, b *Bot, _ *atomic.Int64) {
		red(t, b.Health(b.o.Clock()), "Redis is empty: store generation "+b.o.Store.Generation(), "Put the data back")
		for _, key := range w.redis.Keys() {
			if strings.HasPrefix(key, "{s") {
				t.Errorf("%s was written into the empty store", key)
			}
		}
	})
}

// TestAnOlderStoreEndsTheWork, and when the newest data are back it goes on where it was.
func TestAnOlderStoreEndsTheWork(t *testing.T) {
	epochs := func(w *world, value string) {
		for shard := range 16 {
			if err := w.redis.Set("{"+storage.NewID(shard, "")[:3]+"}:epoch", value); err != nil {
				t.Error(err)
			}
		}
	}
	doubting(t, func(w *world) { epochs(w, "0") }, func(w *world, b *Bot, turns *atomic.Int64) {
		red(t, b.Health(b.o.Clock()), "an earlier state than before, on all shards", "restart footing")
		before := turns.Load()
		epochs(w, "1")
		time.Sleep(time.Minute)
		w.expect(ann, "1 one", "2 two", "3 three")
		if n := turns.Load(); n != before+1 {
			t.Errorf("%d turns were made of one message", n-before)
		}
		if h := b.Health(b.o.Clock()); !h.Ready || len(h.Problems) > 0 {
			t.Errorf("health is %+v", h)
		}
		if n := strings.Count(w.log.String(), workAgain); n != 1 {
			t.Errorf("the log says %d times that the work goes on:\n%s", n, w.log)
		}
	})
}

// TestAStoreWithoutItsDescriptionEndsTheWork: the epochs alone would not show it.
func TestAStoreWithoutItsDescriptionEndsTheWork(t *testing.T) {
	doubting(t, func(w *world) { w.redis.Del("{meta}:meta") }, func(_ *world, b *Bot, _ *atomic.Int64) {
		red(t, b.Health(b.o.Clock()), "Redis is empty")
	})
}

// TestTheSwitchStarvesOnAnotherStore: nobody would be called.
func TestTheSwitchStarvesOnAnotherStore(t *testing.T) {
	overseen(t, func(*world) {}, func(w *world, _ *boundary, _ *Bot, fed *atomic.Int64) {
		time.Sleep(4 * time.Minute)
		w.redis.FlushAll()
		time.Sleep(time.Minute)
		before := fed.Load()
		time.Sleep(10 * time.Minute)
		if n := fed.Load(); before == 0 || n != before {
			t.Errorf("fed %d times before and %d times after the store was emptied", before, n-before)
		}
	})
}
