package journal

import (
	"context"
	"fmt"
	"slices"

	"footing/bot/internal/lanes"
	"footing/flows/state"
	"footing/storage"
)

// sent takes messages out of the outbox of a shard that lacks no turn, if they had been sent: the process that did so
// ended before it could, or the copy is older by no more than that.
func (r *replay) sent(ctx context.Context) error {
	err := r.look(ctx)
	r.remember()
	for id := range r.outbox {
		if _, over := r.over[id]; !over {
			delete(r.outbox, id)
		}
	}
	if err == nil {
		err = r.settle(ctx)
	}
	if err != nil {
		return fmt.Errorf("look what was sent of shard %d: %w", r.lease.Shard, err)
	}
	return nil
}

// remember takes from what was sent last what still waits, and what came last.
func (r *replay) remember() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.came = slices.Clone(r.worked(r.lease.Shard).came)
	if len(r.outbox) == 0 {
		return
	}
	for data, rest := []byte(nil), r.recent; len(rest) > 0; {
		data, rest = rest.next()
		one, err := decode(data)
		if err != nil || one.shard != r.lease.Shard {
			continue
		}
		o, err := one.over()
		if _, waits := r.outbox[o.id]; waits && err == nil {
			r.over[o.id] = o
		}
	}
}

// settle takes messages out of the outbox that had been sent, and those that are too old to be sent now.
func (r *replay) settle(ctx context.Context) error {
	for _, id := range r.order {
		o, waits := r.outbox[id]
		if _, letter := o.Effect.(state.Tell); !waits || letter {
			continue
		}
		it := lanes.NewQueued(o)
		var receipt state.Event
		if sent, over := r.over[id]; over {
			r.told.Over++
			receipt = sent.receipt
		} else if _, page := o.Effect.(state.Page); !page && (late(it.Class) || r.stale && !calls(it.Class)) {
			r.told.Dropped++
			receipt = it.Unreachable(r.now, false, false)
		} else {
			r.told.Kept++
			continue
		}
		if _, err := r.with.Store.Done(ctx, r.lease, o, receipt); err != nil {
			return err //nolint:wrapcheck // it says what it did
		}
	}
	return nil
}

// late tells whether a message of a class is for its own time only.
func late(c state.Class) bool {
	return c == state.ClassPrompt || c == state.ClassDigest || c == state.ClassStranger
}

// again puts the updates into the inbox that had no turn, and that a copy may lack. The store knows those that are
// there. It would not know those that are older than it remembers, and long before that their turns were made.
func (r *replay) again(ctx context.Context) error {
	if len(r.came) == 0 {
		return nil
	}
	var arrivals []storage.Arrival
	for _, c := range r.came {
		if r.now.Sub(c.at) < storage.Recognised {
			arrivals = append(arrivals, c.arrival)
		}
	}
	entries, err := r.with.Store.Receive(ctx, r.now, arrivals)
	r.told.Updates = len(entries)
	return err //nolint:wrapcheck // it says what it did
}
