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

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(Draft(file), []byte("longer than what comes"), 0o644); err != nil { // as a power cut leaves it
		t.Fatal(err)
	}
	for _, text := range []string{"one", "other"} {
		if err := Replace(file, []byte(text)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(file)
		if err != nil || string(got) != text {
			t.Errorf("the file says %q, %v, want %q", got, err, text)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file has mode %v, %v: others can read it", info.Mode(), err)
		}
	}
	if err := Replace(dir, nil); err == nil {
		t.Error("a folder was replaced by a file")
	}
	for _, path := range []string{file, dir} {
		if _, err := os.Stat(Draft(path)); err == nil {
			t.Errorf("a draft of %s is left", path)
		}
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
