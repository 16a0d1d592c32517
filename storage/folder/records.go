package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
)

// Bounds, in bytes. A batch given to drain's function holds at most batchBytes
// of payload, but always one record.
const (
	maxPayload = 2 << 20 // of one frame: a record of MaxRecord bytes, padded and sealed

	defaultLimit = 64 << 20
	batchBytes   = 1 << 20
	batchRecords = 256
)

// frame is one record of a file: what it is, its payload, and the lane in which
// it waits.
type frame struct {
	kind    byte
	payload []byte
	lane    int
}

// diskFile is what records are kept in: a file, or in a test one that knows
// what a power cut would leave of it.
type diskFile interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Truncate(size int64) error
	Sync() error
	Stat() (fs.FileInfo, error)
}

// records is a file of records that are handed on in order, beneath a Queue:
// it knows frames and the disk, and nothing of seals. Its methods may be
// called from any goroutine, also while a lane is drained.
type records struct {
	path  string
	limit int64

	mu      sync.Mutex          // guards what follows; never held while a function of the caller runs
	lanes   map[int]*sync.Mutex // each held through a whole drain of its lane
	file    diskFile
	header  string // as it stands in the file
	waiting []span // the records not yet accepted, oldest first
	end     int64  // where the next frame goes
	damaged int64
	gaps    []span // where that is
	broken  error  // the file's state is not known any more
}

// openRecords opens the file at path, making it (0600, in a folder made 0700)
// if it is missing. A last record that was only half written, as a crash
// leaves it, is cut off; it was never confirmed. Everything before it is kept.
// Errors: ErrInUse, ErrForeign, or what the system says.
func openRecords(path string, limit int64) (*records, error) {
	s := &records{path: path, limit: limit, lanes: make(map[int]*sync.Mutex)}
	file, err := openLocked(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	s.file = file
	if err := s.load(); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, errors.Join(err, file.Close()))
	}
	return s, nil
}

// load reads what a former process left and cuts a torn end.
func (s *records) load() error {
	data, err := os.ReadFile(s.path)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	found, err := scan(data)
	if err != nil {
		return err
	}
	s.waiting, s.end, s.damaged, s.header = found.waiting, found.end, found.damaged, found.header
	s.gaps = found.gaps
	switch {
	case s.end == 0:
		return s.begin()
	case len(s.waiting) == 0 && len(s.gaps) == 0: // what is damaged is set aside first
		return s.empty()
	case s.end < int64(len(data)):
		return s.cut()
	}
	return nil
}

// append adds a batch and returns when it is safe on disk: all of it, or, with
// an error (ErrFull among them), nothing; only where a disk fails so badly that
// the attempt cannot be undone, some may be there when the file is next opened.
func (s *records) append(batch []frame) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return fmt.Errorf("append to %s: %w", s.path, s.broken)
	}
	var frames []byte
	added := make([]span, 0, len(batch))
	newer := false
	for _, f := range batch {
		if len(f.payload) == 0 || len(f.payload) > maxPayload {
			return fmt.Errorf("append to %s: a record of %d bytes, want 1 to %d", s.path, len(f.payload), maxPayload)
		}
		frames = appendFrame(frames, f.kind, f.payload)
		added = append(added, span{f.kind, s.end + int64(len(frames)-len(f.payload)), len(f.payload), f.lane})
		newer = newer || f.kind != former
	}
	if s.end+int64(len(frames)) > s.limit {
		return fmt.Errorf("append to %s: %d records: %w", s.path, len(batch), ErrFull)
	}
	if newer && s.header != header {
		if err := s.mark(header); err != nil {
			return fmt.Errorf("append to %s: %w", s.path, err)
		}
	}
	if err := s.write(frames); err != nil {
		return fmt.Errorf("append to %s: %w", s.path, err)
	}
	s.waiting = append(s.waiting, added...)
	return nil
}

// len is the number of records that wait.
func (s *records) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

// lost is how many bytes in the middle of the file could not be read when it
// was opened: on a healthy disk it is 0. The records around them are kept,
// those in them are lost.
func (s *records) lost() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.damaged
}

// close closes the file and gives the lock back; what waits, stays. It does
// not wait for a drain, which then ends with os.ErrClosed.
func (s *records) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.file.Close(); err != nil {
		return fmt.Errorf("close %s: %w", s.path, err)
	}
	if s.broken == nil {
		s.broken = os.ErrClosed
	}
	return nil
}
