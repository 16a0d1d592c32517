package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"footing/bot/internal/attempt"
	"footing/bot/internal/journal"
	"footing/flows/state"
	"footing/storage"
)

// Whoever is on the list of the erased (package erased) and is found in the store all the same was brought back by an
// older copy of it. They are erased again when their shard is taken, before anything there has a turn or is sent, and
// when a merge has brought more names.

// begin does so before the work on a shard begins. If the store is an older copy, the journal brings the shard forward
// first.
func (w *Worker) begin(ctx context.Context, now Reading, lease storage.Lease) error {
	if !w.acquire(ctx) {
		return fmt.Errorf("begin a shard: %w", ctx.Err())
	}
	defer w.turns.Release(1)
	if err := w.journal.Replay(ctx, now, lease, w.decide); err != nil {
		return err //nolint:wrapcheck // it says what it did
	}
	return w.eraseAgain(ctx, now, lease)
}

// catchUp does what has come to be done since the last turn.
func (w *Worker) catchUp(ctx context.Context, now Reading) error {
	if n, err := w.Restore(ctx, w.o.Store, now.Wall); err != nil && w.Holds() { // else it waits until that is so
		return err //nolint:wrapcheck // it says what it did
	} else if n > 0 {
		w.o.Log.Warn("the store had lost what somebody wrote, and it was put there again", "shard", w.shard, "entries", n)
	}
	if w.back.due(now) {
		w.Reread()
	}
	if lease := w.leased(); w.Holds() && w.looked != w.erased.Version() {
		return w.eraseAgain(ctx, now, lease)
	}
	return nil
}

// vanished notes an entry that is not in the inbox any more: its turn was made, or the store went back.
func (w *Worker) vanished(entry storage.Entry) {
	w.missed()
	w.Displace(entry)
}

// eraseAgain looks for such people on the shard. A message that is being sent meanwhile is not tried again.
func (w *Worker) eraseAgain(ctx context.Context, now Reading, lease storage.Lease) error {
	version := w.erased.Version()
	back, err := w.erased.Back(ctx, w.shard)
	for _, id := range back {
		if err = w.eraseOneAgain(ctx, now, lease, id); err != nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("erase somebody again: %w", err)
	}
	w.looked = version
	return nil
}

// eraseOneAgain makes the turn in which somebody is erased again. If it can't be made, the others are not kept from it,
// nor is the shard.
func (w *Worker) eraseOneAgain(ctx context.Context, now Reading, lease storage.Lease, id string) error {
	record, err := w.o.Store.Load(ctx, id)
	if err != nil {
		return w.notAgain(id, err)
	}
	at, _ := w.erased.At(id)
	entry, err := w.o.Store.Straight(storage.Arrival{Chat: record.State.Chat, Event: state.Due{
		Header: state.Header{ID: fmt.Sprintf("again/%s/%d", id, lease.Epoch), At: now.Wall},
		Kind:   state.WakeErase, Key: state.EraseAgain, Nominal: at,
	}}, id)
	if err != nil {
		return w.notAgain(id, err)
	}
	d, err := w.draft(ctx, lease, record, entry)
	if err != nil {
		return w.notAgain(id, err)
	}
	if slices.ContainsFunc(d.turn.Effects, ignores) { // nothing of it came back
		return nil
	}
	if route, rerouted := routeOf(d.turn.Effects); rerouted {
		if err := w.keeper.Before(id, route); err != nil { // the keeper writes it later, by what the store says then
			w.o.Log.Error("the route of somebody who is erased again is still in the data folder", "error", err)
		}
	}
	taken := w.o.Store.Take(ctx, now.Wall, []storage.Turn{d.turn})[0]
	w.people.Forget()
	w.sender.withdraw(id)
	w.sender.reread(w.shard)
	w.keeper.Abandon(id)
	if taken.Err != nil && !errors.Is(taken.Err, storage.ErrGone) {
		return w.notAgain(id, taken.Err)
	}
	if taken.Err == nil {
		w.journal.Turn(journal.PastOf(d.turn, d.event, now.Wall), taken.Number)
	}
	w.o.Log.Warn("somebody who had everything removed was in an older copy of the store, and was erased again",
		"participant", id, "removed", at)
	return nil
}

// notAgain passes on what may pass by itself, and only logs what does not.
func (w *Worker) notAgain(id string, err error) error {
	if !storage.Final(err) && !errors.Is(err, attempt.ErrPanic) {
		return err
	}
	w.o.Log.Error("somebody who had everything removed is in an older copy of the store, and cannot be erased again",
		"participant", id, "error", err)
	return nil
}
