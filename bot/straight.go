package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"footing/flows/state"
	"footing/storage"
)

// Most turns need no inbox: that of an update whose sender is in memory, and that of the receipt for a message, where
// nothing else waits on the shard. They are made at once, and one script takes the update or the message's end and
// saves the turn. Whatever stands in the way, the event goes by the inbox, which also finds out about a turn that may
// have been saved.

// turnWaits is how long an update or a receipt waits for the turn that is just being made on its shard.
const turnWaits = 25 * time.Millisecond

// draft is a turn that has been made and not saved.
type draft struct {
	worker  *Worker
	turn    storage.Turn
	event   state.Event
	effects []state.Effect
	begun   Reading
}

// straight makes the turns of updates, and saves them in one round trip. It returns the updates whose event is known to
// the store, whether it had its turn before or waits for it, and the rest, in order.
//
// The workers are held for as long, so that nothing comes between. Nobody has two turns: what comes later of the same
// chat would be decided by a state that is not saved yet.
func (ws workers) straight(ctx context.Context, now Reading, posts []storage.Post) (known, rest []storage.Post) {
	wait, cancel := context.WithTimeout(ctx, turnWaits)
	defer cancel()
	seen := make(map[int64]bool)
	of := make(map[*Worker][]int) // whose turns each worker makes, as far as it is free
	for i, post := range posts {
		w := ws[ws[0].o.Store.ShardOf(post.Chat)]
		if _, asked := of[w]; !asked {
			if of[w] = nil; w.latch.Lock(wait) {
				defer w.latch.Unlock()
				if w.free() {
					of[w] = make([]int, 0, len(posts))
				}
			}
		}
		if of[w] != nil && !seen[post.Chat] {
			of[w] = append(of[w], i)
		}
		seen[post.Chat] = true
	}
	all, direct := draftAll(ctx, posts, of)
	var drafts []draft
	var turns []storage.Turn
	for i := range posts {
		if direct[i] {
			drafts, turns = append(drafts, all[i]), append(turns, all[i].turn)
		}
	}
	if len(turns) == 0 {
		return nil, posts
	}
	taken := drafts[0].worker.o.Store.Take(ctx, now.Wall, turns)
	for i, post := range posts {
		if !direct[i] {
			rest = append(rest, post)
			continue
		}
		err := drafts[0].became(taken[0].Saved, taken[0].Err)
		drafts, taken = drafts[1:], taken[1:]
		switch {
		case err == nil:
			ws[ws[0].o.Store.ShardOf(post.Chat)].attendant.Answered(post.Event.Head().ID)
		case errors.Is(err, storage.ErrGone):
			known = append(known, post)
		default:
			rest = append(rest, post)
		}
	}
	return known, rest
}

// draftAll has workers make the turns of the posts with the given numbers, each its own one after the other. It tells
// which were made.
func draftAll(ctx context.Context, posts []storage.Post, of map[*Worker][]int) (all []draft, made []bool) {
	all, made = make([]draft, len(posts)), make([]bool, len(posts))
	var drafting sync.WaitGroup
	for w, numbers := range of {
		drafting.Go(func() {
			for _, i := range numbers {
				all[i], made[i] = w.draftUpdate(ctx, posts[i])
			}
		})
	}
	drafting.Wait()
	return all, made
}

// receipt makes the turn that hears what became of a message, and takes the message out of the outbox with it. It tells
// whether that is done.
func (w *Worker) receipt(ctx context.Context, o storage.Outgoing, receipt state.Event) bool {
	wait, cancel := context.WithTimeout(ctx, turnWaits)
	defer cancel()
	if !w.latch.Lock(wait) {
		return false
	}
	defer w.latch.Unlock()
	if !w.free() {
		return false
	}
	lease := w.leased()
	record, ok := w.people.Of(o.From)
	if !ok || w.sweeper != nil {
		return false
	}
	entry, err := w.o.Store.Receipt(o, receipt)
	if err != nil {
		return false
	}
	d, ok := w.draft(ctx, lease, record, entry)
	if !ok {
		return false
	}
	err = d.became(w.o.Store.Commit(ctx, w.o.now(), d.turn))
	if errors.Is(err, storage.ErrGone) {
		w.missed()
	}
	return err == nil || errors.Is(err, storage.ErrGone)
}

// free tells whether nothing waits for a turn on the shard, and the last one was saved.
func (w *Worker) free() bool {
	_, waits, read := w.First()
	return w.Well() && !waits && read == 0 && !w.unsure && len(w.back.whose) == 0
}

// draftUpdate makes the turn of an update whose sender is in memory. A call for help goes by the inbox: while it is not
// known to be saved somebody is called for it by the emergency way, and the turn in which it is found then has to know
// of that.
func (w *Worker) draftUpdate(ctx context.Context, post storage.Post) (draft, bool) {
	lease := w.leased()
	record, ok := w.people.OfChat(post.Chat)
	if !ok || w.sweeper != nil || w.attendant.Pleads(post.Event.Head().ID) {
		return draft{}, false
	}
	entry, err := w.o.Store.Straight(post, record.ID)
	if err != nil {
		return draft{}, false
	}
	return w.draft(ctx, lease, record, entry)
}

// draft makes a turn, unless it cannot be decided or changes what must hold in the data folder first.
func (w *Worker) draft(ctx context.Context, lease storage.Lease, before storage.Record, entry storage.Entry) (
	d draft, ok bool,
) {
	d = draft{worker: w, begun: w.o.Clock()}
	var err error
	if d.event, err = w.prepare(ctx, before.State, entry.Event); err != nil {
		return d, false
	}
	after, effects, err := w.decide(before.State, d.event)
	if _, rerouted := routeOf(effects); err != nil || rerouted || slices.ContainsFunc(effects, erases) {
		return d, false
	}
	d.effects = effects
	d.turn = storage.Turn{Lease: lease, Entry: entry, Before: before, State: after, Effects: effects}
	return d, true
}

// became hands on what the turn has become, or forgets what it was decided by. It returns the error.
func (d draft) became(saved storage.Saved, err error) error {
	w := d.worker
	switch {
	case err == nil:
		w.saved(saved, d.event, d.effects, d.begun)
	case errors.Is(err, storage.ErrFenced):
		w.leases.drop(w.shard)
	}
	if err != nil {
		w.people.Forget()
	}
	return err
}

// missed looks for what turns have left of which the answer was lost: their updates are not new to the store.
func (ws workers) missed(again []storage.Post) {
	for _, post := range again {
		ws[ws[0].o.Store.ShardOf(post.Chat)].missed()
	}
}

func (w *Worker) missed() {
	w.sender.reread(w.shard)
	w.alerts.Reread(w.shard)
}
