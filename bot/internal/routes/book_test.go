package routes

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage/folder"
)

var lind, berg = state.Contact{ID: "s01-LIND"}, state.Contact{ID: "s02-BERG"}

const ann = "s00-ANN"

// calling is ann's route to some people.
func calling(people ...state.Contact) state.Route {
	return state.Route{Chat: 7, Told: true, Steps: []state.RouteStep{{Call: "first", People: people}}}
}

// opened is a book with the folder at a path. Closing it ends the process.
func opened(t *testing.T, dir string) (b *Book, end func()) {
	t.Helper()
	f, err := folder.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return Open(f, func() loop.Reading { return loop.Reading{} }), func() { _ = f.Close() }
}

func turn(t *testing.T, b *Book, next state.Route) {
	t.Helper()
	if err := b.Before(ann, next); err != nil {
		t.Fatal(err)
	}
	b.After(0, ann, next)
}

func tidy(t *testing.T, b *Book) {
	t.Helper()
	if _, err := b.Tidy(); err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, b *Book, want state.Route) {
	t.Helper()
	got, ok := b.Named(ann)
	if !ok {
		got.Gone = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ann's route (-want +got):\n%s", diff)
	}
}

func TestReducedHasNothingThatTheNextHasNot(t *testing.T) {
	old := calling(lind, berg)
	for name, change := range map[string]struct{ next, want state.Route }{
		"somebody out":  {calling(berg), calling(berg)},
		"somebody in":   {calling(lind, berg, state.Contact{ID: "new"}), old},
		"nobody":        {state.Route{Chat: 7, Told: true}, state.Route{Chat: 7, Told: true}},
		"gone":          {state.Route{Gone: true}, state.Route{Gone: true}},
		"another chat":  {state.Route{Chat: 8, Told: true, Steps: old.Steps}, state.Route{Told: true, Steps: old.Steps}},
		"consent back":  {state.Route{Chat: 7, Steps: old.Steps}, state.Route{Chat: 7, Steps: old.Steps}},
		"more careful":  {state.Route{Chat: 7, Careful: true}, state.Route{Chat: 7, Careful: true}},
		"all as it was": {old, old},
		"later on a way": {
			state.Route{Chat: 7, Told: true, Steps: []state.RouteStep{{}, {People: old.Steps[0].People}}}, old,
		},
	} {
		if diff := cmp.Diff(change.want, Reduced(old, change.next)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestReducedAtOtherTimes: whom the next route names at no time is gone from every time of the former.
func TestReducedAtOtherTimes(t *testing.T) {
	began := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	shifts := func(now, later state.Route) state.Route {
		now.Shifts = []state.Shift{{From: began, Steps: later.Steps}}
		return now
	}
	old := shifts(calling(lind), calling(berg))
	for name, change := range map[string]struct{ next, want state.Route }{
		"who was to come is out": {calling(lind), shifts(calling(lind), calling())},
		"they come at once":      {calling(berg), shifts(calling(), calling(berg))},
		"nobody is left":         {state.Route{Chat: 7, Told: true}, shifts(state.Route{Chat: 7, Told: true}, state.Route{})},
	} {
		got := Reduced(old, change.next)
		if diff := cmp.Diff(change.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for at, who := range map[time.Time]state.Contact{began.Add(-time.Second): lind, began: berg} {
		for _, r := range []state.Route{old, old.At(began), old.At(began.Add(-time.Hour))} {
			if got := r.At(at).Steps[0].People[0]; got != who {
				t.Errorf("at %s %s is called, want %s", at, got.ID, who.ID)
			}
		}
	}
}

// TestARoutesLife: what a turn takes away is gone before its commit, what it adds is there after it, and all of it
// outlives the process as long as nobody else had the shard.
func TestARoutesLife(t *testing.T) {
	dir := t.TempDir()
	b, end := opened(t, dir)
	b.Take(0, 1)
	tidy(t, b)
	turn(t, b, calling(lind, berg))
	if err := b.Before(ann, calling(lind, state.Contact{ID: "new"})); err != nil {
		t.Fatal(err)
	}
	same(t, b, calling(lind))
	end() // the commit is never heard of
	b, end = opened(t, dir)
	same(t, b, calling(lind))
	if id, _, ok := b.Of(7); !ok || id != ann {
		t.Errorf("the chat is that of %q, %v", id, ok)
	}
	b.Another(0, 1) // its own lease, of before
	b.Take(0, 2)
	same(t, b, calling(lind))
	tidy(t, b)
	b.Lose(0) // Redis is away
	same(t, b, calling(lind))
	end()
	b, end = opened(t, dir)
	b.Another(0, 3) // somebody else's
	same(t, b, state.Route{Gone: true})
	tidy(t, b)
	end()
	b, _ = opened(t, dir)
	same(t, b, state.Route{Gone: true})
}

// TestAnotherTakeoverIsNoticedLater: a process that was away for two takeovers believes nothing of before.
func TestAnotherTakeoverIsNoticedLater(t *testing.T) {
	dir := t.TempDir()
	b, end := opened(t, dir)
	b.Take(0, 1)
	tidy(t, b)
	turn(t, b, calling(lind, berg))
	end()
	b, _ = opened(t, dir)
	b.Take(0, 3)
	same(t, b, state.Route{Gone: true})
}

// TestATurnKnowsBetterThanWhatWasRead: a route that was read before a turn, or during it, must not replace the turn's.
func TestATurnKnowsBetterThanWhatWasRead(t *testing.T) {
	b, _ := opened(t, t.TempDir())
	b.Take(0, 1)
	turn(t, b, calling(lind, berg))
	read := []Found{{ID: ann, Route: calling(lind, berg), Turns: b.Turns(ann)}}
	restore := func(epoch int64, found []Found) {
		if err := b.Restore(0, epoch, found); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Before(ann, calling(lind)); err != nil {
		t.Fatal(err)
	}
	restore(1, read)
	same(t, b, calling(lind))
	during := []Found{{ID: ann, Route: calling(lind, berg), Turns: b.Turns(ann)}}
	restore(1, during)
	same(t, b, calling(lind))
	b.After(0, ann, calling(lind))
	restore(1, read)
	same(t, b, calling(lind))
	restore(2, during) // read under another takeover
	same(t, b, calling(lind))
	restore(1, []Found{{ID: ann, Route: calling(berg), Turns: b.Turns(ann)}})
	same(t, b, calling(berg))
}

// TestATurnWaitsForTheFolder: while the folder cannot be written, nothing is taken away unseen and health is red; what
// could only be added is added later.
func TestATurnWaitsForTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	b, end := opened(t, dir)
	b.Take(0, 1)
	tidy(t, b)
	turn(t, b, calling(lind, berg))
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := b.Before(ann, calling(lind)); err == nil {
			t.Error("somebody was taken away, and nothing was written")
		}
	}
	b.Abandon(ann)
	turn(t, b, calling(lind, berg, state.Contact{ID: "new"})) // takes nobody away
	if serious, others := b.Problems(); len(serious) != 1 || len(others) != 1 {
		t.Errorf("problems %q, %q", serious, others)
	}
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
	if err := b.Pay(); err != nil {
		t.Fatal(err)
	}
	if serious, others := b.Problems(); len(slices.Concat(serious, others)) != 0 {
		t.Errorf("problems %q, %q", serious, others)
	}
	end()
	b, _ = opened(t, dir)
	same(t, b, calling(lind, berg, state.Contact{ID: "new"}))
}
