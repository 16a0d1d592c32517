package bot

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"footing/storage"
)

func TestCompareStreams(t *testing.T) {
	ordered := []string{"9-0", "10-0", "10-2", "10-11", "1700000000000-0", "1700000000001-0"}
	for i, a := range ordered {
		for j, b := range ordered {
			if got, want := compareStreams(a, b), i-j; (got < 0) != (want < 0) || (got > 0) != (want > 0) {
				t.Errorf("compareStreams(%s, %s) = %d", a, b, got)
			}
		}
	}
}

// TestBacklogLosesNothing lets others post to Redis, handing over or not, while a worker takes one entry after
// the other: in the end it has seen each, and in order but for what nobody handed over.
func TestBacklogLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const page = 4
		b := &backlog{nudge: make(chan struct{}, 1)}
		b.take(storage.Lease{Shard: 1, Epoch: 1})
		var redis []storage.Entry
		var seen []string
		n := 0
		post := func(handOver bool) {
			n++
			e := storage.Entry{Stream: fmt.Sprintf("1-%d", n)}
			redis = append(redis, e)
			if handOver {
				b.push(e)
			}
		}
		work := func() bool {
			e, ok, read := b.first()
			if read {
				b.opening()
				found := slices.Clone(redis[:min(page, len(redis))])
				if rapid.Bool().Draw(t, "postedWhileReading") {
					post(true)
				}
				b.fill(found, len(found) == page)
				e, ok, _ = b.first()
			}
			if !ok {
				return read
			}
			at := slices.IndexFunc(redis, func(r storage.Entry) bool { return r.Stream == e.Stream })
			if at >= 0 { // else it is gone: the commit would say so
				seen = append(seen, e.Stream)
				redis = slices.Delete(redis, at, at+1)
			}
			b.remove(e.Stream)
			return true
		}
		t.Repeat(map[string]func(*rapid.T){
			"post":   func(*rapid.T) { post(true) },
			"strand": func(*rapid.T) { post(false); b.reread() },
			"work":   func(*rapid.T) { work() },
		})
		for i := 0; len(redis) > 0; i++ {
			if i > 10*n+10 {
				t.Fatalf("%d entries are never seen", len(redis))
			}
			work()
		}
		if !slices.IsSortedFunc(seen, compareStreams) {
			t.Fatalf("seen in the order %v", seen)
		}
		if len(seen) != n {
			t.Fatalf("%d of %d entries were seen", len(seen), n)
		}
	})
}

func TestBacklogStaysBounded(t *testing.T) {
	b := &backlog{nudge: make(chan struct{}, 1)}
	b.take(storage.Lease{})
	b.opening()
	b.fill(nil, false)
	for n := range inHand + 10 {
		b.push(storage.Entry{Stream: fmt.Sprintf("1-%d", n)})
	}
	if b.depth() != inHand {
		t.Errorf("%d entries are in hand, want %d", b.depth(), inHand)
	}
	for range inHand {
		e, _, _ := b.first()
		b.remove(e.Stream)
	}
	if _, ok, read := b.first(); ok || !read {
		t.Error("what did not fit will not be read")
	}
}

func TestBacklogWithoutLeaseTakesNothing(t *testing.T) {
	b := &backlog{nudge: make(chan struct{}, 1)}
	b.push(storage.Entry{Stream: "1-1"})
	if _, ok, read := b.first(); ok || read {
		t.Error("an entry was taken without a lease")
	}
}
