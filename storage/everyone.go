package storage

import (
	"context"
	"fmt"
	"iter"

	"footing/storage/keyspace"
)

// everyonePage is how many participants are read in one round trip.
const everyonePage = 500

// Everyone lists the participants of all shards, in no order. It reads one page at a time, so memory does not grow with
// their number. A participant who was there from beginning to end is listed at least once; while others join, an id may
// come twice. It stops after the first error.
func (s *Store) Everyone(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for shard := range s.shards {
			if !s.everyoneOn(ctx, shard, yield) {
				return
			}
		}
	}
}

// EveryoneOn lists the participants of one shard, as Everyone does those of all.
func (s *Store) EveryoneOn(ctx context.Context, shard int) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) { s.everyoneOn(ctx, shard, yield) }
}

// everyoneOn lists the participants of one shard. It returns false to stop.
func (s *Store) everyoneOn(ctx context.Context, shard int, yield func(string, error) bool) bool {
	for cursor := uint64(0); ; {
		page, next, err := s.rdb.HScan(ctx, keyspace.Chats(shard), cursor, "", everyonePage).Result()
		if err != nil {
			yield("", fmt.Errorf("name the participants of shard %d: %w", shard, err))
			return false
		}
		for n := 1; n < len(page); n += 2 { // chat, id, chat, id ...
			if !yield(page[n], nil) {
				return false
			}
		}
		if next == 0 {
			return true
		}
		cursor = next
	}
}
