package folder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// MaxRecord is how many bytes one record may have.
const MaxRecord = 1 << 20

// Queue keeps records in order until they can be handed on. The bot may tell Telegram that it has an update only when
// the update is safe: if Redis cannot take it, a queue does, and passes it on when Redis is back.
//
// When Append returns, its records survive a power cut. Each has a lane, and those of one lane are kept in order. Sort
// gives a lane to those that came without, as all are when the folder is opened. DrainLane passes batches of one lane
// to a function and drops what the function accepted, however the other lanes fare; after a crash between the two, the
// same records come again, so the function must recognise what it has already. To keep the order, append until Lanes is
// without the record's own: a record that went another way would overtake those that wait.
type Queue struct {
	records *records
	box     *box
	place   string
}

// Record is one record of a queue.
type Record struct {
	Data []byte
	Seal Seal
	Lane int    // 0: none yet. It is known in memory only
	ID   string // names the record to an operator; only Each and Aside give it
}

// Seal tells how a record's data is sealed.
type Seal int

// The seals. Zero is that of every record which this release wrote.
const (
	Opened Seal = iota // it was sealed by the queue: the data is as it was appended
	Former             // the data was sealed by its writer, a release up to 0.1, with the keyset of the store
	Broken             // the data was sealed by a queue, but does not open: it is as it stands in the file
)

// Append adds a batch of records, sealed, and returns when they are safe on disk: all of them or, with an error
// (ErrFull among them), none; only where a disk fails so badly that the attempt cannot be undone, some may be there
// when the folder is next opened. A record holds 1 to MaxRecord bytes.
func (q *Queue) Append(batch [][]byte) error {
	kept := make([]Record, len(batch))
	for i, data := range batch {
		kept[i] = Record{Data: data}
	}
	return q.Keep(kept)
}

// Keep adds records that a queue gave, as Append does. What could not be opened is kept as it stands.
func (q *Queue) Keep(batch []Record) error {
	sealed := make([]frame, len(batch))
	for i, r := range batch {
		f, err := q.seal(r)
		if err != nil {
			return fmt.Errorf("append to %s: %w", q.place, err)
		}
		sealed[i] = f
	}
	return q.records.append(sealed)
}

func (q *Queue) seal(r Record) (frame, error) {
	switch r.Seal {
	case Former:
		return frame{former, r.Data, r.Lane}, nil
	case Broken:
		return frame{record, r.Data, r.Lane}, nil
	case Opened:
	}
	if len(r.Data) == 0 || len(r.Data) > MaxRecord {
		return frame{}, fmt.Errorf("a record of %d bytes, want 1 to %d", len(r.Data), MaxRecord)
	}
	sealed, err := q.box.seal(q.place, r.Data)
	return frame{record, sealed, r.Lane}, err
}

// DrainLane hands the records of one lane to accept, oldest first, in batches, and drops each batch when accept has
// returned nil. It returns nil when none is left, those included that were appended meanwhile. At the first error of
// accept, or when ctx is done, it stops: that batch and all after it stay, and go to the next DrainLane. Two of one
// lane take turns; those of other lanes run beside them. The batch belongs to accept.
func (q *Queue) DrainLane(ctx context.Context, lane int, accept func(batch []Record) error) error {
	return q.records.drain(ctx, lane, func(batch []frame) error { return accept(q.openAll(batch)) })
}

// Sort asks for the lane, which is not 0, of each record that has none, oldest first.
func (q *Queue) Sort(lane func(Record) int) error {
	return q.records.sort(func(f frame) int { return lane(q.open(f)) })
}

// Lanes lists the lanes in which records wait.
func (q *Queue) Lanes() []int { return q.records.lanesInUse() }

func (q *Queue) openAll(batch []frame) []Record {
	opened := make([]Record, len(batch))
	for i, f := range batch {
		opened[i] = q.open(f)
	}
	return opened
}

// Each shows the records that wait, oldest first, and leaves them there. Nobody may drain the queue meanwhile.
func (q *Queue) Each(see func(Record)) error {
	for seen := 0; ; {
		batch, err := q.records.from(seen)
		if err != nil {
			return fmt.Errorf("read %s: %w", q.records.path, err)
		}
		if len(batch) == 0 {
			return nil
		}
		for _, f := range batch {
			see(q.named(f))
		}
		seen += len(batch)
	}
}

func (q *Queue) named(f frame) Record {
	r := q.open(f)
	r.ID = recordID(f.payload)
	return r
}

func (q *Queue) open(f frame) Record {
	if f.kind == former {
		return Record{Data: f.payload, Seal: Former, Lane: f.lane}
	}
	data, err := q.box.open(q.place, f.payload)
	if errors.Is(err, errNotOpened) {
		return Record{Data: f.payload, Seal: Broken, Lane: f.lane}
	}
	return Record{Data: data, Lane: f.lane}
}

// Len is the number of records that wait.
func (q *Queue) Len() int { return q.records.len() }

// Latest is when the queue's file was last written; zero if that cannot be told. Of a queue that only grows it is when
// its last record came.
func (q *Queue) Latest() time.Time {
	info, err := os.Stat(q.records.path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime().UTC().Truncate(time.Millisecond)
}
