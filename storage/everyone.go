package storage

import (
	"context"
	"fmt"
	"iter"
)

// everyonePage is how many participants are named in one round trip.
const everyonePage = 500

// Everyone names the participants of all shards, one page at a time, so that memory does not grow with their
// number. The order says nothing. Whoever was there from beginning to end is named at least once; while others
// join, a name may come twice. It stops after the first error.
func (s *Store) Everyone(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for shard := range s.shards {
			if !s.everyoneOn(ctx, shard, yield) {
				return
			}
		}
	}
}

// everyoneOn names the participants of one shard. False means that nothing more is wanted.
func (s *Store) everyoneOn(ctx context.Context, shard int, yield func(string, error) bool) bool {
	for cursor := uint64(0); ; {
		page, next, err := s.rdb.HScan(ctx, chatsKey(shard), cursor, "", everyonePage).Result()
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
