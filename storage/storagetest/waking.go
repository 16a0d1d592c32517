package storagetest

import (
	"fmt"
	"sync"
	"time"

	"footing/flows/state"
	"footing/storage"
)

var waking = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"due moves what is due, the longest due first": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat),
			wake("late", w.now.Add(time.Millisecond)), wake("second", w.now), wake("first", w.now.Add(-time.Hour)))
		early, err := w.store.Due(w.ctx, p.lease, w.now, 1)
		w.must(err)
		rest, err := w.store.Due(w.ctx, p.lease, w.now, 10)
		w.must(err)
		entries := append(early, rest...)
		var want []storage.Entry
		for i, due := range []struct {
			key     string
			nominal time.Time
		}{{"first", w.now.Add(-time.Hour)}, {"second", w.now}} {
			id := fmt.Sprintf("%s/close/%s/%d", p.id, due.key, due.nominal.UnixMilli())
			want = append(want, storage.Entry{
				Shard: 7, Stream: entries[i].Stream, To: p.id,
				Event: state.Due{
					Header: state.Header{ID: id, At: w.now}, Kind: state.WakeClose, Key: due.key,
					Nominal: due.nominal,
				},
			})
		}
		w.same("entries", entries, want)
		w.same("inbox", w.inbox(7), want)
		next, ok, err := w.store.NextDue(w.ctx)
		w.must(err)
		w.same("next due", []any{next, ok}, []any{w.now.Add(time.Millisecond), true})
	},
	"who waits for a moment of a kind is named once": func(w *world) {
		p, q := w.enrol(7, 0), w.enrol(7, 1)
		call := func(key string) state.Wake {
			return state.Wake{Kind: state.WakeCall, Key: key, At: w.now.Add(time.Hour)}
		}
		w.commit(p, 1, patient(p.id, p.chat), call("a1"), call("a2/call/b"), wake("o1", w.now))
		w.commit(q, 1, patient(q.id, q.chat), wake("x/call/y", w.now))
		ids, err := w.store.Awaiting(w.ctx, 7, state.WakeCall)
		w.must(err)
		w.same("who waits for a call", ids, []string{p.id})
		ids, err = w.store.Awaiting(w.ctx, 6, state.WakeCall)
		w.must(err)
		w.same("who waits on another shard", len(ids), 0)
	},
	"nothing is due before its time": func(w *world) {
		p := w.enrol(7, 0)
		at := w.now.Add(1500 * time.Microsecond)
		_, told, err := w.store.Commit(w.ctx, w.now, w.turn(p, 1, patient(p.id, p.chat), wake("o1", at)))
		w.must(err)
		entries, err := w.store.Due(w.ctx, p.lease, at, 10)
		w.must(err)
		w.same("entries", len(entries), 0)
		entries, err = w.store.Due(w.ctx, p.lease, told, 10)
		w.must(err)
		w.same("entries at the time that commit told", len(entries), 1)
	},
	"a second wake moves the first, forget takes it back": func(w *world) {
		p := w.enrol(7, 0)
		forget := state.Forget{Kind: state.WakeClose, Key: "b"}
		w.commit(p, 1, patient(p.id, p.chat), wake("a", w.now), wake("b", w.now), wake("c/d", w.now), forget)
		w.commit(p, 2, patient(p.id, p.chat), wake("a", w.now.Add(time.Hour)))
		entries, err := w.store.Due(w.ctx, p.lease, w.now, 10)
		w.must(err)
		w.same("entries", len(entries), 1)
		w.same("key", entries[0].Event.(state.Due).Key, "c/d")
	},
	"nothing due is no time": func(w *world) {
		next, ok, err := w.store.NextDue(w.ctx)
		w.must(err)
		w.same("next due", []any{next, ok}, []any{time.Time{}, false})
	},
	"next due is the earliest of all shards": func(w *world) {
		for i, minutes := range []int{9, 2, 5} {
			p := w.enrol(i*5, 0)
			w.commit(p, 1, patient(p.id, p.chat), wake("a", w.now.Add(time.Duration(minutes)*time.Minute)))
		}
		next, ok, err := w.store.NextDue(w.ctx)
		w.must(err)
		w.same("next due", []any{next, ok}, []any{w.now.Add(2 * time.Minute), true})
	},
	"a moment that changes while it is taken stays": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat), wake("a", w.now), wake("b", w.now), wake("c", w.now))
		turn := w.turn(p, 2, patient(p.id, p.chat), wake("a", w.now.Add(time.Hour)),
			state.Forget{Kind: state.WakeClose, Key: "b"})
		w.interpose().do(func(h *hook) {
			h.before = func() { // between Due's reading and its script
				_, _, err := w.store.Commit(w.ctx, w.now, turn)
				w.must(err)
			}
		})
		entries, err := w.store.Due(w.ctx, p.lease, w.now, 10)
		w.must(err)
		w.same("entries", len(entries), 1)
		w.same("key", entries[0].Event.(state.Due).Key, "c")
		entries, err = w.store.Due(w.ctx, p.lease, w.now.Add(time.Hour), 10)
		w.must(err)
		w.same("entries later", len(entries), 1)
	},
	"moments taken at once are taken once": func(w *world) {
		p := w.enrol(7, 0)
		var wakes []state.Effect
		for i := range 50 {
			wakes = append(wakes, wake(fmt.Sprint(i), w.now))
		}
		w.commit(p, 1, patient(p.id, p.chat), wakes...)
		moved := make([]int, 4)
		var all sync.WaitGroup
		for i := range moved {
			all.Go(func() {
				for range 3 {
					entries, err := w.store.Due(w.ctx, p.lease, w.now, 20)
					if err != nil {
						w.Error(err)
					}
					moved[i] += len(entries)
				}
			})
		}
		all.Wait()
		w.same("moved", moved[0]+moved[1]+moved[2]+moved[3], 50)
		ids := make(map[string]bool)
		for _, e := range w.inbox(7) {
			ids[e.Event.Head().ID] = true
		}
		w.same("in the inbox", len(ids), 50)
	},
	"due refuses a holder who was replaced": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat), wake("a", w.now))
		p.lease.Epoch--
		w.unchanged("a fenced waker", func() {
			_, err := w.store.Due(w.ctx, p.lease, w.now, 10)
			w.isOne("due", err, storage.ErrFenced)
		})
	},
}

func wake(key string, at time.Time) state.Wake {
	return state.Wake{Kind: state.WakeClose, Key: key, At: at}
}
