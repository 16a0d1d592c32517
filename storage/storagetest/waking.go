package storagetest

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"footing/flows/state"
	"footing/storage"
)

var waking = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"due tells of what is due, the longest due first, and its record says what it is": func(w *world) {
		p, q, r := w.enrol(7, 0), w.enrol(7, 1), w.enrol(7, 2)
		w.commit(p, 1, patient(p.id, p.chat), wake("second", w.now), wake("third", w.now.Add(time.Hour)))
		w.commit(q, 1, patient(q.id, q.chat), wake("first", w.now.Add(-time.Hour)))
		w.commit(r, 1, patient(r.id, r.chat), wake("late", w.now.Add(time.Second)))
		early, err := w.store.Due(w.ctx, p.lease, w.now, 1)
		w.must(err)
		rest, err := w.store.Due(w.ctx, p.lease, w.now, 10)
		w.must(err)
		entries := append(early, rest...)
		var want []storage.Entry
		for i, due := range []struct {
			person
			key     string
			nominal time.Time
		}{{q, "first", w.now.Add(-time.Hour)}, {p, "second", w.now}} {
			id := fmt.Sprintf("%s/%d", due.id, due.nominal.UnixMilli())
			event := state.Due{Header: state.Header{ID: id, At: w.now}, Nominal: due.nominal}
			want = append(want, storage.Entry{Shard: 7, Stream: entries[i].Stream, To: due.id, Event: event})
			event.ID = fmt.Sprintf("%s/close/%s/%d", due.id, due.key, due.nominal.UnixMilli())
			event.Kind, event.Key = state.WakeClose, due.key
			w.same("what is due", w.load(due.id).Due(want[i].Event), state.Event(event))
		}
		w.same("entries", entries, want)
		w.same("inbox", w.inbox(7), want)
		next, ok, err := w.store.NextDue(w.ctx)
		w.must(err)
		w.same("next due", []any{next, ok}, []any{w.now.Add(time.Second), true})
	},
	"moments that are due together come one after another": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat), wake("b", w.now), wake("a", w.now), wake("c", w.now.Add(time.Hour)))
		var keys []string
		for {
			keys = append(keys, w.wakeOne(p, w.now.Add(2*time.Hour)))
			if next, ok, err := w.store.NextDue(w.ctx); err != nil || !ok {
				w.must(err)
				break
			} else if next.Before(w.now) {
				w.Fatalf("due next: %s", next)
			}
		}
		w.same("keys", keys, []string{"a", "b", "c"})
	},
	"what is planned for somebody of whom nothing else is kept comes": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, state.State{ID: p.id}, wake("a", w.now))
		w.same("key", w.wakeOne(p, w.now), "a")
		w.same("version", w.load(p.id).Version, int64(0))
	},
	"what is due within a second is due by its event's time": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat), wake("a", w.now.Add(300*time.Millisecond)))
		w.same("key", w.wakeOne(p, w.now.Add(1100*time.Millisecond)), "a")
	},
	"a moment that its own turn plans again stands": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat), wake("a", w.now))
		w.same("key", w.wakeOne(p, w.now, wake("a", w.now.Add(time.Hour))), "a")
		next, ok, err := w.store.NextDue(w.ctx)
		w.must(err)
		w.same("next due", []any{next, ok}, []any{w.now.Add(time.Hour), true})
	},
	"what is due no more is not said to be": func(w *world) {
		p := w.enrol(7, 0)
		w.commit(p, 1, patient(p.id, p.chat), wake("a", w.now))
		entries, err := w.store.Due(w.ctx, p.lease, w.now, 10)
		w.must(err)
		w.commit(p, 2, patient(p.id, p.chat), wake("a", w.now.Add(time.Hour)))
		w.same("what is due", w.load(p.id).Due(entries[0].Event), entries[0].Event)
	},
	"whose alert is called out is known, and stands nowhere": func(w *world) {
		p, q := w.enrol(7, 0), w.enrol(7, 1)
		call := func(key string) state.Wake {
			return state.Wake{Kind: state.WakeCall, Key: key, At: w.now.Add(time.Hour)}
		}
		calling := func(shard int, want ...string) {
			w.Helper()
			ids, err := w.store.Calling(w.ctx, shard)
			w.must(err)
			w.same("whose alert is called out", ids, want)
		}
		w.commit(p, 1, patient(p.id, p.chat), call("a1"), call("a2/call/b"), wake("o1", w.now))
		w.commit(q, 1, patient(q.id, q.chat), wake("x/call/y", w.now))
		calling(7, p.id)
		calling(6)
		for key, content := range w.dump() {
			if strings.HasSuffix(key, "}:calls") && strings.Contains(content, p.id) {
				w.Errorf("%s says whose alert is open: %s", key, content)
			}
		}
		w.commit(p, 2, patient(p.id, p.chat), state.Forget{Kind: state.WakeCall, Key: "a1"})
		calling(7, p.id)
		w.commit(p, 3, patient(p.id, p.chat), state.Forget{Kind: state.WakeCall, Key: "a2/call/b"})
		calling(7)
		w.commit(p, 4, patient(p.id, p.chat), call("a3"))
		w.commit(p, 5, state.State{ID: p.id}, state.Erase{})
		calling(7)
	},
	"nothing is due before its time": func(w *world) {
		p := w.enrol(7, 0)
		at := w.now.Add(1500 * time.Microsecond)
		saved, err := w.store.Commit(w.ctx, w.now, w.turn(p, 1, patient(p.id, p.chat), wake("o1", at)))
		w.must(err)
		entries, err := w.store.Due(w.ctx, p.lease, at, 10)
		w.must(err)
		w.same("entries", len(entries), 0)
		entries, err = w.store.Due(w.ctx, p.lease, saved.Next, 10)
		w.must(err)
		w.same("entries at the time that commit told", len(entries), 1)
	},
	"a second wake moves the first, forget takes it back": func(w *world) {
		p := w.enrol(7, 0)
		forget := state.Forget{Kind: state.WakeClose, Key: "b"}
		w.commit(p, 1, patient(p.id, p.chat), wake("a", w.now), wake("b", w.now), wake("c/d", w.now), forget)
		w.commit(p, 2, patient(p.id, p.chat), wake("a", w.now.Add(time.Hour)))
		w.same("key", w.wakeOne(p, w.now), "c/d")
		entries, err := w.store.Due(w.ctx, p.lease, w.now, 10)
		w.must(err)
		w.same("entries", len(entries), 0)
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
		p, q := w.enrol(7, 0), w.enrol(7, 1)
		w.commit(p, 1, patient(p.id, p.chat), wake("a", w.now))
		w.commit(q, 1, patient(q.id, q.chat), wake("b", w.now))
		turn := w.turn(p, 2, patient(p.id, p.chat), wake("a", w.now.Add(time.Hour)))
		w.interpose().do(func(h *hook) {
			h.before = func() { // between Due's reading and its script
				_, err := w.store.Commit(w.ctx, w.now, turn)
				w.must(err)
			}
		})
		entries, err := w.store.Due(w.ctx, p.lease, w.now, 10)
		w.must(err)
		w.same("entries", len(entries), 1)
		w.same("whose", entries[0].To, q.id)
		entries, err = w.store.Due(w.ctx, p.lease, w.now.Add(time.Hour), 10)
		w.must(err)
		w.same("entries later", len(entries), 1)
	},
	"moments taken at once are taken once": func(w *world) {
		var p person
		for n := range 50 {
			p = w.enrol(7, n)
			w.commit(p, 1, patient(p.id, p.chat), wake("a", w.now))
		}
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

// wakeOne takes the one participant for whom something is due through the turn of it, and tells which it was.
func (w *world) wakeOne(p person, at time.Time, effects ...state.Effect) (key string) {
	w.Helper()
	entries, err := w.store.Due(w.ctx, p.lease, at, 10)
	w.must(err)
	if len(entries) != 1 || entries[0].To != p.id {
		w.Fatalf("due is %+v", entries)
	}
	before := w.load(p.id)
	entries[0].Event = before.Due(entries[0].Event)
	_, err = w.store.Commit(w.ctx, w.now, storage.Turn{
		Lease: p.lease, Entry: entries[0], Before: before, State: before.State, Effects: effects,
	})
	w.must(err)
	due, _ := entries[0].Event.(state.Due)
	return due.Key
}
