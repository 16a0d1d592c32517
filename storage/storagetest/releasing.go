package storagetest

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"footing/storage"
)

var releasing = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"everyone is named": func(w *world) {
		w.same("nobody", w.everyone(), []string{})
		w.must(w.store.MarkSynthetic(w.ctx))
		var want []string
		var people []storage.Planted
		for chat := int64(1); chat <= 20_000; chat++ {
			if shard := w.store.ShardOf(chat); shard != 7 && chat > 100 {
				continue // a few on each shard, and several pages on one
			}
			id := storage.NewID(w.store.ShardOf(chat), rand.Text())
			want = append(want, id)
			people = append(people, storage.Planted{State: patient(id, chat)})
		}
		w.must(w.store.Plant(w.ctx, people))
		named := w.everyone()
		slices.Sort(want)
		slices.Sort(named)
		w.same("named", slices.Compact(named), want)
	},
	"naming stops when no more is wanted": func(w *world) {
		w.enrol(3, 0)
		w.enrol(7, 0)
		for _, err := range w.store.Everyone(w.ctx) {
			w.must(err)
			break
		}
	},
	"a study keeps its key": func(w *world) {
		key, err := w.store.StudyKey(w.ctx, "one")
		w.must(err)
		again, err := w.open(storage.Options{}).StudyKey(w.ctx, "one")
		w.must(err)
		other, err := w.store.StudyKey(w.ctx, "another")
		w.must(err)
		if len(key) != 32 || !bytes.Equal(key, again) || bytes.Equal(key, other) {
			w.Errorf("keys of %d bytes; the same again: %v; another study's: %v",
				len(key), bytes.Equal(key, again), bytes.Equal(key, other))
		}
		for place, content := range w.dump() {
			if all := place + content; strings.Contains(all, string(key)) || strings.Contains(all, "another") {
				w.Errorf("key %s shows a study's name or key", place)
			}
		}
	},
	"a study's key opens in its own place only": func(w *world) {
		_, err := w.store.StudyKey(w.ctx, "one")
		w.must(err)
		before, err := w.rdb.HGetAll(w.ctx, "{meta}:studies").Result()
		w.must(err)
		_, err = w.store.StudyKey(w.ctx, "two")
		w.must(err)
		after, err := w.rdb.HGetAll(w.ctx, "{meta}:studies").Result()
		w.must(err)
		for name := range after {
			for first := range before {
				if name != first {
					w.must(w.rdb.HSet(w.ctx, "{meta}:studies", name, before[first]).Err())
				}
			}
		}
		if _, err := w.store.StudyKey(w.ctx, "two"); err == nil {
			w.Error("another study's key was taken")
		}
	},
	"plans are kept, and the first of a name stays": func(w *world) {
		plans, err := w.store.Plans(w.ctx)
		w.must(err)
		w.same("no plans", plans, map[string][]byte{})
		want := map[string][]byte{"a": []byte(canary + " a"), "b": []byte(canary + " b")}
		for name, plan := range want {
			w.must(w.store.KeepPlan(w.ctx, name, plan))
		}
		w.unchanged("another plan of that name", func() { w.must(w.store.KeepPlan(w.ctx, "a", []byte("other"))) })
		plans, err = w.open(storage.Options{}).Plans(w.ctx)
		w.must(err)
		w.same("plans", plans, want)
		w.hidden("a plan")
		sealed, err := w.rdb.HGetAll(w.ctx, "{meta}:plans").Result()
		w.must(err)
		w.must(w.rdb.HSet(w.ctx, "{meta}:plans", "b", sealed["a"]).Err())
		if _, err := w.store.Plans(w.ctx); err == nil {
			w.Error("a plan was taken in another's place")
		}
	},
	"releases stand in the register": func(w *world) {
		notes, err := w.store.Releases(w.ctx)
		w.must(err)
		w.same("empty register", notes, map[string][]byte{})
		want := map[string][]byte{}
		for n := range 3 {
			id, note := fmt.Sprintf("r%d", n), []byte(fmt.Sprintf("%s %d", canary, n))
			w.must(w.store.AddRelease(w.ctx, id, note))
			want[id] = note
		}
		w.unchanged("a second note", func() { w.must(w.store.AddRelease(w.ctx, "r1", []byte("other"))) })
		notes, err = w.open(storage.Options{}).Releases(w.ctx)
		w.must(err)
		w.same("register", notes, want)
		w.hidden("a note")
	},
}

// hidden looks for the canary in everything that Redis holds.
func (w *world) hidden(what string) {
	w.Helper()
	for key, content := range w.dump() {
		if strings.Contains(content, canary) {
			w.Errorf("key %s shows %s", key, what)
		}
	}
}

func (w *world) everyone() []string {
	w.Helper()
	var named []string
	for id, err := range w.store.Everyone(w.ctx) {
		w.must(err)
		named = append(named, id)
	}
	return named
}
