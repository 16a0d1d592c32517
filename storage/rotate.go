package storage

import (
	"context"
	"fmt"
	"maps"

	"footing/storage/keyspace"
	"footing/storage/reseal"
)

// The sealing key is replaced while processes work on the store. Each says in Redis which keys it has. What an older
// key has sealed is sealed anew, shard by shard, until nothing needs that key any more.

// KeysAtWork gives the keys of each process that works on the store, the one that it seals with first. A process of a
// release that does not say has none.
func (s *Store) KeysAtWork(ctx context.Context) ([][]uint32, error) {
	owners, failed := s.owners(ctx, keyspace.Owner, keyspace.PollOwner)
	if len(failed) > 0 {
		return nil, fmt.Errorf("read who works on the store: %w", failed)
	}
	return s.ring.AtWork(ctx, maps.Values(owners)) //nolint:wrapcheck // it says what it did
}

// SetSealing notes in the store that values are sealed with a key from now on. A keyset without it is refused then, for
// it is an older copy.
func (s *Store) SetSealing(ctx context.Context, key uint32) error {
	return s.setField(ctx, keyspace.Meta, "sealing", reseal.Number(key))
}

// ToReseal lists the shards on which values may be left that an older key has sealed, and gives the key that seals now.
func (s *Store) ToReseal(ctx context.Context) (shards []int, key uint32, err error) {
	key = s.keys.Primary()
	if s.keys.Sealing()[0].Seals { // there is no older one
		return nil, key, nil
	}
	marks := make([]string, s.shards)
	for shard := range marks {
		marks[shard] = keyspace.Resealed(shard)
	}
	shards, err = reseal.Unmarked(ctx, s.rdb, marks, key)
	return shards, key, err //nolint:wrapcheck // it says what it did
}

// Reseal seals anew what an older key has sealed of some participants (WithValues) or, without any, of the
// shard itself, and with the first shard of the whole store. It gives how many values could not be sealed anew. It
// needs no lease: a turn that is under way keeps what it does.
func (s *Store) Reseal(ctx context.Context, shard int, ids ...string) (left int64, err error) {
	if err := s.trusted(shard); err != nil {
		return 0, fmt.Errorf("seal shard %d anew: %w", shard, err)
	}
	places := keyspace.SealedOfPeople(shard, ids)
	if len(ids) == 0 {
		if places = keyspace.SealedOfShard(shard); shard == 0 {
			places = append(places, keyspace.SealedOfStore()...)
		}
	}
	left, err = reseal.New(s.rdb, s.scripts, s.keys).Renew(ctx, places...)
	if err != nil {
		return left, fmt.Errorf("seal shard %d anew: %w", shard, err)
	}
	return left, nil
}

// SetResealed notes that on a shard nothing is left that another key than this one has sealed; with 0, that something
// may be.
func (s *Store) SetResealed(ctx context.Context, shard int, key uint32) error {
	if err := s.rdb.Set(ctx, keyspace.Resealed(shard), reseal.Number(key), 0).Err(); err != nil {
		return fmt.Errorf("note what is sealed anew: %w", err)
	}
	return nil
}
