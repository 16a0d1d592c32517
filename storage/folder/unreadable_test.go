package folder

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWhatCannotBeReadIsKept: where the disk does not give a record back, nothing is handed on and nothing is dropped,
// and what could be read before it is handed on once the file is opened again.
func TestWhatCannotBeReadIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	s := open(t, path)
	appendAll(t, s, "one", "two")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, int64(len(whole)-1)); err != nil { // as a disk that fails does
		t.Fatal(err)
	}
	err = s.drain(t.Context(), 0, func([]frame) error { t.Error("a record was handed on"); return nil })
	if err == nil || s.len() != 2 {
		t.Errorf("drain returned %v, %d wait: want an error and both", err, s.len())
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil { // and it is well again
		t.Fatal(err)
	}
	appendAll(t, s, "three")
	if diff := cmp.Diff([]string{"one", "two", "three"}, drain(t, s)); diff != "" {
		t.Error(diff)
	}
}

// TestDamageIsToldUntilEmptied: what is damaged is counted at every opening that finds it, the records around it are
// handed on, and an emptied spool knows nothing of it.
func TestDamageIsToldUntilEmptied(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	s := open(t, path)
	appendAll(t, s, "one", "two", "three")
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt([]byte("X"), int64(len(formerHeader)+frameHead+len("one")+frameHead))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second opening finds it, too
		if s = reopen(t, s); s.lost() != int64(frameHead+len("two")) || s.len() != 2 {
			t.Errorf("%d bytes damaged, %d records wait", s.lost(), s.len())
		}
	}
	if diff := cmp.Diff([]string{"one", "three"}, drain(t, s)); diff != "" {
		t.Error(diff)
	}
	if s = reopen(t, s); s.lost() != 0 || s.len() != 0 {
		t.Errorf("emptied: %d bytes damaged, %d records wait", s.lost(), s.len())
	}
}
