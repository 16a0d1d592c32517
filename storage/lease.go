package storage

import (
	"context"
	"errors"
	"fmt"
)

// Lease is the right to work on a shard. Every script of a turn compares the epoch, so a holder who was
// replaced unawares can do no harm.
type Lease struct {
	Shard int
	Epoch int64
}

// Acquire takes a shard, if no other owner holds it. Taking what this owner holds already renews it and keeps
// its epoch.
func (s *Store) Acquire(ctx context.Context, shard int) (Lease, bool, error) {
	if shard < 0 || shard >= s.shards {
		return Lease{}, false, fmt.Errorf("acquire shard %d: the store has %d", shard, s.shards)
	}
	epoch, err := s.acquire(ctx, leaseKey(shard), epochKey(shard))
	if err != nil {
		return Lease{}, false, fmt.Errorf("acquire shard %d: %w", shard, err)
	}
	return Lease{Shard: shard, Epoch: epoch}, epoch > 0, nil
}

func (s *Store) acquire(ctx context.Context, lease, epoch string) (int64, error) {
	return number(s.run(ctx, call{
		s.scripts.acquire, []string{lease, epoch}, []any{s.owner, s.leaseTTL.Milliseconds()},
	}))
}

// Renew lengthens leases, all in one round trip, and names the shards that are lost. A lease that ran out but
// was taken by nobody is not lost. After an error, the leases may or may not have been lengthened.
func (s *Store) Renew(ctx context.Context, held []Lease) (lost []int, err error) {
	calls := make([]call, len(held))
	for i, l := range held {
		calls[i] = call{
			s.scripts.renew,
			[]string{leaseKey(l.Shard), epochKey(l.Shard)},
			[]any{s.owner, s.leaseTTL.Milliseconds(), l.Epoch},
		}
	}
	var failures []error
	for i, a := range s.runAll(ctx, calls) {
		switch kept, err := number(a.reply, a.err); {
		case err != nil:
			failures = append(failures, fmt.Errorf("renew shard %d: %w", held[i].Shard, err))
		case kept == 0:
			lost = append(lost, held[i].Shard)
		}
	}
	return lost, errors.Join(failures...)
}

// Release gives leases back, so that others need not wait until they run out. What is no longer held is left
// alone.
func (s *Store) Release(ctx context.Context, held []Lease) error {
	calls := make([]call, len(held))
	for i, l := range held {
		calls[i] = call{s.scripts.release, []string{leaseKey(l.Shard), epochKey(l.Shard)}, []any{l.Epoch}}
	}
	var failures []error
	for i, a := range s.runAll(ctx, calls) {
		if a.err != nil {
			failures = append(failures, fmt.Errorf("release shard %d: %w", held[i].Shard, a.err))
		}
	}
	return errors.Join(failures...)
}

// AcquirePoll takes the right to poll Telegram, which suffers one poller only, if no other owner has it. Taking
// what this owner has already renews it.
func (s *Store) AcquirePoll(ctx context.Context) (bool, error) {
	epoch, err := s.acquire(ctx, pollLeaseKey, pollEpochKey)
	if err != nil {
		return false, fmt.Errorf("acquire the poll: %w", err)
	}
	s.pollEpoch.Store(epoch)
	return epoch > 0, nil
}

// RenewPoll lengthens the right to poll, and tells whether it is still this owner's.
func (s *Store) RenewPoll(ctx context.Context) (bool, error) {
	kept, err := number(s.run(ctx, call{
		s.scripts.renew,
		[]string{pollLeaseKey, pollEpochKey},
		[]any{s.owner, s.leaseTTL.Milliseconds(), s.pollEpoch.Load()},
	}))
	if err != nil {
		return false, fmt.Errorf("renew the poll: %w", err)
	}
	return kept == 1, nil
}

// ReleasePoll gives the right to poll back. If it is not this owner's, nothing happens.
func (s *Store) ReleasePoll(ctx context.Context) error {
	_, err := s.run(ctx, call{
		s.scripts.release, []string{pollLeaseKey, pollEpochKey}, []any{s.pollEpoch.Load()},
	})
	if err != nil {
		return fmt.Errorf("release the poll: %w", err)
	}
	return nil
}

// number reads a reply that is one number.
func number(reply []string, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	if len(reply) != 1 {
		return 0, fmt.Errorf("run script: %d words for one number", len(reply))
	}
	var n int64
	if _, err := fmt.Sscan(reply[0], &n); err != nil {
		return 0, fmt.Errorf("run script: %w", err)
	}
	return n, nil
}
