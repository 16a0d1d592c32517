package bot

import (
	"context"
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
	// clockSkew is how far this machine's clock may be from that of Redis. If it is further, check-ins and calls come at
	// the wrong time although everything else works.
	clockSkew = 30 * time.Second
)

// Watchman feeds an outside dead man's switch after a self-check has passed what an alert passes within: inbox, turn,
// commit, due moment, outbox and back. The sentry must find nothing wrong with the rest of an alert's way. Whatever
// stops alerts so stops the feeding, and the service behind the switch tells the clinic without our help.
type Watchman struct {
	o       *Options
	leases  *Leaseholder
	sentry  *Sentry // knows what is wrong
	inboxes inbox.All

	mu     sync.Mutex
	begun  Reading // when the last self-check began
	passed Reading // when a self-check last came back
	fed    Reading // when the switch was last fed
}

// came notes that a self-check came back.
func (w *Watchman) came(now Reading) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.passed = now
}

// Once feeds the switch if the last self-check came back and the sentry finds nothing wrong, and begins the next
// self-check. Its error says why the switch is not fed.
func (w *Watchman) Once(ctx context.Context, now Reading) (int, error) {
	if w.o.Beacon == nil || !w.leases.Polling() {
		return 0, nil
	}
	w.mu.Lock()
	begun, passed, fed := w.begun, w.passed, w.fed
	w.mu.Unlock()
	if !passed.IsZero() && (fed.IsZero() || passed.Run > fed.Run) {
		if err := w.feed(ctx, now, passed); err != nil {
			return 0, err
		}
	}
	if !begun.IsZero() && now.Run-begun.Run < watchEvery {
		return 0, nil
	}
	if err := w.begin(ctx, now); err != nil {
		return 0, err
	}
	if passed.Run < begun.Run && now.Run-passed.Run > watchLate {
		return 0, fmt.Errorf("watch: the self-check of %s has not come back: the switch is not fed",
			begun.Wall.Format(time.TimeOnly))
	}
	return 0, nil
}

// begin posts a self-check to the office.
func (w *Watchman) begin(ctx context.Context, now Reading) error {
	check := state.Watch{Header: state.Header{ID: fmt.Sprintf("watch-%d", now.Wall.UnixMilli()), At: now.Wall}}
	entries, err := w.o.Store.Receive(ctx, now.Wall, []storage.Post{{To: state.OfficeID, Event: check}})
	w.inboxes.Give(entries)
	if err != nil {
		return fmt.Errorf("watch: begin a self-check: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begun = now
	return nil
}

func (w *Watchman) feed(ctx context.Context, now, passed Reading) error {
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
