package folder

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"footing/storage/disk"
)

// openLocked opens or makes the file, private and locked for this process.
func openLocked(path string) (*os.File, error) {
	dir := filepath.Dir(path)
	if err := disk.MakeDir(dir); err != nil {
		return nil, err //nolint:wrapcheck // it says what it did
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator's own path
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	err = lock(file)
	if err == nil {
		err = file.Chmod(0o600)
	}
	// The folder's entry must survive a power cut as well as the records. It
	// may be new without this process having made it, so sync it each time.
	if err == nil {
		err = disk.SyncDir(dir)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// write puts frames at the end of the file and syncs it. If that fails, the
// file is brought back to what it was; if that fails too, it is broken.
func (s *records) write(frames []byte) error {
	_, err := s.file.WriteAt(frames, s.end)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		return fmt.Errorf("write %d bytes: %w", len(frames), errors.Join(err, s.cut()))
	}
	s.end += int64(len(frames))
	return nil
}

// cut makes the file end at s.end.
func (s *records) cut() error {
	err := s.file.Truncate(s.end)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		s.broken = fmt.Errorf("an earlier write failed and could not be undone; reopen it: %w", err)
		return s.broken
	}
	return nil
}

// begin makes a new file one of records.
func (s *records) begin() error {
	if err := s.cut(); err != nil {
		return err
	}
	if err := s.write([]byte(formerHeader)); err != nil {
		return err
	}
	s.header = formerHeader
	return nil
}

// mark writes a header over the one that stands in the file. The two differ in
// one byte, so that no half of one is ever seen.
func (s *records) mark(as string) error {
	_, err := s.file.WriteAt([]byte(as), 0)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		return fmt.Errorf("write the header: %w", err)
	}
	s.header = as
	return nil
}

// empty drops every record. An empty file can be read by the release before
// this one, too.
func (s *records) empty() error {
	s.waiting, s.end = nil, int64(len(header))
	if err := s.cut(); err != nil {
		return err
	}
	if s.header == formerHeader {
		return nil
	}
	return s.mark(formerHeader)
}

// oldest reads the next batch of the records that wait and are wanted, and says
// where they stand.
func (s *records) oldest(wanted func(span) bool) ([]frame, []span, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var next []span
	size := 0
	for _, at := range s.waiting {
		if !wanted(at) {
			continue
		}
		size += at.length
		if len(next) == batchRecords || len(next) > 0 && size > batchBytes {
			break
		}
		next = append(next, at)
	}
	batch, err := s.read(next)
	return batch, next, err
}

// from reads a batch of the records that wait, but for the first so many.
func (s *records) from(skip int) ([]frame, error) {
	batch, _, err := s.oldest(func(span) bool {
		skip--
		return skip < 0
	})
	return batch, err
}

// read reads some records.
func (s *records) read(some []span) ([]frame, error) {
	if s.broken != nil {
		return nil, s.broken
	}
	batch := make([]frame, len(some))
	for i, at := range some {
		payload := make([]byte, at.length)
		if _, err := s.file.ReadAt(payload, at.offset); err != nil {
			return nil, fmt.Errorf("read a record: %w", err)
		}
		batch[i] = frame{at.kind, payload, at.lane}
	}
	return batch, nil
}

// drop forgets records that wait, on disk first. They are given in their order.
func (s *records) drop(some []span) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return s.broken
	}
	if len(some) == len(s.waiting) {
		return s.empty()
	}
	mark := appendFrame(nil, picked, offsets(some))
	if last := some[len(some)-1]; s.waiting[len(some)-1].offset == last.offset { // they are the first
		mark = appendFrame(nil, accepted, binary.BigEndian.AppendUint64(nil, uint64(last.offset)+uint64(last.length))) //nolint:gosec // never negative
	} else if s.header != header {
		if err := s.mark(header); err != nil {
			return err
		}
	}
	if err := s.write(mark); err != nil {
		return err
	}
	left := s.waiting[:0:0]
	for _, at := range s.waiting {
		if len(some) > 0 && at.offset == some[0].offset {
			some = some[1:]
			continue
		}
		left = append(left, at)
	}
	s.waiting = left
	return nil
}

// offsets is the payload of a picked frame.
func offsets(some []span) []byte {
	var payload []byte
	for _, at := range some {
		payload = binary.BigEndian.AppendUint64(payload, uint64(at.offset)) //nolint:gosec // never negative
	}
	return payload
}

// appendTo writes data at the end of a file, which the caller knows, and returns when it is safe on disk.
func appendTo(path string, end int64, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0) //nolint:gosec // the operator's own path
	if err != nil {
		return fmt.Errorf("open a file: %w", err)
	}
	_, err = f.WriteAt(data, end)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %d bytes: %w", len(data), err)
	}
	return nil
}
