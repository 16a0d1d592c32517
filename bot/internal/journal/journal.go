// Package journal records every turn in the data folder. When Redis comes back as an older copy, it makes the turns
// that the copy lacks again (ADR 0032).
//
//	j := journal.Open(parts)
//	j.Turn(turn, number)             // a turn was saved; returns without waiting for the disk
//	j.Came(now, arrivals)            // updates are in an inbox, and their turns are not made yet
//	j.Over(out, now, receipt)        // a message was delivered or given up
//	j.End(now, shard)                // a shard was given up
//	n, err := j.Once(ctx, now)       // in a loop of its own: writes all of that to the folder
//	err := j.Replay(ctx, now, lease, decide) // when a shard is taken, before anything else happens there
//
// The turns of a shard are numbered. The store has the number of the last turn and the line of history that it belongs
// to (package course; history.go). If that number is lower than the journal's, the store has lost turns. Replay makes
// them again, each from its original event and at its original time, so that the result is the same. If some cannot be
// made again, the people on the shard are told between which hours something may be lost. Without a data folder, or
// with a limit of 0, nothing is recorded.
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
	// gathers is how long records wait for others, so that they share one wait for the disk. Each tap already has a wait
	// for Redis' append-only file, which may be on the same disk.
	gathers = time.Second
	// queued is the most records that wait in memory while the folder cannot be written. Beyond it the oldest are dropped.
	queued = 20_000
)

// Parts are what a journal works with.
type Parts struct {
	Folder *folder.Folder // nil: nothing is written down
	Limit  int64          // size in bytes; 0: nothing is written down, and old records are destroyed in time
	Store  *storage.Store
	Erased *erased.List
	Panel  *panel.Reader
	// Routes tell who had left, or had left somebody out, when a restored store and the journal no longer know.
	Routes   *routes.Book
	Protocol *flows.Protocol
	Clock    loop.Clock
	Draw     *loop.Dice
	Log      *slog.Logger
}

// encoder is a record that waits to be written.
type encoder interface{ encode() ([]byte, error) }

// encoded is a record that is encoded already.
type encoded []byte

func (e encoded) encode() ([]byte, error) { return e, nil }

// Journal is the journal of one process. Its methods are safe for concurrent use.
type Journal struct {
	Nudge loop.Nudge // for the loop that repeats Once
	with  Parts
	file  *folder.Journal // nil: there is none
	keeps bool            // false: nothing is written down, but old records are still destroyed in time

	writing sync.Mutex // held while records are taken out of waiting and written, so that they keep their order
	mu      sync.Mutex
	waiting []encoder
	work    map[int]*work    // by shard
	lines   map[int]*history // by shard: the turns in the file
	done    Outcome          // sum of all replays
	recent  recent           // the latest messages that were sent, on all shards
	trouble string           // why records cannot be written to the file
}

// Open opens the journal. It never fails: Problem says what is wrong.
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

// Once waits a moment and then writes the collected records together. It always returns 0 and no error: if nothing can
// be written, Problem says so and the bot goes on.
func (j *Journal) Once(ctx context.Context, now loop.Reading) (int, error) {
	if j.file != nil {
		loop.Sleep(ctx, gathers, nil)
		j.write(now, j.forget(now))
	}
	return 0, nil
}

// Rest is the longest wait of the loop. It wakes without new records to retry a failing folder and to destroy old days.
func (j *Journal) Rest(loop.Reading) time.Duration {
	if j.file == nil {
		return 1 << 62
	}
	return time.Minute
}

// Flush writes the collected records at once. Unlike Once it destroys no old days.
func (j *Journal) Flush(now loop.Reading) {
	if j.keeps {
		j.write(now, nil)
	}
}

// write writes the collected records. Err is what went wrong before.
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

// wrote notes which records are in the file now, and what went wrong.
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
	} else if before != "" { // the beginning of a line may be among the records that were dropped
		j.remark(now)
	}
	if j.trouble != "" && before == "" {
		j.with.Log.Error("the journal takes nothing", "error", err, "waiting", len(j.waiting))
	}
}

// Problem tells an operator why the journal does not work; empty if it does.
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

// Size is the size of the journal on disk in bytes, and how many of these cannot be read.
func (j *Journal) Size() (all, damaged int64) {
	if j.file == nil {
		return 0, 0
	}
	return j.file.Size(), j.file.Damaged()
}

// Believe ends the doubt about a shard that came back as an older copy, if the journal has all turns that it lacks.
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
