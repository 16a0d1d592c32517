package storagetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage"
	"footing/storage/course"
)

var believing = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"an emptied store is not worked on": func(w *world) {
		p := w.enrol(7, 0)
		out := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat}, wake("o1", w.now))
		turn := w.turn(p, 2, patient(p.id, p.chat), fullTurn(w, p)...)
		held := []storage.Lease{p.lease, w.acquire(w.store, 8)}
		standby := w.open(storage.Options{Owner: "standby"})
		w.flush()
		w.unchanged("a store that is in doubt", func() {
			w.renewed(w.store, held, 7, 8)
			w.renewed(standby, nil)
			w.idle(w.store, p, turn, out[0])
			for shard := range w.store.Shards() {
				w.refused(w.store, shard)
				w.refused(standby, shard)
			}
		})
		w.doubted(w.store, "Redis is empty", w.store.Generation())
		w.doubted(standby, "Redis is empty", w.store.Generation())
	},
	"a store without its description is not worked on until that is back": func(w *world) {
		p := w.enrol(7, 0)
		out := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat}, wake("o1", w.now))
		turn := w.turn(p, 2, patient(p.id, p.chat))
		meta, err := w.rdb.HGetAll(w.ctx, "{meta}:meta").Result()
		w.must(err)
		w.must(w.rdb.Del(w.ctx, "{meta}:meta").Err())
		w.unchanged("a store that is in doubt", func() {
			w.renewed(w.store, []storage.Lease{p.lease}, 7)
			w.idle(w.store, p, turn, out[0])
			w.refused(w.store, 7)
			w.refused(w.store, 8)
		})
		w.doubted(w.store, "Redis is empty")
		w.must(w.rdb.HSet(w.ctx, "{meta}:meta", meta).Err())
		w.renewed(w.store, nil)
		w.doubted(w.store)
		p.lease = w.acquire(w.store, 7)
		_, err = w.store.Commit(w.ctx, w.now, turn)
		w.must(err)
	},
	"another store in the place of the first is not worked on": func(w *world) {
		lease := w.acquire(w.store, 7)
		w.flush()
		other := w.open(storage.Options{Owner: "other"})
		w.same("its lease of the new store", w.acquire(other, 7), lease) // which looks like the old one's
		w.unchanged("another store", func() {
			w.renewed(w.store, []storage.Lease{lease}, 7)
			w.refused(w.store, 7)
			w.refused(w.store, 8)
		})
		w.doubted(w.store, w.store.Generation(), other.Generation())
		w.renewed(other, []storage.Lease{lease})
		w.doubted(other)
	},
	"an older copy is not worked on until the newest is back": func(w *world) {
		w.must(w.store.Release(w.ctx, []storage.Lease{w.acquire(w.store, 7)}))
		p := w.enrol(7, 0) // by a lease of epoch 2
		out := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat}, wake("o1", w.now))
		turn := w.turn(p, 2, patient(p.id, p.chat))
		held := []storage.Lease{p.lease, w.acquire(w.store, 8)}
		standby := w.open(storage.Options{Owner: "standby"})
		_, ok, err := standby.Acquire(w.ctx, 7) // so it learns the epoch
		w.must(err)
		w.same("taken by the standby", ok, false)

		w.must(w.rdb.Set(w.ctx, "{s07}:epoch", 1, 0).Err())
		w.must(w.rdb.Del(w.ctx, "{s07}:owner").Err())
		w.unchanged("an older copy", func() {
			w.refused(standby, 7)
			w.refused(w.store, 7)
			w.idle(w.store, p, turn, out[0])
		})
		w.renewed(w.store, held, 7) // and not 8
		w.doubted(w.store, "earlier state", "on shard 7:")
		w.doubted(standby, "earlier state", "on shard 7:")

		w.must(w.rdb.Set(w.ctx, "{s07}:epoch", 2, 0).Err())
		w.same("taken when it is back", w.acquire(w.store, 7), storage.Lease{Shard: 7, Epoch: 3})
		w.doubted(w.store)
		turn.Lease.Epoch = 3
		_, err = w.store.Commit(w.ctx, w.now, turn)
		w.must(err)
	},
	"a store with fewer turns is not worked on until it is believed": func(w *world) {
		p := w.enrol(7, 0)
		out := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat}, wake("o1", w.now))
		turn := w.turn(p, 2, patient(p.id, p.chat))
		w.same("turns", w.store.Turns(7), int64(2))
		w.must(w.rdb.HSet(w.ctx, "{s07}:run", "turns", 1).Err())
		w.unchanged("an older copy", func() {
			_, err := w.store.Commit(w.ctx, w.now, turn)
			w.isOne("a turn", err, storage.ErrFenced)
			w.renewed(w.store, []storage.Lease{p.lease}, 7)
			w.refused(w.store, 7)
			w.idle(w.store, p, turn, out[0])
		})
		w.doubted(w.store, "earlier state", "on shard 7:")
		gap := w.store.Gaps()[7]
		w.same("the gap", []int64{gap.Has, gap.Had}, []int64{1, 2})
		w.store.Believe(7)
		w.doubted(w.store)
		w.same("taken when it is believed", w.acquire(w.store, 7), storage.Lease{Shard: 7, Epoch: 2})
		w.same("turns", w.store.Turns(7), int64(1))
		_, err := w.store.Commit(w.ctx, w.now, turn) // by the lease of before
		w.isOne("a turn of before", err, storage.ErrFenced)
		turn.Lease.Epoch = 2
		way := course.Forward{Epoch: 2, At: w.now.UTC(), From: w.now.Add(-time.Hour).UTC(), Until: w.now.UTC()}
		says := course.Course{Turns: 4, Lines: []course.Line{{ID: "2-A", Begun: 1}}, Forward: way}
		says.Copied, says.Restored = w.now.UTC(), w.now.UTC()
		w.isOne("by the lease of before", w.store.KeepCourse(w.ctx, p.lease, says), storage.ErrFenced)
		w.must(w.store.KeepCourse(w.ctx, turn.Lease, says))
		w.onCourse(7, says)
		w.must(w.store.KeepCourse(w.ctx, turn.Lease, course.Course{Turns: 3, Lines: []course.Line{{ID: "3-B"}}}))
		w.onCourse(7, course.Course{Turns: 4, Lines: []course.Line{{ID: "3-B"}}})
		saved, err := w.store.Commit(w.ctx, w.now, turn)
		w.must(err)
		w.same("the number of the next turn", saved.Number, int64(5))
		w.onCourse(7, course.Course{Turns: 5, Lines: []course.Line{{ID: "3-B"}}})
	},
	"a store that has its turns again is worked on": func(w *world) {
		p := w.enrol(7, 0)
		w.must(w.rdb.HSet(w.ctx, "{s07}:run", "turns", 0).Err())
		w.renewed(w.store, []storage.Lease{p.lease}, 7)
		w.doubted(w.store, "earlier state")
		w.must(w.rdb.HSet(w.ctx, "{s07}:run", "turns", 1).Err())
		w.same("taken when it is back", w.acquire(w.store, 7), p.lease)
		w.doubted(w.store)
	},
	"an epoch that was reached a second time is noticed": func(w *world) {
		lease := w.acquire(w.store, 7)
		w.must(w.rdb.Del(w.ctx, "{s07}:epoch", "{s07}:owner").Err())
		unaware := w.open(storage.Options{Owner: "unaware"})
		again := w.acquire(unaware, 7)
		w.same("the second lease", again, lease)
		w.unchanged("an older copy", func() {
			w.renewed(w.store, []storage.Lease{lease}, 7)
			w.doubted(w.store, "earlier state")
			w.refused(w.store, 7)
			w.doubted(w.store, "earlier state")
		})
		w.must(unaware.Release(w.ctx, []storage.Lease{again}))
		w.refused(w.store, 7)
		w.doubted(w.store, "earlier state")
	},
	"a store that is emptied while nobody holds anything is not begun": func(w *world) {
		w.must(w.store.Release(w.ctx, []storage.Lease{w.acquire(w.store, 7)}))
		w.must(w.rdb.Del(w.ctx, "{s07}:epoch").Err())
		w.unchanged("an older copy", func() { w.refused(w.store, 7) })
		w.doubted(w.store, "earlier state")
		w.acquire(w.store, 8) // of which nothing was known
	},
	"a shard in doubt takes nothing in, the others do": func(w *world) {
		w.acquire(w.store, 7)
		w.must(w.rdb.Del(w.ctx, "{s07}:epoch").Err())
		w.refused(w.store, 7)
		var arrivals []storage.Arrival
		for _, shard := range []int{7, 8} {
			chat := w.chatOn(shard, 0)
			arrivals = append(arrivals, storage.Arrival{Chat: chat, Event: said(fmt.Sprintf("u%d", shard), chat, "")})
		}
		entries, err := w.store.Receive(w.ctx, w.now, arrivals)
		if err == nil || storage.Final(err) {
			w.Errorf("error is %v, want one after which the call is repeated", err)
		}
		w.same("received", len(entries), 1)
		w.same("inboxes", []int{len(w.inbox(7)), len(w.inbox(8))}, []int{0, 1})
		w.must(w.rdb.Set(w.ctx, "{s07}:epoch", 1, 0).Err())
		w.acquire(w.store, 7)
		entries, err = w.store.Receive(w.ctx, w.now, arrivals)
		w.must(err)
		w.same("received when it is back", len(entries), 1)
	},
}

// flush removes everything, as FLUSHALL on every master does.
func (w *world) flush() {
	w.Helper()
	if cluster, ok := w.rdb.(*redis.ClusterClient); ok {
		w.must(cluster.ForEachMaster(w.ctx, func(ctx context.Context, node *redis.Client) error {
			return node.FlushAll(ctx).Err()
		}))
		return
	}
	w.must(w.rdb.FlushAll(w.ctx).Err())
}

// renewed renews leases and checks which are lost.
func (w *world) renewed(s *storage.Store, held []storage.Lease, want ...int) {
	w.Helper()
	_, lost, err := s.Renew(w.ctx, held)
	w.must(err)
	w.same("lost", lost, want)
}

// refused checks that nobody gets a shard.
func (w *world) refused(s *storage.Store, shard int) {
	w.Helper()
	_, ok, err := s.Acquire(w.ctx, shard)
	w.must(err)
	if ok {
		w.Errorf("shard %d was taken", shard)
	}
}

// doubted checks that there is one doubt with the given words, or none.
func (w *world) doubted(s *storage.Store, words ...string) {
	w.Helper()
	doubts := s.Doubts()
	if len(words) == 0 {
		w.same("doubts", doubts, []storage.Problem{})
		return
	}
	missing := func(word string) bool { return !strings.Contains(doubts[0].What, word) }
	if len(doubts) != 1 || slices.ContainsFunc(words, missing) ||
		!strings.HasSuffix(doubts[0].What, ".") || !strings.HasSuffix(doubts[0].Remedy, ".") {
		w.Errorf("doubts are %+v, want one with %q", doubts, words)
	}
}

// idle checks that a holder who has a turn and a message in hand can do nothing with them.
func (w *world) idle(s *storage.Store, p person, turn storage.Turn, o storage.Outgoing) {
	w.Helper()
	_, err := s.Commit(w.ctx, w.now, turn)
	w.isOne("commit", err, storage.ErrFenced)
	_, err = s.Done(w.ctx, p.lease, o, nil)
	w.isOne("done", err, storage.ErrFenced)
	_, err = s.Due(w.ctx, p.lease, w.now, 10)
	w.isOne("due", err, storage.ErrFenced)
	w.isOne("park", s.Park(w.ctx, p.lease, turn.Entry, "test"), storage.ErrFenced)
	entries, err := s.Receive(w.ctx, w.now, []storage.Arrival{{To: p.id, Event: said("late", p.chat, "")}})
	if len(entries) > 0 || err == nil || storage.Final(err) {
		w.Errorf("received %d, error is %v, want one after which the call is repeated", len(entries), err)
	}
}

func (w *world) onCourse(shard int, want course.Course) {
	w.Helper()
	got, err := w.store.Course(w.ctx, shard)
	w.must(err)
	w.same("what the shard says of its history", got, want)
}
