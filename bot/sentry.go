package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"footing/bot/internal/alerts"
	"footing/bot/internal/attendant"
	"footing/bot/internal/journal"
	"footing/bot/internal/loop"
	"footing/bot/internal/outage"
	"footing/bot/internal/routekeeper"
	"footing/bot/internal/setaside"
	"footing/bot/telegram"
	"footing/storage"
)

const (
	// provenFor is how long an accepted message shows that Telegram takes what the bot sends.
	provenFor = 10 * time.Minute
	// provenAgain is how old that may be before the operator's own chat is used to show it again.
	provenAgain = 5 * time.Minute
	// urgentWithin is how long a text about safety may wait in the sender before somebody must know.
	urgentWithin = time.Minute
	// lookEvery is how often everything is looked at, at most.
	lookEvery = 10 * time.Second
	// provesWithin is how long the proof may take.
	provesWithin = 10 * time.Second
)

// Sentry looks again and again at what is checked at the start and may change while the bot runs: whether Redis still
// keeps what it confirms and has its role, whether the clocks agree, whether something was set aside that nobody has
// looked at, and whether Telegram takes what the bot sends. Guard tells what is wrong.
type Sentry struct {
	o        *Options
	leases   *Leaseholder
	ear      *outage.Listener
	sender   *Sender
	workers  workers
	keeper   *routekeeper.Keeper
	visitor  *attendant.Attendant // knows who waits for their turn
	alerts   *alerts.Tally
	watchman *Watchman
	journal  *journal.Journal
	shelf    *setaside.Shelf

	outside atomic.Pointer[[]string] // what is red beside the loops

	mu     sync.Mutex
	at     Reading  // the last look; zero: none yet
	store  []string // how Redis differs from what the start found
	loses  []string // that of it by which answers may be lost now
	clocks string   // which clocks are apart; empty: they agree
	aside  setaside.Count
	proven Reading // when Telegram last took something, as far as the sentry knows
	failed string  // why the operator's chat proves nothing
	asked  Reading // when the proof was last tried
}

// Once looks at everything. It never returns work to repeat at once.
func (y *Sentry) Once(ctx context.Context, now Reading) (int, error) {
	found := y.o.Store.Check(ctx)
	clock, err := y.o.Store.Clock(ctx)
	if err != nil {
		return 0, fmt.Errorf("look at the store: %w", err)
	}
	y.visitor.Look(ctx, now)
	clocks := loop.Apart(y.o.Clock().Wall, clock, y.ear.Time(y.o.Clock()))
	granted := y.shelf.Grant(ctx, now.Wall)
	put, err := y.shelf.Look(ctx)
	var store, loses []string
	for _, p := range found {
		if !slices.ContainsFunc(y.o.Accepted, func(a storage.Problem) bool { return a.What == p.What }) {
			store = append(store, p.What+" "+p.Remedy)
			if !p.Soon {
				loses = append(loses, p.What+" "+p.Remedy)
			}
		}
	}
	y.mu.Lock()
	if !slices.Equal(store, y.store) || clocks != y.clocks {
		y.o.Log.Warn("the store or the clocks are not as they were", "redis", store, "clocks", clocks)
	}
	y.at, y.store, y.loses, y.clocks = now, store, loses, clocks
	if err == nil || put.All > y.aside.All { // what is not seen any more may only not be seen
		y.aside = put
	}
	y.mu.Unlock()
	y.prove(ctx, now)
	return 0, errors.Join(granted, err)
}

// prove uses the operator's own chat to see that Telegram takes what the bot sends, if no message has shown it lately.
// Nothing that works beside it counts while messages fail: then their own acceptance is waited for.
func (y *Sentry) prove(ctx context.Context, now Reading) {
	y.mu.Lock()
	asked := y.asked
	y.mu.Unlock()
	last := y.lastProven()
	fresh := !last.IsZero() && now.Run-last.Run < provenAgain
	if y.o.OperatorChat == 0 || !y.leases.Polling() || fresh || !asked.IsZero() && now.Run-asked.Run < time.Minute ||
		!y.sender.idles(now) {
		return
	}
	within, cancel := context.WithTimeout(ctx, provesWithin)
	defer cancel()
	err := y.o.Client.Prove(within, y.o.OperatorChat)
	y.mu.Lock()
	defer y.mu.Unlock()
	y.asked = now
	if err == nil {
		y.proven, y.failed = now, ""
		return
	}
	y.failed = telegram.Reason(err)
	if errors.Is(err, context.DeadlineExceeded) {
		y.failed = "no answer"
	}
	y.o.Log.Warn("the operator's chat does not show that Telegram takes messages", "error", err)
}

// setAside is what was set aside at the last look.
func (y *Sentry) setAside() setaside.Count {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.aside
}

// lastProven is when Telegram last took a message or the proof.
func (y *Sentry) lastProven() Reading {
	y.mu.Lock()
	defer y.mu.Unlock()
	if taken := y.sender.taken.Get(); !taken.IsZero() && (y.proven.IsZero() || taken.Run > y.proven.Run) {
		return taken
	}
	return y.proven
}

// rest is how long to wait between two looks.
func (y *Sentry) rest(Reading) time.Duration { return max(y.o.LeaseRenewal, lookEvery) }
