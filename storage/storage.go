// Package storage keeps everything that the bot must not lose. With its rooms scripts and appendonly it is all that
// speaks to Redis; docs/redis.md lists every key. NewClient connects, Open opens a store or makes it, and Store has the
// rest.
//
// A participant lives on one of N shards. Their id begins with its shard ("s07-...") and their keys with its hash tag
// ("{s07}:..."), so one script can change all of them, also in a cluster. A shard has an inbox of events, an outbox of
// messages and a set of due moments. An event passes through like this:
//
//	Receive ─▶ inbox ─▶ Load, engine.Step, Commit ─▶ outbox ─▶ Telegram, or Deliver to another inbox ─▶ Done
//
// Commit saves state, facts, due moments and messages and removes the event, in one script: all of it or nothing. Every
// call may be repeated after a lost reply. Whoever works on a shard holds its Lease; a holder who was replaced unawares
// gets ErrFenced, because each taking raises the shard's epoch. A store that was emptied or is older than before is not
// worked on (Doubts). Every value is sealed (package seal). Versions, epochs, times and the ids, which are random, are
// in clear.
package storage

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/redis/go-redis/v9"

	"footing/storage/alive"
	"footing/storage/belief"
	"footing/storage/keyspace"
	"footing/storage/named"
	"footing/storage/reseal"
	"footing/storage/scripts"
	"footing/storage/seal"
)

// Defaults and bounds of a store.
const (
	usualShards = 16              // of a new store
	mostShards  = 100             // as many as the two digits of an id can name
	usualLease  = 9 * time.Second // so that others take over within ten seconds
)

// Options say how a process uses a store.
type Options struct {
	// Shards is the number of shards of a new store: 16 if 0, at most 100. For a store that exists it must be 0 or the
	// number that the store was made with.
	Shards int
	// Owner names this process in leases. It must differ from every other process's. It is drawn if empty.
	Owner string
	// LeaseTTL is how long the lease of this process lasts by Redis' own clock unless it is renewed; 9 s if 0. While no
	// other process works on the store it is three times as long (package alive).
	LeaseTTL time.Duration
	// Generation, if not empty, is the generation that the caller remembers. An empty Redis and another store are then
	// refused, because the data are not where they were.
	Generation string
}

// Store is an opened store. Any number of goroutines may share it.
type Store struct {
	rdb        redis.UniversalClient
	keys       *seal.Keys
	scripts    *scripts.Runner
	shards     int
	owner      string
	alive      *alive.Lease // of this process
	generation string
	pollEpoch  atomic.Int64 // of the right to poll, while this process holds it
	ring       reseal.Ring  // what all say of their keys
	named      named.Values // what is the whole store's
	belief     *belief.Belief
	form       *form
	unpacker   func() (*zstd.Decoder, error) // of chapters, made when the first one is read
}

// Open opens the store in a Redis, and makes one if there is none. It refuses a store that was made with other keys,
// with another number of shards or by a release with another layout, with an error that says so. The caller makes rdb
// (NewClient) and closes it.
func Open(ctx context.Context, rdb redis.UniversalClient, keys *seal.Keys, o Options) (*Store, error) {
	if o.Shards < 0 || o.Shards > mostShards {
		return nil, fmt.Errorf("open store: %d shards asked for, want 1 to %d", o.Shards, mostShards)
	}
	s := &Store{
		rdb: rdb, keys: keys, scripts: scripts.New(rdb), ring: reseal.NewRing(rdb, keys, keyspace.Keys, keyspace.Processes),
		named: named.New(rdb, keys),
		owner: cmp.Or(o.Owner, rand.Text()), belief: belief.New(),
		unpacker: sync.OnceValues(newUnpacker),
	}
	places := alive.Keys{Processes: keyspace.Processes, Known: keyspace.Keys}
	s.alive = alive.New(rdb, places, s.owner, string(New), cmp.Or(o.LeaseTTL, usualLease))
	kept, err := s.meta(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := s.adopt(kept, o); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s.know(ctx)
	if err := s.knowSwept(ctx, kept["made"]); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	return s, nil
}

// meta reads the fields that describe the store. If there is no store and one may be made, it is made first.
func (s *Store) meta(ctx context.Context, o Options) (map[string]string, error) {
	made := o.Shards
	if made == 0 {
		made = usualShards
	}
	fields := []any{
		"layout", layout, "form", presentForm(), "made", strconv.Itoa(formMajor), "shards", strconv.Itoa(made),
		"keyset", s.keys.Fingerprint(), "generation", rand.Text(),
	}
	if o.Generation != "" {
		fields = nil // an empty store stays empty
	}
	reply, err := s.scripts.Run(ctx, s.scripts.Open.With([]string{keyspace.Meta}, fields...))
	if err != nil {
		return nil, err //nolint:wrapcheck // by Open
	}
	kept := make(map[string]string, len(reply)/2)
	for i := 0; i+1 < len(reply); i += 2 {
		kept[reply[i]] = reply[i+1]
	}
	return kept, nil
}

// adopt checks that the store is the one that the caller expects, and takes over its number of shards and its
// generation.
func (s *Store) adopt(kept map[string]string, o Options) error {
	if len(kept) == 0 {
		return fmt.Errorf("the store is empty, but generation %s was here before: "+
			"restore its data, or connect to the Redis that has them", o.Generation)
	}
	var err error
	if s.form, err = readForm(kept); err != nil {
		return err
	}
	if kept["keyset"] != s.keys.Fingerprint() {
		return fmt.Errorf("the store was made with keyset %s, this is keyset %s: %w",
			kept["keyset"], s.keys.Fingerprint(), ErrKeyset)
	}
	if !reseal.Fits(s.keys, kept["sealing"]) {
		return fmt.Errorf("the store is sealed with key %08s, which this keyset lacks, so it is an older copy: %w",
			kept["sealing"], ErrKeyset)
	}
	if o.Generation != "" && kept["generation"] != o.Generation {
		return fmt.Errorf("this is store generation %s, but %s was here before: %w",
			kept["generation"], o.Generation, ErrGeneration)
	}
	shards, err := strconv.Atoi(kept["shards"])
	if err != nil || shards < 1 || shards > mostShards {
		return errors.New("the store's number of shards is damaged")
	}
	if o.Shards != 0 && o.Shards != shards {
		return fmt.Errorf("the store was made with %d shards, %d asked for: the number can't be changed", shards, o.Shards)
	}
	s.shards, s.generation = shards, kept["generation"]
	return nil
}
