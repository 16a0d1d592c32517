package journal

import (
	"context"
	"fmt"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/internal/people"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/course"
)

// Outcome counts what a replay did.
type Outcome struct {
	Turns   int // turns that were made again
	Erased  int // turns that were left out, because their participant had everything removed since
	Refused int // turns that could not be made again
	Lost    int // periods in which turns are lost
	Over    int // messages that had been sent, and were removed from the outbox
	Dropped int // messages that had not been sent, and were dropped as too old
	Kept    int // messages that had not been sent, and are sent now
	Updates int // updates that were put into the inbox again
	Ended   int // people for whom a departure, or an exclusion of somebody, was made to hold again by their route
}

// Replayed sums up all replays since the start.
func (j *Journal) Replayed() Outcome {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.done
}

// Decide runs a Step. It returns an error if that panics.
type Decide func(state.State, state.Event) (state.State, []state.Effect, error)

// replay is a replay under way: what the journal has of a shard, and what the store has.
type replay struct {
	*Journal
	now    time.Time
	lease  storage.Lease
	decide Decide
	told   Outcome
	lived  time.Duration // when the lease of this process was last lengthened
	people *people.People

	course course.Course // of the shard, as the store has it
	path   path          // from there to the newest turn in the journal
	last   int64         // number of the newest turn that the journal knows of the shard, on its newest line
	chain  []course.Line // the lines that lead to it
	since  time.Time     // of the journal's oldest record of the shard
	until  time.Time     // of its newest turn or mark
	// stale means that the shard was restored from a backup, and that the journal lacks turns after it.
	stale bool

	turns  []Past    // turns that the store lacks, in order
	before time.Time // of the last turn that the store has
	came   []came
	over   map[string]over // by the effect's id

	inbox  map[string]storage.Entry    // by the event's id
	after  string                      // id of the last inbox entry that was read
	due    map[string]storage.Entry    // by participant: the entry that says that something is due
	outbox map[string]storage.Outgoing // by the effect's id
	order  []string                    // these ids, oldest first
}

// Replay brings a shard forward if it lacks turns that the journal has. The caller holds its lease, and nothing else
// happens there meanwhile: no moment falls due and nothing is sent. It may be interrupted at any point and begun again,
// even by another process, because each turn keeps its old number, and the shard's record says that it is being brought
// forward until all is done.
//
//   - The turns that the store lacks are made again in order, from the same events and at their original times. Those
//     of people who have had everything removed since are left out.
//   - Messages that had been sent are removed from the outbox, even if no turn is missing. Questions and summaries that
//     had not been sent are dropped, and their participants' turns are told that they did not arrive. Everything else
//     is sent; an alert names its time.
//   - Updates that had come and had no turn yet are put into the inbox.
//   - If turns are missing from the journal, everybody on the shard is told between which hours something may be lost.
//     So they are if the process that made the last turns may not have written all of them down.
//
// A shard that was restored from a backup is treated the same, and more is done if the journal lacks turns
// (restored.go). At the end the shard begins a new line of its history.
func (j *Journal) Replay(ctx context.Context, now loop.Reading, lease storage.Lease, decide Decide) error {
	c, err := j.with.Store.Course(ctx, lease.Shard)
	if err != nil {
		return err //nolint:wrapcheck // it says what it did
	}
	j.End(now, lease.Shard) // again, for a turn that was made while the shard was given up
	j.Flush(now)
	r := &replay{
		Journal: j, now: now.Wall, lived: now.Run, lease: lease, decide: decide, people: people.New(), course: c,
		over: make(map[string]over), inbox: make(map[string]storage.Entry),
		due: make(map[string]storage.Entry), outbox: make(map[string]storage.Outgoing),
	}
	r.know()
	if err = r.forward(ctx); err == nil {
		err = j.begin(ctx, now.Wall, lease, r.course)
	}
	if err != nil {
		return fmt.Errorf("bring shard %d forward from turn %d: %w", lease.Shard, c.Turns, err)
	}
	return nil
}

// know compares the journal with the store.
func (r *replay) know() {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.lines[r.lease.Shard]
	if !r.keeps || h == nil {
		return
	}
	r.path, r.chain, r.since, r.until = h.from(r.course), h.lines, h.since, h.until
	if newest := h.newest(); newest != nil {
		r.last = newest.last()
	}
}

// lacks tells whether the store went back, even to a line that the journal does not know.
func (r *replay) lacks() bool {
	return r.path.lacks() || len(r.path.lines) == 0 && r.last > r.course.Turns
}

// forward does the replay. On a shard that did not go back there is little to do.
func (r *replay) forward(ctx context.Context) error {
	if r.lacks() || !r.course.Restored.IsZero() || r.course.Forward.Begun() {
		return r.back(ctx)
	}
	if !r.keeps {
		return nil
	}
	if err := r.sent(ctx); err != nil {
		return err
	}
	return r.again(ctx)
}

// back does the replay on a shard that went back.
func (r *replay) back(ctx context.Context) error {
	has, restored := r.course.Turns, !r.course.Restored.IsZero()
	r.read()
	for _, step := range []func(context.Context) error{
		r.start, r.look, r.repeat, r.lose, r.settle, r.again, r.ended, r.say,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if restored {
		r.with.Routes.PutBack(r.lease.Shard, r.course.Copied, r.course.Restored)
	}
	r.mu.Lock()
	r.done.Turns += r.told.Turns
	r.done.Lost += r.told.Lost
	r.mu.Unlock()
	r.with.Log.Warn("an older copy of the store was brought forward by the journal",
		"shard", r.lease.Shard, "had", has, "has", r.course.Turns, "restored", restored, "turns", r.told.Turns,
		"erased", r.told.Erased, "refused", r.told.Refused, "lost", r.told.Lost, "from", r.course.Forward.From,
		"until", r.course.Forward.Until, "sent before", r.told.Over, "dropped", r.told.Dropped, "sent now", r.told.Kept,
		"updates", r.told.Updates, "ended", r.told.Ended)
	return nil
}

// start notes in the store that the shard is being brought forward.
func (r *replay) start(ctx context.Context) error {
	if r.course.Forward.Begun() {
		return nil
	}
	r.course.Forward = course.Forward{Epoch: r.lease.Epoch, At: r.now}
	return r.keep(ctx)
}

// keep writes the shard's record of its history to the store.
func (r *replay) keep(ctx context.Context) error {
	return r.with.Store.KeepCourse(ctx, r.lease, r.course) //nolint:wrapcheck // it says what it did
}

// reaches sets the number of the last turn and the line, so that the next turn gets the number after it.
func (r *replay) reaches(ctx context.Context, number int64, line string) error {
	of := slices.IndexFunc(r.chain, func(l course.Line) bool { return l.ID == line })
	lines := r.chain[:of+1]
	if r.course.Turns >= number && slices.Equal(lines, r.course.Lines) {
		return nil
	}
	r.course.Turns, r.course.Lines = max(r.course.Turns, number), lines
	return r.keep(ctx)
}

// repeat makes the turns again, and then sees to it that the next turn gets the number after the last of them.
func (r *replay) repeat(ctx context.Context) error {
	if len(r.path.lines) == 0 || r.path.parted {
		return nil
	}
	has := r.path.has
	for _, t := range r.turns {
		if err := r.live(ctx); err != nil {
			return err
		}
		if t.Number > has+1 {
			if err := r.miss(ctx, t.At); err != nil {
				return err
			}
		}
		has = t.Number
		if err := r.reaches(ctx, has-1, t.line); err != nil {
			return err
		}
		if err := r.one(ctx, t); err != nil {
			return err
		}
		r.before = t.At
	}
	if r.path.last() > has {
		if err := r.miss(ctx, r.until); err != nil {
			return err
		}
	}
	return r.reaches(ctx, r.path.last(), r.chain[len(r.chain)-1].ID)
}

// one makes one turn again, unless its participant has had everything removed since.
func (r *replay) one(ctx context.Context, t Past) error {
	if at, gone := r.with.Erased.At(t.ID); gone && !t.At.After(at) {
		r.told.Erased++
		return nil
	}
	err := r.turn(ctx, t)
	switch {
	case err == nil:
		r.told.Turns++
	case passes(err):
		return err
	default:
		r.told.Refused++
		r.with.Log.Error("a turn of the journal cannot be made again", "shard", t.Shard, "turn", t.Number, "error", err)
		return r.span(ctx, t.At, t.At)
	}
	return nil
}

// livesFor is the least time between two renewals of this process's lease.
const livesFor = 5 * time.Second

// live renews the lease of this process now and then, because nobody else does so during a replay.
func (r *replay) live(ctx context.Context) error {
	now := r.with.Clock()
	if now.Run-r.lived < livesFor {
		return nil
	}
	r.lived = now.Run
	_, _, err := r.with.Store.Renew(ctx, nil)
	return err //nolint:wrapcheck // it says what it did
}
