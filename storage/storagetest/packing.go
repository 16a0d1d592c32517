package storagetest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// day is long after noon, when the facts of the first half year are old.
func day(n int) time.Time { return noon().AddDate(0, 0, n) }

var packing = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"old facts are packed, and read as they were": func(w *world) {
		p := w.enrol(7, 0)
		all := w.live(p, 1, 60)
		w.same("chapters", w.pack(p, day(60*7)), 1) // eight weeks are too young, and those before do not fill another
		w.readsAll(p, all)
		log, err := w.rdb.LLen(w.ctx, "{s07}:p:"+p.id+":log").Result()
		w.must(err)
		w.same("weeks that are not packed", log, int64(25))
		w.same("chapters later on that day", w.pack(p, day(60*7).Add(12*time.Hour)), 0)
		w.same("chapters two weeks later, when the oldest is half a year old", w.pack(p, day(62*7)), 1)
		w.readsAll(p, all)

		all = append(all, w.live(p, 61, 70)...)
		w.readsAll(p, all)
		w.pack(p, day(2000)) // now nothing is left in the list
		w.readsAll(p, all)
		all = append(all, w.live(p, 71, 72)...)
		w.readsAll(p, all)
	},
	"a turn says that facts have become old": func(w *world) {
		p := w.enrol(7, 0)
		none, err := w.store.Commit(w.ctx, w.now, w.turn(p, 1, patient(p.id, p.chat)))
		w.must(err)
		w.same("of a turn without facts", none.Oldest, time.Time{})
		packer := w.store.NewPacker(p.lease)
		w.packs(packer, day(0))
		w.live(p, 2, 3)
		for n, want := range []bool{false, true} {
			at := day(14 + n*200)
			saved, err := w.store.Commit(w.ctx, at, w.turn(p, w.load(p.id).Version, patient(p.id, p.chat),
				state.Keep{Fact: fact(fmt.Sprint("late", n), at)}))
			w.must(err)
			w.same("oldest", saved.Oldest, day(2*7).UTC())
			packer.Observe(at, saved)
			w.same(fmt.Sprintf("on day %d something is packed", 14+n*200), w.packs(packer, at) > 0, want)
		}
	},
	"a turn in between is not lost": func(w *world) {
		p := w.enrol(7, 0)
		all := w.live(p, 1, 20)
		h := w.interpose()
		h.do(func(h *hook) { h.before = func() { all = append(all, w.live(p, 21, 21)...) } })
		w.pack(p, day(400))
		w.readsAll(p, all)
	},
	"an erasure in between is not undone": func(w *world) {
		p := w.enrol(7, 0)
		w.live(p, 1, 20)
		packer := w.store.NewPacker(p.lease)
		_, err := packer.Step(w.ctx, day(400)) // it looks
		w.must(err)
		w.interpose().do(func(h *hook) {
			h.before = func() { w.commit(p, w.load(p.id).Version, state.State{ID: p.id}, state.Erase{}) }
		})
		w.packs(packer, day(400))
		w.gone(p)
	},
	"a chapter whose reply was lost is there once": func(w *world) {
		p := w.enrol(7, 0)
		all := w.live(p, 1, 60)
		packer := w.store.NewPacker(p.lease)
		h := w.interpose()
		lost := 0
		for more := true; more; {
			h.loseOnce()
			var err error
			if more, err = packer.Step(w.ctx, day(2000)); err != nil {
				w.isOne("lost", err, errLost)
				lost, more = lost+1, true
				h.do(func(h *hook) { h.lose = nil })
			}
		}
		w.same("lost replies", lost, 2)
		h.do(func(h *hook) { h.lose = nil })
		w.readsAll(p, all)
	},
	"who was replaced packs nothing": func(w *world) {
		p := w.enrol(7, 0)
		w.live(p, 1, 20)
		packer := w.store.NewPacker(p.lease)
		more, err := packer.Step(w.ctx, day(400)) // it looks
		w.same("more to do", more, true)
		w.must(err)
		w.must(w.rdb.Del(w.ctx, "{s07}:owner").Err())
		w.acquire(w.open(storage.Options{Owner: "second", LeaseTTL: time.Minute}), 7)
		w.unchanged("packing", func() {
			if _, err := packer.Step(w.ctx, day(400)); !errors.Is(err, storage.ErrFenced) {
				w.Errorf("error is %v", err)
			}
		})
	},
	"what cannot be read stays, and the others are packed": func(w *world) {
		p, q := w.enrol(7, 0), w.enrol(7, 1)
		w.live(p, 1, 20)
		all := w.live(q, 1, 20)
		w.must(w.rdb.LSet(w.ctx, "{s07}:p:"+p.id+":log", 0, "1:damaged").Err())
		packer := w.store.NewPacker(p.lease)
		final := 0
		for more := true; more; {
			var err error
			more, err = packer.Step(w.ctx, day(400))
			if storage.Final(err) {
				final++
			} else {
				w.must(err)
			}
		}
		w.same("errors", final, 1)
		w.readsAll(q, all)
		n, err := w.rdb.LLen(w.ctx, "{s07}:p:"+p.id+":log").Result()
		w.must(err)
		w.same("values", n, int64(20))
	},
	"a chapter is sealed for its owner and its time": func(w *world) {
		p, q := w.enrol(7, 0), w.enrol(7, 1)
		w.live(p, 1, 60)
		w.pack(p, day(2000))
		own, others := "{s07}:p:"+p.id+":chapters", "{s07}:p:"+q.id+":chapters"
		chapters, err := w.rdb.LRange(w.ctx, own, 0, 1).Result()
		w.must(err)
		w.must(w.rdb.RPush(w.ctx, others, chapters[0]).Err())
		if _, err := w.store.Facts(w.ctx, q.id, time.Time{}); !storage.Final(err) {
			w.Errorf("another's chapter: error is %v", err)
		}
		_, sealed, _ := strings.Cut(chapters[0], ":")
		last, _, _ := strings.Cut(chapters[1], ":")
		w.must(w.rdb.LSet(w.ctx, own, 1, last+":"+sealed).Err())
		if _, err := w.store.Facts(w.ctx, p.id, time.Time{}); !storage.Final(err) {
			w.Errorf("an older chapter in the place of another: error is %v", err)
		}
	},
	"an erasing turn removes chapters": func(w *world) {
		p := w.enrol(7, 0)
		w.live(p, 1, 20)
		w.pack(p, day(400))
		w.commit(p, w.load(p.id).Version, state.State{ID: p.id}, state.Erase{})
		w.gone(p)
	},
}

// gone checks that no key names the participant.
func (w *world) gone(p person) {
	w.Helper()
	for key := range w.dump() {
		if strings.Contains(key, p.id) {
			w.Errorf("%s is left", key)
		}
	}
}

// live gives a participant a turn a week, with two facts, one of which quotes them every other week.
func (w *world) live(p person, first, last int) (all []record.Fact) {
	w.Helper()
	for week := first; week <= last; week++ {
		at := day(7 * week)
		said := record.Response{Questionnaire: "step", Version: 1, Item: "step", Code: "often", Locale: "en"}
		if week%2 == 0 {
			said.Text = record.FreeText(fmt.Sprintf("in week %d", week))
		}
		facts := []record.Fact{
			{ID: fmt.Sprintf("u%d#0", week), At: at, Body: said},
			{ID: fmt.Sprintf("u%d#1", week), At: at.Add(-time.Minute), Body: record.Delivered{Occasion: "mon"}},
		}
		all = append(all, facts...)
		_, err := w.store.Commit(w.ctx, at, w.turn(p, w.load(p.id).Version, patient(p.id, p.chat),
			state.Keep{Fact: facts[0]}, state.Keep{Fact: facts[1]}))
		w.must(err)
	}
	return all
}

// pack packs what is old of the participant's shard, and gives how many chapters the participant has got by that.
func (w *world) pack(p person, now time.Time) int {
	w.Helper()
	key := "{s07}:p:" + p.id + ":chapters"
	before, err := w.rdb.LLen(w.ctx, key).Result()
	w.must(err)
	w.packs(w.store.NewPacker(p.lease), now)
	after, err := w.rdb.LLen(w.ctx, key).Result()
	w.must(err)
	return int(after - before)
}

// packs lets a packer do all there is to do, and gives in how many steps.
func (w *world) packs(packer *storage.Packer, now time.Time) (steps int) {
	w.Helper()
	for more := true; more; steps++ {
		var err error
		more, err = packer.Step(w.ctx, now)
		w.must(err)
	}
	return steps - 1
}

// readsAll checks what is read from each of some times on.
func (w *world) readsAll(p person, all []record.Fact) {
	w.Helper()
	for _, since := range append([]time.Time{{}}, day(0), day(21), day(7*13), day(7*40), day(7*58), day(7*80)) {
		var want []record.Fact
		for _, f := range all {
			if !f.At.Before(since) {
				want = append(want, f)
			}
		}
		facts, err := w.store.Facts(w.ctx, p.id, since)
		w.must(err)
		w.same("facts since "+since.String(), facts, want)
	}
}
