package storagetest

import (
	"fmt"
	"time"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

var keeping = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"the clock is that of Redis": func(w *world) {
		before, err := w.rdb.Time(w.ctx).Result()
		w.must(err)
		clock, err := w.store.Clock(w.ctx)
		w.must(err)
		if late := clock.Sub(before); late < 0 || late > time.Minute {
			w.Errorf("the clock is %s after Redis' own", late)
		}
	},
	"nobody is nobody": func(w *world) {
		id := storage.NewID(3, "ABC")
		w.same("record", w.load(id), storage.Record{ID: id, State: state.State{ID: id}})
		resolved, err := w.store.Resolve(w.ctx, 5)
		w.must(err)
		w.same("resolved", resolved, "")
		facts, err := w.store.Facts(w.ctx, id, time.Time{})
		w.must(err)
		w.same("facts", len(facts), 0)
		if _, err := w.store.Load(w.ctx, "nobody"); err == nil {
			w.Error("loaded an id that none is")
		}
		if _, err := w.store.Facts(w.ctx, "nobody", w.now); err == nil {
			w.Error("read facts of an id that none is")
		}
	},
	"participants are counted over all shards": func(w *world) {
		for shard := range 5 {
			w.enrol(shard, 0)
		}
		people, err := w.store.Participants(w.ctx)
		w.must(err)
		w.same("participants", people, int64(5))
	},
	"facts are read from a time on": func(w *world) {
		p := w.enrol(7, 0)
		var want []record.Fact
		for i := range 12 { // 1,200 facts, more than two pages
			var keeps []state.Effect
			for j := range 100 {
				f := fact(fmt.Sprintf("f%d.%d", i, j), w.now.Add(time.Duration(i)*time.Hour))
				want = append(want, f)
				keeps = append(keeps, state.Keep{Fact: f})
			}
			w.commit(p, int64(i+1), patient(p.id, p.chat), keeps...)
		}
		for hours, from := range map[int]int{-1: 0, 0: 0, 5: 500, 11: 1100, 12: 1200} {
			facts, err := w.store.Facts(w.ctx, p.id, w.now.Add(time.Duration(hours)*time.Hour))
			w.must(err)
			w.same(fmt.Sprintf("facts from hour %d on", hours), facts, want[from:])
		}
		facts, err := w.store.Facts(w.ctx, p.id, time.Time{})
		w.must(err)
		w.same("facts", facts, want)
	},
	"facts keep the order of recording, whatever their times": func(w *world) {
		p := w.enrol(7, 0)
		times := []time.Time{
			w.now.Add(time.Hour), w.now, w.now.Add(2 * time.Hour), w.now.Add(-time.Hour),
			{},
			w.now.Add(3 * time.Hour),
		}
		var all []record.Fact
		for i, at := range times {
			all = append(all, fact(fmt.Sprint(i), at))
			w.commit(p, int64(i+1), patient(p.id, p.chat), state.Keep{Fact: all[i]})
		}
		facts, err := w.store.Facts(w.ctx, p.id, time.Time{})
		w.must(err)
		w.same("facts", facts, all)
		facts, err = w.store.Facts(w.ctx, p.id, w.now)
		w.must(err)
		w.same("facts from now on", facts, []record.Fact{all[0], all[1], all[2], all[5]})
	},
}
