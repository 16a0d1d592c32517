package folder

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// TestRoutesAreAMap compares a log with a map through any sequence of changes, torn writes and restarts.
func TestRoutesAreAMap(t *testing.T) {
	b := testBox(t)
	rapid.Check(t, func(rt *rapid.T) {
		path := filepath.Join(memory(t), "routes")
		r, want := openLog(t, path, b), map[string]string{}
		id, route := rapid.SampledFrom([]string{"a", "b", "c"}), rapid.StringN(1, 40, 9000)
		rt.Repeat(map[string]func(*rapid.T){
			"set": func(rt *rapid.T) {
				c := change{id.Draw(rt, "id"), route.Draw(rt, "route")}
				if err := c.do(r); err != nil {
					rt.Fatal(err)
				}
				want[c.id] = c.route
			},
			"drop": func(rt *rapid.T) {
				ids := rapid.SliceOf(id).Draw(rt, "ids")
				if err := r.drop(slices.Compact(slices.Sorted(slices.Values(ids)))); err != nil {
					rt.Fatal(err)
				}
				for _, one := range ids {
					delete(want, one)
				}
			},
			"restart": func(rt *rapid.T) {
				sealed, err := r.seal("a", []byte("never safe"))
				if err != nil {
					rt.Fatal(err)
				}
				frame := appendFrame(nil, put, sealed)
				if err := appendTo(path, r.end, frame[:rapid.IntRange(0, len(frame)-1).Draw(rt, "torn")]); err != nil {
					rt.Fatal(err)
				}
				r = openLog(t, path, b)
			},
			"": func(rt *rapid.T) {
				if diff := cmp.Diff(want, held(r), cmpopts.EquateEmpty()); diff != "" {
					rt.Fatal(diff)
				}
				if info, err := os.Stat(path); err != nil || info.Size() > smallLog+2*r.size()+20000 {
					rt.Fatalf("%d bytes for %d that hold, %v", info.Size(), r.size(), err)
				}
			},
		})
	})
}

func TestEssentialsAreWholeOrAsBefore(t *testing.T) {
	dir := t.TempDir()
	f := openFolder(t, dir)
	if _, ok, err := f.Essentials(); ok || err != nil {
		t.Errorf("a new folder has some: %v, %v", ok, err)
	}
	for _, text := range []string{"helplines", strings.Repeat("long ", 20000), "helplines"} {
		if err := f.KeepEssentials([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, ok, err := f.Essentials(); string(got) != text || !ok || err != nil {
			t.Errorf("%d bytes became %d, %v, %v", len(text), len(got), ok, err)
		}
	}
	path := filepath.Join(dir, essentialsFile)
	image, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := range image {
		damaged := bytes.Clone(image)
		damaged[at] ^= 1
		for _, data := range [][]byte{damaged, image[:at]} {
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			if got, ok, err := f.Essentials(); ok || err == nil {
				t.Fatalf("damage at %d: %q, %v, %v", at, got, ok, err)
			}
		}
	}
	if err := f.KeepEssentials([]byte("helplines")); err != nil {
		t.Error("damaged ones cannot be replaced:", err)
	}
}
