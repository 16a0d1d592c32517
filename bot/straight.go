package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"footing/bot/internal/attempt"
	"footing/bot/internal/inbox"
	"footing/bot/internal/journal"
	"footing/bot/internal/metrics"
	"footing/flows/state"
	"footing/storage"
)

// Most turns need no inbox: that of an update whose sender is in memory or soon found, and that of the receipt for a
// message, where nothing else waits on the shard. They are made at once, and one script takes the update or the
// message's end and saves the turn. Whatever stands in the way, the event goes by the inbox (worker.go), which also
// finds out about a turn that may have been saved. Either way the turn is made, and handed on, by what is in this file.

// turnWaits is how long an update or a receipt waits for the turn that is just being made on its shard.
const turnWaits = 25 * time.Millisecond

// draft is a turn that has been made and not saved.
type draft struct {
	turn  storage.Turn
	event state.Event // with what was prepared for it
	begun Reading
}

// workers are the workers of all shards, each at the index of its shard.
type workers []*Worker

// depth counts the entries of all backlogs: those whose turn can be made, and all that wait.
func (ws workers) depth() (ready, waiting int) {
	for _, w := range ws {
		ready, waiting = ready+w.Depth(), waiting+w.Waiting()
	}
	return ready, waiting
}

// backlogs are the entries in hand of each shard.
func (ws workers) backlogs() inbox.All {
	all := make(inbox.All, len(ws))
	for shard, w := range ws {
		all[shard] = w.Backlog
	}
	return all
}

// of is the worker of a chat's shard.
func (ws workers) of(chat int64) *Worker { return ws[ws[0].o.Store.ShardOf(chat)] }

// straight makes the turns of updates, and saves them in one round trip. It returns the updates whose event is known to
// the store, whether it had its turn before or waits for it, and the rest, in order.
//
// The workers are held for as long, so that nothing comes between. Nobody has two turns: what comes later of the same
// chat would be decided by a state that is not saved yet.
func (ws workers) straight(
	ctx context.Context, now Reading, arrivals []storage.Arrival,
) (known, rest []storage.Arrival) {
	wait, cancel := context.WithTimeout(ctx, turnWaits)
	defer cancel()
	free, seen := make(map[*Worker]bool), make(map[int64]bool)
	tasks := make(map[*Worker][]int) // the numbers of the updates whose turns each makes
	for i, arrival := range arrivals {
		w := ws.of(arrival.Chat)
		if _, asked := free[w]; !asked {
			if free[w] = w.acquire(wait); free[w] {
				defer w.turns.Release(1)
				free[w] = w.free()
			}
		}
		if free[w] && !seen[arrival.Chat] {
			tasks[w] = append(tasks[w], i)
		}
		seen[arrival.Chat] = true
	}
	drafts, made := draftAll(ctx, arrivals, tasks)
	var turns []storage.Turn
	for i, d := range drafts {
		if made[i] {
			turns = append(turns, d.turn)
		}
	}
	if len(turns) == 0 {
		return nil, arrivals
	}
	taken := ws[0].o.Store.Take(ctx, now.Wall, turns)
	for i, arrival := range arrivals {
		if !made[i] {
			rest = append(rest, arrival)
			continue
		}
		w := ws.of(arrival.Chat)
		err := w.became(drafts[i], taken[0].Saved, taken[0].Err)
		taken = taken[1:]
		switch {
		case err == nil:
			w.attendant.Answered(arrival.Event.Head().ID)
		case errors.Is(err, storage.ErrGone):
			known = append(known, arrival)
		default:
			rest = append(rest, arrival)
		}
	}
	return known, rest
}

// draftAll has workers make the turns of the arrivals with the given numbers, each its own one after the other. It
// tells which were made.
func draftAll(ctx context.Context, arrivals []storage.Arrival, tasks map[*Worker][]int) (drafts []draft, made []bool) {
	drafts, made = make([]draft, len(arrivals)), make([]bool, len(arrivals))
	var drafting sync.WaitGroup
	for w, numbers := range tasks {
		drafting.Go(func() {
			for _, i := range numbers {
				drafts[i], made[i] = w.draftUpdate(ctx, arrivals[i])
			}
		})
	}
	drafting.Wait()
	return drafts, made
}

// receipt makes the turn that hears what became of a message, and takes the message out of the outbox with it. It tells
// whether that is done.
func (w *Worker) receipt(ctx context.Context, o storage.Outgoing, receipt state.Event) bool {
	wait, cancel := context.WithTimeout(ctx, turnWaits)
	defer cancel()
	if !w.acquire(wait) {
		return false
	}
	defer w.turns.Release(1)
	if !w.free() {
		return false
	}
	record, ok := w.people.Of(o.From)
	if !ok {
		return false
	}
	entry, err := w.o.Store.Receipt(o, receipt)
	if err != nil {
		return false
	}
	d, err := w.draft(ctx, w.leased(), record, entry)
	if err != nil || !d.plain() {
		return false
	}
	saved, err := w.o.Store.Commit(ctx, w.o.now(), d.turn)
	err = w.became(d, saved, err)
	if errors.Is(err, storage.ErrGone) {
		w.missed()
	}
	return err == nil || errors.Is(err, storage.ErrGone)
}

// free tells whether nothing waits for a turn on the shard, the last one was saved, and all is in the present form.
func (w *Worker) free() bool {
	w.leased() // else what is remembered may be of an earlier lease
	_, waits, read := w.First()
	return w.Well() && !waits && read == 0 && !w.unsure && len(w.back.whose) == 0 && w.sweeper == nil
}

// draftUpdate makes the turn of an update whose sender is known, unless it has to go by the inbox. So has a call
// for help: while it is not known to be saved somebody is called for it by the emergency way, and the turn in which it
// is found then has to know of that.
func (w *Worker) draftUpdate(ctx context.Context, arrival storage.Arrival) (draft, bool) {
	record, ok := w.people.Find(ctx, w.o.Store, arrival.Chat)
	if !ok || w.attendant.Pleads(arrival.Event.Head().ID) {
		return draft{}, false
	}
	entry, err := w.o.Store.Straight(arrival, record.ID)
	if err != nil {
		return draft{}, false
	}
	d, err := w.draft(ctx, w.leased(), record, entry)
	return d, err == nil && d.plain()
}

// draft makes a turn.
func (w *Worker) draft(ctx context.Context, lease storage.Lease, before storage.Record, entry storage.Entry) (
	draft, error,
) {
	d := draft{begun: w.o.Clock()}
	var err error
	if d.event, err = w.prepare(ctx, before.State, entry.Event); err != nil {
		return d, err
	}
	after, effects, err := w.decide(before.State, d.event)
	d.turn = storage.Turn{Lease: lease, Entry: entry, Before: before, State: after, Effects: effects}
	return d, err
}

// decide runs Step. A panic ends this turn and nothing else.
func (w *Worker) decide(st state.State, e state.Event) (state.State, []state.Effect, error) {
	next, effects, err := attempt.Step(w.step, w.o.Protocol, st, e)
	w.explain(e, effects)
	return next, effects, err //nolint:wrapcheck // it says what it was
}

// prepare adds what the turn needs beside the state: to a press and to an alert's next call the emergency calls about
// the alert, to any other due moment the facts.
func (w *Worker) prepare(ctx context.Context, s state.State, e state.Event) (state.Event, error) {
	switch e := e.(type) {
	case state.Tapped:
		e.Called = append(w.CallsAbout(e.ID), w.attendant.CallsAbout(e.ID)...)
		return e, nil
	case state.Due:
		e.Called = append(w.CallsAbout(e.Key), w.attendant.CallsAbout(e.Key)...)
		return w.panel.Complete(ctx, s, e) //nolint:wrapcheck // it says what it was about
	}
	return e, nil
}

// became hands on what a turn of the straight way has become, or forgets what it was decided by. It returns the error.
func (w *Worker) became(d draft, saved storage.Saved, err error) error {
	w.toJournal(d, err)
	if err == nil {
		w.saved(saved, d)
		return nil
	}
	if errors.Is(err, storage.ErrFenced) {
		w.leases.drop(w.shard)
	}
	w.people.Forget()
	return err
}

// saved hands on what a turn has become.
func (w *Worker) saved(saved storage.Saved, d draft) {
	w.sender.push(saved.Out)
	if !saved.Next.IsZero() {
		w.waker.expect(saved.Next)
	}
	w.journal.Turn(journal.PastOf(d.turn, d.event, d.begun.Wall), saved.Number)
	w.people.Keep(saved.Record)
	w.packer.Observe(w.o.now(), saved)
	w.alerts.Observe(w.shard, saved.Record)
	w.metrics.Turn(d.event, d.turn.Effects, w.o.Clock().Run-d.begun.Run)
}

// explain notes why an event changed nothing, in our own words.
func (w *Worker) explain(event state.Event, effects []state.Effect) {
	for _, effect := range effects {
		if ignore, ok := effect.(state.Ignore); ok {
			w.o.Log.Debug("an event changed nothing", "event", metrics.KindOf(event), "reason", ignore.Reason)
		}
	}
}

// missed looks for what turns have left of which the answer was lost: their updates are not new to the store.
func (ws workers) missed(again []storage.Arrival) {
	for _, arrival := range again {
		w := ws.of(arrival.Chat)
		w.journal.Gone(w.shard, arrival.Event.Head().ID)
		w.missed()
	}
}

// toJournal has the journal know of a turn that may have been saved although the reply was lost, and of one that is
// found to have been.
func (w *Worker) toJournal(d draft, err error) {
	switch {
	case err == nil, errors.Is(err, storage.ErrFenced), errors.Is(err, storage.ErrStale), storage.Final(err):
	case errors.Is(err, storage.ErrGone):
		w.journal.Gone(w.shard, journal.PastOf(d.turn, d.event, d.begun.Wall).Name())
	default:
		w.journal.Unsure(journal.PastOf(d.turn, d.event, d.begun.Wall))
	}
}

func (w *Worker) missed() {
	w.sender.reread(w.shard)
	w.alerts.Reread(w.shard)
}
