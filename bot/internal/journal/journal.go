// Package journal writes down what was done on the store, in the data folder, and brings a store that comes back older
// forward by it.
//
//	j := journal.Open(parts)
//	j.Turn(turn, number)             // a turn was saved; nobody waits for the disk
//	j.Came(now, shardOf, arrivals)   // updates are in an inbox, and their turns are not made yet
//	j.Over(shard, now, id, receipt)  // a message needs no sending any more
//	n, err := j.Once(ctx, now)       // later: all of that is safe in the folder
//	err := j.Replay(ctx, now, lease, decide) // when a shard is taken, before anything else happens there
//
// The turns of a shard are numbered, and the store knows the last number. One that has a lower number than the journal
// has lost turns: Replay makes them again, each at its own time, of the same event and so with the same result. What it
// cannot make again is said to people (Replay). Without a data folder, or with a limit of 0, nothing is written down.
package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"footing/bot/internal/erased"
	"footing/bot/internal/loop"
	"footing/bot/internal/panel"
	"footing/bot/internal/routes"
	"footing/flows"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/folder"
)

const (
	// gathers is how long records wait for others, so that they share one wait for the disk. That of a tap is in Redis'
	// file, on the same disk perhaps.
	gathers = time.Second
	// queued is how many records wait in memory while the folder takes none.
	queued = 20_000
)

// Parts are what a journal works with.
type Parts struct {
	Folder *folder.Folder // nil: nothing is written down
	Limit  int64          // how many bytes it may have; 0: nothing is written down
	Store  *storage.Store
	Erased *erased.List
	Panel  *panel.Reader
	// Routes say what people had ended where the store was restored from a backup and no turn tells.
	Routes   *routes.Book
	Protocol *flows.Protocol
	Clock    loop.Clock
	Log      *slog.Logger
}

// encoder is a record that waits to be written.
type encoder interface{ encode() ([]byte, error) }

// encoded is one that needs no work any more.
type encoded []byte

func (e encoded) encode() ([]byte, error) { return e, nil }

// run is which turns of a shard are written down without a gap, up to the last.
type run struct{ first, last int64 }

// Journal is that of one process. Its methods may be called from any goroutine.
type Journal struct {
	Nudge loop.Nudge // for the loop that repeats Once
	with  Parts
	file  *folder.Journal // nil: nothing is written down

	writing sync.Mutex // held while records are taken out of waiting and written, so that they keep their order
	mu      sync.Mutex
	waiting []encoder
	last    map[int]int64  // by shard: the number of the last turn that was saved
	unsure  map[int][]Past // by shard: turns of which nobody knows whether they were saved, in order
	runs    map[int]run    // by shard: what is in the file
	since   time.Time      // since when it has everything that was done with this folder; zero: there is nothing in it
	done    Outcome        // what all replays did
	recent  recent         // what was sent last, on all shards
	trouble string         // why records are not in the file
}

// Open opens the journal. It never fails: what is wrong is a Problem.
func Open(with Parts) *Journal {
	j := &Journal{
		Nudge: loop.NewNudge(), with: with, last: make(map[int]int64), unsure: make(map[int][]Past),
		runs: make(map[int]run),
	}
	if with.Folder == nil || with.Limit == 0 {
		return j
	}
	file, err := with.Folder.Journal(with.Store.Generation(), with.Limit)
	if err == nil {
		j.file = file
		err = j.survey()
	}
	if err != nil {
		j.trouble, j.file = err.Error(), nil
	}
	return j
}

// ran notes that a turn is in the file.
func (j *Journal) ran(shard int, number int64) {
	r := j.runs[shard]
	if number != r.last+1 || r.last == 0 {
		r.first = number
	}
	r.last = number
	j.runs[shard] = r
}

// Turn notes that a turn was saved, with its number.
func (j *Journal) Turn(t Past, number int64) {
	if j.file == nil {
		return
	}
	t.Number = number
	j.mu.Lock()
	defer j.mu.Unlock()
	lost := j.unsure[t.Shard]
	for n, other := range lost {
		if other.stream == t.stream { // an earlier attempt at the same turn
			lost = append(lost[:n:n], lost[n+1:]...)
			break
		}
	}
	// What was saved although its reply was lost has the numbers between. Where not all of it can have been, nobody knows
	// which of it was: then there is a gap.
	if number == j.last[t.Shard]+1+int64(len(lost)) {
		for _, other := range lost {
			j.save(other)
		}
	}
	j.unsure[t.Shard] = nil
	j.last[t.Shard] = number - 1
	j.save(t)
}

// save adds a turn with the next number of its shard. The lock is held.
func (j *Journal) save(t Past) {
	j.last[t.Shard]++
	t.Number = j.last[t.Shard]
	j.add(t)
}

// add adds a record. The lock is held.
func (j *Journal) add(e encoder) {
	if j.waiting = append(j.waiting, e); len(j.waiting) > queued {
		j.waiting = j.waiting[len(j.waiting)-queued:]
	}
	j.Nudge.Poke()
}

// Unsure notes a turn of which nobody knows whether it was saved, because the reply was lost.
func (j *Journal) Unsure(t Past) {
	if j.file == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.unsure[t.Shard] = append(j.unsure[t.Shard], t)
}

// Gone notes that an event is not in the inbox any more, or that a message is not in the outbox: if there was an
// attempt at its turn that was not known to be saved, it was. Events that went straight are called by their ids, others
// by their ids in the stream.
func (j *Journal) Gone(shard int, name string) {
	if j.file == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for n, t := range j.unsure[shard] {
		if t.stream == name {
			j.unsure[shard] = append(j.unsure[shard][:n:n], j.unsure[shard][n+1:]...)
			j.save(t)
			return
		}
	}
}

// Came notes updates that are in an inbox.
func (j *Journal) Came(now time.Time, arrivals []storage.Arrival) {
	if j.file == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, a := range arrivals {
		j.add(came{j.with.Store.ShardOf(a.Chat), now, a})
	}
}

// Over notes that a message needs no sending any more, and the receipt for it, which may be nil. Letters are not
// noted, because the store knows them again.
func (j *Journal) Over(o storage.Outgoing, now time.Time, receipt state.Event) {
	if _, letter := o.Effect.(state.Tell); letter || !o.Kept() || j.file == nil {
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

// Once writes down what was noted, some of it together. It never returns work to repeat at once, and no error: where
// nothing can be written, that is a Problem, and the work goes on.
func (j *Journal) Once(ctx context.Context, now loop.Reading) (int, error) {
	if j.file != nil {
		loop.Sleep(ctx, gathers, nil)
		j.write(now, j.forget(now))
	}
	return 0, nil
}

// Rest is how long the loop waits at most: a failing folder is tried again, and what is too old is destroyed.
func (j *Journal) Rest(loop.Reading) time.Duration {
	if j.file == nil {
		return 1 << 62
	}
	return time.Minute
}

// Flush is Once without waiting for others, and without destroying what is over.
func (j *Journal) Flush(now loop.Reading) {
	if j.file != nil {
		j.write(now, nil)
	}
}

// write writes down what was noted. It is given what went wrong before.
func (j *Journal) write(now loop.Reading, err error) {
	j.writing.Lock()
	defer j.writing.Unlock()
	j.mu.Lock()
	records := j.waiting
	j.waiting = nil
	j.mu.Unlock()
	var data [][]byte
	whole := records[:0:0]
	for _, e := range records {
		one, wrong := e.encode()
		if err = errors.Join(err, wrong); wrong == nil {
			data, whole = append(data, one), append(whole, e)
		}
	}
	records = whole
	if len(data) > 0 {
		if wrong := j.file.Append(now.Wall, data); wrong != nil {
			err = errors.Join(err, wrong)
			j.mu.Lock()
			j.waiting = append(records, j.waiting...)
			j.mu.Unlock()
			records = nil
		}
	}
	j.wrote(records, err)
}

// wrote notes what is in the file now, and what is wrong with it.
func (j *Journal) wrote(records []encoder, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range records {
		if t, ok := e.(Past); ok {
			j.ran(t.Shard, t.Number)
		}
	}
	before := j.trouble
	if j.trouble = ""; err != nil {
		j.trouble = err.Error()
	}
	if j.trouble != "" && before == "" {
		j.with.Log.Error("the journal takes nothing", "error", err, "waiting", len(j.waiting))
	}
}

// Problem says in words for an operator why the journal has not what it should; empty if it has.
func (j *Journal) Problem() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.trouble == "" {
		return ""
	}
	return fmt.Sprintf("the journal in the data folder takes nothing, so an older copy of the store could not be brought "+
		"forward: %s", j.trouble)
}

// Size is how many bytes the journal has on disk, and how many of them cannot be read.
func (j *Journal) Size() (all, damaged int64) {
	if j.file == nil {
		return 0, 0
	}
	return j.file.Size(), j.file.Damaged()
}

// Believe ends the doubt about a shard of which an older copy is there, if the journal has all that the copy lacks.
func (j *Journal) Believe(now loop.Reading, shard int) {
	gap, doubted := j.with.Store.Gaps()[shard]
	if !doubted || j.file == nil {
		return
	}
	j.Flush(now)
	j.mu.Lock()
	r := j.runs[shard]
	j.mu.Unlock()
	if gap.Has >= gap.Had || r.first <= gap.Has+1 && r.last >= gap.Had {
		j.with.Log.Warn("a shard of the store is older than before: the journal brings it forward",
			"shard", shard, "has", gap.Has, "had", gap.Had)
		j.with.Store.Believe(shard)
	}
}

// began notes with which number the work on a shard begins.
func (j *Journal) began(shard int, number int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last[shard], j.unsure[shard] = number, nil
}
