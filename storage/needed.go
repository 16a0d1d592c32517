package storage

import (
	"context"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage/seal"
)

const (
	neededPeople = 20  // whose values are read in one round trip
	neededPage   = 200 // entries of a stream that are read in one
)

// Needed counts what is stored by the key that it names, and by 0 what names none. While turns are made it is a count
// of no one moment.
type Needed map[uint32]int64

func (n Needed) add(values ...string) {
	for _, value := range values {
		number, _ := seal.KeyOf(value)
		n[number]++
	}
}

// KeysNeeded reads every sealed value of the store, and opens none.
func (s *Store) KeysNeeded(ctx context.Context) (Needed, error) {
	n := make(Needed)
	hashes := []string{studiesKey, plansKey, releasesKey}
	for shard := range s.shards {
		hashes = append(hashes, callsKey(shard), holdsKey(shard))
	}
	for _, key := range hashes {
		values, err := s.rdb.HVals(ctx, key).Result()
		if err != nil {
			return nil, fmt.Errorf("count sealed values: read %s: %w", key, err)
		}
		n.add(values...)
	}
	for shard := range s.shards {
		for _, key := range []string{inboxKey(shard), outboxKey(shard), parkedKey(shard)} {
			if err := s.neededByStream(ctx, n, key); err != nil {
				return nil, fmt.Errorf("count sealed values: %w", err)
			}
		}
		if err := s.neededByPeople(ctx, n, shard); err != nil {
			return nil, fmt.Errorf("count sealed values of shard %d: %w", shard, err)
		}
	}
	return n, nil
}

// neededByStream counts what entries hold: an event, a message or, of an earlier release, a fact.
func (s *Store) neededByStream(ctx context.Context, n Needed, key string) error {
	for after, full := "", true; full; {
		page, err := s.stream(ctx, key, after, neededPage)
		if err != nil {
			return err
		}
		for _, m := range page {
			for _, field := range []string{"event", "effect", "fact"} {
				if value, ok := m.Values[field].(string); ok {
					n.add(value)
				}
			}
		}
		if full = len(page) == neededPage; full {
			after = page[len(page)-1].ID
		}
	}
	return nil
}

func (s *Store) neededByPeople(ctx context.Context, n Needed, shard int) error {
	var ids []string
	for id, err := range s.EveryoneOn(ctx, shard) {
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	if office, err := s.ShardOfID(state.OfficeID); err == nil && office == shard {
		ids = append(ids, state.OfficeID)
	}
	slices.Sort(ids)
	for some := range slices.Chunk(slices.Compact(ids), neededPeople) {
		states := make([]*redis.SliceCmd, len(some))
		lists := make([]*redis.StringSliceCmd, 0, 2*len(some))
		_, err := s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i, id := range some {
				states[i] = p.HMGet(ctx, stateKey(shard, id), "state")
				lists = append(lists,
					p.LRange(ctx, factsKey(shard, id), 0, -1), p.LRange(ctx, chaptersKey(shard, id), 0, -1))
			}
			return nil
		})
		if err != nil {
			return err //nolint:wrapcheck // by KeysNeeded
		}
		for _, one := range states {
			if value, ok := one.Val()[0].(string); ok {
				n.add(value)
			}
		}
		for _, list := range lists {
			for _, value := range list.Val() {
				v, _ := parseValue(value) // a damaged one names no key
				n.add(v.sealed)
			}
		}
		for _, id := range some {
			if err := s.neededByStream(ctx, n, streamKey(shard, id)); err != nil {
				return err
			}
		}
	}
	return nil
}
