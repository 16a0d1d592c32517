package inbox

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"footing/bot/internal/lanes"
	"footing/flows/state"
	"footing/storage"
)

// TestBacklogLosesNothing lets others write to Redis while a worker takes one entry after the other. What is written
// is handed over at once, or late, or never (by another process, until somebody looks). The worker sees each
// entry, once, and strictly in order.
func TestBacklogLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const page = 4
		s := newSource()
		b := s.b
		var seen []string
		work := func() bool {
			e, ok, read := b.First()
			if read > 0 {
				b.Opening()
				most := min(page, read)
				found := slices.Clone(s.redis[:min(most, len(s.redis))])
				switch rapid.IntRange(0, 3).Draw(t, "whileReading") {
				case 0:
					s.put(0)
				case 1:
					s.handOver(t)
				}
				b.Fill(found, len(found) == page)
				e, ok, _ = b.First()
			}
			if !ok {
				return read > 0
			}
			if at := slices.IndexFunc(s.redis, func(r storage.Entry) bool { return r.Stream == e.Stream }); at != 0 {
				t.Fatalf("%s is taken, but it stands at place %d", e.Stream, at)
			}
			seen, s.redis = append(seen, e.Stream), s.redis[1:]
			b.Remove(e.Stream)
			return true
		}
		t.Repeat(s.acts(work))
		for i := 0; len(s.redis) > 0; i++ {
			if i > 10*s.n+10 {
				t.Fatalf("%d entries are never seen", len(s.redis))
			}
			if !work() {
				b.Reread() // what a look at the length of the inbox leads to
			}
		}
		if !slices.IsSortedFunc(seen, lanes.CompareStreams) {
			t.Fatalf("seen in the order %v", seen)
		}
		if len(seen) != s.n {
			t.Fatalf("%d of %d entries were seen", len(seen), s.n)
		}
	})
}

// source is an inbox in Redis to which others write, and a backlog to which they hand over what they wrote: at once, or
// late, or never.
type source struct {
	b           *Backlog
	redis, late []storage.Entry
	n           int
}

func newSource() *source {
	s := &source{b: New()}
	s.b.Take(storage.Lease{Shard: 1, Epoch: 1})
	return s
}

// put writes an entry into Redis, which is handed over at once (0), late (1) or never (2).
func (s *source) put(when int) {
	s.n++
	e := storage.Entry{Stream: fmt.Sprintf("0-%d", s.n)}
	s.redis = append(s.redis, e)
	switch when {
	case 0:
		s.b.Push(e)
	case 1:
		s.late = append(s.late, e)
	}
}

// handOver hands over one of the late entries.
func (s *source) handOver(t *rapid.T) {
	if len(s.late) > 0 {
		i := rapid.IntRange(0, len(s.late)-1).Draw(t, "late")
		s.b.Push(s.late[i])
		s.late = slices.Delete(s.late, i, i+1)
	}
}

// acts is what can happen to an inbox while a worker works.
func (s *source) acts(work func() bool) map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"put":       func(*rapid.T) { s.put(0) },
		"put late":  func(*rapid.T) { s.put(1) },
		"hand over": s.handOver,
		"strand":    func(*rapid.T) { s.put(2) },
		"look":      func(*rapid.T) { s.b.Reread() },
		"work":      func(*rapid.T) { work() },
	}
}

func TestBacklogStaysBounded(t *testing.T) {
	b := New()
	b.Take(storage.Lease{})
	b.Opening()
	b.Fill([]storage.Entry{{Stream: "0-1"}}, false)
	for n := range inHand + 10 {
		b.Push(storage.Entry{Stream: fmt.Sprintf("0-%d", n+1)})
	}
	if b.Depth() != inHand {
		t.Errorf("%d entries are in hand, want %d", b.Depth(), inHand)
	}
	for range inHand {
		e, _, _ := b.First()
		b.Remove(e.Stream)
	}
	if _, ok, read := b.First(); ok || read == 0 {
		t.Error("what did not fit will not be read")
	}
}

func TestBacklogWithoutLeaseTakesNothing(t *testing.T) {
	b := New()
	b.Push(storage.Entry{Stream: "0-1"})
	if _, ok, read := b.First(); ok || read > 0 {
		t.Error("an entry was taken without a lease")
	}
}

// TestBacklogKnowsEmergencyCalls: the turn of a press learns of the calls about it that stand behind it, until their
// own turns are made.
func TestBacklogKnowsEmergencyCalls(t *testing.T) {
	b := New()
	b.Take(storage.Lease{Shard: 1, Epoch: 1})
	b.Opening()
	call := state.Called{Header: state.Header{ID: "x"}, Evidence: "u1.c1", To: []string{"s01-C"}, Message: 7}
	page := []storage.Entry{
		{Stream: "0-1", Event: state.Tapped{Header: state.Header{ID: "u1.c1"}}}, {Stream: "0-2", Event: call},
	}
	b.Fill(page, false)
	b.Push(page[1]) // handed over late
	if got := b.CallsAbout("u1.c1"); len(got) != 1 || got[0].Message != 7 {
		t.Errorf("the calls about the press are %+v", got)
	}
	if got := b.CallsAbout("u2.c2"); got != nil {
		t.Errorf("the calls about another press are %+v", got)
	}
	b.Remove("0-1")
	b.Remove("0-2")
	if got := b.CallsAbout("u1.c1"); got != nil {
		t.Errorf("after its turn the call is still remembered: %+v", got)
	}
}
