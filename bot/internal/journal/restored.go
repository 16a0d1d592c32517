package journal

import (
	"context"
	"fmt"

	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// A shard that was restored from a backup says so until its Replay is through. Where the journal has all that came
// after the copy, nothing is lost, and nobody hears of it. Where it does not reach, the shard is stale:
//
//   - everybody on it is told, once, between which hours something may be lost;
//   - of what waited to be sent only calls for help and letters are sent, for the rest had its time;
//   - the routes in the data folder, if they are newer than the copy, hold who had ended their part since, and whom
//     people had left out since.

// calls tells whether a message of a class is about somebody who may be in danger.
func calls(c state.Class) bool { return c == state.ClassSafety || c == state.ClassRepeat }

// ended holds what people had ended since the copy, as far as their routes say. These are believed if they were made
// under the copy's epoch or a later one, and are of a later time than the copy: in an older folder, or one that has
// worked on another copy since, somebody who has come meanwhile would look like one who has left.
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
