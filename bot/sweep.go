package bot

import (
	"context"
	"fmt"
)

// tidy works on what is stored of the shard, while there is nothing else to do: first it brings participants into the
// present form of the store, then it packs old facts. It does a little each time, and returns 1 as long as more is
// left.
func (w *Worker) tidy(ctx context.Context, now Reading) (int, error) {
	lease := w.leased()
	if w.sweeper == nil {
		more, err := w.packer.Step(ctx, now.Wall)
		if more {
			return 1, err //nolint:wrapcheck // it says what it was about
		}
		return 0, err //nolint:wrapcheck // it says what it was about
	}
	w.people.Forget() // what was loaded does not have the moments that the sweeper finds
	switch more, err := w.sweeper.Step(ctx); {
	case err != nil:
		return 0, fmt.Errorf("bring the store into the present form: %w", err)
	case more:
		return 1, nil
	}
	w.o.Log.Info("a shard is in the present form of the store", "shard", lease.Shard, "unreadable", w.sweeper.Failed())
	w.sweeper = nil
	return 0, nil
}
