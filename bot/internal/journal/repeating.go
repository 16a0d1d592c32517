package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"footing/flows/state"
	"footing/storage"
)

// errDiffers means that a turn cannot be made again, however often it is tried.
var errDiffers = errors.New("it comes out otherwise than before")

// passes tells whether an error is not the turn's own fault, so that trying again may help.
func passes(err error) bool {
	return errors.Is(err, storage.ErrFenced) || !storage.Final(err) && !errors.Is(err, errDiffers)
}

// turn makes one turn again.
func (r *replay) turn(ctx context.Context, t Past) error {
	before, ok := r.people.Of(t.ID)
	if !ok {
		var err error
		if before, err = r.with.Store.Load(ctx, t.ID); err != nil {
			return err //nolint:wrapcheck // it says what it did
		}
	}
	if before.Version == 0 {
		before.State.Chat = t.Chat
	}
	event := t.Event
	if due, ok := event.(state.Due); ok {
		var err error
		if event, err = r.with.Panel.Recomplete(ctx, before.State, due); err != nil {
			return err //nolint:wrapcheck // it says what it did
		}
	}
	after, effects, err := r.decide(before.State, event)
	if err != nil {
		return fmt.Errorf("%w: %w", errDiffers, err)
	}
	entry, err := r.entry(t, event)
	if err != nil {
		return err
	}
	saved, err := r.save(ctx, t.At, storage.Turn{
		Lease: r.lease, Entry: entry, Before: before, State: after, Effects: effects, RepeatedAt: r.now,
	})
	switch {
	case errors.Is(err, storage.ErrGone), errors.Is(err, storage.ErrStale):
		return fmt.Errorf("%w: %w", errDiffers, err)
	case err != nil:
		return err
	}
	r.course.Turns = saved.Number
	r.people.Keep(saved.Record)
	for _, o := range saved.Out {
		if o.Kept() {
			r.waits(o)
		}
	}
	return nil
}

// save saves a turn. Its event may have arrived in the inbox meanwhile, because another shard has sent it again.
func (r *replay) save(ctx context.Context, at time.Time, turn storage.Turn) (storage.Saved, error) {
	if turn.Entry.Stream != "" {
		return r.with.Store.Commit(ctx, at, turn) //nolint:wrapcheck // it says what it did
	}
	taken := r.with.Store.Take(ctx, at, []storage.Turn{turn})[0]
	if !errors.Is(taken.Err, storage.ErrGone) {
		return taken.Saved, taken.Err
	}
	if err := r.lookIn(ctx); err != nil {
		return storage.Saved{}, err
	}
	id := turn.Entry.Event.Head().ID
	entry, waits := r.inbox[id]
	if !waits {
		return taken.Saved, taken.Err
	}
	delete(r.inbox, id)
	entry.Event, turn.Entry = turn.Entry.Event, entry
	return r.with.Store.Commit(ctx, at, turn) //nolint:wrapcheck // it says what it did
}

// entry finds the event in the store: in the inbox, as the receipt of a message in the outbox, or nowhere.
func (r *replay) entry(t Past, event state.Event) (storage.Entry, error) {
	id := event.Head().ID
	if e, waits := r.inbox[id]; waits {
		delete(r.inbox, id)
		e.Event = event
		return e, nil
	}
	if _, ok := event.(state.Due); ok {
		if e, waits := r.due[t.ID]; waits {
			delete(r.due, t.ID)
			e.Event = event
			return e, nil
		}
	}
	message, sent := strings.CutSuffix(id, "/sent")
	message, failed := strings.CutSuffix(message, "/unreachable")
	if o, waits := r.outbox[message]; (sent || failed) && waits {
		delete(r.outbox, message)
		return r.with.Store.Receipt(o, event) //nolint:wrapcheck // it says what it did
	}
	return storage.Entry{Shard: t.Shard, To: t.ID, Event: event}, nil
}
