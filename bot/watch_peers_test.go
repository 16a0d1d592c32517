package bot

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// shared is overseen with two processes: the second has one shard, and the first the others and the poll.
func shared(t *testing.T, shard func(*world) int, adjust func(*world),
	then func(w *world, first, second *Bot, fed *atomic.Int64),
) {
	t.Helper()
	var second *Bot
	var stop func() error
	overseen(t, func(w *world) {
		adjust(w)
		hook, before := w.hook, w.adjust
		w.hook, w.adjust = nil, func(o *Options) { before(o); o.Folder = nil }
		second = w.start()
		w.hook, w.adjust = hook, before
		lease, ok, err := second.o.Store.Acquire(w.t.Context(), shard(w))
		if err != nil || !ok {
			t.Fatal(err)
		}
		second.leases.add(lease, second.o.Clock())
		time.AfterFunc(time.Second, func() { stop = w.run(second) }) // when the first has taken what is left
	}, func(w *world, _ *boundary, first *Bot, fed *atomic.Int64) {
		if len(first.leases.Held()) != first.o.Store.Shards()-1 || len(second.leases.Held()) != 1 || !first.leases.Polling() {
			t.Fatalf("the shards are not shared: %v and %v", first.leases.Held(), second.leases.Held())
		}
		then(w, first, second, fed)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// annsShard is where the chat of Ann lives.
func annsShard(w *world) int { return w.open().ShardOf(ann) }

// TestTheSwitchStarvesWhenACallWaitsElsewhere: an alert waits in the outbox of another process, which says so with its
// lease, and no longer when Telegram has it.
func TestTheSwitchStarvesWhenACallWaitsElsewhere(t *testing.T) {
	safety := func(w *world) { calling(w, state.ClassSafety) }
	shared(t, annsShard, safety, func(w *world, first, _ *Bot, fed *atomic.Int64) {
		w.phone.Misbehave(throttle("sendMessage", ann, 600, 150))
		w.says(ann, "help")
		starves(t, first, fed, 2*time.Minute, "something is red: look at its own /alarms")
		time.Sleep(10 * time.Minute) // it is sent
		before := fed.Load()
		time.Sleep(10 * time.Minute)
		if n := fed.Load() - before; n < 8 || n > 11 {
			t.Errorf("fed %d times in 10 minutes afterwards: %v", n, first.Health(first.o.Clock()).Red)
		}
	})
}

// TestTheSwitchStarvesForAStaleProcess, which lengthens its lease and looks at nothing.
func TestTheSwitchStarvesForAStaleProcess(t *testing.T) {
	none := func(*world) {}
	shared(t, annsShard, none, func(w *world, first, second *Bot, fed *atomic.Int64) {
		ctx, end := context.WithCancel(w.t.Context())
		defer func() { end(); time.Sleep(time.Second) }()
		store := second.o.Store
		store.Vouch("") // from here on somebody else lengthens its lease, without a look
		go func() {
			for ctx.Err() == nil {
				store.Vouch("")
				_, _, _ = store.Renew(ctx, nil)
				time.Sleep(100 * time.Millisecond)
			}
		}()
		starves(t, first, fed, time.Minute, "has not vouched for it for over 30s")
	})
}

// TestTheSwitchStarvesForAShardThatNobodyHasTaken: what waits there is seen by no process.
func TestTheSwitchStarvesForAShardThatNobodyHasTaken(t *testing.T) {
	part := &broken{}
	hooked := func(w *world) { w.hook = part }
	overseen(t, hooked, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		b.leases.drop(7) // as after a turn that found itself fenced
		part.set("{s07}:owner")
		starves(t, b, fed, time.Minute, "nobody is seen to work on shard 7")
	})
}

// TestTheSwitchIsFedForAnothersSelfCheck: the office's shard is another process's, whose self-check counts, and whose
// self-check that does not come back starves the switch.
func TestTheSwitchIsFedForAnothersSelfCheck(t *testing.T) {
	var deaf atomic.Bool
	noWatch := func(w *world) {
		w.step = func(s state.State, e state.Event) (state.State, []state.Effect) {
			if _, watch := e.(state.Watch); watch && deaf.Load() {
				return s, nil
			}
			return engine.Step(w.plan, s, e)
		}
	}
	office := func(*world) int { return 0 }
	shared(t, office, noWatch, func(_ *world, first, second *Bot, fed *atomic.Int64) {
		if n := fed.Load(); n < 8 || n > 11 {
			t.Errorf("fed %d times in 10 minutes: %v", n, first.Health(first.o.Clock()).Red)
		}
		deaf.Store(true)
		starves(t, first, fed, 4*time.Minute, "something is red: look at its own /alarms")
		if red := strings.Join(second.Health(second.o.Clock()).Red, "|"); !strings.Contains(red, "has not come back") {
			t.Errorf("the process itself says %q", red)
		}
	})
}

// TestAProcessVouchesForNothingBeforeItHasLooked.
func TestAProcessVouchesForNothingBeforeItHasLooked(t *testing.T) {
	w := newWorld(t, parrot)
	b := w.start()
	if word := b.sentry.word(b.o.Clock()); word != "" {
		t.Errorf("it says %q", word)
	}
	b.o.Accepted = b.o.Store.Check(t.Context())
	if _, err := b.sentry.Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	if word := b.sentry.word(b.o.Clock()); word != storage.Well {
		t.Errorf("it says %q: %v", word, b.sentry.own(b.o.Clock()))
	}
	b.Outside([]string{"nobody can be called"})
	if word := b.sentry.word(b.o.Clock()); word != storage.Red {
		t.Errorf("it says %q", word)
	}
}
