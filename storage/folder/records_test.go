package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatWasAppendedIsDrainedInOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "data", "spool")
	s := open(t, path)
	appendAll(t, s, "one", "two")
	appendAll(t, s, "three")
	if s.len() != 3 {
		t.Errorf("%d wait, want 3", s.len())
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v", name, info.Mode().Perm(), err)
		}
	}
	s = reopen(t, s)
	if diff := cmp.Diff([]string{"one", "two", "three"}, drain(t, s)); diff != "" {
		t.Error(diff)
	}
	if s.len() != 0 {
		t.Errorf("%d wait after all were accepted", s.len())
	}
	if info, err := os.Stat(path); err != nil || info.Size() != int64(len(formerHeader)) {
		t.Errorf("the empty spool has %d bytes, %v", info.Size(), err)
	}
	s = reopen(t, s)
	if left := drain(t, s); left != nil {
		t.Errorf("drained again: %q", left)
	}
	if s.lost() != 0 {
		t.Errorf("%d bytes damaged", s.lost())
	}
}

func TestDrainKeepsWhatWasNotAccepted(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "spool"))
	const many = 3*batchRecords + 7
	var want []string
	for i := range many {
		want = append(want, fmt.Sprint("record ", i))
	}
	appendAll(t, s, want...)
	away := errors.New("redis is away")
	batches := 0
	err := s.drain(t.Context(), 0, func([]frame) error {
		if batches++; batches == 3 {
			return away
		}
		return nil
	})
	if !errors.Is(err, away) {
		t.Errorf("drain returned %v", err)
	}
	want = want[2*batchRecords:]
	if s.len() != len(want) {
		t.Errorf("%d wait, want %d", s.len(), len(want))
	}
	s = reopen(t, s) // what was accepted is not handed on again
	if diff := cmp.Diff(want, drain(t, s)); diff != "" {
		t.Error(diff)
	}
}

func TestACrashAfterAcceptRepeatsAndLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	s := open(t, path)
	appendAll(t, s, "one", "two")
	err := s.drain(t.Context(), 0, func([]frame) error {
		image, err := os.ReadFile(path) // the disk as a crash here would leave it
		if err != nil {
			return err
		}
		return os.WriteFile(path+".crashed", image, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"one", "two"}, drain(t, open(t, path+".crashed"))); diff != "" {
		t.Error(diff)
	}
}

func TestDrainStopsWithItsContext(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "spool"))
	appendAll(t, s, "one")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.drain(ctx, 0, func([]frame) error { t.Error("called after the end"); return nil })
	if !errors.Is(err, context.Canceled) || s.len() != 1 {
		t.Errorf("%v, %d wait", err, s.len())
	}
}

// TestEachLeavesWhatWaits: a look at more than one batch shows all of it, in order, and removes nothing.
func TestEachLeavesWhatWaits(t *testing.T) {
	f := openFolder(t, t.TempDir())
	want := make([]string, 0, batchRecords+3)
	for n := range batchRecords + 3 {
		want = append(want, strconv.Itoa(n))
		if err := f.Updates().Append([][]byte{[]byte(want[n])}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		var seen []string
		if err := f.Updates().Each(func(r Record) { seen = append(seen, string(r.Data)) }); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, seen); diff != "" || f.Updates().Len() != len(want) {
			t.Errorf("%d wait: %s", f.Updates().Len(), diff)
		}
	}
}

func TestBatchesAreBounded(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "spool"))
	large := make([]byte, batchBytes/2-1)
	huge := make([]byte, maxPayload)
	if err := add(s, [][]byte{large, large, large, huge, large}); err != nil {
		t.Fatal(err)
	}
	var sizes []int
	err := s.drain(t.Context(), 0, func(batch []frame) error { sizes = append(sizes, len(batch)); return nil })
	if diff := cmp.Diff([]int{2, 1, 1, 1}, sizes); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestAppendDuringDrain(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "spool"))
	appendAll(t, s, "0")
	var got []string
	err := s.drain(t.Context(), 0, func(batch []frame) error {
		for _, b := range batch {
			got = append(got, string(b.payload))
		}
		if len(got) < 5 {
			return add(s, [][]byte{fmt.Append(nil, len(got))})
		}
		return nil
	})
	if diff := cmp.Diff([]string{"0", "1", "2", "3", "4"}, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestManyAtOnce(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "spool"))
	var (
		mu   sync.Mutex
		last = map[byte]byte{} // by writer
		got  int
		wait sync.WaitGroup
	)
	accept := func(batch []frame) error {
		mu.Lock()
		defer mu.Unlock()
		for _, f := range batch {
			b := f.payload
			if b[1] != last[b[0]]+1 {
				t.Errorf("writer %d: %d after %d", b[0], b[1], last[b[0]])
			}
			last[b[0]] = b[1]
			got++
		}
		return nil
	}
	for writer := range byte(4) {
		wait.Go(func() {
			for i := range byte(25) {
				if err := add(s, [][]byte{{writer, i + 1}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		wait.Go(func() {
			for range 20 {
				if err := s.drain(t.Context(), 0, accept); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if err := s.drain(t.Context(), 0, accept); err != nil || got != 100 || s.len() != 0 {
		t.Errorf("%v, %d handed on, %d left", err, got, s.len())
	}
}

func TestLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	limit := int64(len(formerHeader) + 2*(frameHead+3))
	s := limited(t, path, limit)
	appendAll(t, s, "one")
	if err := add(s, [][]byte{[]byte("two"), []byte("x")}); !errors.Is(err, ErrFull) {
		t.Errorf("beyond the limit: %v", err)
	}
	appendAll(t, s, "two") // exactly full
	if err := add(s, [][]byte{[]byte("x")}); !errors.Is(err, ErrFull) {
		t.Errorf("beyond the limit: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != limit {
		t.Errorf("%d bytes, limit %d, %v", info.Size(), limit, err)
	}
	if diff := cmp.Diff([]string{"one", "two"}, drain(t, s)); diff != "" {
		t.Error(diff)
	}
	appendAll(t, s, "two") // room again
}

func TestWrongSizes(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "spool"))
	for _, bad := range [][]byte{nil, {}, make([]byte, maxPayload+1)} {
		if err := add(s, [][]byte{[]byte("fine"), bad}); err == nil {
			t.Errorf("%d bytes were taken", len(bad))
		}
	}
	if err := add(s, nil); err != nil || s.len() != 0 {
		t.Errorf("an empty batch: %v, %d wait", err, s.len())
	}
}

func TestOneAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	s := open(t, path)
	if _, err := openRecords(path, defaultLimit); !errors.Is(err, ErrInUse) {
		t.Errorf("a second one: %v", err)
	}
	appendAll(t, s, "one")
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	if err := add(s, [][]byte{{1}}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Append after Close: %v", err)
	}
	if err := s.drain(t.Context(), 0, nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Drain after Close: %v", err)
	}
	if diff := cmp.Diff([]string{"one"}, drain(t, open(t, path))); diff != "" {
		t.Error(diff)
	}
}

func TestAForeignFileIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes")
	for _, text := range []string{"x", "FSPOOL3\n", "not a spool at all"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := openRecords(path, defaultLimit); !errors.Is(err, ErrForeign) {
			t.Errorf("%q: %v", text, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("%q became %q, %v", text, now, err)
		}
	}
	if _, err := openRecords(t.TempDir(), defaultLimit); err == nil {
		t.Error("a folder was opened as a spool")
	}
}

func open(t testing.TB, path string) *records { return limited(t, path, defaultLimit) }

func limited(t testing.TB, path string, limit int64) *records {
	t.Helper()
	s, err := openRecords(path, limit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.close() }) // closed twice where the test closes it
	return s
}

func reopen(t testing.TB, s *records) *records {
	t.Helper()
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	return open(t, s.path)
}

func appendAll(t testing.TB, s *records, records ...string) {
	t.Helper()
	var batch [][]byte
	for _, r := range records {
		batch = append(batch, []byte(r))
	}
	if err := add(s, batch); err != nil {
		t.Fatal(err)
	}
}

func drain(t testing.TB, s *records) []string {
	t.Helper()
	var got []string
	err := s.drain(t.Context(), 0, func(batch []frame) error {
		for _, b := range batch {
			got = append(got, string(b.payload))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func BenchmarkAppend(b *testing.B) {
	s := limited(b, filepath.Join(b.TempDir(), "spool"), 1<<40)
	batch := [][]byte{make([]byte, 1024)}
	for b.Loop() {
		if err := add(s, batch); err != nil {
			b.Fatal(err)
		}
	}
}

// add appends former records, whose payloads stand in the file as they are.
func add(s *records, batch [][]byte) error {
	frames := make([]frame, len(batch))
	for i, payload := range batch {
		frames[i] = frame{former, payload, 0}
	}
	return s.append(frames)
}
