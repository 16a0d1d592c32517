// Package inbox holds the entries of a shard's inbox that are in memory. A Backlog promises its worker each entry once
// and strictly in order, whoever handed it over, and however late.
//
// Begin with New, then Take when the shard's lease is won. Whoever stores entries calls Push. The worker calls First,
// which gives the oldest entry or says how many to read from Redis: then it calls Opening, reads, calls Fill and asks
// again. When the entry's turn is made it calls Remove, or SetBack if it can't be made for now and those of others can.
// Reread is for everybody who may have stored entries without knowing which; it costs one reading and is never wrong. A
// Backlog reads nothing itself and knows no turn.
package inbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"footing/bot/internal/lanes"
	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage"
)

const (
	// Page is how many entries are read from an inbox at once.
	Page = 500
	// inHand is how many entries a backlog holds at most. The rest waits in Redis.
	inHand = 4096
)

// Backlog holds the entries of a shard's inbox that are in memory, in the order of the stream. Any loop may add to it;
// only the shard's worker takes from it.
//
// A backlog is either complete or behind. When it is complete, an entry that is handed over is inserted. When it is
// behind, it holds the first entries of the inbox (possibly none) and drops what is handed over, because the worker
// will read it from Redis.
//
// The entries of an inbox are numbered without gaps, and only the shard's worker removes any. So a number missing at
// the front is an entry that was not handed over yet, by a slower loop or another process. The worker then reads Redis
// before it goes on, so that no entry overtakes another.
type Backlog struct {
	Nudge   loop.Nudge  // wakes the worker
	failing atomic.Bool // the last turn could not be made

	mu      sync.Mutex
	lease   storage.Lease
	held    bool
	taken   int // how often the shard was taken or lost; when it changes, the worker forgets its cached states
	behind  bool
	next    uint64 // the number of the next entry; 0: not known
	mark    uint64 // the highest number held when the reading of Redis began
	back    int    // entries that were set back and are still in Redis
	entries []storage.Entry
	// displaced are entries that were in the inbox and are not any more (displaced.go).
	displaced []storage.Entry
	urgent    []state.Called // emergency calls that are known and whose turn was not made yet; the youngest are last
}

// New makes the backlog of a shard that is not held.
func New() *Backlog { return &Backlog{Nudge: loop.NewNudge()} }

// Take starts the work on a shard with a new lease. Everything is read from Redis first.
func (b *Backlog) Take(lease storage.Lease) {
	b.mu.Lock()
	b.lease, b.held, b.behind, b.next, b.back, b.entries = lease, true, true, 0, 0, nil
	b.taken++
	b.failing.Store(false) // nothing is known of turns under this lease
	b.mu.Unlock()
	b.Nudge.Poke()
}

// Lose ends the work on the shard.
func (b *Backlog) Lose() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held, b.entries = false, nil
	b.taken++
}

// Reread makes the worker read Redis before it goes on, because the inbox may hold entries that were not handed over,
// or what was set back is to be tried again.
func (b *Backlog) Reread() {
	b.mu.Lock()
	b.displaced = append(b.displaced, b.entries...) // perhaps: after a call that failed the store may be an older copy
	b.behind, b.back, b.entries = true, 0, nil
	b.mu.Unlock()
	b.Nudge.Poke()
}

// Push hands an entry over.
func (b *Backlog) Push(e storage.Entry) {
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
	b.Nudge.Poke()
}

// insert puts an entry at the place of its stream id, which is nearly always the end. A second copy is dropped.
func (b *Backlog) insert(e storage.Entry) {
	at, found := slices.BinarySearchFunc(b.entries, e, func(a, b storage.Entry) int {
		return lanes.CompareStreams(a.Stream, b.Stream)
	})
	switch {
	case !found:
		b.entries = slices.Insert(b.entries, at, e)
	case !same(b.entries[at], e): // the store went back, and gave the number a second time
		b.displaced = append(b.displaced, b.entries[at])
		b.entries[at] = e
	}
	if call, ok := e.Event.(state.Called); ok {
		b.expect(call)
	}
}

// same tells whether two copies are of one entry, as far as they can be read.
func same(a, b storage.Entry) bool {
	return a.Event == nil || b.Event == nil || a.Event.Head().ID == b.Event.Head().ID
}

// mostUrgent is how many emergency calls are known at most before their turn.
const mostUrgent = 64

// expect notes an emergency call whose turn is yet to come, so that the turn of its evidence calls nobody twice.
func (b *Backlog) expect(call state.Called) {
	b.urgent = slices.DeleteFunc(b.urgent, func(c state.Called) bool { return c.ID == call.ID })
	b.urgent = append(b.urgent, call)
	b.urgent = b.urgent[max(0, len(b.urgent)-mostUrgent):]
}

// CallsAbout gives the known emergency calls about an event.
func (b *Backlog) CallsAbout(event string) (calls []state.Called) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, call := range b.urgent {
		if call.Evidence == event {
			calls = append(calls, call)
		}
	}
	return calls
}

// First gives the oldest entry without removing it. If Redis must be read first, read is how many entries to read at
// most: a whole page, or those that are missing at the front.
func (b *Backlog) First() (e storage.Entry, ok bool, read int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case !b.held, len(b.entries) == 0 && !b.behind:
		return e, false, 0
	case len(b.entries) == 0, b.next == 0:
		return e, false, Page
	}
	switch missing := int64(number(b.entries[0].Stream) - b.next); { //nolint:gosec // numbers of one stream are near each other
	case missing == 0:
		return b.entries[0], true, 0
	case missing < 0, missing > Page, b.behind:
		return e, false, Page
	default:
		return e, false, int(missing)
	}
}

// Remove removes an entry that is done.
func (b *Backlog) Remove(stream string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := slices.IndexFunc(b.entries, func(e storage.Entry) bool { return e.Stream == stream })
	if at >= 0 {
		if call, ok := b.entries[at].Event.(state.Called); ok {
			b.urgent = slices.DeleteFunc(b.urgent, func(c state.Called) bool { return c.ID == call.ID })
		}
	}
	switch {
	case at == 0: // nearly always, and then nothing need be moved
		b.next = number(stream) + 1
		b.entries[0] = storage.Entry{}
		b.entries = b.entries[1:]
	case at > 0:
		b.entries = slices.Delete(b.entries, at, at+1)
	}
}

// SetBack lets an entry that First gave wait in Redis, while those behind it go on. It is given again after Reread,
// with everything else that was set back, in the order of the inbox. Until then the worker sets back whatever must not
// overtake it.
func (b *Backlog) SetBack(stream string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := slices.IndexFunc(b.entries, func(e storage.Entry) bool { return e.Stream == stream })
	if at < 0 {
		return // Reread was called meanwhile, so it comes again
	}
	b.next = number(stream) + 1
	b.entries = slices.Delete(b.entries, at, at+1)
	b.back++
}

// Opening is called before Redis is read, behind the stream id after; empty is the front. From here on, entries that
// are handed over are kept again.
func (b *Backlog) Opening() (after string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.back > 0 { // what is before that was set back, or is done
		after = fmt.Sprintf("0-%d", b.next-1)
	}
	b.behind, b.mark = false, 0
	if n := len(b.entries); n > 0 {
		b.mark = number(b.entries[n-1].Stream)
	}
	return after
}

// Fill adds a page that was read from where Opening said. Entries older than the page are removed: they were handed
// over late and are done, or the store went back. If more pages follow, entries behind this page are removed, because a
// later page has them.
func (b *Backlog) Fill(page []storage.Entry, more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.behind { // Reread was called meanwhile, or more was handed over than fits
		b.entries = nil
		return
	}
	front := b.mark + 1
	if len(page) > 0 {
		front = number(page[0].Stream)
		b.next = front
	}
	b.entries = slices.DeleteFunc(b.entries, func(e storage.Entry) bool {
		older := number(e.Stream) < front
		if older {
			b.displaced = append(b.displaced, e) // unless it is done
		}
		return older
	})
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

// Waiting counts the entries that wait for their turn, as far as they are known: those in memory and those set back.
func (b *Backlog) Waiting() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.entries) + b.back
}

// Depth counts the entries in memory.
func (b *Backlog) Depth() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.entries)
}

// Holds tells whether this process works on the shard.
func (b *Backlog) Holds() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.held
}

// Failed notes whether the last turn could not be made.
func (b *Backlog) Failed(failed bool) { b.failing.Store(failed) }

// Well tells whether turns are made: the shard is held, and the last one did not fail.
func (b *Backlog) Well() bool { return b.Holds() && !b.failing.Load() }

// Lease gives the lease and the number of its takeover.
func (b *Backlog) Lease() (lease storage.Lease, taken int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.lease, b.taken
}

// number is the number of an inbox entry. Their stream ids are "0-1", "0-2" and so on.
func number(stream string) uint64 {
	_, after, _ := strings.Cut(stream, "-")
	n, err := strconv.ParseUint(after, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
