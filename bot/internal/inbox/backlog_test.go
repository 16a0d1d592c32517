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

// TestBacklogLosesNothing lets others post to Redis while a worker takes one entry after the other. What is posted
// is handed over at once, or late, or never (by another process, until somebody looks). The worker sees each
// entry, once, and strictly in order.
func TestBacklogLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const page = 4
		b := New()
		b.Take(storage.Lease{Shard: 1, Epoch: 1})
		var redis, late []storage.Entry
		var seen []string
		n := 0
		post := func(when int) {
			n++
			e := storage.Entry{Stream: fmt.Sprintf("0-%d", n)}
			redis = append(redis, e)
			switch when {
			case 0:
				b.Push(e)
			case 1:
				late = append(late, e)
			}
		}
		handOver := func() {
			if len(late) > 0 {
				i := rapid.IntRange(0, len(late)-1).Draw(t, "late")
				b.Push(late[i])
				late = slices.Delete(late, i, i+1)
			}
		}
		work := func() bool {
			e, ok, read := b.First()
			if read > 0 {
				b.Opening()
				most := min(page, read)
				found := slices.Clone(redis[:min(most, len(redis))])
				switch rapid.IntRange(0, 3).Draw(t, "whileReading") {
				case 0:
					post(0)
				case 1:
					handOver()
				}
				b.Fill(found, len(found) == page)
				e, ok, _ = b.First()
			}
			if !ok {
				return read > 0
			}
			if at := slices.IndexFunc(redis, func(r storage.Entry) bool { return r.Stream == e.Stream }); at != 0 {
				t.Fatalf("%s is taken, but it stands at place %d", e.Stream, at)
			}
			seen, redis = append(seen, e.Stream), redis[1:]
			b.Remove(e.Stream)
			return true
		}
		t.Repeat(map[string]func(*rapid.T){
			"post":      func(*rapid.T) { post(0) },
			"post late": func(*rapid.T) { post(1) },
			"hand over": func(*rapid.T) { handOver() },
			"strand":    func(*rapid.T) { post(2) },
			"look":      func(*rapid.T) { b.Reread() },
			"work":      func(*rapid.T) { work() },
		})
		for i := 0; len(redis) > 0; i++ {
			if i > 10*n+10 {
				t.Fatalf("%d entries are never seen", len(redis))
			}
			if !work() {
				b.Reread() // what a look at the length of the inbox leads to
			}
		}
		if !slices.IsSortedFunc(seen, lanes.CompareStreams) {
			t.Fatalf("seen in the order %v", seen)
		}
		if len(seen) != n {
			t.Fatalf("%d of %d entries were seen", len(seen), n)
		}
	})
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
