package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"
)

// Lease is the right to work on a shard. Every script of a turn compares the epoch, so a holder who was replaced
// without noticing can do no harm.
type Lease struct {
	Shard int
	Epoch int64
}

// Acquire takes a shard if no other owner holds it. A shard that this owner holds already is renewed and keeps its
// epoch. A shard in doubt is not given (Doubts). The lease of a shard that another owner holds says its epoch.
func (s *Store) Acquire(ctx context.Context, shard int) (Lease, bool, error) {
	if shard < 0 || shard >= s.shards {
		return Lease{}, false, fmt.Errorf("acquire shard %d: the store has %d", shard, s.shards)
	}
	if s.belief.another() {
		return Lease{}, false, nil
	}
	word, epoch, err := s.acquire(ctx, leaseKey(shard), epochKey(shard), s.belief.least(shard))
	if err != nil {
		return Lease{}, false, fmt.Errorf("acquire shard %d: %w", shard, err)
	}
	s.belief.saw(shard, word, epoch)
	return Lease{Shard: shard, Epoch: epoch}, word == "ok", nil
}

func (s *Store) acquire(ctx context.Context, lease, epoch string, least int64) (string, int64, error) {
	args := []any{s.owner, s.leaseTTL.Milliseconds(), least}
	for _, name := range s.former {
		args = append(args, name)
	}
	return wordAndNumber(s.run(ctx, call{s.scripts.acquire, []string{lease, epoch}, args}))
}

// Owner is the name under which this process takes leases.
func (s *Store) Owner() string { return s.owner }

// Succeed names owners that have ended, so that their leases are taken at once and not waited for. Taking raises the
// epoch as ever: should one of them still run, it has lost. Call it before the first Acquire.
func (s *Store) Succeed(former ...string) { s.former = former }

// Renew lengthens leases, all in one round trip. Each has an answer of its own: kept are those that were lengthened,
// and lost are the shards of those that are not this owner's any more. A lease that ran out but was taken by nobody is
// not lost; a shard in doubt is (Doubts). What is in neither list had no answer, as the error says, and may or may not
// have been lengthened. Renew also checks that this is still the store that was opened, so call it also while nothing
// is held.
func (s *Store) Renew(ctx context.Context, held []Lease) (kept []Lease, lost []int, err error) {
	failures := []error{s.recheck(ctx)}
	if s.belief.another() {
		for _, l := range held {
			lost = append(lost, l.Shard)
		}
		return nil, lost, errors.Join(failures...)
	}
	calls := make([]call, len(held))
	for i, l := range held {
		calls[i] = call{
			s.scripts.renew,
			[]string{leaseKey(l.Shard), epochKey(l.Shard)},
			[]any{s.owner, s.leaseTTL.Milliseconds(), l.Epoch, s.belief.least(l.Shard)},
		}
	}
	for i, a := range s.runAll(ctx, calls) {
		word, epoch, err := wordAndNumber(a.reply, a.err)
		if err != nil {
			failures = append(failures, fmt.Errorf("renew shard %d: %w", held[i].Shard, err))
			continue
		}
		if s.belief.saw(held[i].Shard, word, epoch); word != "ok" {
			lost = append(lost, held[i].Shard)
			continue
		}
		kept = append(kept, held[i])
	}
	return kept, lost, errors.Join(failures...)
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

// AcquirePoll takes the right to poll Telegram, which allows one poller only, if no other owner has it. If this owner
// has it already, it is renewed.
func (s *Store) AcquirePoll(ctx context.Context) (bool, error) {
	word, epoch, err := s.acquire(ctx, pollLeaseKey, pollEpochKey, 0)
	if err != nil {
		return false, fmt.Errorf("acquire the poll: %w", err)
	}
	if word != "ok" {
		epoch = 0 // nobody's
	}
	s.pollEpoch.Store(epoch)
	return epoch > 0, nil
}

// RenewPoll lengthens the right to poll, and tells whether it is still this owner's.
func (s *Store) RenewPoll(ctx context.Context) (bool, error) {
	word, _, err := wordAndNumber(s.run(ctx, call{
		s.scripts.renew,
		[]string{pollLeaseKey, pollEpochKey},
		[]any{s.owner, s.leaseTTL.Milliseconds(), s.pollEpoch.Load(), 0},
	}))
	if err != nil {
		return false, fmt.Errorf("renew the poll: %w", err)
	}
	return word == "ok", nil
}

// ReleasePoll gives the right to poll back. It does nothing if another owner has it.
func (s *Store) ReleasePoll(ctx context.Context) error {
	_, err := s.run(ctx, call{
		s.scripts.release, []string{pollLeaseKey, pollEpochKey}, []any{s.pollEpoch.Load()},
	})
	if err != nil {
		return fmt.Errorf("release the poll: %w", err)
	}
	return nil
}

// Elsewhere tells which shards another owner holds at this moment, and whether the right to poll is another's. A lease
// that ran out is nobody's. It takes one round trip and changes nothing. With an error it tells of the shards that
// answered; FailedOn tells which those are, with Shards for the right to poll.
func (s *Store) Elsewhere(ctx context.Context) (shards []int, poll bool, err error) {
	owners := make([]*redis.StringCmd, s.shards+1)
	_, _ = s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error { // each answer has its own error
		for shard := range s.shards {
			owners[shard] = p.Get(ctx, leaseKey(shard))
		}
		owners[s.shards] = p.Get(ctx, pollLeaseKey)
		return nil
	})
	failed := make(shardErrors)
	for shard, owner := range owners {
		switch name, err := owner.Result(); {
		case err != nil && !errors.Is(err, redis.Nil) && shard == s.shards:
			failed[shard] = fmt.Errorf("the right to poll: %w", err)
		case err != nil && !errors.Is(err, redis.Nil):
			failed[shard] = err
		case err != nil, name == s.owner:
		case shard == s.shards:
			poll = true
		default:
			shards = append(shards, shard)
		}
	}
	if len(failed) > 0 {
		return shards, poll, fmt.Errorf("read who holds the shards: %w", failed)
	}
	return shards, poll, nil
}

// wordAndNumber reads a reply that is a word and a number.
func wordAndNumber(reply []string, err error) (string, int64, error) {
	if err != nil {
		return "", 0, err
	}
	if len(reply) != 2 {
		return "", 0, fmt.Errorf("run script: %d words for a word and a number", len(reply))
	}
	n, err := strconv.ParseInt(reply[1], 10, 64)
	if err != nil {
		return "", 0, fmt.Errorf("run script: %w", err)
	}
	return reply[0], n, nil
}
