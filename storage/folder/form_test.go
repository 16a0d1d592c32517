package folder

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestFormOfTheFiles: a folder may be read by a later release than the one that wrote it.
func TestFormOfTheFiles(t *testing.T) {
	dir, golden := t.TempDir(), filepath.Join("testdata", "folder.txt")
	f, err := openFrom(dir, rand.NewChaCha8([32]byte{7})) // it repeats itself, so that files can be compared
	if err != nil {
		t.Fatal(err)
	}
	fill(t, f)
	closeFolder(t, f)
	if *update {
		if err := os.WriteFile(golden, dump(t, dir), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(dump(t, dir))); diff != "" {
		t.Errorf("the files are written otherwise (-want +got):\n%s", diff)
	}
	dir = t.TempDir()
	restore(t, dir, want)
	intact(t, openFolder(t, dir))
}

// fill puts something into every file, and intact finds it there.
func fill(t *testing.T, f *Folder) {
	t.Helper()
	if err := f.Updates().Keep([]Record{{Data: []byte("sealed by 0.1"), Seal: Former}, {Data: []byte("one")}}); err != nil {
		t.Fatal(err)
	}
	if err := f.Quarantine().Append([][]byte{[]byte("unreadable")}); err != nil {
		t.Fatal(err)
	}
	for _, change := range []error{
		f.SetRoute("s07-ABC", []byte("a former route of abc")), f.SetRoute("s08-DEF", []byte("the route of def")),
		f.DropRoute("s08-DEF"), f.SetRoute("s07-ABC", []byte("the route of abc")), f.KeepEssentials([]byte("helplines")),
		f.AddErased(map[[nameSize]byte]time.Time{
			{7}: time.UnixMilli(1_772_460_000_000), {5}: time.UnixMilli(1_772_460_000_007),
		}),
	} {
		if change != nil {
			t.Fatal(change)
		}
	}
	for _, owner := range []string{"first", "second"} {
		if _, err := f.succeed(owner, spoolOnDisk); err != nil {
			t.Fatal(err)
		}
	}
	j, err := f.Journal("a generation", 1<<20)
	if err == nil {
		err = j.Append(time.UnixMilli(1_772_460_000_000), [][]byte{[]byte("one"), []byte("two")})
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Updates().Keep([]Record{{Data: []byte("handed on before those that wait"), Lane: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := f.Updates().DrainLane(t.Context(), 1, func([]Record) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

// spoolOnDisk stands for the identity of updates.spool, which is another on each disk.
const spoolOnDisk = 7

func intact(t *testing.T, f *Folder) {
	t.Helper()
	if owners, err := f.owners(spoolOnDisk); err != nil || !slices.Equal(owners, []string{"second", "first"}) {
		t.Errorf("owners %q, %v", owners, err)
	}
	opened, sealed := texts(t, f.Updates())
	if diff := cmp.Diff([]string{"one", "sealed by 0.1"}, append(opened, sealed...)); diff != "" {
		t.Error(diff)
	}
	if opened, _ := texts(t, f.Quarantine()); len(opened) != 1 || opened[0] != "unreadable" {
		t.Errorf("in quarantine: %q", opened)
	}
	if diff := cmp.Diff([]string{"s07-ABC"}, f.RouteIDs()); diff != "" {
		t.Error(diff)
	}
	if route, ok := f.Route("s07-ABC"); !ok || string(route) != "the route of abc" {
		t.Errorf("route %q, %v", route, ok)
	}
	if essentials, ok, err := f.Essentials(); !ok || err != nil || string(essentials) != "helplines" {
		t.Errorf("essentials %q, %v, %v", essentials, ok, err)
	}
	if diff := cmp.Diff(map[[nameSize]byte]time.Time{
		{5}: time.UnixMilli(1_772_460_000_007).UTC(), {7}: time.UnixMilli(1_772_460_000_000).UTC(),
	}, f.Erased()); diff != "" {
		t.Error(diff)
	}
	if j, err := f.Journal("a generation", 1<<20); err != nil || !slices.Equal(j.all(t), []string{"one", "two"}) {
		t.Errorf("the journal is another: %v", err)
	}
	if problems := f.Problems(); problems != nil {
		t.Error(problems)
	}
}

// dump shows the files of a folder: a line with the name, then the content in hexadecimal digits, or as text.
func dump(t *testing.T, dir string) []byte {
	t.Helper()
	var b bytes.Buffer
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range files {
		data, err := os.ReadFile(filepath.Join(dir, one.Name()))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, one.Name())
		for at := 0; at < len(data); at += 50 {
			fmt.Fprintln(&b, "", hex.EncodeToString(data[at:min(at+50, len(data))]))
		}
	}
	return b.Bytes()
}

// restore makes the files that dump has shown.
func restore(t *testing.T, dir string, dumped []byte) {
	t.Helper()
	content, name := map[string][]byte{}, ""
	for line := range strings.Lines(string(dumped)) {
		line = strings.TrimSuffix(line, "\n")
		digits, found := strings.CutPrefix(line, " ")
		if !found {
			name = line
			continue
		}
		data, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatal(err)
		}
		content[name] = append(content[name], data...)
	}
	for name, data := range content {
		if err := os.WriteFile(filepath.Join(dir, name), data, fs.FileMode(0o600)); err != nil {
			t.Fatal(err)
		}
	}
}
