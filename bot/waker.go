package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"footing/bot/internal/inbox"
	"footing/bot/internal/loop"
	"footing/bot/internal/spool"
	"footing/storage"
)

// wakeBatch is how many due moments enter a shard's inbox at once. There are few, so that a tap does not wait behind
// the check-ins of a whole clinic.
const wakeBatch = 64

// Waker moves due moments into the inboxes, and notices entries that other processes have put there.
type Waker struct {
	o       *Options
	leases  *Leaseholder
	inboxes inbox.All
	spool   *spool.Spool
	nudge   loop.Nudge
	waits   atomic.Bool // a worker's backlog is full, and more is due; emptied ends the waiting
	unsure  atomic.Bool // the clock was not compared with that of Redis yet
	// clock is held from the reading of the wall clock until what is due by it has moved, and while people are told that
	// the clock was set back. So no reading from before a step back judges the moments that were set after it.
	clock sync.Mutex

	mu     sync.Mutex
	next   time.Time // the next due moment that is known; zero: none
	looked Reading   // when the inboxes were last compared with the backlogs
}

func newWaker(o *Options) *Waker { return &Waker{o: o, nudge: loop.NewNudge()} }

// Once moves what is due at now on the shards held here, and returns how many moments. A shard that fails holds up none
// of the others.
func (w *Waker) Once(ctx context.Context, now Reading) (int, error) {
	held := w.leases.Held()
	var failed loop.Failures
	failed.Add(w.compare(ctx, held, now))
	next, some, err := w.nextDue(ctx)
	failed.Add(err)
	if !some || next.After(now.Wall) || w.unsure.Load() {
		return 0, failed.Err()
	}
	woken := 0
	for _, lease := range held {
		if w.spool.First(lease.Shard, now) {
			continue
		}
		n, err := w.wake(ctx, lease)
		woken += n
		failed.Add(err)
	}
	return woken, failed.Err()
}

func (w *Waker) wake(ctx context.Context, lease storage.Lease) (int, error) {
	room := wakeBatch - w.inboxes[lease.Shard].Depth()
	if room <= 0 {
		w.waits.Store(true)
		return 0, nil
	}
	w.clock.Lock()
	defer w.clock.Unlock()
	entries, err := w.o.Store.Due(ctx, lease, w.o.now(), room)
	w.inboxes.Give(entries)
	if errors.Is(err, storage.ErrFenced) {
		w.leases.drop(lease.Shard)
		return 0, nil
	}
	if err != nil {
		w.inboxes[lease.Shard].Reread() // moments may have been moved
		return 0, fmt.Errorf("wake: %w", err)
	}
	return len(entries), nil
}

// compare checks once in a period whether more entries wait in Redis than in memory.
func (w *Waker) compare(ctx context.Context, held []storage.Lease, now Reading) error {
	w.mu.Lock()
	due := w.looked.IsZero() || now.Since(w.looked) >= w.o.Period
	w.mu.Unlock()
	if !due || len(held) == 0 {
		return nil
	}
	shards := make([]int, len(held))
	for i, lease := range held {
		shards[i] = lease.Shard
	}
	waiting, err := w.o.Store.Waiting(ctx, shards)
	for _, shard := range shards {
		if worker := w.inboxes[shard]; waiting[shard] > int64(worker.Waiting()) {
			worker.Reread()
		}
	}
	if err != nil {
		return fmt.Errorf("look for new entries: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.looked = now
	return nil
}

// lookAgain makes the next Once compare.
func (w *Waker) lookAgain() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.looked = Reading{}
}

// nextDue reads when something is due next. A moment that a worker expects meanwhile is kept.
func (w *Waker) nextDue(ctx context.Context) (time.Time, bool, error) {
	w.mu.Lock()
	w.next = time.Time{}
	w.mu.Unlock()
	next, some, err := w.o.Store.NextDue(ctx)
	if some {
		w.expectAt(next)
	}
	if err != nil {
		return next, some, fmt.Errorf("wake: %w", err)
	}
	return next, some, nil
}

// expectAt remembers a moment that will be due, and tells whether it is earlier than all known ones.
func (w *Waker) expectAt(at time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.next.IsZero() && !at.Before(w.next) {
		return false
	}
	w.next = at
	return true
}

// expect notes a moment that a turn asked for.
func (w *Waker) expect(at time.Time) {
	if w.expectAt(at) {
		w.nudge.Poke()
	}
}

// compared notes that the clock can be gone by.
func (w *Waker) compared() {
	if w.unsure.Swap(false) {
		w.nudge.Poke()
	}
}

// emptied notes that a worker's backlog is empty.
func (w *Waker) emptied() {
	if w.waits.Swap(false) {
		w.nudge.Poke()
	}
}

// rest is how long to wait until the next known moment, at most a period.
func (w *Waker) rest(now Reading) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if wait := w.next.Sub(now.Wall); !w.next.IsZero() && wait > 0 {
		return min(wait, w.o.Period)
	}
	return w.o.Period
}
