package bot

import (
	"context"
	"fmt"
	"time"

	"footing/bot/internal/attendant"
	"footing/bot/internal/inbox"
	"footing/bot/internal/incoming"
	"footing/bot/internal/journal"
	"footing/bot/internal/metrics"
	"footing/bot/internal/spool"
	"footing/flows/state"
	"footing/storage"
)

// drainWithin is how long Redis may take to store a batch of a shard. Until a node that does not answer is given up, no
// other shard is looked at again.
const drainWithin = 5 * time.Second

// Overflow moves the arrivals that wait in the data folder on, once Redis takes them again, those of each shard for
// themselves.
type Overflow struct {
	*spool.Spool
	o         *Options
	workers   workers
	inboxes   inbox.All
	attendant *attendant.Attendant
	journal   *journal.Journal
}

func newOverflow(o *Options, m *metrics.Metrics) *Overflow {
	return &Overflow{Spool: spool.New(o.Folder, o.Store, o.Keys, o.Log, m), o: o}
}

// Once moves waiting arrivals into the inboxes, and returns how many.
func (v *Overflow) Once(ctx context.Context, now Reading) (int, error) {
	if v.Len() == 0 {
		return 0, nil
	}
	moved, err := v.Drain(ctx, func(arrivals []storage.Arrival) error {
		for n := range arrivals {
			met := v.attendant.Met(arrivals[n].Event.Head().ID)
			arrivals[n].Event = incoming.Taken(arrivals[n].Event, v.o.Store, now.Wall, met)
		}
		within, cancel := context.WithTimeout(ctx, drainWithin)
		defer cancel()
		entries, err := v.inboxes.Receive(within, v.o.Store, now.Wall, arrivals)
		if err != nil {
			return fmt.Errorf("store spooled updates: %w", err)
		}
		v.journal.Came(now.Wall, arrivals)
		v.workers.missed(v.attendant.Drained(arrivals, entries))
		return nil
	})
	if err == nil {
		v.o.Log.Info("the spool is empty again", "updates", moved)
	}
	return moved, err //nolint:wrapcheck // it says what it did
}

// Anew dates an event that was set aside, for another try: it happens now, and keeps when it was said.
func Anew(e state.Event, now time.Time) state.Event { return incoming.Taken(e, nil, now, true) }
