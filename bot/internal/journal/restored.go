package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

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

// beyond gives the number of the last turn that the journal has of a shard, and tells whether the shard is stale. Of a
// store that was given up for another copy, the journal has other turns under the same numbers: none counts.
func (j *Journal) beyond(shard int, has int64, copied, restored time.Time) (last int64, stale bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case restored.IsZero():
		return j.runs[shard].last, false
	case j.with.Routes.GivenUp(shard, copied):
		return has, true
	}
	return j.runs[shard].last, !j.covers(shard, has, copied)
}

// covers tells whether the journal has all turns of a shard from a number on, of a copy of that time. Of a shard on
// which nothing was done since, it has none. The lock is held.
func (j *Journal) covers(shard int, has int64, copied time.Time) bool {
	r, some := j.runs[shard]
	if !some {
		return !j.since.IsZero() && !j.since.After(copied)
	}
	return r.first <= has+1 && r.last >= has
}

// calls tells whether a message of a class is about somebody who may be in danger.
func calls(c state.Class) bool { return c == state.ClassSafety || c == state.ClassRepeat }

// lose notes the hours of which nothing is known, and reads what waits.
func (r *replay) lose(ctx context.Context) error {
	r.told.From, r.told.Until, r.told.Lost = r.copied, r.restored, 1
	err := r.look(ctx)
	r.remember()
	return err
}

// ended holds what people had ended since the copy, as far as their routes say. These are believed if they were made
// under the copy's epoch or a later one, and are of a later time than the copy: in an older folder, or one that has
// worked on another copy since, somebody who has come meanwhile would look like one who has left.
func (r *replay) ended(ctx context.Context) error {
	r.held = make(map[string]bool)
	if !r.stale || r.with.Routes.Epoch(r.lease.Shard) < r.lease.Epoch-1 || !r.with.Routes.Newer(r.lease.Shard, r.copied) {
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
	header := state.Header{ID: fmt.Sprintf("ended/%d/%s", r.copied.Unix(), id), At: r.now}
	err = r.turn(ctx, Past{Shard: r.lease.Shard, At: r.now, ID: id, Chat: record.State.Chat, Event: state.Outage{
		Header: header, Since: r.told.From, Lost: r.told.Until, Left: left, Out: out,
	}})
	if err != nil && (errors.Is(err, storage.ErrFenced) || !storage.Final(err) && !errors.Is(err, errAgain)) {
		return err
	}
	if err != nil {
		r.with.Log.Error("what somebody had ended before the store was restored cannot be held", "participant", id, "error", err)
		return nil
	}
	r.held[id] = true
	r.told.Ended++
	return nil
}

// settled notes that all of it was done.
func (r *replay) settled(ctx context.Context) error {
	if r.restored.IsZero() {
		return nil
	}
	if r.stale {
		r.with.Log.Warn("a backup was restored, and the journal does not reach to it: people are told what may be lost",
			"shard", r.lease.Shard, "from", r.told.From, "until", r.told.Until, "ended", r.told.Ended, "dropped", r.told.Dropped,
			"sent now", r.told.Kept)
	}
	r.with.Routes.PutBack(r.lease.Shard, r.copied, r.restored)
	return r.with.Store.Settled(ctx, r.lease.Shard) //nolint:wrapcheck // it says what it did
}
