package bot

import (
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
)

// leaving is alarmed, for whom "leave" takes everybody out of the route, and "write" writes a letter to ann.
func leaving(s state.State, e state.Event) (state.State, []state.Effect) {
	if told, ok := e.(state.Told); ok {
		letter, _ := told.Letter.(state.Departed)
		return s, []state.Effect{state.Say{Chat: s.Chat, Class: state.ClassReply, Text: "letter " + letter.Code}}
	}
	said, ok := e.(state.Said)
	if !ok {
		return alarmed(s, e)
	}
	switch said.Text.Reveal() {
	case "leave":
		next, effects := parrot(s, e)
		return next, append(effects, state.Route{Gone: true})
	case "write":
		next, effects := parrot(s, e)
		return next, append(effects, state.Tell{Chat: ann, Letter: state.Departed{Code: "A-17"}})
	case "after":
		return parrot(s, e)
	default:
		return alarmed(s, e)
	}
}

// TestAFullDiskHoldsBackOnePerson: who leaves somebody out while the data folder cannot be written waits, with all that
// comes for them, and is told so at once. Others on the same shard are answered and called out as ever, and health
// names the data folder. When it can be written again everything is done in its order.
func TestAFullDiskHoldsBackOnePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir() + "/data"
		w := newWorld(t, leaving).withFolderAt(dir).live()
		b := w.start()
		neighbour := int64(2000)
		for b.o.Store.ShardOf(neighbour) != b.o.Store.ShardOf(ann) {
			neighbour++
		}
		w.phone.AddUser(simulator.User{ID: neighbour, FirstName: "Dan", LanguageCode: "en"})
		stop := w.run(b)
		w.says(ann, "one")
		w.says(neighbour, "one")
		time.Sleep(10 * time.Second)
		full(t, dir)
		before := len(w.all(ann))
		w.says(ann, "leave")
		time.Sleep(2 * time.Second)
		if told := w.all(ann)[before:]; len(told) != 1 || !strings.HasPrefix(told[0], "bare.") {
			t.Errorf("within two seconds she is told %q", told)
		}
		calls := w.calls(neighbour)
		w.says(neighbour, "write")
		time.Sleep(time.Second)
		w.says(ann, "after")
		time.Sleep(10*time.Minute + 5*time.Second)
		if n := w.calls(neighbour) - calls; n != 10 {
			t.Errorf("her neighbour was called out %d times in ten minutes", n)
		}
		w.says(neighbour, "after")
		time.Sleep(time.Second)
		if said := strings.Join(w.heard(neighbour), "|"); !strings.Contains(said, "write") || !strings.Contains(said, "after") {
			t.Errorf("her neighbour heard %q", said)
		}
		if said := strings.Join(w.heard(ann), "|"); strings.Contains(said, "leave") || strings.Contains(said, "letter") ||
			strings.Contains(said, "after") {
			t.Errorf("before it holds she heard %q", said)
		}
		h := b.Health(b.o.Clock())
		if said := strings.Join(h.Problems, "|"); strings.Contains(said, "Redis") || !strings.Contains(said, "the data folder") {
			t.Errorf("health says %q", said)
		}
		if n := strings.Count(w.log.String(), "redis fails"); n > 0 {
			t.Errorf("the log says that Redis fails:\n%s", w.log)
		}
		if err := os.Remove(dir + "/routes.log"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(heldFor + 5*time.Second)
		said := slices.DeleteFunc(w.heard(ann), func(text string) bool { return strings.HasPrefix(text, "call") })
		if got, want := strings.Join(said, "|"), "1 one|2 leave|letter A-17|3 after"; got != want {
			t.Errorf("then she heard %q, want %q\nlog:\n%s", got, want, w.log)
		}
		time.Sleep(time.Minute)
		_, waiting := b.workers.depth()
		if h := b.Health(b.o.Clock()); !h.Ready || len(h.Problems) > 0 || waiting > 0 {
			t.Errorf("health is %+v, and %d entries wait", h, waiting)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestTheSwitchStarvesWhileAPersonWaitsForTheDisk: nobody's alarm may depend on a disk that nobody looks at.
func TestTheSwitchStarvesWhileAPersonWaitsForTheDisk(t *testing.T) {
	dir := t.TempDir() + "/data"
	overseen(t, func(w *world) {
		w.withFolderAt(dir)
		exceptTheOffice(w, leaving)
	}, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		w.says(ann, "one")
		time.Sleep(time.Second)
		full(w.t, dir)
		w.says(ann, "leave")
		starves(t, b, fed, 2*time.Minute, "the data folder takes no routes")
	})
}

// full lets nothing be written to the routes in a data folder, as a full disk does.
func full(t *testing.T, dir string) {
	t.Helper()
	if err := os.Remove(dir + "/routes.log"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir+"/routes.log", 0o700); err != nil {
		t.Fatal(err)
	}
}
