package storagetest

import (
	"crypto/rand"
	"errors"
	"fmt"
	dice "math/rand/v2"
	"sync"
	"time"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

var repeating = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"commit twice is once": func(w *world) {
		p := w.enrol(7, 0)
		turn := w.turn(p, 1, patient(p.id, p.chat), fullTurn(w, p)...)
		w.interpose().loseOnce()
		_, err := w.store.Commit(w.ctx, w.now, turn)
		if err == nil || storage.Final(err) {
			w.Fatalf("a lost reply is the error %v, which is Final or none", err)
		}
		w.unchanged("the repetition", func() {
			_, err := w.store.Commit(w.ctx, w.now, turn)
			w.isOne("commit", err, storage.ErrGone)
		})
		w.same("outbox", len(w.outbox(p.shard)), 2)
		w.same("version", w.load(p.id).Version, int64(2))
	},
	"a stranger's turn twice is once": func(w *world) { // no version tells the repetition, only the entry does
		p := person{id: storage.NewID(7, rand.Text()), chat: w.chatOn(7, 0), shard: 7, lease: w.acquire(w.store, 7)}
		turn := w.turn(p, 0, state.State{ID: p.id, Chat: p.chat}, state.Say{Chat: p.chat, Text: "no"})
		_, err := w.store.Commit(w.ctx, w.now, turn)
		w.must(err)
		w.unchanged("the repetition", func() {
			_, err := w.store.Commit(w.ctx, w.now, turn)
			w.isOne("commit", err, storage.ErrGone)
		})
	},
	"receive twice is once": func(w *world) {
		var arrivals []storage.Arrival
		for _, shard := range []int{7, 8} {
			chat := w.chatOn(shard, 0)
			arrivals = append(arrivals, storage.Arrival{Chat: chat, Event: said(fmt.Sprintf("u%d", shard), chat, "")})
		}
		w.interpose().loseOnce()
		if _, err := w.store.Receive(w.ctx, w.now, arrivals); err == nil || storage.Final(err) {
			w.Fatalf("a lost reply is the error %v", err)
		}
		entries, err := w.store.Receive(w.ctx, w.now, arrivals)
		w.must(err)
		w.same("new entries", len(entries), 0)
		w.same("inboxes", []int{len(w.inbox(7)), len(w.inbox(8))}, []int{1, 1})
	},
	"done twice is once": func(w *world) {
		p := w.enrol(7, 0)
		o := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat, Anchor: "x"})[0]
		receipt := state.Sent{Header: state.Header{ID: o.ID, At: w.now}, Anchor: "x", Message: 9}
		w.interpose().loseOnce()
		if _, err := w.store.Done(w.ctx, p.lease, o, receipt); err == nil || storage.Final(err) {
			w.Fatalf("a lost reply is the error %v", err)
		}
		w.unchanged("the repetition", func() {
			entry, err := w.store.Done(w.ctx, p.lease, o, receipt)
			w.must(err)
			if entry != nil {
				w.Errorf("the repetition gives an entry")
			}
		})
		w.same("inbox", len(w.inbox(7)), 1)
	},
	"due twice is once": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat), state.Wake{Kind: state.WakeClose, Key: "o1", At: w.now})
		w.interpose().loseOnce()
		if _, err := w.store.Due(w.ctx, p.lease, w.now, 10); err == nil || storage.Final(err) {
			w.Fatalf("a lost reply is the error %v", err)
		}
		entries, err := w.store.Due(w.ctx, p.lease, w.now, 10)
		w.must(err)
		w.same("entries", len(entries), 0)
		w.same("inbox", len(w.inbox(7)), 1)
	},
	"parking twice is once": func(w *world) {
		p := w.enrol(7, 0)
		outgoing := w.commit(p, 1, patient(p.id, p.chat), state.Say{Chat: p.chat}, state.Say{Chat: p.chat})
		arrivals := []storage.Arrival{{To: p.id, Event: said("u1", p.chat, "")}, {To: p.id, Event: said("u2", p.chat, "")}}
		entries := w.receive(arrivals...)
		for name, park := range map[string]func() error{
			"inbox":  func() error { return w.store.Park(w.ctx, p.lease, entries[0], "test") },
			"outbox": func() error { return w.store.ParkOutgoing(w.ctx, p.lease, outgoing[0], "test") },
		} {
			w.interpose().loseOnce()
			if err := park(); err == nil || storage.Final(err) || errors.Is(err, storage.ErrGone) {
				w.Fatalf("%s: a lost reply is the error %v", name, err)
			}
			w.unchanged("the repetition", func() { w.isOne("park", park(), storage.ErrGone) })
		}
		w.same("inbox", w.inbox(7), entries[1:])
		w.same("outbox", w.outbox(7), outgoing[1:])
		parked, err := w.store.Parked(w.ctx)
		w.must(err)
		w.same("parked", parked, int64(2))
	},
	"acquire twice is once": func(w *world) {
		w.interpose().loseOnce()
		if _, _, err := w.store.Acquire(w.ctx, 3); err == nil || storage.Final(err) {
			w.Fatalf("a lost reply is the error %v", err)
		}
		w.same("epoch", w.acquire(w.store, 3).Epoch, int64(1))
	},
	"scripts are loaded again": func(w *world) {
		p := w.enrol(7, 0)
		w.must(w.rdb.ScriptFlush(w.ctx).Err())
		var arrivals []storage.Arrival
		for chat := range int64(50) {
			arrivals = append(arrivals, storage.Arrival{Chat: chat, Event: said(fmt.Sprintf("u%d", chat), chat, "")})
		}
		w.receive(arrivals...) // a pipeline of a script that no server knows
		w.must(w.rdb.ScriptFlush(w.ctx).Err())
		w.commit(p, 1, patient(p.id, p.chat))
	},
	"two workers on one shard do every entry once": func(w *world) { w.race(false) },
	"and so they do when replies are lost":         func(w *world) { w.race(true) },
}

// race lets two owners fight over a shard whose lease keeps running out, and checks that every entry had one
// turn, in order.
func (w *world) race(lossy bool) {
	const entries = 60
	p := w.enrol(7, 0)
	second := w.open(storage.Options{Owner: "second", LeaseTTL: time.Minute})
	if lossy {
		throw := dice.New(dice.NewPCG(1, 2)) //nolint:gosec // a repeatable course, no secret
		w.interpose().do(func(h *hook) { h.lose = func() bool { return throw.IntN(4) == 0 } })
	}
	for i := range entries {
		arrival := storage.Arrival{Chat: p.chat, Event: said(fmt.Sprintf("u%d", i), p.chat, "")}
		for _, err := w.store.Receive(w.ctx, w.now, []storage.Arrival{arrival}); err != nil; {
			_, err = w.store.Receive(w.ctx, w.now, []storage.Arrival{arrival})
		}
	}
	var all sync.WaitGroup
	for _, s := range []*storage.Store{w.store, second} {
		all.Go(func() {
			for {
				left, err := w.work(s, p)
				if errors.Is(err, storage.ErrStale) || (err != nil && !expected(err)) {
					w.Errorf("worker: %v", err) // with one entry at a time, a stale turn is a broken fence
					return
				}
				if err == nil && left == 0 {
					return
				}
				w.rdb.Del(w.ctx, "{s07}:owner") // whoever has it loses it
			}
		})
	}
	all.Wait()
	facts, err := w.store.Facts(w.ctx, p.id, time.Time{})
	w.must(err)
	ids := make([]string, len(facts))
	for i, f := range facts {
		ids[i] = f.ID
	}
	var want []string
	for i := range entries {
		want = append(want, fmt.Sprintf("u%d", i))
	}
	w.same("facts", ids, want)
	w.same("messages", len(w.outbox(p.shard)), entries)
	w.same("version", w.load(p.id).Version, int64(entries+1))
}

func expected(err error) bool {
	return errors.Is(err, storage.ErrFenced) || errors.Is(err, storage.ErrGone) || errors.Is(err, errLost)
}

// work is a worker's step: take the shard, and deal with the oldest entry. It returns how many it found.
func (w *world) work(s *storage.Store, p person) (int, error) {
	lease, ok, err := s.Acquire(w.ctx, p.shard)
	if err != nil || !ok {
		return 1, err
	}
	entries, err := s.Inbox(w.ctx, p.shard, "", 1)
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	loaded, err := s.Load(w.ctx, p.id)
	if err != nil {
		return 1, err
	}
	id := entries[0].Event.Head().ID
	_, err = s.Commit(w.ctx, w.now, storage.Turn{
		Lease: lease, Entry: entries[0], Before: loaded, State: patient(p.id, p.chat),
		Effects: []state.Effect{
			state.Keep{Fact: record.Fact{ID: id, At: w.now, Body: record.Delivered{Occasion: id}}},
			state.Say{Chat: p.chat, Text: id},
		},
	})
	return 1, err
}
