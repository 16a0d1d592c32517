package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// Elsewhere tells which shards another owner that lives holds at this moment, and whether the right to poll is
// another's. It changes nothing. With an error it tells of the shards that answered; FailedOn tells which those are,
// with Shards for the right to poll.
func (s *Store) Elsewhere(ctx context.Context) (shards []int, poll bool, err error) {
	owners, failed := s.owners(ctx, ownerKey, pollOwnerKey)
	lives := make(map[string]error) // of each other owner: nil if it does
	for _, name := range owners {
		if _, asked := lives[name]; asked || name == s.owner {
			continue
		}
		n, err := s.rdb.Exists(ctx, processKey(name)).Result()
		if err == nil && n == 0 {
			err = errEnded
		}
		lives[name] = err
	}
	for place := range s.shards + 1 {
		name, owned := owners[place]
		err := lives[name]
		switch {
		case !owned, name == s.owner, errors.Is(err, errEnded):
		case err != nil:
			failed[place] = err
		case place == s.shards:
			poll = true
		default:
			shards = append(shards, place)
		}
	}
	if len(failed) > 0 {
		return shards, poll, fmt.Errorf("read who holds the shards: %w", failed)
	}
	return shards, poll, nil
}

var errEnded = errors.New("the process has ended")

// owners reads whose the shards are and, at the place behind the last, whose the poll is. It takes one round trip.
func (s *Store) owners(ctx context.Context, key func(shard int) string, poll string) (map[int]string, shardErrors) {
	names := make([]*redis.StringCmd, s.shards+1)
	_, _ = s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error { // each answer has its own error
		for shard := range s.shards {
			names[shard] = p.Get(ctx, key(shard))
		}
		names[s.shards] = p.Get(ctx, poll)
		return nil
	})
	owners, failed := make(map[int]string), make(shardErrors)
	for place, name := range names {
		switch owner, err := name.Result(); {
		case err == nil:
			owners[place] = owner
		case !errors.Is(err, redis.Nil):
			failed[place] = err
		}
	}
	return owners, failed
}

// earlierAtWork tells whether a process of an earlier release works on the store.
func (s *Store) earlierAtWork(ctx context.Context) (bool, error) {
	owners, failed := s.owners(ctx, earlyLease, earlyPollLease)
	if len(failed) > 0 {
		return false, fmt.Errorf("read who holds the shards: %w", failed)
	}
	return len(owners) > 0, nil
}
