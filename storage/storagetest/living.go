package storagetest

import (
	"time"

	"footing/storage"
)

var living = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"a process that is alone writes its lease seldom": func(w *world) {
		w.acquire(w.store, 3)
		w.renew(w.store)
		w.lasts("alone", 2*time.Minute, 3*time.Minute)
		w.shorten(2*time.Minute + time.Second) // less than a third has passed
		w.renew(w.store)
		w.lasts("not written again", 2*time.Minute, 2*time.Minute+time.Second)
		w.shorten(119 * time.Second)
		w.renew(w.store)
		w.lasts("written again", 2*time.Minute, 3*time.Minute)
		w.same("it looks seldom", w.store.Rest(20*time.Second), time.Minute)
	},
	"beside another process a lease is short": func(w *world) {
		w.acquire(w.store, 3)
		w.renew(w.store)
		second := w.open(storage.Options{Owner: "second", LeaseTTL: 30 * time.Second})
		w.renew(second)
		w.renew(w.store)
		w.lasts("beside another", 0, time.Minute)
		w.same("it looks often", w.store.Rest(20*time.Second), 20*time.Second)
		if rest := w.store.Rest(time.Minute); rest <= 0 || rest > 31*time.Second {
			w.Errorf("it looks after %s, but the other's lease may run out after 30 s", rest)
		}
		if w.store.Believed() >= time.Minute {
			w.Errorf("what is held is believed for %s, which is as long as the lease", w.store.Believed())
		}
		w.must(w.rdb.Del(w.ctx, "{meta}:process:second").Err())
		w.renew(w.store)
		w.lasts("alone again", 2*time.Minute, 3*time.Minute)
		w.same("it looks seldom again", w.store.Rest(20*time.Second), time.Minute)
		known, err := w.rdb.HKeys(w.ctx, "{meta}:keys").Result()
		w.must(err)
		w.same("who works on the store", known, []string{"first"})
	},
	"who has ended is no other process": func(w *world) {
		ended := w.open(storage.Options{Owner: "ended"})
		w.renew(ended)
		w.store.Succeed("ended")
		w.renew(w.store)
		w.lasts("alone", 2*time.Minute, 3*time.Minute)
	},
	"what a process says of itself is written at once": func(w *world) {
		w.acquire(w.store, 3)
		w.store.Vouch(storage.Well)
		w.renew(w.store)
		w.store.Vouch(storage.Red)
		w.renew(w.store)
		word, err := w.rdb.Get(w.ctx, "{meta}:process:first").Result()
		w.must(err)
		w.same("its word", word, "red")
	},
}

func (w *world) renew(s *storage.Store) {
	w.Helper()
	_, _, err := s.Renew(w.ctx, nil)
	w.must(err)
}

// shorten lets time pass for the first process' lease.
func (w *world) shorten(left time.Duration) {
	w.Helper()
	w.must(w.rdb.PExpire(w.ctx, "{meta}:process:first", left).Err())
}

// lasts checks for how long the first process' lease stands.
func (w *world) lasts(what string, above, most time.Duration) {
	w.Helper()
	left, err := w.rdb.PTTL(w.ctx, "{meta}:process:first").Result()
	w.must(err)
	if left <= above || left > most {
		w.Errorf("%s: the lease lasts for %s, want over %s and at most %s", what, left, above, most)
	}
}
