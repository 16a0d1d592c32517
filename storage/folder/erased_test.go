package folder

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestTheListOfTheErased: it is there after a restart and without the folder's key, keeps the later of two times, and
// damage costs only whom it concerns, and is told.
func TestTheListOfTheErased(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, erasedFile)
	early := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	one, two := [nameSize]byte{1}, [nameSize]byte{2}
	f := openFolder(t, dir)
	for _, more := range []map[[nameSize]byte]time.Time{{one: early.Add(time.Hour)}, {one: early, two: early}, {}} {
		if err := f.AddErased(more); err != nil {
			t.Fatal(err)
		}
	}
	want := map[[nameSize]byte]time.Time{one: early.Add(time.Hour), two: early}
	if diff := cmp.Diff(want, f.Erased()); diff != "" {
		t.Error(diff)
	}
	closeFolder(t, f)
	if err := os.Remove(filepath.Join(dir, keyFile)); err != nil {
		t.Fatal(err)
	}
	f = openFolder(t, dir)
	if diff := cmp.Diff(want, f.Erased()); diff != "" {
		t.Error(diff)
	}
	closeFolder(t, f)

	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[bytes.Index(data, two[:])]++
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f = openFolder(t, dir)
	delete(want, two)
	if diff := cmp.Diff(want, f.Erased()); diff != "" {
		t.Error(diff)
	}
	if problems := strings.Join(f.Problems(), "\n"); !strings.Contains(problems, "33 bytes of the file erased are damaged") {
		t.Errorf("problems %q", problems)
	}
	if err := f.AddErased(map[[nameSize]byte]time.Time{two: early}); err != nil { // the store's list had it
		t.Fatal(err)
	}
	if problems := f.Problems(); problems != nil {
		t.Errorf("problems %q", problems)
	}
	closeFolder(t, f)
}

// TestNobodyIsErasedUnnoted: while the list cannot be written, nothing was added.
func TestNobodyIsErasedUnnoted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	f := openFolder(t, dir)
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	if err := f.AddErased(map[[nameSize]byte]time.Time{{1}: time.UnixMilli(7)}); err == nil || len(f.Erased()) > 0 {
		t.Errorf("%v, %v", err, f.Erased())
	}
	closeFolder(t, f)
}
