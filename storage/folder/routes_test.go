package folder

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footing/storage/disk"
)

func testBox(t testing.TB) *box {
	t.Helper()
	b, err := makeKey(filepath.Join(t.TempDir(), "key"), zeros{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// memory is a folder that waits for no disk, where the system has one: these tests are about what stands in files.
func memory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "footing-routes-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// zeros is a source of no randomness at all.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func openLog(t testing.TB, path string, b *box) *routes {
	t.Helper()
	r, err := openRoutes(path, b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// held is what a log holds.
func held(r *routes) map[string]string {
	found := make(map[string]string)
	for id := range r.sealed {
		route, _ := r.get(id)
		found[id] = string(route)
	}
	return found
}

// change sets a route, or drops it if it is empty.
type change struct{ id, route string }

func (c change) do(r *routes) error {
	if c.route == "" {
		return r.drop([]string{c.id})
	}
	return r.set(map[string][]byte{c.id: []byte(c.route)})
}

// course is what happened to some people: somebody is left out (the second route of a), b is erased.
var course = []change{
	{"a", "lind, berg"}, {"b", "lind"}, {"a", "lind"}, {"c", "berg"}, {"b", ""}, {"c", "lind, berg"}, {"c", "berg"}, {"d", "x"},
}

// moment is a log after one of the changes.
type moment struct {
	image []byte
	held  map[string]string
}

// moments lives through the course.
func moments(t *testing.T, path string, b *box) []moment {
	t.Helper()
	r := openLog(t, path, b)
	var all []moment
	note := func() {
		image, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, moment{image, held(r)})
	}
	note()
	for _, c := range course {
		if err := c.do(r); err != nil {
			t.Fatal(err)
		}
		note()
	}
	return all
}

// TestRoutesTornAtEveryByte lets the process be killed after every single byte of every change, with nothing, zeros or
// old garbage behind it: what was set before holds, and the change is there as a whole or not at all.
func TestRoutesTornAtEveryByte(t *testing.T) {
	b, path := testBox(t), filepath.Join(memory(t), "routes")
	all := moments(t, path, b)
	for n, c := range course {
		before, after := all[n], all[n+1]
		if !bytes.HasPrefix(after.image, before.image) {
			continue // it was written anew: TestRoutesWrittenAnew
		}
		for cut := len(before.image); cut <= len(after.image); cut++ {
			want := before.held
			if cut == len(after.image) {
				want = after.held
			}
			for name, tail := range map[string]string{
				"nothing": "", "zeros": strings.Repeat("\x00", 40), "garbage": strings.Repeat("p\x00\x00\x00\x03", 8),
			} {
				image := append(bytes.Clone(after.image[:cut]), tail...)
				if err := os.WriteFile(path, image, 0o600); err != nil {
					t.Fatal(err)
				}
				r := openLog(t, path, b)
				if diff := cmp.Diff(want, held(r)); diff != "" || r.damaged != 0 {
					t.Fatalf("%v torn at %d, then %s: %d bytes damaged (-want +got):\n%s", c, cut, name, r.damaged, diff)
				}
				if cut%16 == 0 {
					goesOn(t, path, b, r)
				}
			}
		}
	}
}

// goesOn sets one more route and finds everything there again.
func goesOn(t *testing.T, path string, b *box, r *routes) {
	t.Helper()
	if err := r.set(map[string][]byte{"later": []byte("route")}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(held(r), held(openLog(t, path, b))); diff != "" {
		t.Fatalf("opened again (-want +got):\n%s", diff)
	}
}

// TestRoutesWrittenAnew lets the process be killed at every step of writing the log anew, as a removal does: before the
// draft is whole, before it takes the log's place, and after. No draft is left, and nobody is in it.
func TestRoutesWrittenAnew(t *testing.T) {
	b, path := testBox(t), filepath.Join(memory(t), "routes")
	all := moments(t, path, b)
	anew := 0
	for n, c := range course {
		before, after := all[n], all[n+1]
		if bytes.HasPrefix(after.image, before.image) {
			continue
		}
		anew++
		for cut := range len(after.image) + 2 {
			image, want := before.image, before.held
			if cut > len(after.image) {
				image, want = after.image, after.held
			}
			if err := os.WriteFile(path, image, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(disk.Draft(path), after.image[:min(cut, len(after.image))], 0o600); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, held(openLog(t, path, b))); diff != "" {
				t.Fatalf("%v, %d bytes written (-want +got):\n%s", c, cut, diff)
			}
			if _, err := os.Stat(disk.Draft(path)); err == nil {
				t.Fatalf("%v, %d bytes written: the draft is left", c, cut)
			}
		}
	}
	if anew == 0 {
		t.Error("the log was never written anew")
	}
}

// TestDamageBringsNothingBack flips every byte of a log. Whoever still has a route has their last one: what was taken
// out of it, or removed, must not come back. Only the very last frame is taken for one that was torn: whoever wrote it
// was not told that it is safe.
func TestDamageBringsNothingBack(t *testing.T) {
	b, path := testBox(t), filepath.Join(memory(t), "routes")
	lost := 0
	for n, m := range moments(t, path, b) {
		last := int64(0)
		frames(m.image, "pdc", func(_ byte, at int64, _ []byte) { last = at - frameHead })
		for at := len(routesHeader); int64(at) < last; at++ {
			image := bytes.Clone(m.image)
			image[at] ^= 0xff
			if err := os.WriteFile(path, image, 0o600); err != nil {
				t.Fatal(err)
			}
			r := openLog(t, path, b)
			for id, route := range held(r) {
				if m.held[id] != route {
					t.Fatalf("after change %d, byte %d: %s has %q, want %q or nothing", n, at, id, route, m.held[id])
				}
			}
			if r.damaged == 0 {
				t.Fatalf("after change %d, byte %d: no damage is counted", n, at)
			}
			lost += len(m.held) - len(r.sealed)
			if again := openLog(t, path, b); !maps.Equal(held(again), held(r)) || again.damaged != 0 {
				t.Fatalf("opened again: %v, %d bytes damaged, want %v", held(again), again.damaged, held(r))
			}
		}
	}
	if lost == 0 {
		t.Error("nothing was lost by any damage")
	}
}

// TestDamageAmongDistinctRoutesIsTheirOwn: in a log that was just written anew, only the damaged route is lost.
func TestDamageAmongDistinctRoutesIsTheirOwn(t *testing.T) {
	b, path := testBox(t), filepath.Join(memory(t), "routes")
	r := openLog(t, path, b)
	for _, id := range []string{"a", "b", "c", "d", "gone"} {
		if err := r.set(map[string][]byte{id: []byte("route")}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.drop([]string{"gone"}); err != nil {
		t.Fatal(err)
	}
	image, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	image[len(routesHeader)+frameHead+smallest+frameHead+5] ^= 1 // in the second
	if err := os.WriteFile(path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	if r = openLog(t, path, b); len(r.sealed) != 3 || r.damaged == 0 || r.doubted != 0 {
		t.Errorf("%v hold, %d bytes damaged, %d doubted", held(r), r.damaged, r.doubted)
	}
}

// TestNothingIsLeftOfWhatWasDropped looks at every frame of the file.
func TestNothingIsLeftOfWhatWasDropped(t *testing.T) {
	b, path := testBox(t), filepath.Join(memory(t), "routes")
	for n, m := range moments(t, path, b) {
		frames(m.image, "pd", func(_ byte, _ int64, payload []byte) {
			r := routes{box: b}
			id, route, err := r.open(payload)
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := m.held[id]; !ok {
				t.Errorf("after change %d: of %s, who was dropped, %q is left", n, id, route)
			}
		})
	}
}

// TestRoutesThatCannotBeWritten: nothing is claimed while the file cannot be written, and all is well as soon as it
// can.
func TestRoutesThatCannotBeWritten(t *testing.T) {
	b, dir := testBox(t), filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "routes")
	r := openLog(t, path, b)
	for _, c := range []change{{"a", "lind, berg"}, {"b", "lind"}} {
		if err := c.do(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	before := held(r)
	for range 2 {
		for _, c := range []change{{"a", "lind"}, {"b", ""}} {
			if err := c.do(r); err == nil {
				t.Errorf("%v was written nowhere", c)
			}
		}
	}
	if diff := cmp.Diff(before, held(r)); diff != "" {
		t.Error(diff)
	}
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
	for _, c := range []change{{"a", "lind"}, {"b", ""}} {
		if err := c.do(r); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(map[string]string{"a": "lind"}, held(openLog(t, path, b))); diff != "" {
		t.Error(diff)
	}
}
