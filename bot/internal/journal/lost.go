package journal

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"footing/flows/state"
	"footing/storage"
)

// span notes in the store that something is lost between two times, so that it is known even if the replay is
// interrupted.
func (r *replay) span(ctx context.Context, from, until time.Time) error {
	if from.IsZero() || from.After(until) {
		from = until
	}
	r.told.Lost++
	way := &r.course.Forward
	if way.From.IsZero() || from.Before(way.From) {
		way.From = from
	}
	if until.After(way.Until) {
		way.Until = until
	}
	return r.keep(ctx)
}

// miss notes that turns are missing between the last one that the store has and the given time. If the journal does not
// have that last turn, the period begins with the backup or, without one, when the copy says that Telegram was last
// polled.
func (r *replay) miss(ctx context.Context, until time.Time) error {
	from := cmp.Or(r.before, r.course.Copied)
	if from.IsZero() {
		var err error
		if from, err = r.with.Store.Polled(ctx); err != nil {
			return err //nolint:wrapcheck // it says what it did
		}
	}
	return r.span(ctx, from, until)
}

// lose notes what may be lost after the journal's last turn, and what is lost because store and journal have parted.
func (r *replay) lose(ctx context.Context) error {
	restored, nowhere := !r.course.Restored.IsZero(), len(r.path.lines) == 0
	now := cmp.Or(r.course.Restored, r.course.Forward.At)
	var err error
	if r.path.parted && len(r.turns) > 0 {
		err = r.span(ctx, cmp.Or(r.before, r.since), r.until)
	} else if nowhere && !restored && r.lacks() {
		err = r.span(ctx, r.since, r.until)
	}
	switch {
	case err != nil:
	case restored && (nowhere || r.path.parted):
		err = r.span(ctx, r.course.Copied, now)
	case !nowhere && !r.path.parted && !r.path.whole:
		from := cmp.Or(r.before, r.until)
		if from.Before(r.course.Copied) {
			from = r.course.Copied
		}
		err = r.span(ctx, from, now)
	}
	r.stale = restored && !r.course.Forward.From.IsZero()
	if err != nil || r.course.Turns >= r.last {
		return err
	}
	r.course.Turns = r.last // other processes have seen this number, and would doubt a store with a lower one
	return r.keep(ctx)
}

// outage is the event by which somebody on the shard is told, once.
func (r *replay) outage(id string) state.Outage {
	way := r.course.Forward
	return state.Outage{
		Header: state.Header{ID: fmt.Sprintf("lost/%d-%d/%s", way.From.Unix(), way.Until.Unix(), id), At: r.now},
		Since:  way.From, Lost: way.Until,
	}
}

// say tells everybody on the shard between which hours something may be lost.
func (r *replay) say(ctx context.Context) error {
	if r.course.Forward.From.IsZero() {
		return nil
	}
	var arrivals []storage.Arrival
	for id, err := range r.with.Store.EveryoneOn(ctx, r.lease.Shard) {
		if err != nil {
			return err
		}
		arrivals = append(arrivals, storage.Arrival{To: id, Event: r.outage(id)})
	}
	_, err := r.with.Store.Receive(ctx, r.now, arrivals)
	return err //nolint:wrapcheck // it says what it did
}
