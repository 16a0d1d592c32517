package folder

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func openFolder(t testing.TB, dir string) *Folder {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func closeFolder(t testing.TB, f *Folder) {
	t.Helper()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// texts drains a queue.
func texts(t testing.TB, q *Queue) (opened, sealed []string) {
	t.Helper()
	err := q.DrainLane(t.Context(), 0, func(batch []Record) error {
		for _, r := range batch {
			if r.Seal == Opened {
				opened = append(opened, string(r.Data))
			} else {
				sealed = append(sealed, string(r.Data))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return opened, sealed
}

func TestEveryFileIsPrivateAndSealed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	f := openFolder(t, dir)
	if err := f.Updates().Append([][]byte{[]byte("my secret")}); err != nil {
		t.Fatal(err)
	}
	if err := f.Quarantine().Append([][]byte{[]byte("my secret")}); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range files {
		info, err := one.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", one.Name(), info.Mode().Perm(), err)
		}
		if data, err := os.ReadFile(filepath.Join(dir, one.Name())); err != nil || bytes.Contains(data, []byte("secret")) {
			t.Errorf("%s shows what it holds, or %v", one.Name(), err)
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info.Mode(), err)
	}
}

func TestOneProcessHasTheFolder(t *testing.T) {
	dir := t.TempDir()
	if InUse(dir) {
		t.Error("a new folder is in use")
	}
	f := openFolder(t, dir)
	if _, err := Open(dir); !errors.Is(err, ErrInUse) || !InUse(dir) {
		t.Errorf("a second one: %v, in use %v", err, InUse(dir))
	}
	closeFolder(t, f)
	if InUse(dir) {
		t.Error("a folder that was closed is in use")
	}
	closeFolder(t, openFolder(t, dir))
}

func TestAQueueKeepsWhatItCannotOpen(t *testing.T) {
	dir := t.TempDir()
	f := openFolder(t, dir)
	if err := f.Updates().Append([][]byte{[]byte("one"), []byte("two")}); err != nil {
		t.Fatal(err)
	}
	closeFolder(t, f)
	if err := os.Remove(filepath.Join(dir, keyFile)); err != nil {
		t.Fatal(err)
	}
	f = openFolder(t, dir)
	if err := f.Updates().Keep([]Record{{Data: []byte("old"), Seal: Former}, {Data: []byte("three")}}); err != nil {
		t.Fatal(err)
	}
	var came []Record
	err := f.Updates().DrainLane(t.Context(), 0, func(batch []Record) error {
		came = append(came, batch...)
		return f.Quarantine().Keep(batch)
	})
	if err != nil {
		t.Fatal(err)
	}
	var seals []Seal
	for _, r := range came {
		seals = append(seals, r.Seal)
	}
	if diff := cmp.Diff([]Seal{Broken, Broken, Former, Opened}, seals); diff != "" {
		t.Fatal(diff)
	}
	closeFolder(t, f)
	opened, sealed := texts(t, openFolder(t, dir).Quarantine())
	if diff := cmp.Diff([]string{"three"}, opened); diff != "" {
		t.Error(diff)
	}
	want := []string{string(came[0].Data), string(came[1].Data), "old"}
	if diff := cmp.Diff(want, sealed); diff != "" {
		t.Error(diff)
	}
}

func TestWrongSizesOfARecord(t *testing.T) {
	q := openFolder(t, t.TempDir()).Updates()
	for _, bad := range [][]byte{nil, {}, make([]byte, MaxRecord+1)} {
		if err := q.Append([][]byte{[]byte("fine"), bad}); err == nil || q.Len() != 0 {
			t.Errorf("%d bytes were taken: %v, %d wait", len(bad), err, q.Len())
		}
	}
	if err := q.Append([][]byte{make([]byte, MaxRecord)}); err != nil {
		t.Error(err)
	}
	if opened, _ := texts(t, q); len(opened) != 1 || len(opened[0]) != MaxRecord {
		t.Errorf("%d records came", len(opened))
	}
}

// TestLengthsTellLittle: what is sealed is as long as the next power of two.
func TestLengthsTellLittle(t *testing.T) {
	b, err := newBox(make([]byte, keySize), rand.NewChaCha8([32]byte{1}))
	if err != nil {
		t.Fatal(err)
	}
	for plain, want := range map[int]int{0: 128, 1: 128, 96: 128, 97: 256, 224: 256, 225: 512, 992: 1024, 993: 2048} {
		sealed, err := b.seal("place", make([]byte, plain))
		if err != nil || len(sealed) != want {
			t.Errorf("%d bytes: %d sealed, want %d, %v", plain, len(sealed), want, err)
		}
		for at := range sealed {
			sealed[at] ^= 1
			if _, err := b.open("place", sealed); !errors.Is(err, errNotOpened) {
				t.Fatalf("%d bytes with a change at %d: %v", plain, at, err)
			}
			sealed[at] ^= 1
		}
		if got, err := b.open("place", sealed); err != nil || len(got) != plain {
			t.Errorf("%d bytes came back as %d, %v", plain, len(got), err)
		}
		if _, err := b.open("another", sealed); !errors.Is(err, errNotOpened) {
			t.Errorf("opened for another place: %v", err)
		}
	}
}

func TestADamagedKeyIsSetAside(t *testing.T) {
	dir := t.TempDir()
	closeFolder(t, openFolder(t, dir))
	path := filepath.Join(dir, keyFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, damage := range [][]byte{{}, whole[:len(whole)/2], []byte(`{"footing_folder_key":1,"key":"c2hvcnQ="}`)} {
		if err := os.WriteFile(path, damage, 0o644); err != nil {
			t.Fatal(err)
		}
		f := openFolder(t, dir)
		if kept, err := os.ReadFile(path + damagedSuffix); err != nil || !bytes.Equal(kept, damage) {
			t.Errorf("%q became %q, %v", damage, kept, err)
		}
		if n := len(f.Problems()); n != 1 {
			t.Errorf("%d problems, want 1", n)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the new key: %v, %v", info, err)
		}
		closeFolder(t, f)
	}
	later := strings.Replace(string(whole), `"footing_folder_key": 1`, `"footing_folder_key": 2`, 1)
	if err := os.WriteFile(path, []byte(later), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrForeign) {
		t.Errorf("the key of a later release: %v", err)
	}
	if kept, err := os.ReadFile(path); err != nil || string(kept) != later {
		t.Errorf("it became %q, %v", kept, err)
	}
}

// TestAnEmptyQueueCanBeReadByTheReleaseBefore: that release knows nothing of records with a seal of the folder's, and
// must refuse a file which has some, rather than take them for damage.
func TestAnEmptyQueueCanBeReadByTheReleaseBefore(t *testing.T) {
	dir := t.TempDir()
	begins := func() string {
		data, err := os.ReadFile(filepath.Join(dir, updatesFile))
		if err != nil {
			t.Fatal(err)
		}
		return string(data[:8])
	}
	f := openFolder(t, dir)
	if begins() != formerHeader {
		t.Errorf("a new one begins with %q", begins())
	}
	if err := f.Updates().Append([][]byte{[]byte("one")}); err != nil {
		t.Fatal(err)
	}
	if begins() != header {
		t.Errorf("with a record it begins with %q", begins())
	}
	closeFolder(t, f)
	f = openFolder(t, dir)
	if begins() != header {
		t.Errorf("opened again it begins with %q", begins())
	}
	texts(t, f.Updates())
	if begins() != formerHeader {
		t.Errorf("emptied it begins with %q", begins())
	}
}
