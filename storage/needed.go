package storage

import (
	"context"
	"fmt"
	"slices"

	"footing/flows/state"
	"footing/storage/keyspace"
	"footing/storage/reseal"
)

// neededPeople is how many participants' values are read in one round trip.
const neededPeople = 20

// WithValues lists who has sealed values on a shard: the participants and, on its own, the office.
func (s *Store) WithValues(ctx context.Context, shard int) (ids []string, err error) {
	for id, err := range s.EveryoneOn(ctx, shard) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	if office, err := s.ShardOfID(state.OfficeID); err == nil && office == shard {
		ids = append(ids, state.OfficeID)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// KeysNeeded counts every sealed value of the store by the key that it names, and opens none. While turns are made it
// is a count of no one moment.
func (s *Store) KeysNeeded(ctx context.Context) (reseal.Counts, error) {
	n, places := make(reseal.Counts), keyspace.SealedOfStore()
	for shard := range s.shards {
		places = append(places, keyspace.SealedOfShard(shard)...)
	}
	err := reseal.Count(ctx, s.rdb, n, places...)
	for shard := 0; shard < s.shards && err == nil; shard++ {
		var ids []string
		ids, err = s.WithValues(ctx, shard)
		for some := range slices.Chunk(ids, neededPeople) {
			if err == nil {
				err = reseal.Count(ctx, s.rdb, n, keyspace.SealedOfPeople(shard, some)...)
			}
		}
	}
	if err != nil {
		return nil, fmt.Errorf("count sealed values: %w", err)
	}
	return n, nil
}
