package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"footing/storage/belief"
	"footing/storage/keyspace"
	"footing/storage/scripts"

	"github.com/redis/go-redis/v9"
)

// Lease is the right to work on a shard. Every script of a turn compares the epoch, so a holder who was replaced
// without noticing can do no harm.
type Lease struct {
	Shard int
	Epoch int64
}

// Acquire takes a shard if no other owner that lives holds it. A shard that this owner holds already keeps its epoch. A
// shard in doubt is not given (Doubts). The lease of a shard that another owner holds says its epoch.
func (s *Store) Acquire(ctx context.Context, shard int) (Lease, bool, error) {
	if shard < 0 || shard >= s.shards {
		return Lease{}, false, fmt.Errorf("acquire shard %d: the store has %d", shard, s.shards)
	}
	if _, another := s.belief.Another(); another {
		return Lease{}, false, nil
	}
	least, turns, beyond := s.belief.Least(shard)
	keys := []string{keyspace.Owner(shard), keyspace.Epoch(shard), keyspace.ShardRun(shard)}
	seen, err := s.acquire(ctx, keys, least, turns, beyond)
	if err != nil {
		return Lease{}, false, fmt.Errorf("acquire shard %d: %w", shard, err)
	}
	s.belief.Saw(shard, seen)
	return Lease{Shard: shard, Epoch: seen.Epoch}, seen.Word == "ok", nil
}

// acquire takes what the keys stand for: an owner's, that of an epoch, and a shard's own. An owner who comes back to
// life between the look at them and the taking has lost it, as one that stood still for too long has.
func (s *Store) acquire(ctx context.Context, keys []string, least, turns, beyond int64) (belief.Sighting, error) {
	seen, err := s.rdb.Get(ctx, keys[0]).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return belief.Sighting{}, fmt.Errorf("read whose it is: %w", err)
	}
	if seen != "" && seen != s.owner && !s.alive.HasEnded(seen) {
		_, err := s.alive.Word(ctx, seen)
		switch {
		case err == nil:
			seen = "" // the script says so, with the epoch
		case !errors.Is(err, redis.Nil):
			return belief.Sighting{}, err //nolint:wrapcheck // it says what it did
		}
	}
	taken, err := s.alive.Take(ctx)
	if taken && err == nil {
		err = s.ring.Tell(ctx, s.owner)
	}
	if err != nil {
		return belief.Sighting{}, err //nolint:wrapcheck // it says what it did
	}
	call := s.scripts.Acquire.With(keys, s.owner, seen, least, turns, beyond)
	return belief.Sight(s.scripts.Run(ctx, call)) //nolint:wrapcheck // by whoever acquires it
}

// live lengthens the one lease that this process has, and says which keys it works with.
func (s *Store) live(ctx context.Context) error {
	if err := s.alive.Lengthen(ctx); err != nil {
		return err //nolint:wrapcheck // it says what it did
	}
	return s.ring.Tell(ctx, s.owner) //nolint:wrapcheck // it says what it did
}

// Owner is the name under which this process takes leases.
func (s *Store) Owner() string { return s.owner }

// Succeed names owners that have ended, so that what they held is taken at once and not waited for. Taking raises the
// epoch as ever: should one of them still run, it has lost. Call it before the first Acquire.
func (s *Store) Succeed(former ...string) { s.alive.Ended(former...) }

// Believed is how long a shard may be taken for this process' own without an answer of Redis. Another process has it
// after that.
func (s *Store) Believed() time.Duration { return s.alive.Believed() }

// Rest is how long to wait before the next renewal, if leases are renewed so often beside others (package alive).
func (s *Store) Rest(every time.Duration) time.Duration { return s.alive.Rest(every) }

// Renew lengthens the lease of this process, and looks whose the shards are that it holds. Each has an answer of its
// own: kept are those that are this owner's, lost those that are not any more. What ran out but was taken by nobody is
// not lost; a shard in doubt is (Doubts). What is in neither list had no answer, as the error says, and may be either.
// Renew also checks that this is still the store that was opened, so call it also while nothing is held.
func (s *Store) Renew(ctx context.Context, held []Lease) (kept []Lease, lost []int, err error) {
	failures := []error{s.recheck(ctx)}
	if _, another := s.belief.Another(); another {
		for _, l := range held {
			lost = append(lost, l.Shard)
		}
		return nil, lost, errors.Join(failures...)
	}
	failures = append(failures, s.live(ctx))
	calls := make([]scripts.Invocation, len(held))
	for i, l := range held {
		least, turns, _ := s.belief.Least(l.Shard)
		calls[i] = s.scripts.Renew.With(
			[]string{keyspace.Owner(l.Shard), keyspace.Epoch(l.Shard), keyspace.ShardRun(l.Shard)},
			s.owner, l.Epoch, least, turns,
		)
	}
	for i, a := range s.scripts.All(ctx, calls) {
		seen, err := belief.Sight(a.Reply, a.Err)
		if err != nil {
			failures = append(failures, fmt.Errorf("renew shard %d: %w", held[i].Shard, err))
			continue
		}
		if s.belief.Saw(held[i].Shard, seen); seen.Word != "ok" {
			lost = append(lost, held[i].Shard)
			continue
		}
		kept = append(kept, held[i])
	}
	if len(lost) > 0 { // all of it may be gone since it was looked at
		failures = append(failures, s.recheck(ctx))
	}
	return kept, lost, errors.Join(failures...)
}

// Release gives shards back, so that others need not wait until the lease of this process runs out. What is no longer
// held is left alone.
func (s *Store) Release(ctx context.Context, held []Lease) error {
	calls := make([]scripts.Invocation, len(held))
	for i, l := range held {
		calls[i] = s.scripts.Release.With([]string{keyspace.Owner(l.Shard), keyspace.Epoch(l.Shard)}, l.Epoch)
	}
	var failures []error
	for i, a := range s.scripts.All(ctx, calls) {
		if a.Err != nil {
			failures = append(failures, fmt.Errorf("release shard %d: %w", held[i].Shard, a.Err))
		}
	}
	return errors.Join(failures...)
}

// AcquirePoll takes the right to poll Telegram, which allows one poller only, if no other owner that lives has it. It
// also tells whether this owner still has it.
func (s *Store) AcquirePoll(ctx context.Context) (bool, error) {
	seen, err := s.acquire(ctx, []string{keyspace.PollOwner, keyspace.PollEpoch}, 0, 0, 0)
	if err != nil {
		return false, fmt.Errorf("acquire the poll: %w", err)
	}
	if seen.Word != "ok" {
		seen.Epoch = 0 // nobody's
	}
	s.pollEpoch.Store(seen.Epoch)
	return seen.Epoch > 0, nil
}

// Polls tells whether this owner had the right to poll when it was last asked for.
func (s *Store) Polls() bool { return s.pollEpoch.Load() > 0 }

// ReleasePoll gives the right to poll back. It does nothing if another owner has it.
func (s *Store) ReleasePoll(ctx context.Context) error {
	keys := []string{keyspace.PollOwner, keyspace.PollEpoch}
	_, err := s.scripts.Run(ctx, s.scripts.Release.With(keys, s.pollEpoch.Load()))
	if err != nil {
		return fmt.Errorf("release the poll: %w", err)
	}
	return nil
}
