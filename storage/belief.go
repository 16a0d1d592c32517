package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// errDoubted says that nothing is stored where the store is not the one that this process worked with. It is not
// Final: the call is repeated, and what it brings waits where it comes from.
var errDoubted = errors.New("the store is in doubt, so nothing is stored there")

// belief is what this process has seen of the store. Epochs only rise, and the generation stays. A store that shows
// less was emptied, or an older copy was put in its place, or a replica that lagged behind took over: a turn on it
// would decide by what is no longer true, and its result would be lost when the right data come back.
type belief struct {
	mu     sync.Mutex
	epochs map[int]int64 // by shard: the lowest that is believed
	older  map[int]bool  // the shards whose epoch was lower when it was last read
	other  *string       // the generation that was last read, if it is another one; empty: there was none
}

func newBelief() *belief { return &belief{epochs: make(map[int]int64), older: make(map[int]bool)} }

// least is the lowest epoch of a shard that is believed.
func (b *belief) least(shard int) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.epochs[shard]
}

// saw notes what a script said of a shard's epoch. One that is older although it is as high as any before was reached
// a second time, so only a higher one is believed after it.
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

// read notes which generation the store says it is of.
func (b *belief) read(generation, own string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.other = nil
	if generation != own {
		b.other = &generation
	}
}

// doubts tells whether nothing may be done on a shard.
func (b *belief) doubts(shard int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.other != nil || b.older[shard]
}

// trusted is ErrFenced for a shard that is in doubt: a turn that is under way there when this shows ends.
func (b *belief) trusted(shard int) error {
	if b.doubts(shard) {
		return ErrFenced
	}
	return nil
}

// another tells whether the whole store is another one.
func (b *belief) another() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.other != nil
}

// recheck reads whether this is still the store that was opened.
func (s *Store) recheck(ctx context.Context) error {
	generation, err := s.field(ctx, metaKey, "generation")
	if err != nil {
		return err
	}
	s.belief.read(generation, s.generation)
	return nil
}

// Doubts says in what this is not the store that the process has worked with, as Renew and Acquire last found it;
// nothing if all is as it was. Nobody gets a lease of a shard that is in doubt, turns there end with ErrFenced, and
// Receive stores nothing there. It ends when the right data are back.
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
