package bot

import (
	"context"
	"errors"
	"fmt"

	"footing/bot/internal/attempt"
	"footing/bot/internal/metrics"
	"footing/flows/state"
	"footing/storage"
)

// skip takes what was due, and is parked, out of the participant's moments. Those of a state that cannot be read stay.
func (w *Worker) skip(ctx context.Context, lease storage.Lease, entry storage.Entry) error {
	if _, ok := entry.Event.(state.Due); !ok {
		return nil
	}
	record, err := w.load(ctx, entry)
	if storage.Final(err) {
		return nil
	}
	if err == nil {
		err = w.o.Store.Skip(ctx, lease, record, record.Due(entry.Event))
	}
	if err != nil {
		return fmt.Errorf("go on behind a moment that was parked: %w", err)
	}
	return nil
}

// heard is the event of an entry or, in the place of one that cannot be read, that its sender said something.
func (w *Worker) heard(entry storage.Entry) state.Event {
	if entry.Event != nil || !entry.Personal() {
		return entry.Event
	}
	chat := entry.Chat
	if route, known := w.keeper.Named(entry.To); chat == 0 && known {
		chat = route.Chat
	}
	if chat == 0 {
		return nil
	}
	return state.Said{
		Header: state.Header{ID: fmt.Sprintf("unread/%d/%s", w.shard, entry.Stream), At: w.o.now()},
		Sender: state.Sender{Chat: chat}, Media: state.Other,
	}
}

// park moves an entry that can never be done out of the inbox.
func (w *Worker) park(ctx context.Context, lease storage.Lease, entry storage.Entry, why error) error {
	reason := "refused"
	switch {
	case errors.Is(why, attempt.ErrPanic):
		reason = "panic"
	case entry.Err != nil:
		reason = "unreadable"
	}
	taken, err := w.passOver(ctx, w.o.now(), entry)
	if err != nil {
		return err
	}
	err = w.o.Store.Park(ctx, lease, entry, reason)
	switch {
	case err == nil, errors.Is(err, storage.ErrGone): // it was parked, and the reply got lost
		if err := w.skip(ctx, lease, entry); err != nil {
			return err
		}
		w.mover.Look(entry.To) // its call is not due any more
	case errors.Is(err, storage.ErrFenced):
		w.leases.drop(w.shard)
		return nil
	default:
		return fmt.Errorf("park an entry: %w", err)
	}
	w.attendant.Lost(w.heard(entry), taken, w.o.Clock())
	w.metrics.Parked.WithLabelValues("inbox").Inc()
	w.o.Log.Error("an entry was parked", "shard", w.shard, "entry", entry.Stream, "event", metrics.KindOf(entry.Event),
		"reason", reason, "error", why)
	return nil
}
