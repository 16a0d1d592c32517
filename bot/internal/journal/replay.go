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

// Outcome is what a replay did.
type Outcome struct {
	Turns   int // that were made again
	Erased  int // that were left out, because their participant had everything removed since
	Refused int // that could not be made again
	Lost    int // spans of which the turns are written down nowhere, or could not be made again
	Over    int // messages that had been sent, and were taken out of the outbox
	Dropped int // questions and summaries that had not been sent and are too old now
	Kept    int // other messages that had not been sent, and are now
	Updates int // that had come, and whose turns are made now
	Ended   int // people whose part, or whose wish to leave somebody out, was held by their route
}

// Replayed is how many turns all replays since the start made again, and how many spans are lost.
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

	course course.Course // of the shard, as the store has it
	path   path          // from there to the newest turn that is written down
	last   int64         // the number of the newest turn that is written down of the shard, on whatever line
	chain  []course.Line // of the lines that lead to it
	since  time.Time     // that of the oldest record of the shard
	until  time.Time     // and of the newest
	// stale says that the shard was restored from a backup, and that the journal does not have all that came after it.
	stale bool

	turns  []Past    // that the store has not, in order
	before time.Time // that of the last turn that it has
	came   []came
	over   map[string]over // by the effect's id

	inbox  map[string]storage.Entry    // by the event's id
	after  string                      // up to where the inbox was read
	due    map[string]storage.Entry    // by participant: that something is due for them
	outbox map[string]storage.Outgoing // by the effect's id
	order  []string                    // these ids, oldest first
}

// Replay brings a shard forward that lacks turns which the journal has. The caller holds its lease, and nothing else is
// done there meanwhile: no moment is due and nothing is sent. It may be broken off at any point and begun again, also
// by another process, because each turn that was made again has its number, and the shard says that it is under way
// until all of it is done.
//
//   - The turns that the store lacks are made again in their order, of the same events and at their own times. Those of
//     people who had everything removed since are left out.
//   - Messages that had been sent are taken out of the outbox, also where no turn is lacking. Questions and summaries
//     that had not been are dropped, and their turns hear that they did not arrive. Everything else is sent: an alert
//     says of what time it is.
//   - Updates that had come and had no turn yet are put into the inbox.
//   - Where turns are written down nowhere, everybody on the shard is told between which hours something may be lost.
//     This is so, too, if the process that made the last of them may not have written them all down.
//
// A shard that was restored from a backup is treated the same, and more is done where the journal does not reach
// (restored.go). At the end the shard begins a new line of its history.
func (j *Journal) Replay(ctx context.Context, now loop.Reading, lease storage.Lease, decide Decide) error {
	c, err := j.with.Store.Course(ctx, lease.Shard)
	if err != nil {
		return err //nolint:wrapcheck // it says what it did
	}
	j.End(now, lease.Shard) // of a turn that was made while it was given up
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

// know finds out what the journal has that the store lacks.
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

// lacks tells whether the store went back, and also if the journal knows nothing of the line that it is on.
func (r *replay) lacks() bool {
	return r.path.lacks() || len(r.path.lines) == 0 && r.last > r.course.Turns
}

// forward does what is to be done.
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

// back does it on a shard that went back.
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

// start notes that it is under way.
func (r *replay) start(ctx context.Context) error {
	if r.course.Forward.Begun() {
		return nil
	}
	r.course.Forward = course.Forward{Epoch: r.lease.Epoch, At: r.now}
	return r.keep(ctx)
}

// keep has the store say what is known of the course of the shard.
func (r *replay) keep(ctx context.Context) error {
	return r.with.Store.KeepCourse(ctx, r.lease, r.course) //nolint:wrapcheck // it says what it did
}

// reaches has the next turn get the number behind one, on a line of the history.
func (r *replay) reaches(ctx context.Context, number int64, line string) error {
	of := slices.IndexFunc(r.chain, func(l course.Line) bool { return l.ID == line })
	lines := r.chain[:of+1]
	if r.course.Turns >= number && slices.Equal(lines, r.course.Lines) {
		return nil
	}
	r.course.Turns, r.course.Lines = max(r.course.Turns, number), lines
	return r.keep(ctx)
}

// repeat makes the turns again, and then lets the next turn have the number behind the last of them.
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

// one makes one turn again, unless its participant had everything removed since.
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
