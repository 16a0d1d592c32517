package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/record"
	"footing/flows/state"
)

// factsPage is how many facts are read in one round trip.
const factsPage = 500

// Record is a participant as stored. Version 0 means that nothing is stored; State then has only its ID.
type Record struct {
	ID      string
	State   state.State
	Version int64
}

// Load reads a participant. A Final error means that these keys or this release can't read the state: park the entry.
func (s *Store) Load(ctx context.Context, id string) (Record, error) {
	shard, err := s.ShardOfID(id)
	if err != nil {
		return Record{}, err
	}
	fields, err := s.rdb.HMGet(ctx, stateKey(shard, id), "version", "state").Result()
	if err != nil {
		return Record{}, fmt.Errorf("load %s: %w", id, err)
	}
	number, known := fields[0].(string)
	if !known {
		return Record{ID: id, State: state.State{ID: id}}, nil
	}
	sealed, _ := fields[1].(string)
	record := Record{ID: id}
	if record.Version, err = strconv.ParseInt(number, 10, 64); err != nil {
		return Record{}, final("load %s: %w", id, err)
	}
	if record.State, err = s.openState(id, sealed); err != nil {
		return Record{}, fmt.Errorf("load %s: %w", id, err)
	}
	return record, nil
}

// Resolve gives the id of the participant who has this chat, empty if nobody has.
func (s *Store) Resolve(ctx context.Context, chat int64) (string, error) {
	shard, name := s.place(chat)
	id, err := s.rdb.HGet(ctx, chatsKey(shard), name).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("resolve a chat: %w", err)
	}
	return id, nil
}

// Facts reads a participant's facts from since on (all if zero), in the order in which they were recorded. Its cost
// depends on what it returns, not on what is older. If one fact can't be read, the whole call fails.
func (s *Store) Facts(ctx context.Context, id string, since time.Time) ([]record.Fact, error) {
	shard, err := s.ShardOfID(id)
	if err != nil {
		return nil, err
	}
	from := "-"
	if ms := since.UnixMilli(); !since.IsZero() && ms > 0 {
		from = strconv.FormatInt(ms, 10)
	}
	var facts []record.Fact
	for {
		page, err := s.rdb.XRangeN(ctx, factsKey(shard, id), from, "+", factsPage).Result()
		if err != nil {
			return nil, fmt.Errorf("read facts of %s: %w", id, err)
		}
		for _, m := range page {
			fact, err := s.openFact(id, text(m, "fact"))
			if err != nil {
				return nil, fmt.Errorf("read fact %s of %s: %w", m.ID, id, err)
			}
			if !fact.At.Before(since) { // a stream id is at least its fact's time, and may be later
				facts = append(facts, fact)
			}
		}
		if len(page) < factsPage {
			return slices.Clip(facts), nil
		}
		from = "(" + page[len(page)-1].ID
	}
}

// RecentlyAsked lists the participants of a shard who were sent a keyboard or buttons from since on. That is remembered
// for 24 h.
func (s *Store) RecentlyAsked(ctx context.Context, shard int, since time.Time) ([]string, error) {
	ids, err := s.rdb.ZRangeByScore(ctx, askedKey(shard), &redis.ZRangeBy{
		Min: strconv.FormatInt(since.UnixMilli(), 10), Max: "+inf",
	}).Result()
	if err != nil {
		return nil, fmt.Errorf("read who was asked on shard %d: %w", shard, err)
	}
	return ids, nil
}
