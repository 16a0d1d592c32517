package seal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func loaded(t interface{ Fatal(...any) }, path string) *Keys {
	keys, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func sealedBy(t interface{ Fatal(...any) }, keys *Keys) []byte {
	sealed, err := keys.Seal([]byte("value"), []byte("place"))
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// TestRotate: a new key opens before it seals, another process takes it in by itself, and what the old key sealed opens
// until that is dropped. The file keeps its mode, and a link stays one.
func TestRotate(t *testing.T) {
	dir := t.TempDir()
	file, path := filepath.Join(dir, "file.json"), filepath.Join(dir, "link.json")
	if _, err := Create(file); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink(file, path), os.Chmod(file, 0o640)); err != nil {
		t.Fatal(err)
	}
	keys := loaded(t, path)
	other, before, old := loaded(t, path), sealedBy(t, keys), keys.Primary()
	number, err := keys.Add()
	if err != nil {
		t.Fatal(err)
	}
	if waiting, ok := keys.Waiting(); !ok || waiting != number || keys.Primary() != old {
		t.Errorf("%08x waits (%v), and %08x seals", waiting, ok, keys.Primary())
	}
	if err := keys.Promote(number); err != nil {
		t.Fatal(err)
	}
	if _, ok := keys.Waiting(); ok || keys.Primary() != number || other.Primary() != old {
		t.Errorf("one waits: %v; %08x seals here, %08x there", ok, keys.Primary(), other.Primary())
	}
	if plain, err := other.Open(sealedBy(t, keys), []byte("place")); err != nil || string(plain) != "value" {
		t.Errorf("the other process opens %q, %v", plain, err)
	}
	mustOpen(t, other, keys)
	if err := keys.Drop(number); err == nil {
		t.Error("the key that seals is gone")
	}
	if err := keys.Drop(old); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Open(before, []byte("place")); !errors.Is(err, ErrNotOpened) {
		t.Errorf("what the dropped key sealed: %v", err)
	}
	if changed, err := other.Refresh(); !changed || err != nil || other.Has(old) {
		t.Errorf("the other process goes on with the dropped key: %v, %v", changed, err)
	}
	info, err := os.Stat(file)
	link, wrong := os.Lstat(path)
	if err := errors.Join(err, wrong); err != nil || info.Mode().Perm() != 0o640 || link.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the file has mode %v, the link %v, %v", info.Mode(), link.Mode(), err)
	}
	if left := entries(t, dir); len(left) != 2 {
		t.Errorf("the folder holds %q", left)
	}
}

// TestRefreshKeepsWhatIsInUse: a file that is gone, damaged, another store's or an older copy changes nothing, and each
// is named; when the right file is back, it is taken in.
func TestRefreshKeepsWhatIsInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	keys, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	copies := [][]byte{} // as it was before each step
	keep := func() {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		copies = append(copies, text)
	}
	keep()
	number, err := keys.Add()
	if err != nil {
		t.Fatal(err)
	}
	keep()
	if err := keys.Promote(number); err != nil {
		t.Fatal(err)
	}
	keep()
	others, err := seeded(t, "others").text()
	if err != nil {
		t.Fatal(err)
	}
	list := keys.Sealing()
	for name, c := range map[string]struct {
		text []byte
		want error
	}{
		"gone": {nil, ErrMissing}, "damaged": {[]byte("{"), ErrDamaged}, "others": {others, ErrOthers},
		"before the key": {copies[0], ErrOlder}, "before it sealed": {copies[1], ErrOlder},
	} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if c.text != nil {
			if err := os.WriteFile(path, c.text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // a file that is known is not read again, and is as wrong as before
			if changed, err := keys.Refresh(); changed || !errors.Is(err, c.want) {
				t.Errorf("%s: %v, %v", name, changed, err)
			}
		}
		if _, err := keys.Add(); !errors.Is(err, c.want) {
			t.Errorf("%s, with another key: %v", name, err)
		}
		if !slices.Equal(keys.Sealing(), list) {
			t.Errorf("%s: the keys are %v", name, keys.Sealing())
		}
		mustOpen(t, keys, keys)
		if err := os.WriteFile(path, copies[2], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := keys.Refresh(); err != nil {
			t.Errorf("%s, put right: %v", name, err)
		}
	}
}

// TestProcessesOpenWhatOthersSeal: whatever is done with the file, and whenever a process looks at it, each opens what
// every other seals, as long as a key goes only when none seals with it.
func TestProcessesOpenWhatOthersSeal(t *testing.T) {
	dir := t.TempDir()
	files := 0
	rapid.Check(t, func(t *rapid.T) {
		files++
		path := filepath.Join(dir, string(rune('a'+files%26))+rapid.StringMatching(`[a-z]{12}`).Draw(t, "file"))
		first, err := Create(path)
		if err != nil {
			t.Fatal(err)
		}
		processes := []*Keys{first, loaded(t, path), loaded(t, path)}
		any := rapid.IntRange(0, len(processes)-1)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			k := processes[any.Draw(t, "process")]
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				if _, ok := loaded(t, path).Waiting(); !ok {
					_, err = k.Add()
				}
			case 1:
				if number, ok := loaded(t, path).Waiting(); ok {
					err = k.Promote(number)
				}
			case 2:
				oldest := loaded(t, path).Sealing()[0].Number
				inUse := func(k *Keys) bool { return k.Primary() == oldest }
				if !slices.ContainsFunc(processes, inUse) && loaded(t, path).Primary() != oldest {
					err = k.Drop(oldest)
				}
			case 3:
				_, err = k.Refresh()
			case 4:
				processes[0] = loaded(t, path) // it is started again
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range processes {
				for _, other := range processes {
					if _, err := other.Open(sealedBy(t, one), []byte("place")); err != nil {
						t.Fatalf("%v does not open what %v seals", other.Sealing(), one.Sealing())
					}
				}
			}
		}
	})
}
