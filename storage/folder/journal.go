package folder

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"footing/storage/disk"
)

const (
	journalPrefix = "journal-"
	journalSuffix = ".log"
	journalHeader = "FJOURN1\n"
	journalPlace  = "journal"
	dayForm       = "20060102"

	dayKey = 'k' // the first frame of a day: its key and the generation of its store, sealed with the folder's key
	batch  = 'b' // records, each behind its length (4 bytes, big endian), sealed with the day's key

	// journalSpan is for how long what was done is kept at least. A day is destroyed as a whole, so it may be a day more.
	journalSpan = 48 * time.Hour
	// batchSize is about how much is sealed at once: what a damaged frame costs.
	batchSize = 16 << 10
)

// ErrJournalFull says that the journal has reached its limit: nothing was added. A day that is destroyed makes room.
var ErrJournalFull = errors.New("the journal is full: raise journal.limit, or wait until its oldest day is destroyed")

// Journal is what was done on a store lately, so that a store that comes back older can be brought forward: records in
// order, one file for each day (UTC), each with a key of its own. What they say is for whoever appends them.
type Journal struct {
	dir        string
	box        *box // the folder's
	random     io.Reader
	generation string
	limit      int64

	mu      sync.Mutex
	days    []*journalDay // oldest first
	damaged int64         // bytes that belong to no record
}

// journalDay is one file of it.
type journalDay struct {
	name string
	from time.Time
	end  int64 // behind its last whole frame
	box  *box  // nil: it is of another store, or its key is damaged
	// unread says that the disk did not give it when it was read.
	unread bool
}

func (d *journalDay) over(now time.Time) bool {
	return !now.Before(d.from.Add(24*time.Hour+journalSpan)) || d.from.After(now.Add(24*time.Hour))
}

// Journal opens the folder's journal of a store, for the given number of bytes at most. Torn ends are cut off.
func (f *Folder) Journal(generation string, limit int64) (*Journal, error) {
	j := &Journal{dir: f.dir, box: f.box, random: f.random, generation: generation, limit: limit}
	names, err := journalFiles(f.dir)
	if err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	for _, name := range names {
		d, err := j.load(name)
		if err != nil {
			return nil, fmt.Errorf("open the journal: %w", err)
		}
		j.days = append(j.days, d)
	}
	return j, nil
}

// journalFiles lists the files of a folder's journal, oldest first.
func journalFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read the data folder: %w", err)
	}
	var names []string
	for _, e := range entries {
		if _, err := journalDate(e.Name()); err == nil {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

func journalDate(name string) (time.Time, error) {
	day, ok := strings.CutPrefix(name, journalPrefix)
	day, log := strings.CutSuffix(day, journalSuffix)
	if !ok || !log {
		return time.Time{}, ErrForeign
	}
	return time.Parse(dayForm, day) //nolint:wrapcheck // only asked whether it is one
}

// JournalSize is how many bytes the journal of a folder has, also while a process has it open.
func JournalSize(dir string) (int64, error) {
	names, err := journalFiles(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	var size int64
	for _, name := range names {
		info, wrong := os.Stat(filepath.Join(dir, name))
		if wrong != nil {
			err = errors.Join(err, wrong)
			continue
		}
		size += info.Size()
	}
	return size, err
}

// load reads the key of a day, and cuts off its torn end. A file that is no journal's, whose beginning is damaged, or
// that the disk does not give, is a day that nobody can read: it is left as it is until it is over.
func (j *Journal) load(name string) (*journalDay, error) {
	from, _ := journalDate(name)
	d := &journalDay{name: name, from: from}
	path := filepath.Join(j.dir, name)
	data, err := os.ReadFile(path) //nolint:gosec // the operator's own path
	if err != nil {
		if info, wrong := os.Stat(path); wrong == nil {
			d.end = info.Size()
		}
		j.damaged += max(1, d.end)
		return d, nil
	}
	if whole, foreign := begun(data, journalHeader); foreign != nil || !whole {
		d.end = int64(len(data))
		j.damaged += d.end
		return d, nil //nolint:nilerr // it is a day all the same
	}
	var lost int64
	d.end, lost = frames(data, string([]byte{dayKey, batch}), func(kind byte, _ int64, payload []byte) {
		if kind == dayKey && d.box == nil {
			d.box = j.openDay(name, payload)
		}
	})
	j.damaged += lost
	if d.end < int64(len(data)) {
		if err := os.Truncate(path, d.end); err != nil {
			return nil, fmt.Errorf("cut the end of %s: %w", name, err)
		}
	}
	return d, nil
}

// openDay opens the key of a day; nil if it does not open, or is of another store.
func (j *Journal) openDay(name string, sealed []byte) *box {
	value, err := j.box.open(name, sealed)
	if err != nil || len(value) < keySize || string(value[keySize:]) != j.generation {
		return nil
	}
	opened, err := newBox(value[:keySize], j.random)
	if err != nil {
		return nil
	}
	return opened
}

// begin makes the file of a day, with a new key.
func (j *Journal) begin(name string, from time.Time) (*journalDay, error) {
	value := make([]byte, keySize, keySize+len(j.generation))
	if _, err := io.ReadFull(j.random, value); err != nil {
		return nil, fmt.Errorf("make the key of a day: %w", err)
	}
	sealed, err := j.box.seal(name, append(value, j.generation...))
	if err != nil {
		return nil, err
	}
	data := appendFrame([]byte(journalHeader), dayKey, sealed)
	if err := disk.Replace(filepath.Join(j.dir, name), data); err != nil {
		return nil, err //nolint:wrapcheck // it says what it did
	}
	opened, err := newBox(value[:keySize], j.random)
	return &journalDay{name: name, from: from, end: int64(len(data)), box: opened}, err
}

// today is the day that is written to: that of now, or a later one, if the clock was set back since.
func (j *Journal) today(now time.Time) (*journalDay, error) {
	from := now.UTC().Truncate(24 * time.Hour)
	if n := len(j.days); n > 0 && !j.days[n-1].from.Before(from) && j.days[n-1].box != nil {
		return j.days[n-1], nil
	}
	name := journalPrefix + from.Format(dayForm) + journalSuffix
	if slices.ContainsFunc(j.days, func(d *journalDay) bool { return d.name == name }) {
		// It is another store's, or its key is damaged: nobody can read it here any more.
		if err := j.destroy(name); err != nil {
			return nil, err
		}
	}
	d, err := j.begin(name, from)
	if err != nil {
		return nil, err
	}
	j.days = append(j.days, d)
	slices.SortFunc(j.days, func(a, b *journalDay) int { return a.from.Compare(b.from) })
	return j.days[len(j.days)-1], nil
}

// Append adds records in their order, and returns when they are safe on disk. After an error (ErrJournalFull among
// them) none of them counts as there.
func (j *Journal) Append(now time.Time, records [][]byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	d, err := j.today(now)
	if err == nil && d.box == nil {
		err = errNotOpened
	}
	var data []byte
	for err == nil && len(records) > 0 {
		var value, sealed []byte
		for len(records) > 0 && (len(value) == 0 || len(value)+len(records[0]) < batchSize) {
			value = binary.BigEndian.AppendUint32(value, uint32(len(records[0]))) //nolint:gosec // seal looks at it
			value = append(value, records[0]...)
			records = records[1:]
		}
		if sealed, err = d.box.seal(journalPlace, value); err == nil {
			data = appendFrame(data, batch, sealed)
		}
	}
	if err == nil && j.size()+int64(len(data)) > j.limit {
		err = ErrJournalFull
	}
	if err == nil {
		err = appendTo(filepath.Join(j.dir, d.name), d.end, data)
	}
	if err != nil {
		return fmt.Errorf("append to the journal: %w", err)
	}
	d.end += int64(len(data))
	return nil
}

// size is that of all days. The lock is held.
func (j *Journal) size() int64 {
	var size int64
	for _, d := range j.days {
		size += d.end
	}
	return size
}

// Size is how many bytes the journal has on disk.
func (j *Journal) Size() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.size()
}

// Damaged is how many bytes of it could not be read.
func (j *Journal) Damaged() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.damaged
}

// Read gives every record, oldest first. What is damaged, or of another store, is passed over, and so is a day that the
// disk does not give: Damaged counts it.
func (j *Journal) Read(each func(record []byte)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, d := range j.days {
		if d.box == nil {
			continue
		}
		data, err := os.ReadFile(filepath.Join(j.dir, d.name))
		if err != nil { // the others can be read, perhaps
			if !d.unread {
				d.unread = true
				j.damaged += max(1, d.end)
			}
			continue
		}
		frames(data[:min(int64(len(data)), d.end)], string([]byte{dayKey, batch}), func(kind byte, _ int64, sealed []byte) {
			if kind != batch {
				return
			}
			value, err := d.box.open(journalPlace, sealed)
			for err == nil && len(value) >= 4 {
				n := int(binary.BigEndian.Uint32(value))
				if n > len(value)-4 {
					return
				}
				each(value[4 : 4+n])
				value = value[4+n:]
			}
		})
	}
}

// Forget destroys the days that are over: their keys first, so that nothing of them can be read again, wherever a copy
// of the rest may be.
func (j *Journal) Forget(now time.Time) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	var failed error
	for _, d := range slices.Clone(j.days) {
		if d.over(now) {
			failed = errors.Join(failed, j.destroy(d.name))
		}
	}
	return failed
}

// destroy removes a day. The lock is held.
func (j *Journal) destroy(name string) error {
	path := filepath.Join(j.dir, name)
	info, err := os.Stat(path)
	if err == nil {
		// The header stays, so that what is left after a crash is still seen to be a day, whose key does not open.
		key := min(info.Size()-int64(len(journalHeader)), frameHead+2*smallest)
		blank := make([]byte, max(0, key))
		_, _ = rand.Read(blank)
		if err = appendTo(path, int64(len(journalHeader)), blank); err == nil {
			err = os.Remove(path)
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err == nil {
		err = disk.SyncDir(j.dir)
	}
	if err != nil {
		return fmt.Errorf("destroy a day of the journal: %w", err)
	}
	j.days = slices.DeleteFunc(j.days, func(d *journalDay) bool { return d.name == name })
	return nil
}
