package bot

import (
	"context"
	"fmt"
)

// sweep brings a few participants of the shard into the present form of the store, while there is nothing else to do.
// It returns 1 as long as more are left.
func (w *Worker) sweep(ctx context.Context) (int, error) {
	lease := w.leased()
	if w.sweeper == nil {
		return 0, nil
	}
	w.people.Forget() // what was loaded does not have the moments that the sweeper finds
	more, err := w.sweeper.Step(ctx)
	switch {
	case err != nil:
		return 0, fmt.Errorf("bring the store into the present form: %w", err)
	case more:
		return 1, nil
	}
	failed := w.sweeper.Failed()
	w.o.Log.Info("a shard was brought into the present form of the store", "shard", lease.Shard, "unreadable", failed)
	w.sweeper = nil
	return 0, nil
}
