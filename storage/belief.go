package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// errDoubted says that nothing is stored on a shard that is in doubt. It is not Final: the caller repeats the call, and
// its events wait where they come from.
var errDoubted = errors.New("the store is in doubt, so nothing is stored there")

// belief is what this process has seen of the store. Epochs only rise, and the generation never changes. If the store
// shows less, it was emptied, or an older copy was put in its place, or a replica that lagged behind took over. A turn
// would decide by outdated data, and would be lost when the right data come back.
type belief struct {
	mu     sync.Mutex
	epochs map[int]int64 // by shard: the lowest epoch that is believed
	older  map[int]bool  // the shards whose epoch was lower when it was last read
	other  *string       // the generation that was last read, if it is another one; an empty string if there was none
}

func newBelief() *belief { return &belief{epochs: make(map[int]int64), older: make(map[int]bool)} }

// least is the lowest epoch of a shard that is believed.
func (b *belief) least(shard int) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.epochs[shard]
}

// saw notes what a script said of a shard's epoch. If it says older, another process may have reached the same epoch a
// second time, so only a higher one is believed from then on.
func (b *belief) saw(shard int, word string, epoch int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if word == "older" {
		b.older[shard] = true
		epoch++
	} else {
		delete(b.older, shard)
	}
	b.epochs[shard] = max(b.epochs[shard], epoch)
}

// read notes the generation that the store shows.
func (b *belief) read(generation, own string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.other = nil
	if generation != own {
		b.other = &generation
	}
}

// doubts tells whether a shard is in doubt, so that nothing may be done there.
func (b *belief) doubts(shard int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.other != nil || b.older[shard]
}

// trusted returns ErrFenced for a shard that is in doubt, which ends a turn that is under way there.
func (b *belief) trusted(shard int) error {
	if b.doubts(shard) {
		return ErrFenced
	}
	return nil
}

// trusted returns an error for a shard on which nothing may be written.
func (s *Store) trusted(shard int) error {
	if err := s.form.present(); err != nil {
		return err
	}
	return s.belief.trusted(shard)
}

// another tells whether the whole store is a different one.
func (b *belief) another() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.other != nil
}

// recheck reads the generation and notes whether this is still the store that was opened.
func (s *Store) recheck(ctx context.Context) error {
	generation, err := s.field(ctx, metaKey, "generation")
	if err != nil {
		return err
	}
	s.belief.read(generation, s.generation)
	return nil
}

// Trusted returns an error unless the store is now the one that was worked with, as far as one shard tells. What was
// read of the shard before can be believed then.
func (s *Store) Trusted(ctx context.Context, shard int) error {
	if err := s.recheck(ctx); err != nil {
		return err
	}
	if err := s.look(ctx, shard); err != nil {
		return err
	}
	return s.belief.trusted(shard)
}

// look reads the epochs of shards, and notes them. One that can't be read is left out.
func (s *Store) look(ctx context.Context, shards ...int) error {
	found := make([]*redis.StringCmd, len(shards))
	_, _ = s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error { // each answer says what is wrong with it
		for i, shard := range shards {
			found[i] = p.Get(ctx, epochKey(shard))
		}
		return nil
	})
	var failures []error
	for i, shard := range shards {
		epoch, err := found[i].Int64()
		switch {
		case err != nil && !errors.Is(err, redis.Nil):
			failures = append(failures, fmt.Errorf("read the epoch of shard %d: %w", shard, err))
		case epoch < s.belief.least(shard):
			s.belief.saw(shard, "older", epoch)
		default:
			s.belief.saw(shard, "ok", epoch)
		}
	}
	return errors.Join(failures...)
}

// know notes the epochs as they are when the store is opened, so that a process that has held no shard yet knows an
// older store, too. What can't be read now is known when the shard is first asked for.
func (s *Store) know(ctx context.Context) {
	shards := make([]int, s.shards)
	for n := range shards {
		shards[n] = n
	}
	_ = s.look(ctx, shards...)
}

// Doubts lists the differences between this store and the one that the process has worked with, as Renew and Acquire
// last found them; none if there are none. While a shard is in doubt nobody gets its lease, turns there end with
// ErrFenced, and Receive stores nothing there. The doubt ends when the right data are back.
func (s *Store) Doubts() []Problem {
	b := s.belief
	b.mu.Lock()
	defer b.mu.Unlock()
	const waits = "Nothing is done or sent meanwhile, and what people write waits. "
	switch {
	case b.other != nil && *b.other == "":
		return []Problem{{
			What: fmt.Sprintf("Redis is empty: store generation %s, which this process worked with, "+
				"is not there any more.", s.generation),
			Remedy: waits + "Put the data back, or connect to the Redis that has them: then it goes on by itself.",
		}}
	case b.other != nil:
		return []Problem{{
			What:   fmt.Sprintf("Redis holds store generation %s, but this process worked with %s.", *b.other, s.generation),
			Remedy: waits + "Put the data back, or connect to the Redis that has them: then it goes on by itself.",
		}}
	case len(b.older) > 0:
		where := shardNames(slices.Sorted(maps.Keys(b.older)), s.shards)
		return []Problem{{
			What: fmt.Sprintf("Redis shows an earlier state than before, on %s: an older copy was put in its place, "+
				"or a replica took over that did not have everything yet.", where),
			Remedy: waits + "Put the newest data back: then it goes on by itself. " +
				"Or restart footing to go on with what is there; what came after it is lost.",
		}}
	}
	return nil
}

func shardNames(some []int, all int) string {
	if len(some) == all {
		return "all shards"
	}
	return "shard " + strings.Trim(strings.ReplaceAll(fmt.Sprint(some), " ", ", "), "[]")
}
