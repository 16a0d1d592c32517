package bot

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"footing/bot/internal/routes"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/load/loadtest"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/folder"
)

// TestWhoeverIsLeftOutStaysOut kills the process at its n-th call to the outside, before it or before its reply, for
// every n up to 30 and every seventh after, while ann leaves Dr Berg out, takes that back, leaves him out again, and at
// last has everything removed. Whenever anything leaves the process, the routes in the data folder name nobody whom
// the turns that are committed have taken away. Another process goes on with the folder as the dead one left it, and
// ends with the right routes.
func TestWhoeverIsLeftOutStaysOut(t *testing.T) {
	plan := loadtest.Shipped(t)
	plan.Bot = "footing_bot"
	for _, torn := range []bool{false, true} {
		t.Run(fmt.Sprintf("torn=%v", torn), func(t *testing.T) {
			t.Parallel()
			n := 1
			for {
				k := newKill(t, plan, n, torn)
				for _, act := range []func(){
					func() { k.tapText("Dr Berg") }, func() { k.tapText("✕ Dr Berg") }, func() { k.tapText("Dr Berg") },
					func() { k.says(ann, "/erase") }, func() { k.tapText("Go on") }, func() { k.tapText("Remove everything now") },
				} {
					act()
					k.goOn()
				}
				k.right()
				if !k.struck || t.Failed() {
					break
				}
				if n++; n > 30 {
					n += 6 // each costs a life
				}
			}
			if n < 40 {
				t.Errorf("only %d calls were made", n-1)
			}
		})
	}
}

// kill is a process with a data folder that is killed at one call, and the next one.
type kill struct {
	*crash
	id   string // ann's
	look *storage.Store
	dir  string

	mu    sync.Mutex
	image map[string][]byte // the files of the data folder at the last call that got out
	route state.Route       // ann's in them, as the next process finds it
	known bool
}

func newKill(t *testing.T, plan *flows.Protocol, n int, torn bool) *kill {
	t.Helper()
	k := &kill{crash: newCrash(t, plan, 0, torn, ann, ben, cat, dan)}
	k.hook, k.wire = nil, nil
	k.look = k.open()
	var err error
	if k.id, err = k.look.Resolve(t.Context(), ann); err != nil || k.id == "" {
		t.Fatal(k.id, err)
	}
	k.pass(31 * time.Second)
	k.live(inMemory(t))
	k.settle()
	k.says(ann, "/whosees")
	k.settle()
	k.tapText("Leave somebody out")
	k.settle()
	k.n, k.gate.calls, k.gate.stopAt, k.gate.torn = n, 0, n, torn
	return k
}

// live starts a process with a data folder.
func (k *kill) live(dir string) {
	k.t.Helper()
	k.dir = dir
	k.withFolderAt(dir)
	k.gate = guarded(k.world)
	through := k.wire
	k.hook = watchedCalls{k.gate, k}
	k.wire = func(next http.RoundTripper) http.RoundTripper {
		return through(roundTrip(func(req *http.Request) (*http.Response, error) {
			k.watch()
			return next.RoundTrip(req)
		}))
	}
	k.bot = k.start()
}

// watchedCalls looks at the data folder at every call to Redis.
type watchedCalls struct {
	*boundary
	k *kill
}

func (w watchedCalls) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	through := w.boundary.ProcessHook(next)
	return func(ctx context.Context, cmd redis.Cmder) error {
		w.k.watch() //nolint:contextcheck // it looks at files
		err := through(ctx, cmd)
		w.k.watch() //nolint:contextcheck // it looks at files
		return err
	}
}

// watch compares the routes in the data folder, as a process would find them that is started now, with the state that
// is stored. What a dead process writes is not looked at.
func (k *kill) watch() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.gate.dead() {
		return
	}
	if files := k.files(); !maps.EqualFunc(files, k.image, bytes.Equal) { // else it finds what it found before
		k.image = files
		k.route, k.known = k.reopened()
	}
	if !k.known {
		return
	}
	now := k.stored()
	if diff := cmp.Diff(k.route, routes.Reduced(k.route, now)); diff != "" {
		k.t.Errorf("call %d: the route in the data folder has more than the state in the store (-has +may have)\n%s",
			k.gate.calls, diff)
	}
}

// inMemory is a folder that waits for no disk, where the system has one.
func inMemory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "footing-bot-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// files reads the data folder.
func (k *kill) files() map[string][]byte {
	files := make(map[string][]byte)
	for _, name := range []string{"folder.key", "routes.log"} {
		data, err := os.ReadFile(filepath.Join(k.dir, name))
		if err != nil {
			k.t.Error(err)
		}
		files[name] = data
	}
	return files
}

// restored is a folder with the files of the last look.
func (k *kill) restored() string {
	dir := inMemory(k.t)
	for name, data := range k.image {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			k.t.Error(err)
		}
	}
	return dir
}

// reopened is ann's route as the next process finds it.
func (k *kill) reopened() (state.Route, bool) {
	dir := k.restored()
	defer func() { _ = os.RemoveAll(dir) }()
	f, err := folder.Open(dir)
	if err != nil {
		k.t.Error(err)
		return state.Route{}, false
	}
	defer func() { _ = f.Close() }()
	return routes.Open(f, k.bot.o.Clock).Named(k.id)
}

// stored is ann's route by the state that is stored.
func (k *kill) stored() state.Route {
	record, err := k.look.Load(k.t.Context(), k.id)
	if err != nil {
		k.t.Error(err)
	}
	return engine.RouteOf(k.plan, record.State)
}

// goOn does all there is to do, in another process if the first is killed meanwhile.
func (k *kill) goOn() {
	k.t.Helper()
	for until := k.now().Add(2 * time.Minute); ; {
		next, err := k.bot.Pump(k.t.Context())
		switch {
		case k.n > 0 && !k.struck && k.gate.calls >= k.n:
			k.struck = true
			k.pass(31 * time.Second)
			k.live(k.restored())
		case err != nil:
			k.t.Fatalf("trouble at call %d: %v", k.n, err)
		case next.IsZero() || next.After(until):
			return
		default:
			k.pass(next.Sub(k.now()))
		}
	}
}

// right compares everybody's routes, as the next process finds them, with their states.
func (k *kill) right() {
	k.t.Helper()
	k.gate.stopAt = 0
	k.watch()
	f, err := folder.Open(k.restored())
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	book := routes.Open(f, k.bot.o.Clock)
	if _, ok := book.Named(k.id); ok {
		k.t.Errorf("trouble at call %d: the route of somebody who had everything removed is left", k.n)
	}
	for id, err := range k.look.Everyone(k.t.Context()) {
		if err != nil {
			k.t.Fatal(err)
		}
		record, err := k.look.Load(k.t.Context(), id)
		if err != nil {
			k.t.Fatal(err)
		}
		want := engine.RouteOf(k.plan, record.State)
		if got, ok := book.Named(id); ok == want.Gone || ok && !got.Same(want) {
			k.t.Errorf("trouble at call %d: %s has the route %+v, %v, want %+v", k.n, id, got, ok, want)
		}
	}
}

// tapText presses ann's youngest button with these words.
func (k *kill) tapText(text string) {
	k.t.Helper()
	for _, m := range slices.Backward(k.phone.Chat(ann)) {
		for _, b := range slices.Concat(m.Buttons...) {
			if b.Text == text {
				if _, err := k.phone.TapData(ann, m.ID, b.Data); err != nil {
					k.t.Fatal(err)
				}
				return
			}
		}
	}
	k.t.Fatalf("trouble at call %d: no button %q in %q", k.n, text, strings.Join(k.heard(ann), "\n"))
}
