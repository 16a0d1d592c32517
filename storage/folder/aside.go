package folder

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"footing/storage/disk"
)

// What lies in the quarantine is looked at, tried again and removed by an operator, while a process has the folder. So
// Aside reads without the lock, and Ask leaves a file that the process finds (Asked).

// recordID names a record to an operator. It is a hash of what stands in the file, which is sealed.
func recordID(payload []byte) string {
	sum := sha256.Sum256(payload)
	return hex.EncodeToString(sum[:6])
}

// recordIDs are names that recordID gives.
var recordIDs = regexp.MustCompile(`^[0-9a-f]{12}$`)

// Aside lists what lies in the quarantine of a folder, oldest first. The folder may be in use; nothing is made or
// changed in it.
func Aside(dir string) ([]Record, error) { return recordsOf(dir, quarantineFile) }

// Formers gives what releases up to 0.1 have sealed with the store's keyset and left in a folder, which may be in use:
// what waits there, and what lies in the quarantine.
func Formers(dir string) (sealed [][]byte, err error) {
	for _, file := range []string{updatesFile, quarantineFile} {
		records, err := recordsOf(dir, file)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if r.Seal == Former {
				sealed = append(sealed, r.Data)
			}
		}
	}
	return sealed, nil
}

// recordsOf reads the records of a file, without the lock.
func recordsOf(dir, file string) ([]Record, error) {
	data, err := os.ReadFile(filepath.Join(dir, file)) //nolint:gosec // the operator's own path
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var found content
	if err == nil {
		found, err = scan(data)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	none, err := newBox(make([]byte, keySize), nil) // opens nothing
	if err != nil {
		return nil, err
	}
	q := &Queue{place: file, box: none}
	if key, err := os.ReadFile(filepath.Join(dir, keyFile)); err == nil { //nolint:gosec // the operator's own path
		if opened, err := parseKey(key, nil); err == nil {
			q.box = opened
		}
	}
	records := make([]Record, len(found.waiting))
	for i, at := range found.waiting {
		records[i] = q.named(frame{at.kind, data[at.offset : at.offset+int64(at.length)], 0})
	}
	return records, nil
}

// The beginnings of the names of what Ask leaves.
const (
	retryPrefix = "aside-retry-"
	dropPrefix  = "aside-drop-"
)

// Wish is what an operator wants of a record in the quarantine.
type Wish struct {
	ID    string
	Retry bool // false: it is to be removed
}

func (w Wish) file() string {
	if w.Retry {
		return retryPrefix + w.ID
	}
	return dropPrefix + w.ID
}

// Ask leaves a wish for the process that has the folder, or the next one. It is safe on disk when Ask returns.
func Ask(dir string, w Wish) error {
	if !recordIDs.MatchString(w.ID) {
		return fmt.Errorf("%q names no record of the quarantine", w.ID)
	}
	if err := os.WriteFile(filepath.Join(dir, w.file()), nil, 0o600); err != nil {
		return fmt.Errorf("leave a wish in the data folder: %w", err)
	}
	return disk.SyncDir(dir) //nolint:wrapcheck // it says what it did
}

// Asked lists the wishes that operators have left.
func (f *Folder) Asked() (wishes []Wish, err error) {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, fmt.Errorf("read the data folder: %w", err)
	}
	for _, e := range entries {
		id, retry := strings.CutPrefix(e.Name(), retryPrefix)
		id, drops := strings.CutPrefix(id, dropPrefix)
		if retry != drops && recordIDs.MatchString(id) {
			wishes = append(wishes, Wish{ID: id, Retry: retry})
		}
	}
	return wishes, nil
}

// Answered removes a wish that was dealt with.
func (f *Folder) Answered(w Wish) error {
	if err := os.Remove(filepath.Join(f.dir, w.file())); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove a wish: %w", err)
	}
	return nil
}

// Discard removes records, by their IDs, and returns how many there were. Nothing of them is left in the file when it
// returns. Nobody may drain the queue meanwhile.
func (q *Queue) Discard(ids ...string) (int, error) {
	before := q.Latest()
	n, err := q.records.discard(func(f frame) bool { return slices.Contains(ids, recordID(f.payload)) })
	if err != nil {
		return n, fmt.Errorf("remove records of %s: %w", q.place, err)
	}
	if n > 0 && q.Len() > 0 { // Latest tells when the last record came
		if err := os.Chtimes(q.records.path, before, before); err != nil {
			return n, fmt.Errorf("remove records of %s: %w", q.place, err)
		}
	}
	return n, nil
}

// discard blanks the records that are named. A crash may leave one half blank, which then counts as damage.
func (s *records) discard(named func(frame) bool) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left, gone := s.waiting[:0:0], []span(nil)
	for _, at := range s.waiting {
		some, err := s.read([]span{at})
		if err != nil {
			return 0, err
		}
		if named(some[0]) {
			gone = append(gone, at)
		} else {
			left = append(left, at)
		}
	}
	if len(gone) == 0 {
		return 0, nil
	}
	for _, at := range gone {
		if err := s.blank(span{offset: at.offset - frameHead, length: at.length + frameHead}); err != nil {
			return 0, err
		}
	}
	if err := s.file.Sync(); err != nil {
		return 0, fmt.Errorf("sync: %w", err)
	}
	if s.waiting = left; len(left) == 0 {
		return len(gone), s.empty()
	}
	return len(gone), nil
}

// blank writes blank frames over a part of the file, which is at least as long as the head of one.
func (s *records) blank(part span) error {
	var zeros []byte
	for left := part.length; left > 0; {
		n := left
		if n > frameHead+maxPayload {
			n = maxPayload // what is left over is long enough for a frame
		}
		zeros = appendFrame(zeros, blank, make([]byte, n-frameHead))
		left -= n
	}
	if _, err := s.file.WriteAt(zeros, part.offset); err != nil {
		return fmt.Errorf("blank %d bytes: %w", part.length, err)
	}
	return nil
}

// setDamageAside puts what is damaged in the middle of the updates into the quarantine, where an operator finds it, and
// blanks it. What does not fit there stays where it is, and is counted (Problems).
func (f *Folder) setDamageAside() error {
	s := f.updates.records
	for _, gap := range s.gaps {
		if gap.length < frameHead { // too short to have been anything
			continue
		}
		data := make([]byte, gap.length)
		if _, err := s.file.ReadAt(data, gap.offset); err != nil {
			return fmt.Errorf("read what is damaged in %s: %w", s.path, err)
		}
		var pieces []Record
		for piece := range slices.Chunk(data, MaxRecord) {
			pieces = append(pieces, Record{Data: piece, Seal: Broken})
		}
		if err := f.quarantine.Keep(pieces); errors.Is(err, ErrFull) {
			continue
		} else if err != nil {
			return fmt.Errorf("set aside what is damaged in %s: %w", s.path, err)
		}
		if err := errors.Join(s.blank(gap), s.file.Sync()); err != nil {
			return fmt.Errorf("set aside what is damaged in %s: %w", s.path, err)
		}
	}
	return nil
}
