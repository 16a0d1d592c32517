// Package spool keeps updates in a local file while Redis is away. The bot may tell Telegram that it has an update only
// when the update is safe. If Redis cannot take it, the spool does, and passes it on in order when Redis is back.
//
// Open makes or opens a spool. A record is a slice of bytes that the caller has sealed. When Append returns, its
// records survive a power cut. Drain passes batches to a function and drops what the function accepted; after a crash
// between the two, the same records come again, so the function must recognise what it has already.
//
// To keep the order of updates, spool until Len is 0: an update that went to Redis directly would overtake those that
// wait here. One process at a time may have a spool open. Its methods may be called from any goroutine, also while
// Drain runs.
package spool

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
)

// Errors of a spool.
var (
	// ErrFull says that a batch does not fit within the limit. None of it was
	// taken: leave it unconfirmed, so that Telegram keeps it.
	ErrFull = errors.New("the spool is full: it empties when Redis is back")
	// ErrInUse says that another process has this spool open.
	ErrInUse = errors.New("another footing process uses this spool: stop that one first")
	// ErrForeign says that a file is no spool. It was left as it is.
	ErrForeign = errors.New("the file is no spool: move it away, or choose another path")
)

// Bounds, in bytes. A batch given to Drain's function holds at most batchBytes
// of payload, but always one record.
const (
	// MaxRecord is the largest payload that one record may have.
	MaxRecord = 1 << 20

	defaultLimit = 64 << 20
	batchBytes   = 1 << 20
	batchRecords = 256
)

// Option changes how a spool is opened.
type Option func(*Spool)

// Limit bounds the size of the file in bytes; without it the bound is 64 MiB,
// room for some ten thousand updates. What was accepted counts until everything
// is, for only then the file shrinks.
func Limit(bytes int64) Option { return func(s *Spool) { s.limit = bytes } }

// Spool is an open spool. Make it with Open.
type Spool struct {
	path     string
	limit    int64
	draining sync.Mutex // held through a whole Drain: records go out in one order

	mu      sync.Mutex // guards what follows; never held while Drain's function runs
	file    *os.File
	waiting []span // the records not yet accepted, oldest first
	end     int64  // where the next frame goes
	damaged int64
	broken  error // the file's state is not known any more
}

// Open opens the spool at path, making it (0600, in a folder made 0700) if it
// is missing. A last record that was only half written, as a crash leaves it,
// is cut off; it was never confirmed. Everything before it is kept. Errors:
// ErrInUse, ErrForeign, or what the system says.
func Open(path string, options ...Option) (*Spool, error) {
	s := &Spool{path: path, limit: defaultLimit}
	for _, option := range options {
		option(s)
	}
	file, err := openLocked(path)
	if err != nil {
		return nil, fmt.Errorf("open spool %s: %w", path, err)
	}
	s.file = file
	if err := s.load(); err != nil {
		return nil, fmt.Errorf("open spool %s: %w", path, errors.Join(err, file.Close()))
	}
	return s, nil
}

// load reads what a former process left and cuts a torn end.
func (s *Spool) load() error {
	data, err := os.ReadFile(s.path)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	found, err := scan(data)
	if err != nil {
		return err
	}
	s.waiting, s.end, s.damaged = found.waiting, found.end, found.damaged
	switch {
	case s.end == 0:
		return s.begin()
	case len(s.waiting) == 0:
		return s.empty()
	case s.end < int64(len(data)):
		return s.cut()
	}
	return nil
}

// Append adds a batch of records and returns when they are safe on disk: all
// of them, or, with an error (ErrFull among them), none; only where a disk
// fails so badly that the attempt cannot be undone, some may be there when the
// spool is next opened. A record holds 1 to MaxRecord bytes.
func (s *Spool) Append(batch [][]byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return fmt.Errorf("append to spool %s: %w", s.path, s.broken)
	}
	var frames []byte
	added := make([]span, 0, len(batch))
	for _, payload := range batch {
		if len(payload) == 0 || len(payload) > MaxRecord {
			return fmt.Errorf("append to spool %s: a record of %d bytes, want 1 to %d", s.path, len(payload), MaxRecord)
		}
		frames = appendFrame(frames, record, payload)
		added = append(added, span{s.end + int64(len(frames)-len(payload)), len(payload)})
	}
	if s.end+int64(len(frames)) > s.limit {
		return fmt.Errorf("append to spool %s: %d records: %w", s.path, len(batch), ErrFull)
	}
	if err := s.write(frames); err != nil {
		return fmt.Errorf("append to spool %s: %w", s.path, err)
	}
	s.waiting = append(s.waiting, added...)
	return nil
}

// Drain hands the records to accept, oldest first, in batches, and drops each
// batch when accept has returned nil. It returns nil when none is left, those
// included that were appended meanwhile. At the first error of accept, or when
// ctx is done, it stops: that batch and all after it stay, and go to the next
// Drain. Two Drains take turns. The batch belongs to accept.
func (s *Spool) Drain(ctx context.Context, accept func(batch [][]byte) error) error {
	s.draining.Lock()
	defer s.draining.Unlock()
	for {
		batch, err := s.oldest()
		if err != nil {
			return fmt.Errorf("drain spool %s: %w", s.path, err)
		}
		if len(batch) == 0 {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("drain spool %s: %w", s.path, err)
		}
		if err := accept(batch); err != nil {
			return fmt.Errorf("drain spool %s: %w", s.path, err)
		}
		if err := s.drop(len(batch)); err != nil {
			return fmt.Errorf("drain spool %s: %w", s.path, err)
		}
	}
}

// Len returns the number of records that wait.
func (s *Spool) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

// Damaged returns how many bytes in the middle of the file could not be read
// when it was opened, for an alarm: on a healthy disk it is 0. The records
// around them are kept, those in them are lost.
func (s *Spool) Damaged() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.damaged
}

// Close closes the file and gives the lock back; what waits, stays. It does
// not wait for a Drain, which then ends with os.ErrClosed.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.file.Close(); err != nil {
		return fmt.Errorf("close spool %s: %w", s.path, err)
	}
	if s.broken == nil {
		s.broken = os.ErrClosed
	}
	return nil
}
