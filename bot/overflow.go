package bot

import (
	"context"
	"fmt"

	"footing/bot/internal/attendant"
	"footing/bot/internal/metrics"
	"footing/bot/internal/spool"
	"footing/storage/folder"
)

// Overflow moves the posts that wait in the data folder on, once Redis takes them again. As long as any wait there, new
// posts go behind them, so that everybody's messages keep their order.
type Overflow struct {
	*spool.Spool
	o         *Options
	workers   workers
	attendant *attendant.Attendant
}

func newOverflow(o *Options, m *metrics.Metrics) *Overflow {
	return &Overflow{Spool: spool.New(o.Folder, o.Keys, o.Log, m), o: o}
}

// Once moves waiting posts into the inboxes, oldest first, and returns how many.
func (v *Overflow) Once(ctx context.Context, now Reading) (int, error) {
	if v.Len() == 0 {
		return 0, nil
	}
	moved := 0
	err := v.o.Folder.Updates().Drain(ctx, func(batch []folder.Record) error {
		posts, err := v.Read(batch)
		if err != nil {
			return err //nolint:wrapcheck // it says what it did
		}
		for n := range posts {
			posts[n].Event = taken(posts[n].Event, now.Wall, v.attendant.Met(posts[n].Event.Head().ID))
		}
		entries, err := v.o.Store.Receive(ctx, now.Wall, posts)
		v.workers.give(entries)
		if err != nil {
			v.workers.rereadAll()
			return fmt.Errorf("store spooled updates: %w", err)
		}
		v.attendant.Drained(posts, entries)
		moved += len(posts)
		return nil
	})
	if err != nil {
		return moved, fmt.Errorf("empty the spool: %w", err)
	}
	v.o.Log.Info("the spool is empty again", "updates", moved)
	return moved, nil
}
