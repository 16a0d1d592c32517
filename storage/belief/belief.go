// Package belief has what a process has seen of its store. Epochs and numbers of turns only rise, and the generation
// never changes. If the store shows less, it was emptied, or an older copy was put in its place, or a replica that
// lagged behind took over. A turn would decide by outdated data, and would be lost when the right data come back.
//
//	b := belief.New()
//	seen, err := belief.Sight(runner.Run(ctx, renew)) // what a script says of a shard
//	b.Saw(shard, seen)
//	if b.Doubts(shard) { ... }                         // nothing may be done there
//
// A doubt about a shard ends when it shows what was seen, or by Believe. What follows from a doubt is for package
// storage.
package belief

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"sync"
)

// The words of a Sighting that say that the store went back: by its epoch, or by its number of turns.
const (
	Older  = "older"
	Behind = "behind"
)

// Sighting is what a script says of a shard: a word, its epoch (0: it does not say) and its number of turns.
type Sighting struct {
	Word         string
	Epoch, Turns int64
}

// Sight reads a script's reply.
func Sight(reply []string, err error) (Sighting, error) {
	if err != nil {
		return Sighting{}, err
	}
	if len(reply) != 3 {
		return Sighting{}, fmt.Errorf("run script: %d words for a word and two numbers", len(reply))
	}
	epoch, err := strconv.ParseInt(reply[1], 10, 64)
	turns, wrong := strconv.ParseInt(reply[2], 10, 64)
	if err = errors.Join(err, wrong); err != nil {
		return Sighting{}, fmt.Errorf("run script: %w", err)
	}
	return Sighting{reply[0], epoch, turns}, nil
}

// Gap is how far a shard of the store is behind what was seen of it, in numbers of turns. By how much is not known
// where only the epoch told: then Has may be Had.
type Gap struct{ Has, Had int64 }

// Belief is that of one process. Its methods may be called from any goroutine.
type Belief struct {
	mu     sync.Mutex
	epochs map[int]int64 // by shard: the lowest epoch that is believed
	turns  map[int]int64 // by shard: the lowest number of turns that is believed
	beyond map[int]int64 // by shard: what its epoch must reach, because an older copy of it is believed
	older  map[int]Gap   // the shards that showed less when they were last read
	other  *string       // the generation that was last read, if it is another one; an empty string if there was none
}

// New makes one that has seen nothing.
func New() *Belief {
	return &Belief{
		epochs: make(map[int]int64), turns: make(map[int]int64), beyond: make(map[int]int64), older: make(map[int]Gap),
	}
}

// Least is the lowest epoch and the lowest number of turns of a shard that are believed, and the epoch that it must
// reach when it is taken.
func (b *Belief) Least(shard int) (epoch, turns, beyond int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.epochs[shard], b.turns[shard], b.beyond[shard]
}

// Saw notes what a script said of a shard. If its epoch is older, another process may have reached the same one a
// second time, so only a higher one is believed from then on.
func (b *Belief) Saw(shard int, s Sighting) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s.Word == Older || s.Word == Behind {
		b.older[shard] = Gap{Has: s.Turns, Had: b.turns[shard]}
		if s.Word == Older {
			b.epochs[shard] = max(b.epochs[shard], s.Epoch+1)
		}
		return
	}
	if s.Epoch > 0 {
		delete(b.older, shard)
	}
	b.epochs[shard], b.turns[shard] = max(b.epochs[shard], s.Epoch), max(b.turns[shard], s.Turns)
}

// Read notes the generation that the store shows.
func (b *Belief) Read(generation, own string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.other = nil
	if generation != own {
		b.other = &generation
	}
}

// Believe ends the doubt about an older copy of a shard. Its epoch must be above all that were seen when it is taken.
func (b *Belief) Believe(shard int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.beyond[shard] = max(b.beyond[shard], b.epochs[shard]+1)
	b.epochs[shard], b.turns[shard] = 0, 0
	delete(b.older, shard)
}

// Doubts tells whether a shard is in doubt, so that nothing may be done there.
func (b *Belief) Doubts(shard int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, less := b.older[shard]
	return b.other != nil || less
}

// Another tells whether the whole store is a different one, and the generation that it shows; empty if it has none.
func (b *Belief) Another() (generation string, another bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.other == nil {
		return "", false
	}
	return *b.other, true
}

// Gaps lists the shards that are in doubt because an older copy of them is there.
func (b *Belief) Gaps() map[int]Gap {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.older)
}
