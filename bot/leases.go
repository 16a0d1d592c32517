package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"footing/bot/internal/alerts"
	"footing/bot/internal/erased"
	"footing/bot/internal/journal"
	"footing/bot/internal/loop"
	"footing/bot/internal/peers"
	"footing/bot/internal/polling"
	"footing/bot/internal/routekeeper"
	"footing/storage"
)

// Leaseholder takes the shards that no other process holds, renews their leases, and notices when they are lost. It
// also holds the right to poll Telegram (package polling). One renewal serves the whole process.
type Leaseholder struct {
	*polling.Permit
	o        *Options
	workers  workers
	sender   *Sender
	waker    *Waker
	receiver *Receiver
	alerts   *alerts.Tally
	keeper   *routekeeper.Keeper
	erased   *erased.List
	journal  *journal.Journal
	sentry   *Sentry
	peers    *peers.Peers

	mu      sync.Mutex
	held    map[int]storage.Lease
	proven  map[int]Reading // when each of them was last known to be ours
	doubted bool            // the log says that the store is in doubt
	from    int             // the shard with which the taking begins; only Once uses it
}

func newLeaseholder(o *Options) *Leaseholder {
	return &Leaseholder{
		o: o, held: make(map[int]storage.Lease), proven: make(map[int]Reading),
		peers:  peers.New(o.Store.Shards(), 10*o.LeaseRenewal), // longer than shards are nobody's after a crash
		Permit: newPermit(o, o.Store.Mark()),
	}
}

func newPermit(o *Options, mark string) *polling.Permit {
	return polling.New(polling.Parts{Log: o.Log, Client: o.Client, Store: o.Store, Mark: mark})
}

// Once renews the leases that are held and takes the shards that are free. It returns how many shards came or went.
// While the store is in doubt (storage.Store.Doubts) no shard is held. A shard that fails costs none of the others;
// where Redis answers nothing at all, nothing is taken. The lease says whether this process vouches for what it holds.
func (l *Leaseholder) Once(ctx context.Context, now Reading) (int, error) {
	defer l.doubt()
	l.o.Store.Vouch(l.sentry.word(now))
	var failed loop.Failures
	changed, answered, err := l.renew(ctx, now)
	if failed.Add(err); !answered {
		return changed, failed.Err()
	}
	if err == nil {
		l.Answered(now)
	}
	if err := l.o.Store.BringForward(ctx); err != nil { // an earlier release still works here: nothing is taken
		failed.Add(err)
		return changed, failed.Err()
	}
	taken, err := l.take(ctx, now)
	failed.Add(err)
	polls, err := l.o.Store.AcquirePoll(ctx)
	if err != nil {
		failed.Add(fmt.Errorf("take the poll: %w", err))
		polls = l.Polling()
	} else if l.Leased(now, polls) {
		l.receiver.nudge.Poke()
	}
	failed.Add(l.look(ctx, now, polls))
	return changed + taken, failed.Err()
}

func (l *Leaseholder) rest(Reading) time.Duration { return l.o.Store.Rest(l.o.LeaseRenewal) }

// mostFailures is how many shards may fail in one taking, because each can cost the time of a call that has no answer,
// and the leases that are held must be renewed meanwhile. The next taking begins behind the last that failed.
const mostFailures = 3

// take takes the shards that are free.
func (l *Leaseholder) take(ctx context.Context, now Reading) (int, error) {
	taken, all, from := 0, l.o.Store.Shards(), l.from
	var failed loop.Failures
	if len(l.Held()) == 0 { // what is not read now is read later, and then looked for
		failed.Add(l.erased.Merge(ctx))
	}
	for n := range all {
		shard := (from + n) % all
		if l.holds(shard) {
			continue
		}
		lease, ok, err := l.acquire(ctx, now, shard)
		switch {
		case err != nil:
			failed.Add(fmt.Errorf("take shards: %w", err))
			if l.from = (shard + 1) % all; failed.N == mostFailures {
				return taken, failed.Err()
			}
		case !ok:
			l.keeper.Another(shard, lease.Epoch)
		default:
			l.add(lease, now)
			taken++
		}
	}
	return taken, failed.Err()
}

// acquire takes one shard, if it is free, and does what is to be done before the work on it begins.
func (l *Leaseholder) acquire(ctx context.Context, now Reading, shard int) (storage.Lease, bool, error) {
	if err := l.journal.Believe(ctx, now, shard); err != nil {
		return storage.Lease{}, false, err //nolint:wrapcheck // it says what it did
	}
	lease, ok, err := l.o.Store.Acquire(ctx, shard)
	if ok && err == nil {
		err = l.workers[shard].begin(ctx, now, lease)
	}
	return lease, ok, err
}

// look sees what other processes hold, unless nothing is left for them.
func (l *Leaseholder) look(ctx context.Context, now Reading, polls bool) (err error) {
	var found storage.Others
	if len(l.Held()) < l.o.Store.Shards() || !polls {
		found, err = l.o.Store.Elsewhere(ctx)
	}
	l.peers.See(now, found, err)
	if err != nil {
		return fmt.Errorf("look what others hold: %w", err)
	}
	return nil
}

// unattended lists the shards that neither this process holds nor another was seen to hold lately, and tells whether
// nobody polls.
func (l *Leaseholder) unattended(now Reading) (shards []int, poll bool) {
	shards, poll = l.peers.Missing(now, l.holds)
	return shards, poll && !l.Polling()
}

// renew lengthens the leases, and tells whether Redis answered at all. A lease for which that has failed for too long
// is dropped, because another process may hold the shard. The epochs alone would stop a turn, but not a message that is
// already being sent.
func (l *Leaseholder) renew(ctx context.Context, now Reading) (dropped int, answered bool, err error) {
	held := l.Held() // even if it is empty: storage also checks that the store is still the same
	kept, lost, err := l.o.Store.Renew(ctx, held)
	l.mu.Lock()
	for _, lease := range kept {
		l.proven[lease.Shard] = now
	}
	for _, lease := range held {
		silent := now.Since(l.proven[lease.Shard]) >= l.o.Store.Believed()
		if silent && !slices.Contains(lost, lease.Shard) {
			lost = append(lost, lease.Shard)
		}
	}
	l.mu.Unlock()
	for _, shard := range lost {
		l.drop(shard)
	}
	if err != nil {
		return len(lost), len(kept) > 0, fmt.Errorf("renew leases: %w", err)
	}
	return len(lost), true, nil
}

// doubt logs once that the store is in doubt, and once that it no longer is.
func (l *Leaseholder) doubt() {
	doubts := l.o.Store.Doubts()
	begins, ends := len(doubts) > 0 && !l.doubted, len(doubts) == 0 && l.doubted
	l.doubted = len(doubts) > 0
	if ends {
		l.o.Log.Info("the store is the one that was worked with again: the work goes on")
	}
	for _, p := range doubts {
		if begins {
			l.o.Log.Error("the store is not the one that was worked with: the work ends", "what", p.What, "remedy", p.Remedy)
		}
	}
}

// add starts the work on a shard.
func (l *Leaseholder) add(lease storage.Lease, now Reading) {
	l.mu.Lock()
	l.held[lease.Shard], l.proven[lease.Shard] = lease, now
	l.mu.Unlock()
	l.keeper.Began(lease)
	l.workers[lease.Shard].Take(lease)
	l.sender.take(lease)
	l.alerts.Take(lease.Shard)
	l.waker.nudge.Poke()
}

// drop ends the work on a shard that another process holds.
func (l *Leaseholder) drop(shard int) {
	l.mu.Lock()
	_, held := l.held[shard]
	delete(l.held, shard)
	l.mu.Unlock()
	if held {
		l.keeper.Lose(shard)
		l.workers[shard].Lose()
		l.sender.lose(shard)
		l.alerts.Forget(shard)
		l.journal.End(l.o.Clock(), shard)
	}
}

func (l *Leaseholder) holds(shard int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.held[shard]
	return ok
}

// Held lists the leases in the order of their shards.
func (l *Leaseholder) Held() []storage.Lease {
	l.mu.Lock()
	defer l.mu.Unlock()
	held := make([]storage.Lease, 0, len(l.held))
	for _, lease := range l.held {
		held = append(held, lease)
	}
	slices.SortFunc(held, func(a, b storage.Lease) int { return a.Shard - b.Shard })
	return held
}

// release gives all leases back, so that another process need not wait until they run out.
func (l *Leaseholder) release(ctx context.Context) error {
	held := l.Held()
	for _, lease := range held {
		l.drop(lease.Shard)
	}
	polled := l.Polling()
	l.Leased(l.o.Clock(), false)
	err := l.o.Store.Release(ctx, held)
	if polled {
		err = errors.Join(err, l.o.Store.ReleasePoll(ctx))
	}
	if err != nil {
		return fmt.Errorf("release leases: %w", err)
	}
	return nil
}
