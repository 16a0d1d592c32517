package bot

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestAStandbyIsReadyOnlyWhileTheWorkIsDone: the second process holds nothing. It is ready while it sees the first
// one at work, and not when it cannot see whether anybody is.
func TestAStandbyIsReadyOnlyWhileTheWorkIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		first := w.start()
		stop := w.run(first)
		time.Sleep(time.Second)
		gate := guarded(w)
		second := w.start()
		stopSecond := w.run(second)
		time.Sleep(time.Second)
		h := second.Health(second.o.Clock())
		if !h.Ready || !h.Standby || len(h.Problems) != 0 {
			t.Errorf("beside a process at work: %+v", h)
		}
		if h := first.Health(first.o.Clock()); !h.Ready || h.Standby {
			t.Errorf("the one at work: %+v", h)
		}
		gate.setAway(true)
		time.Sleep(10 * first.o.LeaseRenewal)
		if h := second.Health(second.o.Clock()); h.Ready || h.Standby {
			t.Errorf("it sees nobody at work: %+v", h)
		}
		gate.setAway(false)
		time.Sleep(time.Minute)
		if h := second.Health(second.o.Clock()); !h.Ready || !h.Standby {
			t.Errorf("it sees the other again: %+v", h)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Minute)
		if h := second.Health(second.o.Clock()); !h.Ready || h.Standby {
			t.Errorf("after it took over: %+v", h)
		}
		if err := stopSecond(); err != nil {
			t.Error(err)
		}
	})
}

// TestAStandbyMissesOneShard: one shard that nobody holds is enough for it to say so.
func TestAStandbyMissesOneShard(t *testing.T) {
	w := newWorld(t, parrot)
	first, second := w.start(), w.start()
	w.pump(first)
	for _, b := range []*Bot{first, second} {
		if _, err := b.leases.Once(t.Context(), b.o.Clock()); err != nil {
			t.Fatal(err)
		}
	}
	now := second.o.Clock()
	if shards, poll := second.leases.unattended(now); len(shards) != 0 || poll {
		t.Fatalf("unattended %v, the poll %v", shards, poll)
	}
	w.redis.Del("{s07}:owner")
	if err := second.leases.look(t.Context(), now, false); err != nil {
		t.Fatal(err)
	}
	if h := second.Health(now); h.Ready || !strings.Contains(strings.Join(h.Problems, "|"), "work on shard 7:") {
		t.Errorf("health %+v", h)
	}
	w.redis.Del("{meta}:poll:owner")
	if err := second.leases.look(t.Context(), now, false); err != nil {
		t.Fatal(err)
	}
	if h := second.Health(now); h.Ready || !strings.Contains(strings.Join(h.Problems, "|"), "to poll Telegram") {
		t.Errorf("health %+v", h)
	}
}

// TestAStandbyBelievesWhatItLastSaw: while one shard, or the place of the poll, does not answer, the others are seen,
// and of that one the last word holds for a while.
func TestAStandbyBelievesWhatItLastSaw(t *testing.T) {
	for _, away := range []string{"{s07}:", "{meta}:poll"} {
		w := newWorld(t, parrot)
		part := &broken{}
		w.hook = part
		first, second := w.start(), w.start()
		w.pump(first)
		for _, b := range []*Bot{first, second} {
			if _, err := b.leases.Once(t.Context(), b.o.Clock()); err != nil {
				t.Fatal(err)
			}
		}
		part.set(away)
		for n := range 4 {
			w.pass(9 * time.Second)
			for _, b := range []*Bot{first, second} {
				if _, err := b.leases.Once(t.Context(), b.o.Clock()); err == nil {
					t.Fatalf("%s is away, and nobody says so", away)
				}
			}
			shards, poll := second.leases.unattended(second.o.Clock())
			want := map[bool]string{true: "[7] false", false: "[] true"}[away == "{s07}:"]
			if n < 3 {
				want = "[] false"
			}
			if got := fmt.Sprint(shards, poll); got != want {
				t.Errorf("%s away for %d s: unattended %s, want %s", away, 9*(n+1), got, want)
			}
		}
	}
}
