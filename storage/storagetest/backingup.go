package storagetest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage"
	"footing/storage/backup"
	"footing/storage/reseal"
	"footing/storage/seal"
)

// safe is a place for a backup, and who can open it.
type safe struct {
	*world
	path     string
	identity *age.X25519Identity
}

func (w *world) safe() safe {
	w.Helper()
	identity, err := age.GenerateX25519Identity()
	w.must(err)
	return safe{w, filepath.Join(w.TempDir(), "footing.age"), identity}
}

func (s safe) order() backup.Order {
	return backup.Order{
		Redis: s.rdb, Keys: s.keys, Recipients: []age.Recipient{s.identity.Recipient()}, File: s.path, Release: "test",
		Now: s.now,
	}
}

func (s safe) writes() backup.Summary {
	s.Helper()
	made, err := backup.Write(s.ctx, s.order())
	s.must(err)
	return made
}

func (s safe) reads(keys *seal.Keys) (*backup.File, error) {
	return backup.Read(s.ctx, s.path, []age.Identity{s.identity}, keys, storage.Form)
}

// restores empties Redis and puts the backup there.
func (s safe) restores() {
	s.Helper()
	there, err := s.reads(s.keys)
	s.must(err)
	s.empties()
	s.must(there.Restore(s.ctx, s.rdb, backup.Mark{At: s.now}))
}

var backingUp = map[string]func(*world){ //nolint:gochecknoglobals // a part of the suite
	"a backup puts everything back, but what a process holds": func(w *world) {
		p, s := w.filled(), w.safe()
		w.must(w.store.AddErased(w.ctx, map[[16]byte]time.Time{{1}: w.now}))
		before, says := w.kept(), w.says(w.store, p)
		inbox, err := w.rdb.XInfoStream(w.ctx, "{s07}:inbox").Result()
		w.must(err)
		made := s.writes()
		w.same("participants", made.Participants, 1)
		w.same("moments", len(made.Taken), 17)
		s.restores()
		w.same("what is stored", w.kept(), before)
		after, err := w.rdb.XInfoStream(w.ctx, "{s07}:inbox").Result()
		w.must(err)
		w.same("the last id in the inbox", after.LastGeneratedID, inbox.LastGeneratedID)
		w.store = w.open(storage.Options{Owner: "another"})
		delete(says, "holds")
		now := w.says(w.store, p)
		delete(now, "holds")
		w.same("what it says", now, says)
		ttl, err := w.rdb.PTTL(w.ctx, w.seenKey()).Result()
		w.must(err)
		if ttl <= 0 {
			w.Errorf("the seen set has the time to live %v", ttl)
		}
		w.acquire(w.store, 7) // nobody holds it
	},
	"a backup is of one moment while turns are made": func(w *world) {
		var people []person
		for n := range 6 {
			people = append(people, w.enrol(n/2, n%2))
		}
		s := w.safe()
		calm := w.busy(w.interpose(), people)
		made := s.writes()
		calm()
		running := w.coheres(people)
		w.commit(people[0], w.load(people[0].id).Version, patient(people[0].id, people[0].chat), fullTurn(w, people[0])...)
		w.same("participants", made.Participants, len(people))
		s.restores()
		if then := w.coheres(people); then > running || then <= int64(len(people)) {
			w.Errorf("%d turns are in the backup, %d were made", then, running)
		}
		if made.Spread() > time.Second {
			w.Errorf("the shards are %v apart", made.Spread())
		}
	},
	"who comes or goes while a backup is made is in it, or not": func(w *world) {
		goes, s := w.enrol(3, 0), w.safe()
		var comes person
		w.interpose().do(func(h *hook) {
			h.before = func() { // the keys were listed, and nobody was read yet
				r := w.load(goes.id)
				w.commit(goes, r.Version, state.State{ID: goes.id, Chat: goes.chat})
				comes = w.enrol(3, 1)
			}
		})
		made := s.writes()
		s.restores()
		w.same("participants", made.Participants, 1)
		w.same("who came", w.load(comes.id).Version, int64(1))
		w.same("who went", w.load(goes.id).Version, int64(0))
	},
	"who is erased while a backup is made is in it whole, or not at all": func(w *world) {
		h := w.interpose()
		for step, erased := 0, true; erased; step++ {
			goes, stays, s := w.enrol(3, 2*step), w.enrol(3, 2*step+1), w.safe()
			w.commit(goes, 1, patient(goes.id, goes.chat), state.Keep{Fact: fact("f", w.now)})
			erased = w.before(h, step, func() {
				w.commit(goes, 2, state.State{ID: goes.id}, state.Erase{})
			}, func() { s.writes() })
			if !erased {
				break
			}
			s.restores()
			w.store = w.open(storage.Options{Owner: fmt.Sprint("another", step)})
			w.same("who stays", w.load(stays.id).Version, int64(1))
			left, facts := 0, 0
			for key := range w.dump() {
				if strings.Contains(key, goes.id) {
					left++
				}
			}
			// In a cluster the copy of the shard may be of a moment before.
			_, cluster := w.rdb.(*redis.ClusterClient)
			if cluster && left > 0 {
				found, err := w.store.Facts(w.ctx, goes.id, time.Time{})
				w.must(err)
				facts = len(found)
			}
			if left > 0 && (!cluster || w.load(goes.id).Version != 2 || facts != 1) {
				w.Errorf("erased before script %d, and %d keys were put back, with %d facts", step, left, facts)
			}
			if step > 60 {
				w.Fatal("a backup without end")
			}
		}
	},
	"a backup is only restored where nothing of Footing's is": func(w *world) {
		w.filled()
		s := w.safe()
		s.writes()
		there, err := s.reads(w.keys)
		w.must(err)
		w.unchanged("restoring over a store", func() {
			w.isOne("a store", there.Restore(w.ctx, w.rdb, backup.Mark{At: w.now}), backup.ErrThere)
		})
		w.empties()
		w.must(w.rdb.Set(w.ctx, "{meta}:process:somebody", "well", time.Minute).Err())
		w.isOne("a process", there.Restore(w.ctx, w.rdb, backup.Mark{At: w.now}), backup.ErrThere)
		w.empties()
		w.must(w.rdb.Set(w.ctx, "something else", "", 0).Err())
		w.must(there.Restore(w.ctx, w.rdb, backup.Mark{At: w.now, Generation: "another"}))
		w.same("generation", w.open(storage.Options{}).Generation(), "another")
	},
	"a backup that was broken off is no store": func(w *world) {
		w.filled()
		s := w.safe()
		s.writes()
		there, err := s.reads(w.keys)
		w.must(err)
		data, err := os.ReadFile(s.path)
		w.must(err)
		w.must(os.WriteFile(s.path, data[:len(data)-1], 0o600))
		w.empties()
		if err := there.Restore(w.ctx, w.rdb, backup.Mark{At: w.now}); err == nil {
			w.Error("restored from half a file")
		}
		made, err := storage.Made(w.ctx, w.rdb)
		w.must(err)
		w.same("a store", made, false)
		w.must(os.WriteFile(s.path, data, 0o600))
		s.restores()
		w.must(w.rdb.Del(w.ctx, "{meta}:meta").Err())
		w.unchanged("restoring over parts of a store", func() {
			w.isOne("parts", there.Restore(w.ctx, w.rdb, backup.Mark{At: w.now}), backup.ErrThere)
		})
		w.empties()
		w.must(there.Restore(w.ctx, w.rdb, backup.Mark{At: w.now}))
		put, err := w.open(storage.Options{}).PutBack(w.ctx)
		w.must(err)
		w.same("what was put back", put, storage.Copy{At: w.now, Of: there.From(), File: "footing.age"})
	},
	"a restore that was killed is done again": func(w *world) {
		w.filled()
		s, before := w.safe(), w.kept()
		s.writes()
		there, err := s.reads(w.keys)
		w.must(err)
		w.empties()
		w.must(w.rdb.Set(w.ctx, "something else", "stays", 0).Err())
		m := &mortal{}
		w.rdb.AddHook(m)
		n := 1
		for killed := true; killed && n < 1000; n++ {
			m.lives(n)
			killed = there.Restore(w.ctx, w.rdb, backup.Mark{At: w.now}) != nil
			m.lives(1 << 30)
			made, err := storage.Made(w.ctx, w.rdb)
			w.must(err)
			w.same("a store", made, !killed)
			if works, err := w.rdb.Exists(w.ctx, "{meta}:process:restore").Result(); killed && works > 0 {
				w.isOne("at once", there.Restore(w.ctx, w.rdb, backup.Mark{At: w.now}), backup.ErrAtWork)
				w.must(errors.Join(err, w.rdb.Del(w.ctx, "{meta}:process:restore").Err())) // half a minute later
			}
			if left, _, err := storage.Foreign(w.ctx, w.rdb); killed && !left && len(w.kept()) > 1 {
				w.Errorf("killed at step %d, parts are left unseen: %v", n, err)
			}
		}
		if n < 10 {
			w.Errorf("it was killed %d times", n)
		}
		w.same("something else", w.rdb.GetDel(w.ctx, "something else").Val(), "stays")
		w.same("what is stored", w.kept(), before)
	},
	"two restores that begin at once do not remove each other's keys": func(w *world) {
		w.filled()
		s, before := w.safe(), w.kept()
		s.writes()
		there, err := s.reads(w.keys)
		w.must(err)
		w.empties()
		w.must(w.rdb.Set(w.ctx, "{meta}:restoring", "broken off", 0).Err())
		w.must(w.rdb.Set(w.ctx, "{s07}:due", "left", 0).Err())
		r, other := &removal{}, error(nil)
		w.rdb.AddHook(r)
		r.before = func() { other = there.Restore(w.ctx, w.rdb, backup.Mark{At: w.now}) }
		w.must(there.Restore(w.ctx, w.rdb, backup.Mark{At: w.now}))
		w.isOne("the second one", other, backup.ErrAtWork)
		w.same("what is stored", w.kept(), before)
	},
	"a restore that was replaced removes nothing more": func(w *world) {
		w.filled()
		s := w.safe()
		s.writes()
		there, err := s.reads(w.keys)
		w.must(err)
		w.empties()
		for _, key := range []string{"{meta}:restoring", "{s07}:due", "{s08}:due"} {
			w.must(w.rdb.Set(w.ctx, key, "left", 0).Err())
		}
		r := &removal{}
		w.rdb.AddHook(r)
		r.before = func() { w.must(w.rdb.Set(w.ctx, "{meta}:process:restore", "another", 0).Err()) }
		if there.Restore(w.ctx, w.rdb, backup.Mark{At: w.now}) == nil {
			w.Errorf("it went on")
		}
		one, another := w.rdb.Exists(w.ctx, "{s07}:due").Val(), w.rdb.Exists(w.ctx, "{s08}:due").Val()
		w.same("what is left of two keys", one+another, int64(1))
	},
	"a backup needs its keyset": func(w *world) {
		w.onFile()
		w.filled()
		s := w.safe()
		s.writes()
		other, err := seal.Seeded([]byte("others"))
		w.must(err)
		_, err = s.reads(other)
		w.isOne("another store's keyset", err, backup.ErrKeyset)

		older := filepath.Join(w.TempDir(), "older.json")
		data, err := os.ReadFile(w.keyFile)
		w.must(err)
		w.must(os.WriteFile(older, data, 0o600))
		key, err := w.keys.Add()
		w.must(err)
		w.must(w.keys.Promote(key))
		w.must(w.store.SetSealing(w.ctx, key))
		w.enrol(2, 0)
		s.path = filepath.Join(w.TempDir(), "later.age")
		w.same("what does not open", len(s.writes().Unopened), 0)
		copied, err := seal.Load(older)
		w.must(err)
		_, err = s.reads(copied)
		if !errors.Is(err, backup.ErrKeyset) || !strings.Contains(err.Error(), fmt.Sprintf("%08x", key)) {
			w.Errorf("an older copy of the keyset: %v", err)
		}
		_, err = s.reads(w.keys)
		w.must(err)
	},
	"what does not open is named, and put back as it is": func(w *world) {
		w.filled()
		alone := w.enrol(2, 0) // nobody else is on that shard
		w.must(w.rdb.HSet(w.ctx, "{s02}:p:"+alone.id+":state", "state", "\x01\x0a\x0b\x0c\x0d of another key").Err())
		w.must(w.rdb.LPush(w.ctx, "{s02}:p:"+alone.id+":log", "1:damaged", "2:damaged").Err())
		s, before := w.safe(), w.kept()
		want := []backup.Unopened{
			{Kind: reseal.Facts, Values: 2}, {Kind: reseal.State, Key: "0a0b0c0d", Lacked: true, Values: 1},
		}
		w.same("what did not open when it was made", s.writes().Unopened, want)
		there, err := s.reads(w.keys)
		w.must(err)
		w.same("what does not open", there.Unopened, want)
		s.restores()
		w.same("what is stored", w.kept(), before)
	},
	"a keyset that opens nothing is another store's": func(w *world) {
		p := w.enrol(2, 0)
		w.must(w.rdb.HSet(w.ctx, "{s02}:p:"+p.id+":state", "state", "damaged").Err())
		s := w.safe()
		s.writes()
		_, err := s.reads(w.keys)
		w.isOne("nothing opens", err, backup.ErrKeyset)
	},
	"a store of a newer form is refused by name": func(w *world) {
		w.filled()
		w.must(w.rdb.HSet(w.ctx, "{meta}:meta", "form", "9.0").Err())
		s := w.safe()
		s.writes()
		if _, err := s.reads(w.keys); !errors.Is(err, backup.ErrNewer) || !strings.Contains(err.Error(), "9.0") {
			w.Errorf("%v", err)
		}
	},
}
