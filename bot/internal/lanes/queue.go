// Package lanes decides which message goes to Telegram next. It goes by who is owed an answer, and keeps Telegram's
// limits and the waits that Telegram asked for. It sends nothing and asks no clock.
//
// A Queued is one message of an outbox. A Queue has a lane for each chat, in the outbox's order with safety first, and
// one for the letters from each shard to each other. Pick gives the item that goes next (rank.go: who is owed first);
// its sender says Back or Done. Limits counts what Telegram counts, Holds knows what it wants to wait, by chat and
// method, Ends collects what only has to leave the outbox, and Calls watches letters that call somebody. All times are
// passed in and steady, so that a queue can be played in any order. It is not safe for concurrent use.
package lanes

import (
	"container/heap"
	"slices"
	"time"

	"footing/flows"
)

// Queue orders lanes by who is owed. To find the most urgent item that may go now costs the logarithm of the number of
// lanes. A queue is not safe for concurrent use.
type Queue struct {
	lanes   map[string]*lane
	free    laneHeap  // lanes whose head only its chat's limit concerns, or none, most urgent first
	counted laneHeap  // lanes whose head is a new message, which the limit for all chats counts, most urgent first
	waiting laneHeap  // lanes that wait, by when they may go on
	Limits  *Limits   // nil: none
	Holds   *Holds    // what Telegram wants to wait
	serial  int64     // of the last item added
	now     time.Time // of the last pick; holds are judged by it
}

// NewQueue makes an empty queue with the given limits; nil is none.
func NewQueue(l *Limits) *Queue {
	return &Queue{
		lanes: make(map[string]*lane), waiting: laneHeap{order: byWaking}, Limits: l, Holds: newHolds(),
	}
}

// moreUrgent compares lanes by who is owed, then by which head was added first.
func moreUrgent(a, b *lane) bool {
	if a.rank != b.rank {
		return a.rank < b.rank
	}
	return a.head().serial < b.head().serial
}

// Add puts a new item into its lane.
func (q *Queue) Add(it *Queued) {
	q.serial++
	it.serial = q.serial
	l := q.lanes[it.Lane]
	if l == nil {
		l = &lane{name: it.Lane}
		q.lanes[it.Lane] = l
	}
	l.replace(it)
	l.insert(it)
	q.reorder(l)
}

// reorder moves a lane to the heap where it belongs now. Its items may have changed since it was placed last: a heap
// removes a lane by its index and does not compare it.
func (q *Queue) reorder(l *lane) {
	if l.in != nil {
		heap.Remove(l.in, l.at)
	}
	l.next, l.wakes, l.rank = 0, l.until, l.owed()
	if !l.busy && l.until.IsZero() {
		l.next, l.wakes = q.firstOpen(l)
	}
	switch {
	case l.busy:
	case len(l.items) == 0:
		delete(q.lanes, l.name)
	case !l.wakes.IsZero():
		heap.Push(&q.waiting, l)
	case l.head().Fresh && !l.head().Over:
		heap.Push(&q.counted, l)
	default:
		heap.Push(&q.free, l)
	}
}

// firstOpen gives the index of the first item of a lane that is not held. If all are held, it gives the one whose hold
// ends first, and when that is.
func (q *Queue) firstOpen(l *lane) (index int, wakes time.Time) {
	for n, it := range l.items {
		opens := q.opens(l, it)
		if !opens.After(q.now) {
			return n, time.Time{}
		}
		if wakes.IsZero() || opens.Before(wakes) {
			index, wakes = n, opens
		}
	}
	return index, wakes
}

// opens is when an item of a lane may go, unless everything is held. An item that is over only has to leave the outbox,
// so it is never held. A text about safety does not wait because others failed.
func (q *Queue) opens(l *lane, it *Queued) time.Time {
	at := it.Until
	if !it.Urgent() {
		at = flows.Later(at, l.rests)
	}
	if it.Over {
		return at
	}
	return flows.Later(at, q.Holds.opens(it))
}

// Pick takes out the most urgent item that may go now, or returns nil. Its lane is busy until back or done.
func (q *Queue) Pick(now time.Time) *Queued {
	q.now = now
	for len(q.waiting.lanes) > 0 && !q.waiting.lanes[0].wakes.After(now) {
		l := q.waiting.lanes[0]
		l.until = time.Time{}
		q.reorder(l)
	}
	if until, _ := q.Holds.Everything(); until.After(now) {
		return q.pickProbe(now)
	}
	for best := q.best(now); best != nil; best = q.best(now) {
		if n, wakes := q.firstOpen(best); n == best.next && wakes.IsZero() {
			return q.take(best, now)
		}
		q.reorder(best) // since it was placed its method was held, or the time of an item before its head has come
	}
	return nil
}

// best is the lane with the most urgent item that may go now, or nil.
func (q *Queue) best(now time.Time) *lane {
	best, free := q.bestCounted(now), q.first(&q.free, now)
	if best == nil || free != nil && moreUrgent(free, best) {
		return free
	}
	return best
}

// first is the most urgent lane of a heap whose chat's limit lets its head through, or nil. The others wait.
func (q *Queue) first(h *laneHeap, now time.Time) *lane {
	for len(h.lanes) > 0 {
		l := h.lanes[0]
		if !l.head().Counted() || l.head().Over || q.Limits == nil {
			return l
		}
		rested := q.Limits.rested(l.head().Chat, now)
		if !rested.After(now) {
			return l
		}
		l.until = rested
		q.reorder(l)
	}
	return nil
}

// take takes out the head of a lane.
func (q *Queue) take(l *lane, now time.Time) *Queued {
	it := l.head()
	if it.Fresh && !it.Over && q.Limits != nil {
		q.Limits.begun(it, now)
	}
	q.Holds.begun(it, now)
	l.items = slices.Delete(l.items, l.next, l.next+1)
	l.busy, l.until = true, time.Time{}
	q.reorder(l)
	return it
}

// bestCounted is the most urgent lane with a new message that the limits let through, or nil.
func (q *Queue) bestCounted(now time.Time) *lane {
	if len(q.counted.lanes) == 0 || q.Limits != nil && q.Limits.open(now).After(now) {
		return nil
	}
	l := q.first(&q.counted, now)
	if l == nil || q.Limits != nil && l.rank == lastRank && q.Limits.openToStrangers(now).After(now) {
		return nil // strangers come last, so nobody else waits behind this one
	}
	return l
}

// Next is when pick may return an item if none is added until then; zero for never.
func (q *Queue) Next(now time.Time) time.Time {
	if until, _ := q.Holds.Everything(); until.After(now) {
		return q.nextProbe(now)
	}
	var next time.Time
	if len(q.waiting.lanes) > 0 {
		next = q.waiting.lanes[0].wakes
	}
	if len(q.free.lanes) > 0 {
		return now
	}
	if len(q.counted.lanes) > 0 {
		open := q.Limits.open(now)
		if q.counted.lanes[0].rank == lastRank {
			open = flows.Later(open, q.Limits.openToStrangers(now))
		}
		if next.IsZero() || open.Before(next) {
			next = open
		}
	}
	return next
}

// Back returns a picked item to its place in its lane, to be tried again at the given time. Until then the lane rests,
// but for other texts about safety.
func (q *Queue) Back(it *Queued, until time.Time) {
	l := q.lanes[it.Lane]
	l.busy, l.rests, it.probe = false, until, false
	if it.Urgent() {
		it.Until = flows.Later(it.Until, until)
	}
	l.insert(it)
	q.reorder(l)
}

// Done ends a picked item.
func (q *Queue) Done(it *Queued) {
	l := q.lanes[it.Lane]
	l.busy = false
	q.reorder(l)
}

// Drop removes the items for which gone is true. An item that is being sent is not removed.
func (q *Queue) Drop(gone func(*Queued) bool) {
	for _, l := range q.lanes {
		if l.in != nil {
			heap.Remove(l.in, l.at)
		}
		l.items = slices.DeleteFunc(l.items, gone)
		q.reorder(l)
	}
}

// Size counts the items that wait. One that is being sent is not counted.
func (q *Queue) Size() int {
	n := 0
	for _, l := range q.lanes {
		n += len(l.items)
	}
	return n
}
