package storagetest

import (
	"crypto/rand"
	"time"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

var planting = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"planted people are there": func(w *world) {
		w.must(w.store.MarkSynthetic(w.ctx))
		var people []storage.Planted
		for chat := int64(1); chat <= 250; chat++ {
			id := storage.NewID(w.store.ShardOf(chat), rand.Text())
			people = append(people, storage.Planted{
				State: patient(id, chat),
				Facts: []record.Fact{fact("f1", w.now.Add(-time.Hour)), fact("f2", w.now)},
				Wakes: []state.Wake{wake("a", w.now.Add(time.Duration(chat)*time.Hour))},
			})
		}
		w.must(w.store.Plant(w.ctx, people))
		for _, p := range people {
			w.same("record", w.load(p.State.ID), storage.Record{ID: p.State.ID, State: p.State, Version: 1})
			resolved, err := w.store.Resolve(w.ctx, p.State.Chat)
			w.must(err)
			w.same("resolved", resolved, p.State.ID)
		}
		facts, err := w.store.Facts(w.ctx, people[9].State.ID, time.Time{})
		w.must(err)
		w.same("facts", facts, people[9].Facts)
		next, _, err := w.store.NextDue(w.ctx)
		w.must(err)
		w.same("next due", next, w.now.Add(time.Hour))
		count, err := w.store.Participants(w.ctx)
		w.must(err)
		w.same("participants", count, int64(len(people)))

		w.unchanged("planting again", func() {
			if err := w.store.Plant(w.ctx, people[:1]); err == nil {
				w.Error("planted over somebody")
			}
			moved := people[0]
			moved.State.Chat = 0
			if err := w.store.Plant(w.ctx, []storage.Planted{moved}); err == nil {
				w.Error("planted over somebody, without their chat")
			}
			rival := people[0]
			rival.State.ID = storage.NewID(w.store.ShardOf(1), rand.Text())
			if err := w.store.Plant(w.ctx, []storage.Planted{rival}); err == nil {
				w.Error("planted a second participant for a chat")
			}
		})
	},
	"planted people go on like all others": func(w *world) {
		w.must(w.store.MarkSynthetic(w.ctx))
		p := person{id: storage.NewID(7, rand.Text()), chat: w.chatOn(7, 0), shard: 7, lease: w.acquire(w.store, 7)}
		w.must(w.store.Plant(w.ctx,
			[]storage.Planted{{State: patient(p.id, p.chat), Facts: []record.Fact{fact("f1", w.now)}}}))
		w.commit(p, 1, patient(p.id, p.chat), state.Keep{Fact: fact("f2", w.now)})
		facts, err := w.store.Facts(w.ctx, p.id, time.Time{})
		w.must(err)
		w.same("facts", facts, []record.Fact{fact("f1", w.now), fact("f2", w.now)})
	},
	"nobody is planted among real people": func(w *world) {
		synthetic, err := w.store.Synthetic(w.ctx)
		w.must(err)
		w.same("synthetic", synthetic, false)
		p := w.enrol(7, 0)
		w.unchanged("a refused planting", func() {
			if err := w.store.MarkSynthetic(w.ctx); err == nil {
				w.Error("marked a store with a real participant")
			}
			planted := storage.Planted{State: patient(storage.NewID(7, "X"), w.chatOn(7, 1))}
			if err := w.store.Plant(w.ctx, []storage.Planted{planted}); err == nil {
				w.Error("planted beside " + p.id)
			}
		})
	},
	"a synthetic store stays so": func(w *world) {
		w.must(w.store.MarkSynthetic(w.ctx))
		w.enrol(7, 0)
		w.must(w.store.MarkSynthetic(w.ctx))
		synthetic, err := w.open(storage.Options{}).Synthetic(w.ctx)
		w.must(err)
		w.same("synthetic", synthetic, true)
	},
	"who does not fit is not planted": func(w *world) {
		w.must(w.store.MarkSynthetic(w.ctx))
		w.unchanged("a refused planting", func() {
			for name, bad := range map[string]state.State{
				"id":    patient("nobody", 0),
				"chat":  patient(storage.NewID(7, "X"), w.chatOn(8, 0)),
				"empty": {ID: storage.NewID(7, "X")},
			} {
				if err := w.store.Plant(w.ctx, []storage.Planted{{State: bad}}); err == nil {
					w.Errorf("%s: planted", name)
				}
			}
		})
	},
}
