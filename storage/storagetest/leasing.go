package storagetest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"footing/storage"
)

var leasing = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"a shard has one holder": func(w *world) {
		first := w.acquire(w.store, 3)
		w.same("lease", first, storage.Lease{Shard: 3, Epoch: 1})
		w.same("taken again by its holder", w.acquire(w.store, 3), first)
		second := w.open(storage.Options{Owner: "second"})
		held, ok, err := second.Acquire(w.ctx, 3)
		w.must(err)
		w.same("taken by another", ok, false)
		w.same("whose lease says its epoch", held, first)
		w.same("another shard", w.acquire(second, 4), storage.Lease{Shard: 4, Epoch: 1})

		w.must(w.store.Release(w.ctx, []storage.Lease{first}))
		w.same("taken after release", w.acquire(second, 3), storage.Lease{Shard: 3, Epoch: 2})
		w.must(w.store.Release(w.ctx, []storage.Lease{first})) // too late, and harmless
		_, lost, err := second.Renew(w.ctx, []storage.Lease{{Shard: 3, Epoch: 2}, {Shard: 4, Epoch: 1}})
		w.must(err)
		w.same("lost", lost, []int(nil))
	},
	"the leases of those that have ended are taken at once": func(w *world) {
		dead := w.open(storage.Options{Owner: "dead"})
		former, other := w.acquire(dead, 3), w.acquire(w.open(storage.Options{Owner: "other"}), 4)
		polls, err := dead.AcquirePoll(w.ctx)
		w.must(err)
		w.same("the dead polled", polls, true)
		next := w.open(storage.Options{Owner: "next"})
		next.Succeed("older", "dead")
		w.same("taken", w.acquire(next, 3), storage.Lease{Shard: 3, Epoch: former.Epoch + 1})
		_, ok, err := next.Acquire(w.ctx, 4)
		w.must(err)
		w.same("taken from one that lives", ok, false)
		polls, err = next.AcquirePoll(w.ctx)
		w.must(err)
		w.same("polls", polls, true)
		_, lost, err := dead.Renew(w.ctx, []storage.Lease{former}) // it was not dead
		w.must(err)
		w.same("lost", lost, []int{3})
		polls, err = dead.AcquirePoll(w.ctx)
		w.must(err)
		w.same("still polls", polls, false)
		w.same("renewed", w.acquire(next, 3), storage.Lease{Shard: 3, Epoch: former.Epoch + 1})
		_, ok, err = w.open(storage.Options{Owner: "other"}).Acquire(w.ctx, 4)
		w.must(err)
		w.same("the other's lease", ok, true)
		w.same("its epoch", other.Epoch, int64(1))
	},
	"a lease runs out": func(w *world) {
		brief := w.open(storage.Options{Owner: "brief", LeaseTTL: 40 * time.Millisecond})
		lease := w.acquire(brief, 3)
		w.eventually("the lease runs out", func() bool {
			_, ok, err := w.store.Acquire(w.ctx, 3)
			w.must(err)
			return ok
		})
		_, lost, err := brief.Renew(w.ctx, []storage.Lease{lease})
		w.must(err)
		w.same("lost", lost, []int{3})
		w.must(brief.Release(w.ctx, []storage.Lease{lease}))
		_, ok, err := brief.Acquire(w.ctx, 3)
		w.must(err)
		w.same("taken back from its new holder", ok, false)
	},
	"a renewed lease lasts": func(w *world) {
		lease := w.acquire(w.store, 3) // for a minute
		w.must(w.rdb.PExpire(w.ctx, "{meta}:process:first", 10*time.Second).Err())
		_, lost, err := w.store.Renew(w.ctx, []storage.Lease{lease})
		w.must(err)
		w.same("lost", lost, []int(nil))
		left, err := w.rdb.PTTL(w.ctx, "{meta}:process:first").Result()
		w.must(err)
		if left < 30*time.Second {
			w.Errorf("a lease that was renewed lasts for %s", left)
		}
		_, ok, err := w.open(storage.Options{Owner: "second"}).Acquire(w.ctx, 3)
		w.must(err)
		w.same("taken by another", ok, false)
	},
	"a lease that ran out and was not taken is renewed": func(w *world) {
		lease := w.acquire(w.store, 3)
		w.must(w.rdb.Del(w.ctx, "{meta}:process:first").Err())
		_, lost, err := w.store.Renew(w.ctx, []storage.Lease{lease})
		w.must(err)
		w.same("lost", lost, []int(nil))
		_, ok, err := w.open(storage.Options{Owner: "second"}).Acquire(w.ctx, 3)
		w.must(err)
		w.same("taken by another", ok, false)
	},
	"the leases of an owner that has ended are taken at once": func(w *world) {
		ended := w.acquire(w.store, 3)
		polls, err := w.store.AcquirePoll(w.ctx)
		w.must(err)
		w.same("the poll", polls, true)
		second, heir := w.open(storage.Options{Owner: "second"}), w.open(storage.Options{Owner: "heir"})
		second.Succeed("somebody else")
		heir.Succeed(w.store.Owner())
		_, ok, err := second.Acquire(w.ctx, 3)
		w.must(err)
		w.same("taken by another", ok, false)
		w.same("taken", w.acquire(heir, 3), storage.Lease{Shard: 3, Epoch: ended.Epoch + 1})
		w.same("taken again", w.acquire(heir, 3), storage.Lease{Shard: 3, Epoch: ended.Epoch + 1})
		_, lost, err := w.store.Renew(w.ctx, []storage.Lease{ended})
		w.must(err)
		w.same("lost by who lives all the same", lost, []int{3})
		polls, err = heir.AcquirePoll(w.ctx)
		w.must(err)
		w.same("the poll of who has ended", polls, true)
	},
	"an old lease does not end a newer one": func(w *world) {
		old := w.acquire(w.store, 3)
		w.must(w.rdb.Del(w.ctx, "{s03}:owner").Err()) // it was given back
		again := w.acquire(w.store, 3)
		w.same("taken again", again, storage.Lease{Shard: 3, Epoch: 2})
		w.must(w.store.Release(w.ctx, []storage.Lease{old}))
		_, ok, err := w.open(storage.Options{Owner: "second"}).Acquire(w.ctx, 3)
		w.must(err)
		w.same("taken by another", ok, false)
	},
	"renew tells which are lost": func(w *world) {
		second := w.open(storage.Options{Owner: "second"})
		var held []storage.Lease
		for shard := range w.store.Shards() {
			held = append(held, w.acquire(w.store, shard))
		}
		for _, shard := range []int{2, 11} {
			w.must(w.store.Release(w.ctx, held[shard:shard+1]))
			w.acquire(second, shard)
		}
		_, lost, err := w.store.Renew(w.ctx, held)
		w.must(err)
		w.same("lost", lost, []int{2, 11})
		_, none, err := w.store.Renew(w.ctx, nil)
		w.must(err)
		w.same("lost of none", none, []int(nil))
	},
	"a shard wanted by many goes to one": func(w *world) {
		stores := make([]*storage.Store, 6)
		for i := range stores {
			stores[i] = w.open(storage.Options{})
		}
		won := make([]bool, len(stores))
		var all sync.WaitGroup
		for i, s := range stores {
			all.Go(func() {
				var err error
				if _, won[i], err = s.Acquire(w.ctx, 3); err != nil {
					w.Error(err)
				}
			})
		}
		all.Wait()
		holders := 0
		for _, ok := range won {
			if ok {
				holders++
			}
		}
		w.same("holders", holders, 1)
	},
	"what another holds is seen": func(w *world) {
		second := w.open(storage.Options{Owner: "second"})
		elsewhere := func(s *storage.Store, wantShards []int, wantPoll bool) {
			w.Helper()
			others, err := s.Elsewhere(w.ctx)
			w.must(err)
			w.same("shards elsewhere", slices.Sorted(maps.Keys(others.Shards)), wantShards)
			w.same("poll elsewhere", others.Poll, wantPoll)
		}
		elsewhere(second, nil, false)
		lease := w.acquire(w.store, 3)
		w.acquire(w.store, 15)
		w.acquire(second, 4)
		if _, err := w.store.AcquirePoll(w.ctx); err != nil {
			w.Fatal(err)
		}
		elsewhere(second, []int{3, 15}, true)
		elsewhere(w.store, []int{4}, false)
		w.must(w.store.Release(w.ctx, []storage.Lease{lease}))
		w.must(w.store.ReleasePoll(w.ctx))
		elsewhere(second, []int{15}, false)
		w.must(w.rdb.Del(w.ctx, "{meta}:process:first").Err()) // its lease ran out
		elsewhere(second, nil, false)
	},
	"a process says of itself whether it vouches for what it holds": func(w *world) {
		second := w.open(storage.Options{Owner: "second"})
		held := []storage.Lease{w.acquire(w.store, 3), w.acquire(w.store, 15)}
		says := func(want storage.Word) {
			w.Helper()
			others, err := second.Elsewhere(w.ctx)
			w.must(err)
			w.same("words", others.Shards, map[int]storage.Word{3: want, 15: want})
		}
		says("new") // it has looked at nothing yet
		for _, word := range []storage.Word{storage.Well, storage.Red, storage.Well} {
			w.store.Vouch(word)
			_, _, err := w.store.Renew(w.ctx, held)
			w.must(err)
			says(word)
		}
		w.store.Vouch("")
		_, _, err := w.store.Renew(w.ctx, held)
		w.must(err)
		says("new")
	},
	"renewing writes one key, however much is held": func(w *world) {
		held := make([]storage.Lease, 0, w.store.Shards())
		for shard := range w.store.Shards() {
			held = append(held, w.acquire(w.store, shard))
		}
		_, err := w.store.AcquirePoll(w.ctx)
		w.must(err)
		before := w.dump()
		w.must(w.rdb.Del(w.ctx, "{meta}:process:first").Err())
		w.same("keys without the process's own", len(w.dump()), len(before)-1)
		_, _, err = w.store.Renew(w.ctx, held)
		w.must(err)
		w.same("keys", w.dump(), before)
		_, err = w.store.AcquirePoll(w.ctx)
		w.must(err)
		w.same("keys", w.dump(), before)
	},
	"whoever stood still and is back is not taken for dead": func(w *world) {
		lease := w.acquire(w.store, 3)
		w.must(w.rdb.Del(w.ctx, "{meta}:process:first").Err())
		second := w.open(storage.Options{Owner: "second"})
		w.interpose().do(func(h *hook) {
			h.before = func() { // between the look whether the first lives and the taking
				_, lost, err := w.store.Renew(w.ctx, []storage.Lease{lease})
				w.must(err)
				w.same("lost", lost, []int(nil))
			}
		})
		taken := w.acquire(second, 3)
		w.same("taken", taken, storage.Lease{Shard: 3, Epoch: 2})
		_, lost, err := w.store.Renew(w.ctx, []storage.Lease{lease}) // at the latest it knows now, and no turn of its passes
		w.must(err)
		w.same("lost", lost, []int{3})
	},
	"there is no shard beyond the last": func(w *world) {
		for _, shard := range []int{-1, 16} {
			if _, _, err := w.store.Acquire(w.ctx, shard); err == nil {
				w.Errorf("acquired shard %d", shard)
			}
		}
	},
	"the poll has one holder": func(w *world) {
		second := w.open(storage.Options{Owner: "second"})
		for _, step := range []struct {
			what string
			do   func() (bool, error)
			want bool
		}{
			{"take", func() (bool, error) { return w.store.AcquirePoll(w.ctx) }, true},
			{"take again", func() (bool, error) { return w.store.AcquirePoll(w.ctx) }, true},
			{"taken by another", func() (bool, error) { return second.AcquirePoll(w.ctx) }, false},
			{"released by another", func() (bool, error) { return true, second.ReleasePoll(w.ctx) }, true},
			{"take what is held", func() (bool, error) { return w.store.AcquirePoll(w.ctx) }, true},
			{"release", func() (bool, error) { return true, w.store.ReleasePoll(w.ctx) }, true},
			{"taken by another now", func() (bool, error) { return second.AcquirePoll(w.ctx) }, true},
			{"take what is lost", func() (bool, error) { return w.store.AcquirePoll(w.ctx) }, false},
		} {
			got, err := step.do()
			w.must(err)
			w.same(step.what, got, step.want)
		}
	},
}

// wait lets real time pass, for Redis' clock is real.
func (w *world) wait(d time.Duration) {
	ctx, cancel := context.WithTimeout(w.ctx, d)
	defer cancel()
	<-ctx.Done()
}

func (w *world) eventually(what string, ok func() bool) {
	w.Helper()
	for range 250 {
		if ok() {
			return
		}
		w.wait(20 * time.Millisecond)
	}
	w.Fatalf("waited in vain: %s", what)
}
