package storage

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// asidePage is how many entries of one shard Aside lists and counts at most.
const asidePage = 1000

// Aside is an entry or a message that was set aside, because it could not be dealt with (Park, ParkOutgoing).
type Aside struct {
	Shard  int
	At     time.Time // by Redis' clock, in whole milliseconds
	Box    string    // inbox or outbox
	Reason string
	To     string // whose it is; empty where nobody was known yet
	Looked bool   // an operator has said that they looked at it (SetLooked)
}

// Aside lists what is set aside, shard by shard, the oldest first. At most a thousand of each shard are listed. Where
// nothing is set aside, it takes one round trip. With an error it lists what the other shards have (FailedOn).
func (s *Store) Aside(ctx context.Context) ([]Aside, error) {
	parked, err := s.Parked(ctx)
	if parked == 0 {
		return nil, err
	}
	looked, err := s.kept(ctx, "looked")
	if err != nil {
		return nil, err
	}
	pages := make([]*redis.XMessageSliceCmd, s.shards)
	_, _ = s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error { // each answer has its own error
		for shard := range pages {
			pages[shard] = p.XRevRangeN(ctx, parkedKey(shard), "+", "-", asidePage)
		}
		return nil
	})
	var all []Aside
	failed := make(shardErrors)
	for shard, page := range pages {
		messages, err := page.Result()
		if err != nil {
			failed[shard] = err
		}
		for i := len(messages) - 1; i >= 0; i-- {
			m := messages[i]
			at := streamTime(m.ID)
			all = append(all, Aside{
				Shard: shard, At: at, Box: text(m, "box"), Reason: text(m, "reason"), To: text(m, "to"), Looked: !at.After(looked),
			})
		}
	}
	if len(failed) > 0 {
		return all, fmt.Errorf("read what is set aside: %w", failed)
	}
	return all, nil
}

// SetLooked notes that an operator has looked at what was set aside up to the given time. What is set aside later is
// new. An earlier time than before changes nothing.
func (s *Store) SetLooked(ctx context.Context, upto time.Time) error {
	return s.raise(ctx, "looked", upto)
}

// Looked is the time that SetLooked noted, zero before the first.
func (s *Store) Looked(ctx context.Context) (time.Time, error) { return s.kept(ctx, "looked") }

// streamTime is the time in a stream id that Redis has made.
func streamTime(id string) time.Time {
	before, _, _ := strings.Cut(id, "-")
	ms, err := strconv.ParseInt(before, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
