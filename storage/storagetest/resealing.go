package storagetest

import (
	"encoding/binary"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"footing/flows/state"
	"footing/storage"
	"footing/storage/reseal"
	"footing/storage/seal"
)

// kinds are all that can be sealed by this release.
func kinds() []reseal.Kind {
	return []reseal.Kind{
		reseal.State, reseal.Facts, reseal.Chapters, reseal.Inbox, reseal.Outbox, reseal.Parked, reseal.Calls, reseal.Holds,
		reseal.Plans, reseal.Releases, reseal.Studies,
	}
}

// filled puts a value of every kind into the store. One entry of the inbox, the last that was made, is gone.
func (w *world) filled() person {
	w.Helper()
	p := w.enrol(7, 0)
	w.live(p, 1, 60)
	w.pack(p, day(60*7))
	turn := append(fullTurn(w, p), state.Wake{Kind: state.WakeCall, Key: "full", At: w.now.AddDate(0, 0, 1)})
	out := w.commit(p, 61, patient(p.id, p.chat), turn...)
	w.must(w.store.ParkOutgoing(w.ctx, p.lease, out[0], "test"))
	entries := w.receive(
		storage.Arrival{Chat: p.chat, Event: said("u1", p.chat, "")}, storage.Arrival{To: p.id, Event: said("u2", p.chat, "")},
		storage.Arrival{To: p.id, Event: said("u3", p.chat, "")},
	)
	w.must(w.store.Park(w.ctx, p.lease, entries[0], "test"))
	w.must(w.store.Park(w.ctx, p.lease, entries[2], "test"))
	w.must(w.store.KeepHold(w.ctx, 7, w.now, storage.Hold{Chat: p.chat, Until: w.now.Add(time.Hour)}))
	w.must(w.store.KeepPlan(w.ctx, "plan", []byte("plan")))
	w.must(w.store.AddRelease(w.ctx, "release", []byte("note")))
	_, err := w.store.StudyKey(w.ctx, "study")
	w.must(err)
	return p
}

// sealedWith counts, in all that Redis holds, whatever its kind, what was sealed with a key.
func (w *world) sealedWith(key uint32) (n int64) {
	w.Helper()
	prefix := string(binary.BigEndian.AppendUint32([]byte{1}, key))
	for _, content := range w.dump() {
		n += int64(strings.Count(content, prefix))
	}
	return n
}

// says is what a store says of a participant and of the rest.
func (w *world) says(s *storage.Store, p person) map[string]any {
	w.Helper()
	all := make(map[string]any)
	put := func(name string, value any, err error) {
		w.Helper()
		w.must(err)
		all[name] = value
	}
	r, err := s.Load(w.ctx, p.id)
	put("record", r, err)
	put("due", []state.Event{r.Due(state.Due{Header: state.Header{At: w.now.AddDate(9, 0, 0)}})}, nil)
	facts, err := s.Facts(w.ctx, p.id, time.Time{})
	put("facts", facts, err)
	inbox, err := s.Inbox(w.ctx, 7, "", 100)
	put("inbox", inbox, err)
	outbox, err := s.Outbox(w.ctx, 7, "", 100)
	put("outbox", outbox, err)
	aside, err := s.Aside(w.ctx)
	put("aside", aside, err)
	for _, a := range aside {
		event, err := s.AsideEvent(w.ctx, a)
		put("event "+a.Stream, event.Event, err)
	}
	calling, err := s.Calling(w.ctx, 7)
	put("calling", calling, err)
	holds, err := s.Holds(w.ctx, 7, w.now)
	put("holds", holds, err)
	plans, err := s.Plans(w.ctx)
	put("plans", plans, err)
	releases, err := s.Releases(w.ctx)
	put("releases", releases, err)
	study, err := s.StudyKey(w.ctx, "study")
	put("study", study, err)
	return all
}

// reseals seals everything anew, and gives how much is left.
func (w *world) reseals(s *storage.Store) (left int64) {
	w.Helper()
	shards, key, err := s.ToReseal(w.ctx)
	w.must(err)
	for _, shard := range shards {
		ids, err := s.WithValues(w.ctx, shard)
		w.must(err)
		for _, some := range [][]string{nil, ids} {
			n, err := s.Reseal(w.ctx, shard, some...)
			w.must(err)
			left += n
		}
		w.must(s.SetResealed(w.ctx, shard, key))
	}
	return left
}

// onFile opens the empty store of a Redis with keys of a file, and gives the file's path.
func (w *world) onFile() string {
	w.Helper()
	for _, key := range w.allKeys() {
		w.must(w.rdb.Del(w.ctx, key).Err())
	}
	path := filepath.Join(w.TempDir(), "keyset.json")
	w.keyFile = path
	var err error
	w.keys, err = seal.Create(path)
	w.must(err)
	w.store = w.open(storage.Options{Owner: "first", LeaseTTL: time.Minute})
	return path
}

var resealing = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"every sealed value is counted by its key": func(w *world) {
		p := w.filled()
		key := w.keys.Primary()
		needed, err := w.store.KeysNeeded(w.ctx)
		w.must(err)
		w.same("by key", needed.Of(key), w.sealedWith(key))
		w.same("kinds", slices.Sorted(maps.Keys(needed[key])), slices.Sorted(slices.Values(kinds())))

		w.must(w.rdb.HSet(w.ctx, "{meta}:plans", "damaged", "?").Err())
		w.must(w.rdb.RPush(w.ctx, "{s07}:p:"+p.id+":log", "1:?").Err())
		needed, err = w.store.KeysNeeded(w.ctx)
		w.must(err)
		w.same("damaged", needed[0], map[reseal.Kind]int64{reseal.Plans: 1, reseal.Facts: 1})
	},
	"what an older key has sealed is sealed anew, and says the same": func(w *world) {
		path := w.onFile()
		p := w.filled()
		before, old := w.says(w.store, p), w.keys.Primary()
		inbox, err := w.rdb.XInfoStream(w.ctx, "{s07}:inbox").Result()
		w.must(err)
		key, err := w.keys.Add()
		w.must(err)
		w.same("left while the new key only opens", w.reseals(w.store), int64(0))
		w.same("sealed with the new key", w.sealedWith(key), int64(0))
		w.must(w.keys.Promote(key))
		w.same("left", w.reseals(w.store), int64(0))
		w.same("sealed with the old key", w.sealedWith(old), int64(0))
		w.same("what it says", w.says(w.store, p), before)
		after, err := w.rdb.XInfoStream(w.ctx, "{s07}:inbox").Result()
		w.must(err)
		w.same("the last id in the inbox", after.LastGeneratedID, inbox.LastGeneratedID)

		w.must(w.keys.Drop(old))
		alone, err := seal.Load(path)
		w.must(err)
		another, err := storage.Open(w.ctx, w.rdb, alone, storage.Options{Owner: "another"})
		w.must(err)
		w.same("what it says without the old key", w.says(another, p), before)
	},
	"sealing anew loses nothing that comes meanwhile": func(w *world) {
		w.onFile()
		p := w.filled()
		key, err := w.keys.Add()
		w.must(err)
		w.must(w.keys.Promote(key))
		version := w.load(p.id).Version
		turn := w.turn(p, version, patient(p.id, p.chat), fullTurn(w, p)...)
		w.interpose().do(func(h *hook) {
			h.before = func() { // the values were read, and are about to be written
				_, err := w.store.Commit(w.ctx, w.now, turn)
				w.must(err)
			}
		})
		_, err = w.store.Reseal(w.ctx, 7, p.id)
		w.must(err)
		w.same("version", w.load(p.id).Version, version+1)
		facts, err := w.store.Facts(w.ctx, p.id, time.Time{})
		w.must(err)
		if last := facts[len(facts)-1]; last.ID != "full" {
			w.Errorf("the last fact is %s", last.ID)
		}
		w.same("left", w.reseals(w.store), int64(0))
	},
	"a study's key that was sealed for its name is sealed for what can be found": func(w *world) {
		key, err := w.store.StudyKey(w.ctx, "study")
		w.must(err)
		names, err := w.rdb.HKeys(w.ctx, "{meta}:studies").Result()
		w.must(err)
		early, err := w.keys.Seal(key, []byte("study/study"))
		w.must(err)
		w.must(w.rdb.HSet(w.ctx, "{meta}:studies", names[0], early).Err())
		again, err := w.store.StudyKey(w.ctx, "study")
		w.must(err)
		w.same("the key", again, key)
		sealed, err := w.rdb.HGet(w.ctx, "{meta}:studies", names[0]).Result()
		w.must(err)
		_, err = w.keys.Open([]byte(sealed), reseal.ForNamed(reseal.Studies, names[0]))
		w.must(err)
	},
	"each process says which keys it has": func(w *world) {
		path := w.onFile()
		first := w.keys.Primary()
		w.acquire(w.store, 3)
		own, err := seal.Load(path)
		w.must(err)
		second, err := storage.Open(w.ctx, w.rdb, own, storage.Options{Owner: "second", LeaseTTL: time.Minute})
		w.must(err)
		w.acquire(second, 4)
		w.atWork([][]uint32{{first}, {first}})
		key, err := w.keys.Add()
		w.must(err)
		_, _, err = w.store.Renew(w.ctx, nil)
		w.must(err)
		w.atWork([][]uint32{{first, key}, {first}})
		_, _, err = second.Renew(w.ctx, nil) // it looks at the file
		w.must(err)
		w.must(w.keys.Promote(key))
		_, _, err = w.store.Renew(w.ctx, nil)
		w.must(err)
		w.atWork([][]uint32{{key, first}, {first, key}})
		w.must(w.rdb.HDel(w.ctx, "{meta}:keys", "first").Err()) // as one of an earlier release
		w.atWork([][]uint32{nil, {first, key}})
		w.must(w.rdb.Del(w.ctx, "{meta}:process:second").Err())
		w.atWork([][]uint32{nil})
		_, _, err = w.store.Renew(w.ctx, nil)
		w.must(err)
		w.atWork([][]uint32{{key, first}})
	},
	"what another process seals with a new key opens at once": func(w *world) {
		path := w.onFile()
		p := w.filled()
		own, err := seal.Load(path)
		w.must(err)
		second, err := storage.Open(w.ctx, w.rdb, own, storage.Options{Owner: "second", LeaseTTL: time.Minute})
		w.must(err)
		key, err := w.keys.Add()
		w.must(err)
		w.must(w.keys.Promote(key))
		w.reseals(w.store)
		w.same("what the other says", w.says(second, p), w.says(w.store, p))
	},
	"a keyset without the key that seals is refused": func(w *world) {
		w.onFile()
		key, err := w.keys.Add()
		w.must(err)
		w.must(w.store.SetSealing(w.ctx, key))
		w.open(storage.Options{})
		w.must(w.store.SetSealing(w.ctx, key+1))
		_, err = storage.Open(w.ctx, w.rdb, w.keys, storage.Options{})
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("sealed with key %08x, which this keyset lacks", key+1)) {
			w.Errorf("it is opened: %v", err)
		}
	},
}

func (w *world) atWork(want [][]uint32) {
	w.Helper()
	got, err := w.store.KeysAtWork(w.ctx)
	w.must(err)
	w.same("keys at work", got, want)
}
