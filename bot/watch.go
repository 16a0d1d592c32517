package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"footing/bot/internal/inbox"
	"footing/flows/state"
	"footing/storage"
)

const (
	// watchEvery is how often a self-check is made and the switch is fed.
	watchEvery = time.Minute
	// watchLate is how old a self-check may be when the switch is fed for it.
	watchLate = 2 * watchEvery
)

// Watchman feeds an outside dead man's switch after a self-check has passed what an alert passes within: inbox, turn,
// commit, due moment, outbox and back. The sentry must find nothing wrong with the rest of an alert's way. Whatever
// stops alerts so stops the feeding, and the service behind the switch tells the clinic without our help. The process
// with the office's shard makes the self-check, and the one that polls feeds the switch. If these are two, the first
// says with its lease whether its self-check came back.
type Watchman struct {
	o       *Options
	leases  *Leaseholder
	sentry  *Sentry // knows what is wrong
	inboxes inbox.All
	shard   int // the office's

	mu     sync.Mutex
	begun  Reading // when the last self-check began; zero: none has since the shard was taken
	waits  Reading // when the first of those began that have not come back; zero: none waits
	passed Reading // when a self-check last came back
	fed    Reading // when the switch was last fed
}

func newWatchman(o *Options) *Watchman {
	shard, err := o.Store.ShardOfID(state.OfficeID)
	if err != nil { // of no store that can be opened
		panic(err)
	}
	return &Watchman{o: o, shard: shard}
}

// came notes that a self-check came back.
func (w *Watchman) came(now Reading) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.passed, w.waits = now, Reading{}
}

// Once feeds the switch if the last self-check came back and the sentry finds nothing wrong, and begins the next
// self-check. Its error says why the switch is not fed.
func (w *Watchman) Once(ctx context.Context, now Reading) (int, error) {
	if w.o.Beacon == nil {
		return 0, nil
	}
	mine := w.leases.holds(w.shard)
	if w.leases.Polling() {
		if err := w.feed(ctx, now, mine); err != nil {
			return 0, err
		}
	}
	w.mu.Lock()
	if !mine {
		w.begun, w.waits, w.passed = Reading{}, Reading{}, Reading{}
	}
	begun := w.begun
	w.mu.Unlock()
	if mine && (begun.IsZero() || now.Run-begun.Run >= watchEvery) {
		if err := w.begin(ctx, now); err != nil {
			return 0, err
		}
	}
	if why := w.overdue(now); why != "" {
		return 0, errors.New("watch: " + why)
	}
	return 0, nil
}

// overdue says that a self-check has not come back for too long; empty if none is missing.
func (w *Watchman) overdue(now Reading) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waits.IsZero() || now.Run-w.waits.Run <= watchLate {
		return ""
	}
	return fmt.Sprintf("the self-check of %s has not come back: the switch is not fed", w.waits.Wall.Format(time.TimeOnly))
}

// passes tells whether a self-check came back lately.
func (w *Watchman) passes(now Reading) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.passed.IsZero() && now.Run-w.passed.Run <= watchLate
}

// shown is when a self-check was last known to have come back, here or to the peer with the office's shard.
func (w *Watchman) shown(now Reading, mine bool) Reading {
	if !mine {
		return w.leases.peers.Vouched(now, w.shard)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.passed
}

// begin asks the office for a self-check.
func (w *Watchman) begin(ctx context.Context, now Reading) error {
	check := state.Watch{Header: state.Header{ID: fmt.Sprintf("watch-%d", now.Wall.UnixMilli()), At: now.Wall}}
	entries, err := w.o.Store.Receive(ctx, now.Wall, []storage.Arrival{{To: state.OfficeID, Event: check}})
	w.inboxes.Give(entries)
	if err != nil {
		return fmt.Errorf("watch: begin a self-check: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begun = now
	if w.waits.IsZero() && w.passed.Run < now.Run {
		w.waits = now
	}
	return nil
}

// feed feeds the switch once for each self-check that came back, but not more often than a self-check is made.
func (w *Watchman) feed(ctx context.Context, now Reading, mine bool) error {
	passed, fed := w.shown(now, mine), w.lastFed()
	again := fed.IsZero() || passed.Run > fed.Run && (mine || now.Run-fed.Run >= watchEvery)
	if passed.IsZero() || !again {
		return nil
	}
	if _, _, err := w.o.Store.Renew(ctx, nil); err != nil { // whether it is still the store that was opened
		return fmt.Errorf("watch: %w", err)
	}
	if _, err := w.sentry.Once(ctx, now); err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	if red := w.sentry.Guard(w.o.Clock()); len(red) > 0 {
		return fmt.Errorf("watch: the switch is not fed: %s", strings.Join(red, "; "))
	}
	if now.Run-passed.Run > watchLate {
		return nil // if the next self-check does not come back either, Once says so
	}
	if err := w.o.Beacon.Feed(ctx); err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fed = now
	return nil
}

// rest is how long to wait between two calls of Once.
func (w *Watchman) rest(Reading) time.Duration {
	if w.o.Beacon == nil {
		return time.Hour
	}
	return max(w.o.Period, watchEvery/12)
}

// lastFed is when the switch was last fed; zero if never.
func (w *Watchman) lastFed() Reading {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.fed
}
