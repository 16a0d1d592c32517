// Package journal writes down what was done on the store, in the data folder, and brings a store that comes back older
// forward by it.
//
//	j := journal.Open(parts)
//	j.Turn(turn, number)             // a turn was saved; nobody waits for the disk
//	j.Came(now, arrivals)            // updates are in an inbox, and their turns are not made yet
//	j.Over(out, now, receipt)        // a message needs no sending any more
//	j.End(now, shard)                // a shard was given up
//	n, err := j.Once(ctx, now)       // later: all of that is safe in the folder
//	err := j.Replay(ctx, now, lease, decide) // when a shard is taken, before anything else happens there
//
// The turns of a shard are numbered, and the store knows the last number and the line of history that it is on
// (history.go). One that has a lower number than the journal has lost turns: Replay makes them again, each at its own
// time, of the same event and so with the same result. What it cannot make again is said to people (Replay). Without a
// data folder, or with a limit of 0, nothing is written down.
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
	Limit  int64          // how many bytes it may have; 0: nothing is written down, and what was is destroyed in time
	Store  *storage.Store
	Erased *erased.List
	Panel  *panel.Reader
	// Routes say what people had ended where the store was restored from a backup and no turn tells.
	Routes   *routes.Book
	Protocol *flows.Protocol
	Clock    loop.Clock
	Draw     *loop.Dice
	Log      *slog.Logger
}

// encoder is a record that waits to be written.
type encoder interface{ encode() ([]byte, error) }

// encoded is one that needs no work any more.
type encoded []byte

func (e encoded) encode() ([]byte, error) { return e, nil }

// Journal is that of one process. Its methods may be called from any goroutine.
type Journal struct {
	Nudge loop.Nudge // for the loop that repeats Once
	with  Parts
	file  *folder.Journal // nil: there is none
	keeps bool            // else nothing is written down, and only what is there is forgotten in time

	writing sync.Mutex // held while records are taken out of waiting and written, so that they keep their order
	mu      sync.Mutex
	waiting []encoder
	work    map[int]*work    // by shard
	lines   map[int]*history // by shard: what is in the file
	done    Outcome          // what all replays did
	recent  recent           // what was sent last, on all shards
	trouble string           // why records are not in the file
}

// Open opens the journal. It never fails: what is wrong is a Problem.
func Open(with Parts) *Journal {
	j := &Journal{
		Nudge: loop.NewNudge(), with: with, work: make(map[int]*work), lines: make(map[int]*history),
	}
	if with.Folder == nil {
		return j
	}
	file, err := with.Folder.Journal(with.Store.Generation(), with.Limit)
	if err != nil {
		j.trouble = err.Error()
		return j
	}
	if j.file, j.keeps = file, with.Limit > 0; j.keeps {
		found := j.survey()
		j.lines, j.work, j.recent = found.lines, found.came, found.recent
	}
	return j
}

// add adds a record. The lock is held.
func (j *Journal) add(e encoder) {
	if j.waiting = append(j.waiting, e); len(j.waiting) > queued {
		j.waiting = j.waiting[len(j.waiting)-queued:]
	}
	j.Nudge.Poke()
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
	if j.keeps {
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
	j.wrote(now.Wall, records, err)
}

// wrote notes what is in the file now, and what is wrong with it.
func (j *Journal) wrote(now time.Time, records []encoder, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range records {
		switch e := e.(type) {
		case Past:
			j.line(e.Shard).turned(e.line, e.Number, e.At)
		case mark:
			j.line(e.shard).marked(e)
		}
	}
	before := j.trouble
	if j.trouble = ""; err != nil {
		j.trouble = err.Error()
	} else if before != "" { // a beginning may be among what was dropped
		j.remark(now)
	}
	if j.trouble != "" && before == "" {
		j.with.Log.Error("the journal takes nothing", "error", err, "waiting", len(j.waiting))
	}
}

// Problem says in words for an operator why the journal has not what it should; empty if it has.
func (j *Journal) Problem() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.trouble == "":
		return ""
	case !j.keeps:
		return fmt.Sprintf("what the journal in the data folder has cannot be read, or not be destroyed in time: %s", j.trouble)
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
func (j *Journal) Believe(ctx context.Context, now loop.Reading, shard int) error {
	gap, doubted := j.with.Store.Gaps()[shard]
	if !doubted || !j.keeps {
		return nil
	}
	c, err := j.with.Store.Course(ctx, shard)
	if err != nil {
		return err //nolint:wrapcheck // it says what it did
	}
	j.Flush(now)
	j.mu.Lock()
	h := j.line(shard)
	covers := h.covers(h.from(c), gap.Had)
	j.mu.Unlock()
	if covers {
		j.with.Log.Warn("a shard of the store is older than before: the journal brings it forward",
			"shard", shard, "has", gap.Has, "had", gap.Had)
		j.with.Store.Believe(shard)
	}
	return nil
}
