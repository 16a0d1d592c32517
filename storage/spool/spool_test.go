package spool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatWasAppendedIsDrainedInOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "data", "spool")
	s := open(t, path)
	appendAll(t, s, "one", "two")
	appendAll(t, s, "three")
	if s.Len() != 3 {
		t.Errorf("%d wait, want 3", s.Len())
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
	if s.Len() != 0 {
		t.Errorf("%d wait after all were accepted", s.Len())
	}
	if info, err := os.Stat(path); err != nil || info.Size() != int64(len(header)) {
		t.Errorf("the empty spool has %d bytes, %v", info.Size(), err)
	}
	s = reopen(t, s)
	if left := drain(t, s); left != nil {
		t.Errorf("drained again: %q", left)
	}
	if s.Damaged() != 0 {
		t.Errorf("%d bytes damaged", s.Damaged())
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
	err := s.Drain(t.Context(), func([][]byte) error {
		if batches++; batches == 3 {
			return away
		}
		return nil
	})
	if !errors.Is(err, away) {
		t.Errorf("Drain returned %v", err)
	}
	want = want[2*batchRecords:]
	if s.Len() != len(want) {
		t.Errorf("%d wait, want %d", s.Len(), len(want))
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
	err := s.Drain(t.Context(), func([][]byte) error {
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
	err := s.Drain(ctx, func([][]byte) error { t.Error("called after the end"); return nil })
	if !errors.Is(err, context.Canceled) || s.Len() != 1 {
		t.Errorf("%v, %d wait", err, s.Len())
	}
}

func TestBatchesAreBounded(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "spool"))
	large := make([]byte, batchBytes/2-1)
	huge := make([]byte, MaxRecord)
	if err := s.Append([][]byte{large, large, large, huge, large}); err != nil {
		t.Fatal(err)
	}
	var sizes []int
	err := s.Drain(t.Context(), func(batch [][]byte) error { sizes = append(sizes, len(batch)); return nil })
	if diff := cmp.Diff([]int{2, 1, 1, 1}, sizes); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestAppendDuringDrain(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "spool"))
	appendAll(t, s, "0")
	var got []string
	err := s.Drain(t.Context(), func(batch [][]byte) error {
		for _, b := range batch {
			got = append(got, string(b))
		}
		if len(got) < 5 {
			return s.Append([][]byte{fmt.Append(nil, len(got))})
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
	accept := func(batch [][]byte) error {
		mu.Lock()
		defer mu.Unlock()
		for _, b := range batch {
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
				if err := s.Append([][]byte{{writer, i + 1}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		wait.Go(func() {
			for range 20 {
				if err := s.Drain(t.Context(), accept); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if err := s.Drain(t.Context(), accept); err != nil || got != 100 || s.Len() != 0 {
		t.Errorf("%v, %d handed on, %d left", err, got, s.Len())
	}
}

func TestLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	limit := int64(len(header) + 2*(frameHead+3))
	s := open(t, path, Limit(limit))
	appendAll(t, s, "one")
	if err := s.Append([][]byte{[]byte("two"), []byte("x")}); !errors.Is(err, ErrFull) {
		t.Errorf("beyond the limit: %v", err)
	}
	appendAll(t, s, "two") // exactly full
	if err := s.Append([][]byte{[]byte("x")}); !errors.Is(err, ErrFull) {
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
	for _, bad := range [][]byte{nil, {}, make([]byte, MaxRecord+1)} {
		if err := s.Append([][]byte{[]byte("fine"), bad}); err == nil {
			t.Errorf("%d bytes were taken", len(bad))
		}
	}
	if err := s.Append(nil); err != nil || s.Len() != 0 {
		t.Errorf("an empty batch: %v, %d wait", err, s.Len())
	}
}

func TestOneAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	s := open(t, path)
	if _, err := Open(path); !errors.Is(err, ErrInUse) {
		t.Errorf("a second one: %v", err)
	}
	appendAll(t, s, "one")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Append([][]byte{{1}}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Append after Close: %v", err)
	}
	if err := s.Drain(t.Context(), nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Drain after Close: %v", err)
	}
	if diff := cmp.Diff([]string{"one"}, drain(t, open(t, path))); diff != "" {
		t.Error(diff)
	}
}

func TestAForeignFileIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes")
	for _, text := range []string{"x", "FSPOOL2\n", "not a spool at all"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); !errors.Is(err, ErrForeign) {
			t.Errorf("%q: %v", text, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("%q became %q, %v", text, now, err)
		}
	}
	if _, err := Open(t.TempDir()); err == nil {
		t.Error("a folder was opened as a spool")
	}
}

func open(t testing.TB, path string, options ...Option) *Spool {
	t.Helper()
	s, err := Open(path, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // closed twice where the test closes it
	return s
}

func reopen(t testing.TB, s *Spool) *Spool {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, s.path)
}

func appendAll(t testing.TB, s *Spool, records ...string) {
	t.Helper()
	var batch [][]byte
	for _, r := range records {
		batch = append(batch, []byte(r))
	}
	if err := s.Append(batch); err != nil {
		t.Fatal(err)
	}
}

func drain(t testing.TB, s *Spool) []string {
	t.Helper()
	var got []string
	err := s.Drain(t.Context(), func(batch [][]byte) error {
		for _, b := range slices.Clone(batch) {
			got = append(got, string(b))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func BenchmarkAppend(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "spool"), Limit(1<<40))
	batch := [][]byte{make([]byte, 1024)}
	for b.Loop() {
		if err := s.Append(batch); err != nil {
			b.Fatal(err)
		}
	}
}
