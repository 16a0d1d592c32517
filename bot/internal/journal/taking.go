package journal

import (
	"context"
	"fmt"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/course"
)

// work is what is being done on a shard.
type work struct {
	lines  []course.Line // of the shard's history, the last for this; none before it is taken
	last   int64         // the number of the last turn that was saved
	unsure []Past        // turns of which nobody knows whether they were saved, in order
	came   []came        // updates that are in the inbox, and perhaps not in a copy that has the last turn
	ended  bool          // the shard was given up
}

// lately is how far the times of what came and of turns may be out of order.
const lately = time.Minute

// mostCame is how many updates of a shard are remembered at most.
const mostCame = 1000

// worked is what is done on a shard. The lock is held.
func (j *Journal) worked(shard int) *work {
	w := j.work[shard]
	if w == nil {
		w = &work{ended: true}
		j.work[shard] = w
	}
	return w
}

// arrived notes an update that was put into the inbox.
func (w *work) arrived(c came) {
	if w.came = append(w.came, c); len(w.came) > 2*mostCame {
		w.came = slices.Delete(w.came, 0, len(w.came)-mostCame)
	}
}

// turned notes that a turn was saved. A copy that has it has what came before.
func (w *work) turned(t Past) {
	w.last = max(w.last, t.Number)
	w.passed(t.At)
}

// passed forgets what came long enough before a turn.
func (w *work) passed(at time.Time) {
	if len(w.came) > 0 {
		w.came = slices.DeleteFunc(w.came, func(c came) bool { return c.at.Before(at.Add(-lately)) })
	}
}

// line is the id of the line that is being made; empty before the shard is taken.
func (w *work) line() string {
	if len(w.lines) == 0 {
		return ""
	}
	return w.lines[len(w.lines)-1].ID
}

// begin begins a line on a shard that was taken, and notes it in the store first: if the journal does not have it in
// the end, it only takes less for certain.
func (j *Journal) begin(ctx context.Context, now time.Time, lease storage.Lease, c course.Course) error {
	draw, err := j.with.Draw.Text()
	if err != nil {
		return fmt.Errorf("begin the history of shard %d: %w", lease.Shard, err)
	}
	c = course.Course{Turns: c.Turns, Lines: c.Lines}
	c.Begin(fmt.Sprintf("%d-%s", lease.Epoch, draw[:12]))
	if err := j.with.Store.KeepCourse(ctx, lease, c); err != nil {
		return err //nolint:wrapcheck // it says what it did
	}
	if !j.keeps {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	w := &work{lines: c.Lines, last: c.Turns}
	j.work[lease.Shard] = w
	j.add(mark{shard: lease.Shard, number: c.Turns, at: now, line: w.line(), lines: c.Lines})
	return nil
}

// End notes that a shard was given up: no turn is made there any more. A process that ends otherwise leaves it open
// whether the journal has its last turns.
func (j *Journal) End(now loop.Reading, shard int) {
	if !j.keeps {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if w := j.worked(shard); !w.ended {
		j.sure(w, j.with.Store.Turns(shard)-w.last)
		w.ended = true
		j.add(mark{shard: shard, number: w.last, at: now.Wall, line: w.line(), ended: true})
	}
}

// Turn notes that a turn was saved, with its number.
func (j *Journal) Turn(t Past, number int64) {
	if !j.keeps {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	w := j.worked(t.Shard)
	if n := slices.IndexFunc(w.unsure, func(other Past) bool { return other.stream == t.stream }); n >= 0 {
		w.unsure = slices.Delete(w.unsure, n, n+1) // an earlier attempt at the same turn
	}
	if number > w.last {
		j.sure(w, number-1-w.last)
	}
	j.save(w, t, number)
}

// sure adds the turns that were saved although their replies were lost, if it is clear which of them were, given how
// many. Else there is a gap, until their numbers come late. The lock is held.
func (j *Journal) sure(w *work, saved int64) {
	var gone []Past
	for _, t := range w.unsure {
		if t.gone {
			gone = append(gone, t)
		}
	}
	all := w.unsure
	if w.unsure = nil; int64(len(gone)) == saved {
		all = gone
	}
	if int64(len(all)) == saved {
		for _, t := range all {
			j.save(w, t, w.last+1)
		}
	}
}

// save adds a turn. The lock is held.
func (j *Journal) save(w *work, t Past, number int64) {
	t.Number, t.line = number, w.line()
	w.turned(t)
	w.ended = false // it was made while the shard was given up
	j.add(t)
}

// Unsure notes a turn of which nobody knows whether it was saved, because the reply was lost.
func (j *Journal) Unsure(t Past) {
	if !j.keeps {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	w := j.worked(t.Shard)
	w.unsure = append(w.unsure, t)
}

// Gone notes that an event is not in the inbox any more, or that a message is not in the outbox: if there was an
// attempt at its turn that was not known to be saved, it probably was; the number of the next turn tells. Events that
// went straight are called by their ids, others by their ids in the stream.
func (j *Journal) Gone(shard int, name string) {
	if !j.keeps {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	w := j.worked(shard)
	if n := slices.IndexFunc(w.unsure, func(t Past) bool { return t.stream == name }); n >= 0 {
		w.unsure[n].gone = true
	}
}

// Came notes updates that are in an inbox.
func (j *Journal) Came(now time.Time, arrivals []storage.Arrival) {
	if !j.keeps {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, a := range arrivals {
		c := came{j.with.Store.ShardOf(a.Chat), now, a}
		j.worked(c.shard).arrived(c)
		j.add(c)
	}
}

// Over notes that a message needs no sending any more, and the receipt for it, which may be nil. Letters are not
// noted, because the store knows them again.
func (j *Journal) Over(o storage.Outgoing, now time.Time, receipt state.Event) {
	if _, letter := o.Effect.(state.Tell); letter || !o.Kept() || !j.keeps {
		return
	}
	var sent encoder = over{o.Shard, now, o.ID, receipt}
	data, err := sent.encode()
	j.mu.Lock()
	defer j.mu.Unlock()
	if err == nil {
		j.recent.add(data)
		sent = encoded(data)
	}
	j.add(sent)
}
