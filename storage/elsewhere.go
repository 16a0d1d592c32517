package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"footing/storage/keyspace"
)

// Word is what a process says of itself with its lease. Any other value, as of a process that has just begun, says
// nothing.
type Word string

// The words.
const (
	New  Word = "new"  // it has not looked yet
	Well Word = "well" // it has looked, and vouches for all that it holds
	Red  Word = "red"  // a human must look at something of its own
)

// Others is what other owners that live hold at the moment of a look.
type Others struct {
	Shards map[int]Word // and what the holder of each says of itself
	Poll   bool         // the right to poll is another's
}

// Vouch sets what this process says of itself whenever its lease is lengthened from now on.
func (s *Store) Vouch(word Word) { s.alive.Say(string(cmp.Or(word, New))) }

// Elsewhere tells what other owners that live hold at this moment. It changes nothing. With an error it tells of the
// shards that answered; FailedOn tells which those are, with Shards for the right to poll.
func (s *Store) Elsewhere(ctx context.Context) (Others, error) {
	owners, failed := s.owners(ctx, keyspace.Owner, keyspace.PollOwner)
	words := make(map[string]Word)   // of each other owner that lives
	absent := make(map[string]error) // and why there is none: redis.Nil if the owner has ended
	for _, name := range owners {
		if name != s.owner && absent[name] == nil && words[name] == "" {
			word, err := s.alive.Word(ctx, name)
			words[name], absent[name] = Word(word), err
		}
	}
	others := Others{Shards: make(map[int]Word)}
	for place := range s.shards + 1 {
		name, owned := owners[place]
		err := absent[name]
		switch {
		case !owned, name == s.owner, errors.Is(err, redis.Nil):
		case err != nil:
			failed[place] = err
		case place == s.shards:
			others.Poll = true
		default:
			others.Shards[place] = words[name]
		}
	}
	if len(failed) > 0 {
		return others, fmt.Errorf("read who holds the shards: %w", failed)
	}
	return others, nil
}

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
	owners, failed := s.owners(ctx, keyspace.EarlyLease, keyspace.EarlyPollLease)
	if len(failed) > 0 {
		return false, fmt.Errorf("read who holds the shards: %w", failed)
	}
	return len(owners) > 0, nil
}
