package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestCreatedKeysLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "keys.json")
	created, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v", name, info.Mode().Perm(), err)
		}
	}
	if left := entries(t, filepath.Dir(path)); len(left) != 1 {
		t.Errorf("the folder holds %q", left)
	}
	loaded, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	mustOpen(t, created, loaded)
	mustOpen(t, loaded, created)
	if created.Fingerprint() != loaded.Fingerprint() {
		t.Errorf("fingerprint %s became %s", created.Fingerprint(), loaded.Fingerprint())
	}
}

func TestCreateNeverOverwrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	// Of many at once exactly one makes the file, and its keys are the file's.
	const many = 8
	made := make([]*Keys, many)
	errs := make([]error, many)
	var wait sync.WaitGroup
	for i := range many {
		wait.Go(func() { made[i], errs[i] = Create(path) })
	}
	wait.Wait()
	loaded, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	winners := 0
	for i := range many {
		if errs[i] == nil {
			winners++
			mustOpen(t, made[i], loaded)
		} else if !errors.Is(errs[i], ErrExists) || !errors.Is(errs[i], fs.ErrExist) {
			t.Errorf("another error than ErrExists: %v", errs[i])
		}
	}
	if winners != 1 {
		t.Errorf("%d made the file", winners)
	}
	if left := entries(t, filepath.Dir(path)); len(left) != 1 {
		t.Errorf("the folder holds %q", left)
	}
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	if _, err := Load(filepath.Join(dir, "absent")); !errors.Is(err, ErrMissing) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := Load(dir); err == nil || errors.Is(err, ErrMissing) {
		t.Errorf("a folder: %v", err)
	}
	path := filepath.Join(dir, "keys.json")
	if _, err := Create(path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	secret := secretOf(t, whole)
	damage := map[string][]byte{
		"twice":         append(bytes.Clone(whole), whole...),
		"later version": bytes.Replace(whole, []byte(`"footing_keys": 1`), []byte(`"footing_keys": 2`), 1),
		"other JSON":    []byte(`{"primaryKeyId": 1}`),
		"unquoted key":  bytes.Replace(whole, []byte(`"`+secret+`"`), []byte(secret), 1),
		"cut key":       bytes.Replace(whole, []byte(secret), []byte(secret[:8]), 1),
	}
	for _, at := range []int{0, 1, len(whole) / 2, len(whole) - 3} {
		damage["cut "+string(rune('a'+len(damage)))] = whole[:at]
	}
	for name, data := range damage {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path)
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), secret[:8]) {
			t.Errorf("%s: the error shows the key: %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	keys, err := Seeded([]byte("one"))
	if err != nil {
		f.Fatal(err)
	}
	whole, err := keys.text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte(`{"footing_keys":1,"sealing":{"primaryKeyId":0,"key":[]},"hashing":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		keys, err := Parse(data)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		mustOpen(t, keys, keys) // what parses must work
		if text, err := keys.text(); err != nil {
			t.Fatal(err)
		} else if again, err := Parse(text); err != nil || again.Fingerprint() != keys.Fingerprint() {
			t.Fatalf("written and read again: %v", err)
		}
	})
}

func mustOpen(t *testing.T, sealing, opening *Keys) {
	t.Helper()
	sealed, err := sealing.Seal([]byte("value"), []byte("place"))
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := opening.Open(sealed, []byte("place")); err != nil || string(opened) != "value" {
		t.Errorf("opened %q, %v", opened, err)
	}
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

// secretOf returns the text of the first key in a key file.
func secretOf(t *testing.T, text []byte) string {
	t.Helper()
	var f struct {
		Sealing struct {
			Key []struct {
				KeyData struct{ Value string }
			}
		}
	}
	if err := json.Unmarshal(text, &f); err != nil || len(f.Sealing.Key) != 1 {
		t.Fatalf("read the key file: %v", err)
	}
	return f.Sealing.Key[0].KeyData.Value
}
