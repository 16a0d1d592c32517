// Package resealing seals anew what an older key of the keyset has sealed, beside the turns, until nothing needs that
// key any more. The process that polls does so for all:
//
//	r := resealing.New(store, log)
//	_, err := r.Once(ctx, now)  // a few participants
//
// It begins when every process at work seals with the same key, because another would go on making what has to be
// sealed anew. It may be stopped at any moment: a shard that is done is marked in the store, and another process goes
// on with the others. What can't be sealed anew is counted in the log, and tried again later.
package resealing

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"footing/bot/internal/loop"
	"footing/storage"
)

const (
	atOnce     = 20                     // participants in one step
	pause      = 100 * time.Millisecond // between two steps, so that turns hardly wait
	rest       = 5 * time.Second        // between two looks whether there is anything to do
	retryAfter = time.Hour              // when a shard is tried again of which something could not be sealed anew
)

// Resealer does it for one process. Repeat Once, with Rest between.
type Resealer struct {
	store *storage.Store
	log   *slog.Logger
	busy  atomic.Bool

	// What is being done; only Once uses it.
	key   uint32   // the key that everything is sealed with
	shard int      // the shard
	ids   []string // who is left there
	begun bool
	left  int64 // values that could not be sealed anew
	tried map[int]time.Duration
}

// New makes one.
func New(store *storage.Store, log *slog.Logger) *Resealer {
	return &Resealer{store: store, log: log, tried: make(map[int]time.Duration)}
}

// Rest is how long to wait until the next step.
func (r *Resealer) Rest(loop.Reading) time.Duration {
	if r.busy.Load() {
		return pause
	}
	return rest
}

// Once seals a few participants' values anew, or looks whether there is anything to do.
func (r *Resealer) Once(ctx context.Context, now loop.Reading) (int, error) {
	more, err := r.step(ctx, now)
	r.busy.Store(more && err == nil)
	if err != nil {
		r.begun = false
		return 0, fmt.Errorf("seal the store anew: %w", err)
	}
	return 0, nil
}

func (r *Resealer) step(ctx context.Context, now loop.Reading) (more bool, err error) {
	if !r.store.Polls() {
		r.begun = false
		return false, nil
	}
	if !r.begun {
		return r.begin(ctx, now)
	}
	if len(r.ids) == 0 {
		return true, r.finish(ctx, now)
	}
	n := min(atOnce, len(r.ids))
	left, err := r.store.Reseal(ctx, r.shard, r.ids[:n]...)
	r.left, r.ids = r.left+left, r.ids[n:]
	return true, err //nolint:wrapcheck // by Once
}

// begin takes the next shard on which something is to be done, and does what belongs to no participant.
func (r *Resealer) begin(ctx context.Context, now loop.Reading) (bool, error) {
	shards, key, err := r.store.ToReseal(ctx)
	if err != nil || len(shards) == 0 {
		return false, err //nolint:wrapcheck // by Once
	}
	shard, ok := r.next(shards, key, now)
	if !ok {
		return false, nil
	}
	atWork, err := r.store.KeysAtWork(ctx)
	if err != nil {
		return false, err //nolint:wrapcheck // by Once
	}
	for _, keys := range atWork {
		if len(keys) == 0 || keys[0] != key {
			return false, nil
		}
	}
	if r.ids, err = r.store.WithValues(ctx, shard); err != nil {
		return false, err //nolint:wrapcheck // by Once
	}
	if r.left, err = r.store.Reseal(ctx, shard); err != nil {
		return false, err //nolint:wrapcheck // by Once
	}
	r.key, r.shard, r.begun = key, shard, true
	return true, nil
}

// next gives the first shard that was not tried lately.
func (r *Resealer) next(shards []int, key uint32, now loop.Reading) (int, bool) {
	if key != r.key {
		clear(r.tried)
	}
	for _, shard := range shards {
		if at, ok := r.tried[shard]; !ok || now.Run-at >= retryAfter {
			return shard, true
		}
	}
	return 0, false
}

// finish marks the shard if nothing is left.
func (r *Resealer) finish(ctx context.Context, now loop.Reading) error {
	r.begun = false
	if r.left > 0 {
		r.tried[r.shard] = now.Run
		r.log.Warn("not everything could be sealed anew", "shard", r.shard, "values", r.left, "again in", retryAfter)
		return nil
	}
	delete(r.tried, r.shard)
	if err := r.store.SetResealed(ctx, r.shard, r.key); err != nil {
		return err //nolint:wrapcheck // by Once
	}
	r.log.Info("everything on a shard is sealed with the new key", "shard", r.shard, "key", fmt.Sprintf("%08x", r.key))
	return nil
}
