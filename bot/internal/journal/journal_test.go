package journal

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage"
	"footing/storage/course"
	"footing/storage/folder"
)

// opened is a journal without a store, in a folder of its own.
func opened(tb testing.TB, limit int64) *Journal {
	tb.Helper()
	f, err := folder.Open(tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = f.Close() })
	file, err := f.Journal("a generation", limit)
	if err != nil {
		tb.Fatal(err)
	}
	j := &Journal{
		Nudge: loop.NewNudge(), with: Parts{Log: slog.New(slog.DiscardHandler)}, file: file, keeps: true,
		work: make(map[int]*work), lines: make(map[int]*history),
	}
	j.work[7] = &work{lines: []course.Line{{ID: "one"}}}
	return j
}

func past(stream string) Past {
	flood := state.Flood{Header: state.Header{ID: stream}}
	return Past{Shard: 7, At: at, ID: "s07-A", Chat: 5, Event: flood, stream: stream}
}

// written is which turns the journal has, by number.
func (j *Journal) written(t *testing.T) (all []string) {
	t.Helper()
	j.Flush(loop.Reading{Wall: at})
	j.file.Read(func(data []byte) {
		r, err := decode(data)
		if err != nil {
			t.Fatal(err)
		}
		if r.kind != kindTurn {
			return
		}
		p, err := r.turn()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprint(p.Number, " ", p.Event.Head().ID))
	})
	return all
}

// TestATurnWhoseReplyWasLostIsWrittenDown once it is known to have been saved: by the next number, or because its event
// is gone. Where that is not known there is a gap.
func TestATurnWhoseReplyWasLostIsWrittenDown(t *testing.T) {
	for name, c := range map[string]struct {
		lives func(*Journal)
		want  string
	}{
		"saved at the second attempt":            {func(j *Journal) { j.Unsure(past("b")); j.Turn(past("b"), 2) }, "[1 a 2 b]"},
		"the next number tells":                  {func(j *Journal) { j.Unsure(past("b")); j.Turn(past("c"), 3) }, "[1 a 2 b 3 c]"},
		"it was not saved":                       {func(j *Journal) { j.Unsure(past("b")); j.Turn(past("c"), 2) }, "[1 a 2 c]"},
		"its event is gone":                      {func(j *Journal) { j.Unsure(past("b")); j.Gone(7, "b"); j.Turn(past("c"), 3) }, "[1 a 2 b 3 c]"},
		"its event is gone, but not by its turn": {func(j *Journal) { j.Unsure(past("b")); j.Gone(7, "b"); j.Turn(past("c"), 2) }, "[1 a 2 c]"},
		"one of two is gone":                     {func(j *Journal) { j.Unsure(past("b")); j.Unsure(past("c")); j.Gone(7, "c"); j.Turn(past("d"), 3) }, "[1 a 2 c 3 d]"},
		"another's event is gone":                {func(j *Journal) { j.Gone(7, "x"); j.Turn(past("c"), 2) }, "[1 a 2 c]"},
		"one of two, and nobody can tell":        {func(j *Journal) { j.Unsure(past("b")); j.Unsure(past("c")); j.Turn(past("d"), 3) }, "[1 a 3 d]"},
		"two of one moment, the later one first": {func(j *Journal) { j.Turn(past("c"), 3); j.Turn(past("b"), 2); j.Turn(past("d"), 4) }, "[1 a 3 c 2 b 4 d]"},
		"twice the same, and then saved": {func(j *Journal) {
			j.Unsure(past("b"))
			j.Unsure(past("b"))
			j.Turn(past("b"), 2)
			j.Turn(past("c"), 3)
		}, "[1 a 2 b 3 c]"},
	} {
		t.Run(name, func(t *testing.T) {
			j := opened(t, 1<<20)
			j.Turn(past("a"), 1)
			c.lives(j)
			if got := fmt.Sprint(j.written(t)); got != c.want {
				t.Errorf("the journal has %s, want %s", got, c.want)
			}
		})
	}
}

// TestWhatWaitsIsWrittenWhenThereIsRoom, in its order.
func TestWhatWaitsIsWrittenWhenThereIsRoom(t *testing.T) {
	j := opened(t, 1)
	j.Turn(past("a"), 1)
	j.Flush(loop.Reading{Wall: at})
	if j.Problem() == "" {
		t.Error("a full journal has no problem")
	}
	j.file = opened(t, 1<<20).file
	j.Turn(past("b"), 2)
	if got := fmt.Sprint(j.written(t)); got != "[1 a 2 b]" || j.Problem() != "" {
		t.Errorf("the journal has %s, and the problem %q", got, j.Problem())
	}
}

// BenchmarkTap is what the journal costs a tap: its turn and the end of its message, written with those of others.
func BenchmarkTap(b *testing.B) {
	j := opened(b, 1<<40)
	tap := state.Tapped{Header: state.Header{ID: "u123456789.c4382bfdwdsb323b2d9", At: at}, Data: "a:17:s1:more", Message: 4711}
	for n := range int64(b.N) {
		j.Turn(Past{Shard: 7, At: at, ID: "s07-DADRAWDRAWDRAWDRAWDRAWDRAW", Chat: 1001, Event: tap, stream: tap.ID}, n+1)
		j.Over(storage.Outgoing{Shard: 7, ID: tap.ID + "#3", Effect: state.Edit{}}, at, nil)
		if n%500 == 499 { // a second's, where many people tap
			j.Flush(loop.Reading{Wall: at.Add(time.Second)})
		}
	}
}

// TestAfterATroubleTheBeginningIsThere: what waited too long was dropped, the beginning of the line among it.
func TestAfterATroubleTheBeginningIsThere(t *testing.T) {
	j := opened(t, 1)
	j.add(mark{shard: 7, line: "one", lines: j.work[7].lines})
	j.Flush(loop.Reading{Wall: at})
	for n := range int64(queued + 10) {
		j.Turn(past(fmt.Sprint(n)), n+1)
	}
	j.file = opened(t, 1<<30).file
	for range 2 {
		j.Flush(loop.Reading{Wall: at})
	}
	found := j.survey()
	if h := found.lines[7]; h == nil || h.newest() == nil || h.newest().last() != queued+10 {
		t.Errorf("the file has %+v", h)
	}
}
