package folder

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func openJournal(t *testing.T, dir, generation string, limit int64) *Journal {
	t.Helper()
	key, _, err := openKey(filepath.Join(dir, keyFile), rand.NewChaCha8([32]byte{7}))
	if err != nil {
		t.Fatal(err)
	}
	f := &Folder{dir: dir, box: key, random: rand.NewChaCha8([32]byte{8})}
	j, err := f.Journal(generation, limit)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func (j *Journal) all(t *testing.T) []string {
	t.Helper()
	var found []string
	j.Read(func(record []byte) { found = append(found, string(record)) })
	return found
}

func (j *Journal) add(t *testing.T, now time.Time, records ...string) {
	t.Helper()
	var data [][]byte
	for _, r := range records {
		data = append(data, []byte(r))
	}
	if err := j.Append(now, data); err != nil {
		t.Fatal(err)
	}
}

// TestTheJournalIsReadInOrder over its days, also by the next process.
func TestTheJournalIsReadInOrder(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir, "one", 1<<20)
	j.add(t, noon, "a", "b")
	j.add(t, noon.Add(24*time.Hour), "c")
	j.add(t, noon.Add(23*time.Hour), "d") // the clock was set back
	j = openJournal(t, dir, "one", 1<<20)
	j.add(t, noon.Add(25*time.Hour), "e", strings.Repeat("long", batchSize))
	want := []string{"a", "b", "c", "d", "e", strings.Repeat("long", batchSize)}
	if got := openJournal(t, dir, "one", 1<<20).all(t); !slices.Equal(got, want) {
		t.Errorf("the journal has %.60q, want %.60q", got, want)
	}
	if got := openJournal(t, dir, "another", 1<<20).all(t); len(got) > 0 {
		t.Errorf("the journal of another store has %.60q", got)
	}
}

// TestADayIsDestroyedAfterItsSpan: nothing of it is left, and its key is gone for whoever has the file open, too.
func TestADayIsDestroyedAfterItsSpan(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir, "one", 1<<20)
	j.add(t, noon, "a secret of Monday")
	j.add(t, noon.Add(24*time.Hour), "of Tuesday")
	monday := filepath.Join(dir, "journal-20260302.log")
	open, err := os.Open(monday)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close() //nolint:errcheck // only read
	before, err := os.ReadFile(monday)
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Forget(noon.Add(59 * time.Hour)); err != nil || len(j.all(t)) != 2 {
		t.Errorf("before that: %v", err)
	}
	if err := j.Forget(noon.Add(60 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := j.all(t); !slices.Equal(got, []string{"of Tuesday"}) {
		t.Errorf("after 60 hours there are %q", got)
	}
	if _, err := os.Stat(monday); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Monday's file is still there: %v", err)
	}
	data, err := io.ReadAll(open)
	if err != nil {
		t.Fatal(err)
	}
	if key := before[len(journalHeader)+frameHead:][:2*smallest]; bytes.Contains(data, key[:16]) {
		t.Error("the key of Monday can still be read")
	}
	if err := j.Forget(noon.Add(84 * time.Hour)); err != nil || len(j.all(t)) > 0 {
		t.Errorf("after 84 hours: %v", err)
	}
}

// TestTheJournalIsBounded: what does not fit is not taken, and what is there stays.
func TestTheJournalIsBounded(t *testing.T) {
	j := openJournal(t, t.TempDir(), "one", 1000)
	j.add(t, noon, "a")
	if err := j.Append(noon, [][]byte{make([]byte, 2000)}); !errors.Is(err, ErrJournalFull) {
		t.Errorf("a record beyond the limit: %v", err)
	}
	j.add(t, noon, "b")
	if got := j.all(t); !slices.Equal(got, []string{"a", "b"}) || j.Size() > 1000 {
		t.Errorf("the journal has %q in %d bytes", got, j.Size())
	}
}

// TestADamagedJournal: a torn end and flipped bits cost what they hit, and nothing that is read was never written.
func TestADamagedJournal(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir, "one", 1<<20)
	var written []string
	for n := range 30 {
		written = append(written, fmt.Sprint("record ", n))
		j.add(t, noon, written[n])
	}
	path := filepath.Join(dir, "journal-20260302.log")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		data := bytes.Clone(whole)
		begin := len(data) / 31 * 2 // behind the key
		if rapid.Bool().Draw(r, "torn") {
			data = data[:rapid.IntRange(begin, len(data)).Draw(r, "at")]
		}
		flips := rapid.IntRange(0, 3).Draw(r, "flips")
		for range flips {
			if begin < len(data) {
				data[rapid.IntRange(begin, len(data)-1).Draw(r, "flip")] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
			}
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			r.Fatal(err)
		}
		damaged := openJournal(t, dir, "one", 1<<20)
		damaged.add(t, noon, "after")
		got := openJournal(t, dir, "one", 1<<20).all(t)
		if len(got) == 0 || got[len(got)-1] != "after" {
			r.Fatalf("what was added after the damage is not there: %q", got)
		}
		at := 0
		for _, record := range got[:len(got)-1] {
			n := slices.Index(written[at:], record)
			if n < 0 {
				r.Fatalf("%q was never written there", record)
			}
			at += n + 1
		}
		if len(data) == len(whole) && len(got)-1 < len(written)-flips {
			r.Errorf("%d flipped bits cost %d records", flips, len(written)-len(got)+1)
		}
	})
}

// TestADayThatNobodyCanReadIsDestroyedInTime: its beginning is damaged, or a crash came between the end of its key and
// that of the file. It stands in nobody's way, and is left as it is until then.
func TestADayThatNobodyCanReadIsDestroyedInTime(t *testing.T) {
	for name, damage := range map[string]func([]byte){
		"its header": func(data []byte) { data[0] ^= 1 },
		"its key":    func(data []byte) { clear(data[len(journalHeader)+frameHead:][:2*smallest]) },
		"all of it":  func(data []byte) { clear(data) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "journal-20260302.log")
			j := openJournal(t, dir, "one", 1<<20)
			j.add(t, noon, "of Monday")
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			damage(data)
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			j = openJournal(t, dir, "one", 1<<20)
			j.add(t, noon.Add(24*time.Hour), "of Tuesday")
			if got := j.all(t); !slices.Equal(got, []string{"of Tuesday"}) || j.Damaged() == 0 && name != "its key" {
				t.Errorf("there are %q, and %d damaged bytes", got, j.Damaged())
			}
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, data) && name != "its key" {
				t.Errorf("the damaged day was changed: %v", err)
			}
			if err := j.Forget(noon.Add(60 * time.Hour)); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("it is still there: %v", err)
			}
		})
	}
}

// TestADayThatTheDiskDoesNotGive: the others are read, and it is counted once.
func TestADayThatTheDiskDoesNotGive(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir, "one", 1<<20)
	j.add(t, noon, "of Monday")
	j.add(t, noon.Add(24*time.Hour), "of Tuesday")
	monday := filepath.Join(dir, "journal-20260302.log")
	if err := errors.Join(os.Remove(monday), os.Mkdir(monday, 0o700)); err != nil { // which cannot be read
		t.Fatal(err)
	}
	size := j.days[0].end
	for _, j := range []*Journal{j, j, openJournal(t, dir, "one", 1<<20)} {
		if got := j.all(t); !slices.Equal(got, []string{"of Tuesday"}) {
			t.Errorf("there are %q", got)
		}
		if n := j.Damaged(); n < 1 || n > max(size, 1<<13) {
			t.Errorf("%d bytes are damaged", n)
		}
	}
}

// TestADayWhoseKeyIsBeingDestroyed, when the process ends between that and the removal, is destroyed by the next one.
func TestADayWhoseKeyIsBeingDestroyed(t *testing.T) {
	dir := t.TempDir()
	j := openJournal(t, dir, "one", 1<<20)
	j.add(t, noon, "of Monday")
	path := filepath.Join(dir, "journal-20260302.log")
	open, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close() //nolint:errcheck // only read
	if err := j.Forget(noon.Add(60 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(open) // what is left on the disk
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	j = openJournal(t, dir, "one", 1<<20)
	if got := j.all(t); len(got) > 0 {
		t.Errorf("there are %q", got)
	}
	if err := j.Forget(noon.Add(61 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}
