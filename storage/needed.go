package storage

import (
	"context"
	"fmt"
	"slices"

	"footing/flows/state"
	"footing/storage/reseal"
)

// neededPeople is how many participants' values are read in one round trip.
const neededPeople = 20

// Where sealed values stand: those of the whole store, of a shard, and of participants.
func placesOfAll() []reseal.Place {
	return []reseal.Place{
		{Kind: reseal.Studies, Key: studiesKey},
		{Kind: reseal.Plans, Key: plansKey},
		{Kind: reseal.Releases, Key: releasesKey},
	}
}

// What moves from one to another stands before it, so that whoever counts in this order misses nothing.
func placesOfShard(shard int) []reseal.Place {
	return []reseal.Place{
		{Kind: reseal.Inbox, Key: inboxKey(shard), Shard: shard},
		{Kind: reseal.Outbox, Key: outboxKey(shard), Shard: shard},
		{Kind: reseal.Parked, Key: parkedKey(shard), Shard: shard},
		{Kind: reseal.Calls, Key: callsKey(shard), Shard: shard},
		{Kind: reseal.Holds, Key: holdsKey(shard), Shard: shard},
	}
}

func placesOfPeople(shard int, ids []string) (places []reseal.Place) {
	for _, id := range ids {
		places = append(places,
			reseal.Place{Kind: reseal.State, Key: stateKey(shard, id), Shard: shard, ID: id},
			reseal.Place{Kind: reseal.Early, Key: streamKey(shard, id), Shard: shard, ID: id},
			reseal.Place{Kind: reseal.Facts, Key: factsKey(shard, id), Shard: shard, ID: id},
			reseal.Place{Kind: reseal.Chapters, Key: chaptersKey(shard, id), Shard: shard, ID: id})
	}
	return places
}

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
	n, places := make(reseal.Counts), placesOfAll()
	for shard := range s.shards {
		places = append(places, placesOfShard(shard)...)
	}
	err := reseal.Count(ctx, s.rdb, n, places...)
	for shard := 0; shard < s.shards && err == nil; shard++ {
		var ids []string
		ids, err = s.WithValues(ctx, shard)
		for some := range slices.Chunk(ids, neededPeople) {
			if err == nil {
				err = reseal.Count(ctx, s.rdb, n, placesOfPeople(shard, some)...)
			}
		}
	}
	if err != nil {
		return nil, fmt.Errorf("count sealed values: %w", err)
	}
	return n, nil
}
