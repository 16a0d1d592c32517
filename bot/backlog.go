package bot

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"footing/storage"
)

// inHand is how many entries a shard's backlog holds at most; the rest waits in Redis.
const inHand = 4096

// backlog is what a shard's worker has in hand of its inbox, in the order of the stream. Others add to it from
// their loops; the worker alone takes from it.
//
// Either it is complete, so that an entry which is handed over belongs at its place, or it is behind: it is
// then a beginning of what waits in Redis (possibly nothing), and what is handed over is dropped, for it will
// be read.
//
// The entries of an inbox are numbered without gaps, and only the shard's worker takes any out. So a number that
// is missing at the front is an entry that nobody has handed over yet, from a loop that is slower or from another
// process, and Redis is read before the worker goes on: nothing overtakes.
type backlog struct {
	mu      sync.Mutex
	lease   storage.Lease
	held    bool
	taken   int // how many times the shard was taken: a worker that sees a new number forgets what it knew
	behind  bool
	next    uint64 // the number that comes next; 0: not known
	mark    uint64 // the highest number in hand when the reading of Redis began
	entries []storage.Entry
	nudge   chan struct{}
}

// take begins anew with a lease: everything is in Redis.
func (b *backlog) take(lease storage.Lease) {
	b.mu.Lock()
	b.lease, b.held, b.behind, b.next, b.entries = lease, true, true, 0, nil
	b.taken++
	b.mu.Unlock()
	poke(b.nudge)
}

// lose ends the work on the shard.
func (b *backlog) lose() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held, b.entries = false, nil
	b.taken++
}

// reread makes the worker read from Redis before it goes on, so that nothing is passed over.
func (b *backlog) reread() {
	b.mu.Lock()
	b.behind, b.entries = true, nil
	b.mu.Unlock()
	poke(b.nudge)
}

// push hands an entry over.
func (b *backlog) push(e storage.Entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.held || b.behind {
		return
	}
	if len(b.entries) >= inHand {
		b.behind = true
		return
	}
	b.insert(e)
	poke(b.nudge)
}

// insert puts an entry where its stream id belongs, once. Nearly always that is the end.
func (b *backlog) insert(e storage.Entry) {
	at, found := slices.BinarySearchFunc(b.entries, e, func(a, b storage.Entry) int {
		return compareStreams(a.Stream, b.Stream)
	})
	if !found {
		b.entries = slices.Insert(b.entries, at, e)
	}
}

// first gives the oldest entry without taking it away. Where Redis must be read before, read is how many entries
// of it at most: all that fit, or those that are missing at the front.
func (b *backlog) first() (e storage.Entry, ok bool, read int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case !b.held, len(b.entries) == 0 && !b.behind:
		return e, false, 0
	case len(b.entries) == 0, b.next == 0:
		return e, false, inboxPage
	}
	switch missing := int64(number(b.entries[0].Stream) - b.next); { //nolint:gosec // numbers of one stream are near each other
	case missing == 0:
		return b.entries[0], true, 0
	case missing < 0, missing > inboxPage, b.behind:
		return e, false, inboxPage
	default:
		return e, false, int(missing)
	}
}

// remove takes an entry away that has been dealt with.
func (b *backlog) remove(stream string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := slices.IndexFunc(b.entries, func(e storage.Entry) bool { return e.Stream == stream })
	switch {
	case at == 0: // nearly always, and then nothing need be moved
		b.next = number(stream) + 1
		b.entries[0] = storage.Entry{}
		b.entries = b.entries[1:]
	case at > 0:
		b.entries = slices.Delete(b.entries, at, at+1)
	}
}

// opening is called before Redis is read: from here on what is handed over is kept again.
func (b *backlog) opening() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.behind, b.mark = false, 0
	if n := len(b.entries); n > 0 {
		b.mark = number(b.entries[n-1].Stream)
	}
}

// fill adds a page that was read from the front of the inbox. What is in hand and older than the page has been
// dealt with: it was handed over late. If more follows, what was handed over meanwhile is let go: it comes with a
// later page.
func (b *backlog) fill(page []storage.Entry, more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.behind { // somebody asked for another reading meanwhile, or more was handed over than is kept
		b.entries = nil
		return
	}
	front := b.mark + 1
	if len(page) > 0 {
		front = number(page[0].Stream)
		b.next = front
	}
	b.entries = slices.DeleteFunc(b.entries, func(e storage.Entry) bool { return number(e.Stream) < front })
	for _, e := range page {
		b.insert(e)
	}
	if !more {
		return
	}
	b.behind = true
	last := number(page[len(page)-1].Stream)
	b.entries = slices.DeleteFunc(b.entries, func(e storage.Entry) bool { return number(e.Stream) > last })
}

// depth is how many entries are in hand.
func (b *backlog) depth() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.entries)
}

// state gives the lease and the number of the takeover it came with.
func (b *backlog) state() (lease storage.Lease, taken int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.lease, b.taken
}

// number is the place of an entry in its inbox: ids are "0-1", "0-2" and so on.
func number(stream string) uint64 {
	_, after, _ := strings.Cut(stream, "-")
	n, err := strconv.ParseUint(after, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// compareStreams orders two stream ids, "milliseconds-number" both, without reading the numbers.
func compareStreams(a, b string) int {
	a1, a2, _ := strings.Cut(a, "-")
	b1, b2, _ := strings.Cut(b, "-")
	for _, pair := range [...][2]string{{a1, b1}, {a2, b2}} {
		if d := len(pair[0]) - len(pair[1]); d != 0 {
			return d
		}
		if c := strings.Compare(pair[0], pair[1]); c != 0 {
			return c
		}
	}
	return 0
}

// poke wakes a loop that waits for it, or sees to it that it does not begin to wait.
func poke(nudge chan struct{}) {
	select {
	case nudge <- struct{}{}:
	default:
	}
}
