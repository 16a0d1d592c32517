package storagetest

import (
	"cmp"
	"slices"
	"time"

	"footing/storage"
)

var holding = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"holds stay until they end": func(w *world) {
		until := w.now.Add(10 * time.Minute)
		hold := func(chat int64, method string, until time.Time) storage.Hold {
			return storage.Hold{Chat: chat, Method: method, Until: until}
		}
		kept := []storage.Hold{
			hold(0, "", until), hold(7, "editMessageText", until), hold(7, "sendMessage", until.Add(time.Hour)),
		}
		for _, h := range append(kept, hold(8, "sendMessage", w.now.Add(time.Minute))) {
			w.must(w.store.KeepHold(w.ctx, 2, w.now, h))
		}
		read := func(at time.Time) []storage.Hold {
			w.Helper()
			got, err := w.store.Holds(w.ctx, 2, at)
			w.must(err)
			slices.SortFunc(got, func(a, b storage.Hold) int {
				return cmp.Or(cmp.Compare(a.Chat, b.Chat), cmp.Compare(a.Method, b.Method))
			})
			return got
		}
		w.same("holds", read(w.now.Add(2*time.Minute)), kept)
		w.same("holds when most are over", read(until), kept[2:])
		w.must(w.store.EndHold(w.ctx, 2, storage.Hold{Chat: 7, Method: "sendMessage"}))
		w.same("holds after one ended", read(w.now.Add(2*time.Minute)), kept[:2])
		w.must(w.store.KeepHold(w.ctx, 2, w.now, hold(7, "editMessageText", w.now.Add(time.Second)))) // shorter
		w.same("holds after one became shorter", read(w.now.Add(2*time.Minute)), kept[:1])
		other, err := w.store.Holds(w.ctx, 3, w.now)
		w.must(err)
		w.same("holds of another shard", len(other), 0)
	},
}
