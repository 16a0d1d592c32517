package spool

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// openLocked opens or makes the file, private and locked for this process.
func openLocked(path string) (*os.File, error) {
	dir := filepath.Dir(path)
	if err := makeDir(dir); err != nil {
		return nil, err
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
		err = syncDir(dir)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// makeDir makes a folder and those above it, each safe on disk in its parent.
func makeDir(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := makeDir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("make a folder: %w", err)
	}
	return syncDir(parent)
}

// write puts frames at the end of the file and syncs it. If that fails, the
// file is brought back to what it was; if that fails too, the spool is broken.
func (s *Spool) write(frames []byte) error {
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
func (s *Spool) cut() error {
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

// begin makes a new file a spool.
func (s *Spool) begin() error {
	if err := s.cut(); err != nil {
		return err
	}
	return s.write([]byte(header))
}

// empty drops every record.
func (s *Spool) empty() error {
	s.waiting, s.end = nil, int64(len(header))
	return s.cut()
}

// oldest reads the next batch that waits.
func (s *Spool) oldest() ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return nil, s.broken
	}
	var batch [][]byte
	size := 0
	for _, at := range s.waiting {
		size += at.length
		if len(batch) == batchRecords || len(batch) > 0 && size > batchBytes {
			break
		}
		payload := make([]byte, at.length)
		if _, err := s.file.ReadAt(payload, at.offset); err != nil {
			return nil, fmt.Errorf("read a record: %w", err)
		}
		batch = append(batch, payload)
	}
	return batch, nil
}

// drop forgets the first n records, on disk first.
func (s *Spool) drop(n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return s.broken
	}
	if n == len(s.waiting) {
		return s.empty()
	}
	last := s.waiting[n-1]
	upTo := binary.BigEndian.AppendUint64(nil, uint64(last.offset)+uint64(last.length)) //nolint:gosec // never negative
	if err := s.write(appendFrame(nil, accepted, upTo)); err != nil {
		return err
	}
	s.waiting = s.waiting[n:]
	return nil
}
