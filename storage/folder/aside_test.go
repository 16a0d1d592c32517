package folder

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func bytesOf(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// listed is the data of what Aside lists.
func listed(t *testing.T, dir string) (data []string, ids []string) {
	t.Helper()
	records, err := Aside(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		data, ids = append(data, string(r.Data)), append(ids, r.ID)
	}
	return data, ids
}

// TestAsideBesideAProcess: what lies in the quarantine is listed while a process has the folder, and a record that is
// discarded is gone from the file, byte for byte, though those around it stay. When the last record came stays known.
func TestAsideBesideAProcess(t *testing.T) {
	dir := t.TempDir()
	if data, _ := listed(t, dir); data != nil {
		t.Fatalf("a folder that was never used has %v", data)
	}
	f := openFolder(t, dir)
	if err := f.Quarantine().Append([][]byte{[]byte("one"), []byte("two"), []byte("three")}); err != nil {
		t.Fatal(err)
	}
	data, ids := listed(t, dir)
	if diff := cmp.Diff([]string{"one", "two", "three"}, data); diff != "" {
		t.Fatal(diff)
	}
	before, sealed := f.Quarantine().Latest(), bytesOf(t, dir, quarantineFile)
	two := f.Quarantine().records.waiting[1]
	payload := sealed[two.offset : two.offset+int64(two.length)]
	if n, err := f.Quarantine().Discard(ids[1]); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if bytes.Contains(bytesOf(t, dir, quarantineFile), payload[20:40]) {
		t.Error("what was discarded is still in the file")
	}
	if got := f.Quarantine().Latest(); !got.Equal(before) {
		t.Errorf("the last record came at %s, not %s", got, before)
	}
	if data, _ = listed(t, dir); !cmp.Equal(data, []string{"one", "three"}) {
		t.Errorf("left are %q", data)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f = openFolder(t, dir)
	if f.Quarantine().Len() != 2 || len(f.Problems()) > 0 {
		t.Errorf("opened again: %d records, %v", f.Quarantine().Len(), f.Problems())
	}
	if n, err := f.Quarantine().Discard(ids...); n != 2 || err != nil {
		t.Error(n, err)
	}
	if left := bytesOf(t, dir, quarantineFile); string(left) != formerHeader {
		t.Errorf("nothing is left, and the file has %q", left)
	}
}

// TestWishes are found by the process that has the folder, each once; a name that is none is refused.
func TestWishes(t *testing.T) {
	dir := t.TempDir()
	f := openFolder(t, dir)
	for _, bad := range []string{"", "..", "0123456789ag", "0123456789ab/x"} {
		if err := Ask(dir, Wish{ID: bad}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	want := []Wish{{ID: "0123456789ab"}, {ID: "ba9876543210", Retry: true}}
	for _, w := range want {
		if err := Ask(dir, w); err != nil {
			t.Fatal(err)
		}
	}
	got, err := f.Asked()
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Fatal(diff, err)
	}
	for _, w := range got {
		if err := f.Answered(w); err != nil {
			t.Error(err)
		}
	}
	if got, err := f.Asked(); len(got) != 0 || err != nil {
		t.Error(got, err)
	}
}

// TestDamageIsSetAside: what is damaged in the middle of the updates goes into the quarantine, once, byte for byte, and
// stays there when the updates around it have long gone.
func TestDamageIsSetAside(t *testing.T) {
	for _, last := range []string{"three", ""} { // with an update behind it, or only the mark of those before
		dir := t.TempDir()
		f := openFolder(t, dir)
		if err := f.Updates().Append([][]byte{[]byte("one"), []byte("two")}); err != nil {
			t.Fatal(err)
		}
		two := f.Updates().records.waiting[1]
		if last != "" {
			if err := f.Updates().Append([][]byte{[]byte(last)}); err != nil {
				t.Fatal(err)
			}
		} else if err := f.updates.records.drop(f.updates.records.waiting[:1]); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, updatesFile)
		data := bytesOf(t, dir, updatesFile)
		data[two.offset+5] ^= 1
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		damaged := string(data[two.offset-frameHead : two.offset+int64(two.length)])
		f = openFolder(t, dir)
		if len(f.Problems()) != 1 {
			t.Errorf("an operator reads %q", f.Problems())
		}
		for range 2 { // the next process finds it where it is, and no second one
			if got, _ := listed(t, dir); !cmp.Equal(got, []string{damaged}) {
				t.Fatalf("set aside are %q, want %q", got, damaged)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			f = openFolder(t, dir)
		}
		if left := bytesOf(t, dir, updatesFile); bytes.Contains(left, data[two.offset+20:two.offset+40]) ||
			len(f.Problems()) > 0 {
			t.Errorf("it is still among the updates too, and an operator reads %q", f.Problems())
		}
	}
}

// TestFormersAreFound: what an earlier release has sealed with the store's keyset is found while another process has
// the folder, in both files, and what this release has written is none of it.
func TestFormersAreFound(t *testing.T) {
	dir := t.TempDir()
	if sealed, err := Formers(dir); len(sealed) > 0 || err != nil {
		t.Errorf("in an empty folder: %q, %v", sealed, err)
	}
	for file, payload := range map[string]string{updatesFile: "waits", quarantineFile: "lies"} {
		text := appendFrame([]byte(formerHeader), former, []byte(payload))
		if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := f.Updates().Append([][]byte{[]byte("own")}); err != nil {
		t.Fatal(err)
	}
	sealed, err := Formers(dir)
	if err != nil || len(sealed) != 2 || string(sealed[0]) != "waits" || string(sealed[1]) != "lies" {
		t.Errorf("found %q, %v", sealed, err)
	}
}
