package journal

import (
	"context"
	"fmt"

	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// A shard that was restored from a backup is marked as such until its Replay is complete. If the journal has all turns
// after the backup, nothing is lost and nobody is told. If it does not, the shard is stale:
//
//   - everybody on it is told, once, between which hours something may be lost;
//   - of the messages that waited, only calls for help and letters are sent, because the time for the others is over;
//   - if the routes in the data folder are newer than the backup, they tell who had left since, and whom people had
//     left out, and both are made to hold again.

// calls tells whether messages of a class are about somebody who may be in danger.
func calls(c state.Class) bool { return c == state.ClassSafety || c == state.ClassRepeat }

// ended makes hold again what people had ended since the backup, as their routes tell: that they take part, or that
// somebody is called about them. Routes are believed only if they were written under the backup's epoch or a later one,
// and at a later time. In an older folder, or one that has worked on another copy since, a newcomer would look like
// somebody who has left.
func (r *replay) ended(ctx context.Context) error {
	if routes := r.with.Routes; !r.stale || routes.Epoch(r.lease.Shard) < r.course.Forward.Epoch-1 ||
		!routes.Newer(r.lease.Shard, r.course.Copied) {
		return nil
	}
	var ids []string
	for id, err := range r.with.Store.EveryoneOn(ctx, r.lease.Shard) {
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	for _, id := range ids {
		if err := r.live(ctx); err != nil {
			return err
		}
		if err := r.endedOne(ctx, id); err != nil {
			return fmt.Errorf("hold what %s had ended: %w", id, err)
		}
	}
	return nil
}

func (r *replay) endedOne(ctx context.Context, id string) error {
	route, known := r.with.Routes.Named(id)
	if !known {
		return nil
	}
	record, err := r.with.Store.Load(ctx, id)
	if storage.Final(err) {
		return nil
	} else if err != nil {
		return err //nolint:wrapcheck // by ended
	}
	left, out := engine.Ended(r.with.Protocol, record.State, route)
	if !left && len(out) == 0 {
		return nil
	}
	outage := r.outage(id)
	outage.Left, outage.Out = left, out
	past := Past{Shard: r.lease.Shard, At: r.now, ID: id, Chat: record.State.Chat, Event: outage}
	err = r.turn(ctx, past)
	if err != nil && passes(err) {
		return err
	}
	if err != nil {
		r.with.Log.Error("what somebody had ended before the store was restored cannot be held", "participant", id, "error", err)
		return nil
	}
	r.told.Ended++
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.course.Lines); n > 0 && r.keeps {
		past.Number, past.line = r.course.Turns, r.course.Lines[n-1].ID
		r.add(past)
	}
	return nil
}
