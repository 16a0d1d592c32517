package bot

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"footing/bot/internal/lanes"
	"footing/bot/internal/loop"
	"footing/storage"
)

// endsRest is how long nothing leaves an outbox.
func (s *Sender) endsRest(now Reading) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ends.Wait(now, s.holding())
}

// holding lists the shards held here. The lock is held.
func (s *Sender) holding() []int { return slices.Sorted(maps.Keys(s.leases)) }

// End takes the messages out of their outboxes that have waited long enough for others. It returns how many.
func (s *Sender) End(ctx context.Context, now Reading) (int, error) {
	if s.endsRest(now) > 0 {
		return 0, nil
	}
	return s.endAll(ctx)
}

// endAll takes messages of all shards held here out of their outboxes. Those of others stay known, lest they be sent
// again when the shard comes back.
func (s *Sender) endAll(ctx context.Context) (int, error) {
	var all []storage.Ends
	var items [][]*lanes.Queued
	s.mu.Lock()
	for _, shard := range s.ends.Shards() {
		lease, held := s.leases[shard]
		if !held {
			continue
		}
		some, ends := s.ends.Some(shard), storage.Ends{Lease: lease}
		for _, it := range some {
			ends.Streams = append(ends.Streams, it.Stream)
		}
		all, items = append(all, ends), append(items, some)
	}
	s.mu.Unlock()
	if len(all) == 0 {
		return 0, nil
	}
	did := 0
	var failed loop.Failures
	for n, err := range s.o.Store.End(ctx, all) {
		switch {
		case err == nil:
			s.left(all[n].Lease.Shard, items[n])
			did += len(items[n])
		case errors.Is(err, storage.ErrFenced):
			s.leaseholder.drop(all[n].Lease.Shard)
		default:
			failed.Add(err)
		}
	}
	return did, failed.Err()
}

// left forgets messages of a shard that have left its outbox.
func (s *Sender) left(shard int, items []*lanes.Queued) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ends.Left(shard, len(items))
	for _, it := range items {
		s.forget(it)
	}
}

// forget forgets a message that has left its outbox. The lock is held.
func (s *Sender) forget(it *lanes.Queued) {
	delete(s.known, it.Spot())
	if s.refill != nil {
		s.refill.finished[it.Spot()] = true
	}
}
