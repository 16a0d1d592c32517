package lanes

import (
	"maps"
	"slices"
	"time"

	"footing/bot/internal/loop"
)

const (
	// endsAfter is how long a message that Telegram has taken waits for others, to leave the outbox with them. If the
	// process dies meanwhile it is sent once more.
	endsAfter = 50 * time.Millisecond
	// mostEnds is how many messages of one shard leave its outbox at once.
	mostEnds = 100
)

// Ends are the messages that only have to leave the outbox, without a receipt. A wait for the disk each would cost more
// than all else about them. They are not safe for concurrent use.
type Ends struct {
	items map[int][]*Queued // by shard
	since loop.Reading      // when the first of them came
}

// NewEnds makes an empty one.
func NewEnds() *Ends { return &Ends{items: make(map[int][]*Queued)} }

// Add adds a message. It tells whether the wait may be shorter now.
func (e *Ends) Add(it *Queued, now loop.Reading) bool {
	if len(e.items) == 0 {
		e.since = now
	}
	e.items[it.Shard] = append(e.items[it.Shard], it)
	n := len(e.items[it.Shard])
	return n == 1 || n == mostEnds
}

// Wait is how long messages of the given shards still wait for others; more than an hour if there are none.
func (e *Ends) Wait(now loop.Reading, shards []int) time.Duration {
	wait := 2 * time.Hour
	for _, shard := range shards {
		switch n := len(e.items[shard]); {
		case n >= mostEnds:
			return 0
		case n > 0:
			wait = max(endsAfter-now.Since(e.since), 0)
		}
	}
	return wait
}

// Some are the messages of a shard that leave its outbox next.
func (e *Ends) Some(shard int) []*Queued { return e.items[shard][:min(len(e.items[shard]), mostEnds)] }

// Left drops the first n messages of a shard, which have left its outbox.
func (e *Ends) Left(shard, n int) {
	if e.items[shard] = e.items[shard][n:]; len(e.items[shard]) == 0 {
		delete(e.items, shard)
	}
}

// Shards lists the shards that have messages here, in order.
func (e *Ends) Shards() []int { return slices.Sorted(maps.Keys(e.items)) }
