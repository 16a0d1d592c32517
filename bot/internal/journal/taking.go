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

// work is this process's work on a shard.
type work struct {
	lines  []course.Line // the shard's history, up to the present line; empty before the shard is taken
	last   int64         // number of the last turn that was saved
	unsure []Past        // turns whose replies were lost, so that they may have been saved or not; in order
	came   []came        // updates that are in the inbox, but perhaps not in a copy that has the last turn
	ended  bool          // the shard was given up
}

// lately is how far the times of updates and of turns may be out of order.
const lately = time.Minute

// mostCame is how many updates of a shard are left when there are more than twice as many.
const mostCame = 1000

// worked is this process's work on a shard. The caller holds the lock.
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

// turned notes that a turn was saved. A copy that has this turn also has the updates that came before it.
func (w *work) turned(t Past) {
	w.last = max(w.last, t.Number)
	w.passed(t.At)
}

// passed forgets the updates that came long enough before a turn.
func (w *work) passed(at time.Time) {
	if len(w.came) > 0 {
		w.came = slices.DeleteFunc(w.came, func(c came) bool { return c.at.Before(at.Add(-lately)) })
	}
}

// line is the id of the present line; empty before the shard is taken.
func (w *work) line() string {
	if len(w.lines) == 0 {
		return ""
	}
	return w.lines[len(w.lines)-1].ID
}

// begin begins a line on a shard that was taken. It is noted in the store first: if the journal then fails to record
// it, the only harm is that the journal is less sure of what is lost.
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

// End notes that a shard was given up: this process makes no more turns there. After a process that ended without this,
// for instance in a crash, it is unknown whether the journal has its last turns.
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

// sure is given how many of the unsure turns were saved, and records them if that tells which they are. Otherwise the
// journal has a gap, unless their numbers become known later. The caller holds the lock.
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

// save adds a turn. The caller holds the lock.
func (j *Journal) save(w *work, t Past, number int64) {
	t.Number, t.line = number, w.line()
	w.turned(t)
	w.ended = false // the turn may have been made while the shard was given up
	j.add(t)
}

// Unsure notes a turn that may have been saved or not, because the reply of the store was lost.
func (j *Journal) Unsure(t Past) {
	if !j.keeps {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	w := j.worked(t.Shard)
	w.unsure = append(w.unsure, t)
}

// Gone notes that an event is no longer in the inbox, or a message no longer in the outbox. If the reply to a turn
// about it was lost, that turn was probably saved; the number of the next turn tells. Name is the event's id if it went
// straight, otherwise the id of its entry in the stream.
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

// Came notes updates that were put into an inbox.
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

// Over notes that a message was delivered or given up, with the receipt for it, which may be nil. Letters are not
// noted, because the store recognises one that it gets twice.
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
