package routes

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage/folder"
)

// timed is a book whose clock is set, and the folder with which it is opened again.
type timed struct {
	*testing.T
	*Book
	dir    string
	folder *folder.Folder
	now    time.Time
}

func (b *timed) clock() loop.Reading { return loop.Reading{Wall: b.now} }

func minute(n int) time.Time { return time.Date(2026, 3, 2, 12, n, 0, 0, time.UTC) }

func (b *timed) reopens() {
	b.Helper()
	if b.folder != nil {
		b.must(b.folder.Close())
	}
	var err error
	b.folder, err = folder.Open(b.dir)
	b.must(err)
	b.Book = Open(b.folder, b.clock)
}

func (b *timed) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// turn makes one of somebody's.
func (b *timed) turn(at int, id string, next state.Route) {
	b.Helper()
	b.now = minute(at)
	b.must(b.Before(id, next))
	b.After(0, id, next)
}

// believed checks of which copies the routes are believed to be newer.
func (b *timed) believed(what string, want map[int]bool) {
	b.Helper()
	for at, newer := range want {
		if got := b.Newer(0, minute(at)); got != newer {
			b.Errorf("%s: newer than the copy of minute %d: %v", what, at, got)
		}
	}
}

func newTimed(t *testing.T) *timed {
	t.Helper()
	b := &timed{T: t, dir: filepath.Join(t.TempDir(), "data"), now: minute(0)}
	b.reopens()
	t.Cleanup(func() { _ = b.folder.Close() })
	b.Take(0, 1)
	_, err := b.Tidy()
	b.must(err)
	return b
}

// TestOfWhenTheRoutesAre: routes are as of the last change of one of them, once all were made anew, and that outlives
// the process. What changes nothing writes nothing.
func TestOfWhenTheRoutesAre(t *testing.T) {
	b := newTimed(t)
	b.turn(1, ann, calling(lind, berg))
	b.believed("not all are made anew", map[int]bool{0: false})
	b.now = minute(10)
	b.must(b.Anew(0, 2)) // of another takeover
	b.believed("another takeover's", map[int]bool{0: false})
	b.must(b.Anew(0, 1))
	b.believed("made anew", map[int]bool{5: true, 10: false, 15: false})
	b.turn(20, ann, calling(berg))
	b.turn(30, ann, calling(berg))
	for _, what := range []string{"changed", "opened again"} {
		b.believed(what, map[int]bool{15: true, 25: false})
		b.reopens()
	}
	b.Take(0, 2)
	b.turn(40, ann, calling())
	b.believed("taken again", map[int]bool{15: true, 35: false})
	b.now = minute(45)
	b.must(b.Anew(0, 2))
	b.Take(0, 3) // by the same process
	b.turn(60, ann, calling(lind))
	b.believed("taken again at once", map[int]bool{40: true, 50: false})
	b.Another(0, 4)
	_, err := b.Tidy()
	b.must(err)
	b.believed("another's", map[int]bool{0: false})
	b.reopens()
	b.believed("another's, opened again", map[int]bool{0: false})
}

// TestWhatIsOwedHoldsTheTime: as long as the folder lacks something of a shard, its routes are of no time.
func TestWhatIsOwedHoldsTheTime(t *testing.T) {
	b := newTimed(t)
	b.must(b.Anew(0, 1))
	b.turn(10, ann, calling(berg))
	b.must(os.Rename(b.dir, b.dir+".away"))
	b.turn(20, ann, calling(lind, berg)) // what is added is written later
	b.must(os.Rename(b.dir+".away", b.dir))
	b.turn(30, "s00-EVE", calling(lind))
	b.believed("owed", map[int]bool{5: true, 15: false})
	b.now = minute(40)
	b.must(b.Pay())
	b.believed("paid", map[int]bool{35: true})
}

// TestAStoreThatWasGivenUp: a copy that was made after the one that was put back, and before that was, is of another
// course of things.
func TestAStoreThatWasGivenUp(t *testing.T) {
	b := newTimed(t)
	b.PutBack(0, minute(10), minute(30))
	b.now = minute(40)
	b.must(b.Anew(0, 1))
	for _, what := range []string{"put back", "opened again"} {
		b.believed(what, map[int]bool{5: true, 10: true, 20: false, 35: true})
		b.reopens()
	}
}
