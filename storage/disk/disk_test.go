package disk

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestMakeDir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "one", "two")
	for range 2 { // what is there already stays
		if err := MakeDir(dir); err != nil {
			t.Fatal(err)
		}
	}
	for _, made := range []string{dir, filepath.Dir(dir)} {
		info, err := os.Stat(made)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v: others can look into it", made, info.Mode())
		}
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := MakeDir(filepath.Join(file, "three")); err == nil {
		t.Error("a folder was made in a file")
	}
	if err := SyncDir(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a folder that is not there was synced")
	}
}

func TestFree(t *testing.T) {
	if bytes, known, err := Free(t.TempDir()); known && bytes == 0 || err != nil {
		t.Errorf("%d bytes are free (known: %v), %v", bytes, known, err)
	}
	if _, known, err := Free(filepath.Join(t.TempDir(), "nowhere")); known || runtime.GOOS == "linux" && err == nil {
		t.Errorf("a folder that is not there has room: %v", err)
	}
}
