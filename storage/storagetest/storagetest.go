// Package storagetest is the conformance suite of package storage: each promise of storage is a test that every Redis
// must pass. Storage's own tests run it against an embedded Redis, a real redis-server and a cluster.
//
//	storagetest.Conformance(t, func(t *testing.T) redis.UniversalClient { return emptyRedis(t) })
//
// Whoever changes a script, or wants to know what the bot may rely on, begins here. A test gets a world: an empty
// store, its clock, and helpers that commit, receive and compare. The suite proves nothing about power cuts: the
// folder's and the server's own tests do that.
package storagetest

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/redis/go-redis/v9"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/seal"
)

// Conformance runs the suite. Open gives a client, as NewClient makes it, of a Redis that holds nothing and
// whose expiry times run by the wall clock; it is called once for each test, and never twice at a time.
func Conformance(t *testing.T, open func(t *testing.T) redis.UniversalClient) {
	for _, group := range []map[string]func(*world){
		opening, receiving, holding, committing, straight, erasing, refusing, repeating, sending, waking, leasing, living,
		keeping, sealing, planting, packing, releasing, believing, resealing, backingUp,
	} {
		for name, test := range group {
			t.Run(name, func(t *testing.T) { test(newWorld(t, open(t))) })
		}
	}
}

// world is an empty store and what a test does with it.
type world struct {
	*testing.T
	ctx  context.Context
	rdb  redis.UniversalClient
	keys *seal.Keys
	// keyFile has the keys, if they are in one (onFile).
	keyFile string
	store   *storage.Store
	now     time.Time
}

// noon is when every test takes place: a whole multiple of 12 hours.
func noon() time.Time { return time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC) }

func newWorld(t *testing.T, rdb redis.UniversalClient) *world {
	t.Helper()
	keys, err := seal.Seeded([]byte("storagetest"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, ctx: t.Context(), rdb: rdb, keys: keys, now: noon()}
	w.store = w.open(storage.Options{Owner: "first", LeaseTTL: time.Minute})
	return w
}

// open opens the store once more, as another process would.
func (w *world) open(o storage.Options) *storage.Store {
	w.Helper()
	store, err := storage.Open(w.ctx, w.rdb, w.keys, o)
	w.must(err)
	return store
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// same compares, taking nil for empty.
func (w *world) same(what string, got, want any) {
	w.Helper()
	options := cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(storage.Entry{}, storage.Record{})}
	if diff := cmp.Diff(want, got, options); diff != "" {
		w.Errorf("%s (- want, + got):\n%s", what, diff)
	}
}

// acquire takes a shard, which must be free or the store's own.
func (w *world) acquire(s *storage.Store, shard int) storage.Lease {
	w.Helper()
	lease, ok, err := s.Acquire(w.ctx, shard)
	w.must(err)
	if !ok {
		w.Fatalf("shard %d could not be acquired", shard)
	}
	return lease
}

// receive stores arrivals of which all are new.
func (w *world) receive(arrivals ...storage.Arrival) []storage.Entry {
	w.Helper()
	entries, err := w.store.Receive(w.ctx, w.now, arrivals)
	w.must(err)
	if len(entries) != len(arrivals) {
		w.Fatalf("received %d of %d", len(entries), len(arrivals))
	}
	return entries
}

func (w *world) inbox(shard int) []storage.Entry {
	w.Helper()
	entries, err := w.store.Inbox(w.ctx, shard, "", 10_000)
	w.must(err)
	return entries
}

func (w *world) outbox(shard int) []storage.Outgoing {
	w.Helper()
	out, err := w.store.Outbox(w.ctx, shard, "", 10_000)
	w.must(err)
	return out
}

func (w *world) load(id string) storage.Record {
	w.Helper()
	loaded, err := w.store.Load(w.ctx, id)
	w.must(err)
	return loaded
}

// chatOn gives the nth chat that belongs to a shard.
func (w *world) chatOn(shard, nth int) int64 {
	for chat := int64(7_000_000_000); ; chat++ {
		if w.store.ShardOf(chat) != shard {
			continue
		}
		if nth--; nth < 0 {
			return chat
		}
	}
}

func said(id string, chat int64, text string) state.Said {
	return state.Said{
		Header: state.Header{ID: id, At: noon()},
		Sender: state.Sender{Chat: chat, Name: "A-17", Language: "en", Draw: rand.Text()},
		Media:  state.Text,
		Text:   record.FreeText(text),
	}
}

// patient is a state that is kept.
func patient(id string, chat int64) state.State {
	return state.State{ID: id, Chat: chat, Name: "A-17", Patient: &state.Patient{
		Ties: state.Ties{Code: "A-17"}, Enrolment: state.Enrolment{Active: true},
	}}
}

func fact(id string, at time.Time) record.Fact {
	return record.Fact{ID: id, At: at, Body: record.Delivered{Occasion: id}}
}

// person is a participant who exists, on a shard that the store holds.
type person struct {
	id    string
	chat  int64
	shard int
	lease storage.Lease
}

// enrol makes a participant through a first turn.
func (w *world) enrol(shard, nth int) person {
	w.Helper()
	p := person{id: storage.NewID(shard, rand.Text()), chat: w.chatOn(shard, nth), shard: shard}
	p.lease = w.acquire(w.store, shard)
	w.commit(p, 0, patient(p.id, p.chat))
	return p
}

// turn is the outcome of an event that has just been received.
func (w *world) turn(p person, version int64, state state.State, effects ...state.Effect) storage.Turn {
	w.Helper()
	entry := w.receive(storage.Arrival{Chat: p.chat, Event: said("u"+rand.Text(), p.chat, "hello")})[0]
	before := w.load(p.id)
	before.Version = version
	return storage.Turn{Lease: p.lease, Entry: entry, Before: before, State: state, Effects: effects}
}

// commit receives an event and saves its turn.
func (w *world) commit(p person, version int64, state state.State, effects ...state.Effect) []storage.Outgoing {
	w.Helper()
	saved, err := w.store.Commit(w.ctx, w.now, w.turn(p, version, state, effects...))
	w.must(err)
	return saved.Out
}
