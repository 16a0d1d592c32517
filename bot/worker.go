package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/semaphore"

	"footing/bot/internal/alerts"
	"footing/bot/internal/attempt"
	"footing/bot/internal/attendant"
	"footing/bot/internal/erased"
	"footing/bot/internal/inbox"
	"footing/bot/internal/journal"
	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/internal/panel"
	"footing/bot/internal/people"
	"footing/bot/internal/routekeeper"
	"footing/bot/internal/stuck"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// Worker makes the turns of one shard, strictly in the order of its inbox: load, Step, Commit. While it holds the
// shard's lease nobody else changes the shard's participants, so it keeps their states in memory. After any error it
// forgets them. Receiver and sender have it make turns at once where nothing waits (straight.go).
//
// An entry is done when it is committed, or when storage says that it is gone because an earlier commit worked and its
// reply was lost. While Redis fails, for whatever reason, the entry stays first. An entry that can never be done (a
// panic, a value that does not open, a turn that storage refuses) is parked, so that the entries behind it go on. One
// that waits for the data folder holds back its participant's others, and nobody else's (setback.go).
type Worker struct {
	*inbox.Backlog
	o         *Options
	metrics   *metrics.Metrics
	shard     int
	draw      *loop.Dice
	step      func(*flows.Protocol, state.State, state.Event) (state.State, []state.Effect) // engine.Step, or a test's own
	sender    *Sender
	waker     *Waker
	leases    *Leaseholder
	watchman  *Watchman
	attendant *attendant.Attendant
	alerts    *alerts.Tally
	keeper    *routekeeper.Keeper
	erased    *erased.List
	journal   *journal.Journal
	mover     *stuck.Mover
	panel     *panel.Reader

	turns   *semaphore.Weighted // held while a turn is made, for receiver and sender make some, too (straight.go)
	routed  string              // whose route the last turn was about to change, until it is known whether it has
	people  *people.People
	peopleT int              // the takeover for which they hold
	looked  int              // the version of the list of the erased by which the shard was last looked through
	unsure  bool             // the last turn may have been saved although its reply was lost
	sweeper *storage.Sweeper // of what an earlier release has written; nil: nothing is left
	packer  *storage.Packer  // of old facts
	back    *setBacks
}

func newWorker(o *Options, m *metrics.Metrics, draw *loop.Dice, shard int) *Worker {
	return &Worker{
		Backlog: inbox.New(), turns: semaphore.NewWeighted(1),
		o: o, metrics: m, draw: draw, shard: shard, step: engine.Step, people: people.New(),
		back: newSetBacks(), panel: panel.NewReader(o.Store, o.Protocol, m, o.Log),
	}
}

// leased is the shard's lease. What was remembered under another one is forgotten.
func (w *Worker) leased() storage.Lease {
	lease, taken := w.Lease()
	if taken != w.peopleT {
		w.people.Forget()
		w.peopleT, w.routed, w.back.told = taken, "", make(map[string]bool)
		w.sweeper, w.packer = w.o.Store.NewSweeper(lease), w.o.Store.NewPacker(lease)
	}
	return lease
}

// Once makes the turn of the oldest entry. It returns 0 if there is none.
func (w *Worker) Once(ctx context.Context, now Reading) (int, error) {
	if !w.acquire(ctx) {
		return 0, fmt.Errorf("make a turn: %w", ctx.Err())
	}
	defer w.turns.Release(1)
	if err := w.catchUp(ctx, now); err != nil {
		return 0, err
	}
	entry, ok, read := w.First()
	if read > 0 {
		if err := w.read(ctx, read); err != nil {
			return 0, err
		}
		if w.unsure { // if the turn was saved, its messages are in the outbox and were not handed over
			w.unsure = false
			w.sender.reread(w.shard)
		}
		if entry, ok, read = w.First(); read > 0 {
			return 1, nil // a later entry was handed over meanwhile, but not those before it
		}
	}
	if !ok {
		w.back.quiet()
		w.waker.emptied()
		return w.tidy(ctx, now)
	}
	lease := w.leased()
	err := w.turn(ctx, now.Wall, lease, entry)
	if err != nil && !errors.Is(err, errWaits) {
		w.people.Forget()
	}
	switch {
	case err == nil:
	case errors.Is(err, errWaits):
		return 1, w.setBack(ctx, now, entry, err)
	case errors.Is(err, storage.ErrGone):
		w.vanished(entry)
	case errors.Is(err, storage.ErrFenced):
		w.leases.drop(w.shard)
		return 0, nil
	case errors.Is(err, attempt.ErrPanic), storage.Final(err):
		if err := w.park(ctx, lease, entry, err); err != nil {
			return 0, err
		}
	default: // Redis is in trouble, known or not: the entry waits
		w.unsure = true
		w.Failed(true)
		return 0, err
	}
	if w.routed != "" { // the entry is gone, whatever came of it, and an attempt at it had begun to change a route
		w.keeper.Abandon(w.routed)
		w.routed = ""
	}
	w.done(entry)
	if entry.Event != nil && err == nil || errors.Is(err, storage.ErrGone) {
		w.attendant.Answered(entry.Event.Head().ID)
	}
	return 1, nil
}

// acquire waits until nobody makes a turn on the shard, and then keeps others from it. False if the context ends
// before.
func (w *Worker) acquire(ctx context.Context) bool {
	return w.turns.TryAcquire(1) || w.turns.Acquire(ctx, 1) == nil
}

// done takes an entry away that has been dealt with.
func (w *Worker) done(entry storage.Entry) {
	w.Remove(entry.Stream)
	w.unsure = false
	w.Failed(false)
	delete(w.back.told, entry.Stream)
}

// read fills the backlog from Redis with at most the given number of entries.
func (w *Worker) read(ctx context.Context, most int) error {
	after := w.Opening()
	if after == "" {
		clear(w.back.whose)
	}
	page, err := w.o.Store.Inbox(ctx, w.shard, after, most)
	if err != nil {
		w.Reread()
		return fmt.Errorf("read inbox: %w", err)
	}
	w.Fill(page, len(page) == inbox.Page) // a shorter reading was for missing entries only
	return nil
}

// turn makes one turn and hands over its messages.
func (w *Worker) turn(ctx context.Context, now time.Time, lease storage.Lease, entry storage.Entry) error {
	if entry.Err != nil {
		return fmt.Errorf("open an entry: %w", entry.Err)
	}
	begun := w.o.Clock()
	record, err := w.load(ctx, entry)
	if err != nil {
		return err
	}
	if w.back.whose[record.ID] {
		return errWaits
	}
	entry.Event = record.Due(entry.Event)
	d, err := w.draft(ctx, lease, record, entry)
	if err != nil {
		if stack := attempt.Stack(err); stack != "" {
			w.o.Log.Error("a turn panicked", "error", err, "stack", stack)
		}
		return err
	}
	d.begun = begun
	route, rerouted, err := w.beforehand(record.ID, d.turn.Effects, now)
	if err != nil {
		return w.unrouted(record.ID, err)
	}
	saved, err := w.o.Store.Commit(ctx, now, d.turn)
	w.toJournal(d, err)
	if slices.ContainsFunc(d.turn.Effects, erases) {
		// Also when the reply was lost, because messages in memory must not go out any more. If the turn was not saved they
		// are still in the outbox, which is read again.
		w.sender.withdraw(record.ID)
		if err != nil {
			w.sender.reread(w.shard)
		}
	}
	if err != nil {
		return fmt.Errorf("save a turn: %w", err)
	}
	if rerouted {
		w.keeper.After(w.shard, record.ID, route)
		w.routed = ""
	}
	if told, ok := d.event.(state.Told); ok {
		if _, ok := told.Letter.(state.Watched); ok {
			w.watchman.came(w.o.Clock())
		}
	}
	w.saved(saved, d)
	return nil
}

// load gives the participant whose turn it is. A stranger gets a new id and an empty state.
func (w *Worker) load(ctx context.Context, entry storage.Entry) (storage.Record, error) {
	id := entry.To
	if id == "" {
		// The chat was nobody's when the entry was stored. An entry before this one may have changed that.
		var err error
		if id, err = w.o.Store.Resolve(ctx, entry.Chat); err != nil {
			return storage.Record{}, fmt.Errorf("find whose turn it is: %w", err)
		}
	}
	if id == "" {
		return w.stranger(entry)
	}
	if record, ok := w.people.Of(id); ok {
		return record, nil
	}
	record, err := w.o.Store.Load(ctx, id)
	if err != nil {
		return storage.Record{}, fmt.Errorf("load whose turn it is: %w", err)
	}
	if record.Version == 0 {
		record.State.Chat = entry.Chat
	}
	return record, nil
}

func (w *Worker) stranger(entry storage.Entry) (storage.Record, error) {
	draw, err := w.draw.Text()
	if err != nil {
		return storage.Record{}, err
	}
	id := storage.NewID(w.shard, draw)
	return storage.Record{ID: id, State: state.State{ID: id, Chat: entry.Chat}}, nil
}
