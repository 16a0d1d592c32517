package folder

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestSucceed: each process learns who had the folder before it, also where some of them died at once. Only the last
// few are kept.
func TestSucceed(t *testing.T) {
	dir := t.TempDir()
	var want []string
	for _, owner := range []string{"a", "b", "c", "d", "e", "f"} {
		f := openFolder(t, dir)
		former, err := f.Succeed(owner)
		if err != nil || !slices.Equal(former, want) {
			t.Errorf("before %s: %q, %v, want %q", owner, former, err, want)
		}
		closeFolder(t, f)
		want = append([]string{owner}, want...)
		want = want[:min(len(want), mostOwners)]
	}
	f := openFolder(t, dir)
	defer closeFolder(t, f)
	if former, err := f.Succeed(""); err == nil {
		t.Errorf("a process without a name learns %q", former)
	}
}

// TestACopySucceedsNobody: a folder that was copied to another place, as when a backup is restored on another machine,
// says nothing about those that may still run with the first; nor does a damaged one.
func TestACopySucceedsNobody(t *testing.T) {
	dir := t.TempDir()
	f := openFolder(t, dir)
	if _, err := f.Succeed("first"); err != nil {
		t.Fatal(err)
	}
	closeFolder(t, f)
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, cut := range map[string]int{"copied": 0, "damaged": 1, "only the header": 200} {
		copied := t.TempDir()
		for _, one := range files {
			data, err := os.ReadFile(filepath.Join(dir, one.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if one.Name() == ownerFile {
				data = data[:max(len(ownerHeader), len(data)-cut)]
			}
			if err := os.WriteFile(filepath.Join(copied, one.Name()), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		f := openFolder(t, copied)
		former, err := f.Succeed("second")
		if err != nil || len(former) != 0 {
			t.Errorf("%s: it succeeds %q, %v", name, former, err)
		}
		closeFolder(t, f)
	}
}
