package storagetest

import (
	"strings"
	"sync"
	"time"

	"footing/storage"
	"footing/storage/seal"
)

var opening = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"open makes a store once": func(w *world) {
		made, err := storage.Made(w.ctx, w.rdb)
		w.must(err)
		w.same("made", made, true)
		generation := w.store.Generation()
		if generation == "" {
			w.Error("the store has no generation")
		}
		again := w.open(storage.Options{Shards: 16, Generation: generation})
		w.same("shards", again.Shards(), 16)
		w.same("generation", again.Generation(), generation)
	},
	"open at once agrees": func(w *world) {
		w.must(w.rdb.Del(w.ctx, "{meta}:meta").Err())
		generations := make([]string, 8)
		var all sync.WaitGroup
		for i := range generations {
			all.Go(func() {
				store, err := storage.Open(w.ctx, w.rdb, w.keys, storage.Options{})
				if err != nil {
					w.Error(err)
					return
				}
				generations[i] = store.Generation()
			})
		}
		all.Wait()
		for _, g := range generations {
			w.same("generation", g, generations[0])
		}
	},
	"open refuses what does not fit": func(w *world) {
		other, err := seal.Seeded([]byte("another"))
		w.must(err)
		w.unchanged("a refused opening", func() {
			for _, bad := range []struct {
				keys *seal.Keys
				o    storage.Options
				says string
			}{
				{other, storage.Options{}, other.Fingerprint()},
				{w.keys, storage.Options{Shards: 8}, "16 shards"},
				{w.keys, storage.Options{Shards: 101}, "101 shards"},
				{w.keys, storage.Options{Generation: "ELSEWHERE"}, "ELSEWHERE"},
			} {
				_, err := storage.Open(w.ctx, w.rdb, bad.keys, bad.o)
				if err == nil || !strings.Contains(err.Error(), bad.says) {
					w.Errorf("opened with %+v: error is %v, want it to name %s", bad.o, err, bad.says)
				}
			}
		})
	},
	"open leaves an empty store empty if another is remembered": func(w *world) {
		w.must(w.rdb.Del(w.ctx, "{meta}:meta").Err())
		_, err := storage.Open(w.ctx, w.rdb, w.keys, storage.Options{Generation: "BEFORE"})
		if err == nil || !strings.Contains(err.Error(), "BEFORE") {
			w.Errorf("error is %v, want it to name the generation that is missing", err)
		}
		w.same("keys", w.allKeys(), []string{})
		made, err := storage.Made(w.ctx, w.rdb)
		w.must(err)
		w.same("made", made, false)
	},
	"open refuses a newer form by name": func(w *world) {
		for _, form := range []string{"4.0", "12.4", "x", ".", "-1.0"} {
			w.must(w.rdb.HSet(w.ctx, "{meta}:meta", "form", form).Err())
			_, err := storage.Open(w.ctx, w.rdb, w.keys, storage.Options{})
			if err == nil || !strings.Contains(err.Error(), form) {
				w.Errorf("form %s: error is %v", form, err)
			}
		}
	},
	"open reads a newer minor form, and leaves it": func(w *world) {
		w.must(w.rdb.HSet(w.ctx, "{meta}:meta", "form", "3.7").Err())
		again := w.open(storage.Options{})
		w.unchanged("bringing it forward", func() { w.must(again.BringForward(w.ctx)) })
	},
	"a new store is in the present form": func(w *world) {
		w.same("shards to sweep", w.store.Unswept(), 0)
		w.unchanged("bringing it forward", func() { w.must(w.store.BringForward(w.ctx)) })
	},
	"an earlier store is not written to before it is brought forward": func(w *world) {
		p := w.enrol(7, 0)
		w.must(w.rdb.HDel(w.ctx, "{meta}:meta", "form", "made").Err())
		w.must(w.rdb.HSet(w.ctx, "{meta}:meta", "layout", "1").Err())
		w.must(w.rdb.Set(w.ctx, "{s03}:lease", "the release before", time.Minute).Err())
		early := w.open(storage.Options{Owner: "early"})
		w.same("shards to sweep", early.Unswept(), 16)
		arrival := []storage.Arrival{{Chat: p.chat, Event: said("u1", p.chat, "")}}
		w.unchanged("what is refused", func() {
			if _, err := early.Receive(w.ctx, w.now, arrival); err == nil || !strings.Contains(err.Error(), "footing serve") {
				w.Errorf("receive: %v", err)
			}
			if err := early.BringForward(w.ctx); err == nil || !strings.Contains(err.Error(), "stop it") {
				w.Errorf("bring forward, while another works there: %v", err)
			}
		})
		w.must(w.rdb.Del(w.ctx, "{s03}:lease").Err())
		w.must(early.BringForward(w.ctx))
		if _, err := early.Receive(w.ctx, w.now, arrival); err != nil {
			w.Error(err)
		}
		w.same("the layout that earlier releases look for", w.rdb.HGet(w.ctx, "{meta}:meta", "layout").Val(), "2")
	},
	"ids name their shard": func(w *world) {
		shard, err := w.store.ShardOfID(storage.NewID(7, "ABC"))
		w.must(err)
		w.same("shard", shard, 7)
		for _, bad := range []string{"", "s7-ABC", "s16-ABC", "s07-", "s07-A/B", "s07-A}B", "x07-ABC", "s07-A\n"} {
			if _, err := w.store.ShardOfID(bad); err == nil {
				w.Errorf("%q passes for an id", bad)
			}
		}
	},
	"chats spread over all shards": func(w *world) {
		counts := make([]int, w.store.Shards())
		for chat := range int64(16_000) {
			counts[w.store.ShardOf(chat)]++
		}
		for shard, n := range counts {
			if n < 800 || n > 1200 {
				w.Errorf("shard %d has %d chats of 16,000", shard, n)
			}
		}
	},
	"marks are kept": func(w *world) {
		w.must(w.store.SetBot(w.ctx, 4242, "footing_bot"))
		w.must(w.store.SetPolled(w.ctx, w.now))
		w.must(w.store.SetPolled(w.ctx, w.now.Add(-time.Minute)))

		again := w.open(storage.Options{})
		bot, err := again.Bot(w.ctx)
		w.must(err)
		w.same("bot", bot, "footing_bot")
		id, err := again.BotID(w.ctx)
		w.must(err)
		w.same("the bot's id", id, int64(4242))
		polled, err := again.Polled(w.ctx)
		w.must(err)
		w.same("polled", polled, w.now)
	},
	"marks are empty at first": func(w *world) {
		bot, err := w.store.Bot(w.ctx)
		w.must(err)
		w.same("bot", bot, "")
		polled, err := w.store.Polled(w.ctx)
		w.must(err)
		w.same("polled", polled, time.Time{})
	},
}
