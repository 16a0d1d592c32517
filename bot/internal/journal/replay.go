package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/internal/people"
	"footing/flows/state"
	"footing/storage"
)

// Outcome is what a replay did.
type Outcome struct {
	Turns   int // that were made again
	Erased  int // that were left out, because their participant had everything removed since
	Refused int // that could not be made again
	Lost    int // that were written down nowhere
	Over    int // messages that had been sent, and were taken out of the outbox
	Dropped int // questions and summaries that had not been sent and are too old now
	Kept    int // other messages that had not been sent, and are now
	Updates int // that had come, and whose turns are made now
	Ended   int // people whose part, or whose wish to leave somebody out, was held by their route
	// From and Until are the hours of what is lost; zero if nothing is.
	From, Until time.Time
}

// Replayed is how many turns all replays since the start made again, and how many were lost.
func (j *Journal) Replayed() Outcome {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.done
}

// Decide runs a Step. It returns an error where that panics.
type Decide func(state.State, state.Event) (state.State, []state.Effect, error)

// replay is one under way: what the journal says of a shard, and what the store has there.
type replay struct {
	*Journal
	now    time.Time
	lease  storage.Lease
	decide Decide
	told   Outcome
	lived  time.Duration // when the lease of this process was last lengthened
	people *people.People

	turns  []Past // that the store has not, in order
	before time.Time
	names  map[string]bool // the ids of events that had a turn
	came   []storage.Arrival
	over   map[string]over // by the effect's id

	inbox  map[string]storage.Entry    // by the event's id
	due    map[string]storage.Entry    // by participant: that something is due for them
	outbox map[string]storage.Outgoing // by the effect's id
	order  []string                    // these ids, oldest first

	// The shard is a backup's copy of that time, put back at another; zero: it is none. It is stale if the journal does
	// not have all that came after it.
	copied, restored time.Time
	stale            bool
	held             map[string]bool // who was told already what may be lost
}

// Replay brings a shard forward that has fewer turns than the journal. The caller holds its lease, and nothing else
// happens there meanwhile: no moment is due and nothing is sent. It may be broken off at any point and begun again,
// because each turn that was made again has its number.
//
//   - The turns that the store lacks are made again in their order, of the same events and at their own times. Those of
//     people who had everything removed since are left out.
//   - Messages that had been sent are taken out of the outbox, also where no turn is lacking. Questions and summaries
//     that had not been are dropped, and their turns hear that they did not arrive. Everything else is sent: an alert
//     says of what time it is.
//   - Updates that had come and had no turn yet are put into the inbox.
//   - Where turns are written down nowhere, everybody on the shard is told between which hours something may be lost.
//
// A shard that was restored from a backup is treated the same, and more is done where the journal does not reach
// (restored.go).
func (j *Journal) Replay(ctx context.Context, now loop.Reading, lease storage.Lease, decide Decide) error {
	has := j.with.Store.Turns(lease.Shard)
	copied, restored, err := j.with.Store.Restored(ctx, lease.Shard)
	if err != nil {
		return err //nolint:wrapcheck // it says what it did
	}
	if j.file == nil && restored.IsZero() {
		return nil
	}
	j.Flush(now)
	last, stale := j.beyond(lease.Shard, has, copied, restored)
	r := &replay{
		Journal: j, now: now.Wall, lived: now.Run, lease: lease, decide: decide, people: people.New(),
		names: make(map[string]bool), over: make(map[string]over), inbox: make(map[string]storage.Entry),
		due: make(map[string]storage.Entry), outbox: make(map[string]storage.Outgoing),
		stale: stale, copied: copied, restored: restored,
	}
	steps := []func(context.Context) error{r.read, r.look, r.repeat, r.settle, r.again, r.ended, r.say, r.settled}
	switch {
	case last <= has && stale:
		steps = []func(context.Context) error{r.lose, r.settle, r.ended, r.say, r.settled}
	case last <= has:
		steps = []func(context.Context) error{r.sent, r.settled}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return fmt.Errorf("bring shard %d forward from turn %d to %d: %w", lease.Shard, has, last, err)
		}
	}
	j.began(lease.Shard, j.with.Store.Turns(lease.Shard))
	if last <= has {
		return nil
	}
	j.mu.Lock()
	j.done.Turns += r.told.Turns
	j.done.Lost += r.told.Lost
	j.mu.Unlock()
	j.with.Log.Warn("an older copy of the store was brought forward by the journal",
		"shard", lease.Shard, "had", has, "has", last, "turns", r.told.Turns, "erased", r.told.Erased,
		"refused", r.told.Refused, "lost", r.told.Lost, "sent before", r.told.Over, "dropped", r.told.Dropped,
		"sent now", r.told.Kept, "updates", r.told.Updates)
	return nil
}

// repeat makes the turns again, and then lets the next turn have the number behind the last of them.
func (r *replay) repeat(ctx context.Context) error {
	has := r.with.Store.Turns(r.lease.Shard)
	for _, t := range r.turns {
		if err := r.live(ctx); err != nil {
			return err
		}
		if t.Number > has+1 {
			if err := r.miss(ctx, t, has); err != nil {
				return err
			}
		}
		if has = t.Number; r.with.Store.Turns(r.lease.Shard) < t.Number-1 {
			if err := r.with.Store.SetTurns(ctx, r.lease.Shard, t.Number-1); err != nil {
				return err //nolint:wrapcheck // it says what it did
			}
		}
		if at, gone := r.with.Erased.At(t.ID); gone && !t.At.After(at) {
			r.told.Erased++
			continue
		}
		err := r.turn(ctx, t)
		switch {
		case err == nil:
			r.told.Turns++
		case errors.Is(err, storage.ErrFenced), !storage.Final(err) && !errors.Is(err, errAgain):
			return err
		default:
			r.told.Refused++
			r.with.Log.Error("a turn of the journal cannot be made again", "shard", t.Shard, "turn", t.Number, "error", err)
		}
	}
	if r.with.Store.Turns(r.lease.Shard) < has {
		return r.with.Store.SetTurns(ctx, r.lease.Shard, has) //nolint:wrapcheck // it says what it did
	}
	return nil
}

// livesFor is how often the lease of this process is lengthened.
const livesFor = 5 * time.Second

// live lengthens the lease of this process now and then, which nobody else does meanwhile.
func (r *replay) live(ctx context.Context) error {
	now := r.with.Clock()
	if now.Run-r.lived < livesFor {
		return nil
	}
	r.lived = now.Run
	_, _, err := r.with.Store.Renew(ctx, nil)
	return err //nolint:wrapcheck // it says what it did
}

// miss notes that there are no turns between one and the next.
func (r *replay) miss(ctx context.Context, next Past, has int64) error {
	from := r.before
	if n := next.Number; from.IsZero() { // the store's own copy knows until when it was kept
		polled, err := r.with.Store.Polled(ctx)
		if err != nil {
			return fmt.Errorf("find out since when turn %d is missing: %w", n, err)
		}
		from = polled
	}
	if from.IsZero() || from.After(next.At) {
		from = next.At
	}
	if r.told.Lost == 0 {
		r.told.From = from
	}
	r.told.Lost += int(next.Number - has - 1)
	r.told.Until = next.At
	return nil
}

// errAgain says that a turn cannot be made again, whatever is tried.
var errAgain = errors.New("it comes out otherwise than before")

// turn makes one turn again.
func (r *replay) turn(ctx context.Context, t Past) error {
	r.before = t.At
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
		if event, err = r.with.Panel.Again(ctx, before.State, due); err != nil {
			return err //nolint:wrapcheck // it says what it did
		}
	}
	after, effects, err := r.decide(before.State, event)
	if err != nil {
		return fmt.Errorf("%w: %w", errAgain, err)
	}
	entry, err := r.entry(t, event)
	if err != nil {
		return err
	}
	turn := storage.Turn{Lease: r.lease, Entry: entry, Before: before, State: after, Effects: effects}
	var saved storage.Saved
	if entry.Stream == "" {
		taken := r.with.Store.Take(ctx, t.At, []storage.Turn{turn})[0]
		saved, err = taken.Saved, taken.Err
	} else {
		saved, err = r.with.Store.Commit(ctx, t.At, turn)
	}
	switch {
	case errors.Is(err, storage.ErrGone), errors.Is(err, storage.ErrStale):
		return fmt.Errorf("%w: %w", errAgain, err)
	case err != nil:
		return err //nolint:wrapcheck // it says what it did
	}
	r.people.Keep(saved.Record)
	for _, o := range saved.Out {
		if o.Kept() {
			r.waits(o)
		}
	}
	return nil
}

// entry is where the store has the event: in the inbox, as the receipt of a message in the outbox, or nowhere.
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
