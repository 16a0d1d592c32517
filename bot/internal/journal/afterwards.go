package journal

import (
	"context"
	"fmt"
	"slices"

	"footing/bot/internal/lanes"
	"footing/flows/state"
	"footing/storage"
)

// sent removes messages that had been sent from the outbox of a shard that lacks no turn. They are still there if the
// process that sent them ended before it could remove them, or if the copy is only that little older.
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

// remember finds, among the latest messages that were sent, those that are still in the outbox. It also takes the
// updates that came last.
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

// settle removes from the outbox the messages that had been sent, and those that are too old to be sent now.
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

// late tells whether messages of a class make no sense after their time.
func late(c state.Class) bool {
	return c == state.ClassPrompt || c == state.ClassDigest || c == state.ClassStranger
}

// again puts updates into the inbox that had no turn and that a copy may lack. The store recognises those that it has.
// Updates that are older than the store remembers are left out: their turns were made long ago.
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
