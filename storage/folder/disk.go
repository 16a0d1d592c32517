package folder

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

// oldest reads the next batch that waits.
func (s *records) oldest() ([]frame, error) { return s.from(0) }

// from reads a batch of the records that wait, but for the first so many.
func (s *records) from(skip int) ([]frame, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return nil, s.broken
	}
	var batch []frame
	size := 0
	for _, at := range s.waiting[min(skip, len(s.waiting)):] {
		size += at.length
		if len(batch) == batchRecords || len(batch) > 0 && size > batchBytes {
			break
		}
		payload := make([]byte, at.length)
		if _, err := s.file.ReadAt(payload, at.offset); err != nil {
			return nil, fmt.Errorf("read a record: %w", err)
		}
		batch = append(batch, frame{at.kind, payload})
	}
	return batch, nil
}

// drop forgets the first n records, on disk first.
func (s *records) drop(n int) error {
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

// replace puts data at path in one step: whoever opens the path, also after a
// power cut, finds the former file or this one, whole and readable for its
// owner only.
func replace(path string, data []byte) error {
	draft := path + draftSuffix
	f, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the operator's own path
	if err != nil {
		return fmt.Errorf("make a file: %w", err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(0o600)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(draft, path)
	}
	if err != nil {
		return fmt.Errorf("write a file: %w", errors.Join(err, os.Remove(draft)))
	}
	return syncDir(filepath.Dir(path))
}

// draftSuffix ends the name of a file that is not yet whole.
const draftSuffix = ".new"
