package bot

import (
	"container/heap"
	"slices"
	"time"

	"footing/flows/state"
	"footing/storage"
)

// item is one message of the outbox on its way.
type item struct {
	storage.Outgoing
	lane     string // whose order it keeps
	class    state.Class
	fresh    bool   // a new message, which Telegram's limits count
	chat     int64  // 0: it concerns none
	method   string // of the Bot API
	serial   int64  // the order in which items were handed over
	failures int
	refusals int         // how often Telegram has refused it so far
	refused  time.Time   // the first time
	reported bool        // its turn has heard that it does not arrive
	until    time.Time   // it is not tried before
	probe    bool        // it is tried while everything is held
	over     bool        // it was delivered, or never will be; only the outbox does not know yet
	receipt  state.Event // what the outbox shall be told, if anything
}

// spot is where an item stands in an outbox.
type spot struct {
	shard  int
	stream string
}

func (it *item) spot() spot { return spot{it.Shard, it.Stream} }

// urgent tells whether it is a new message about safety: an alert that repeats is one, too.
func (it *item) urgent() bool {
	return it.fresh && (it.class == state.ClassSafety || it.class == state.ClassRepeat)
}

// lane is what must keep its order: the messages to one chat, or one shard's letters. One of its items is on
// its way at a time. An item that is held lets those of other methods go before it.
type lane struct {
	name   string
	items  []*item // safety first, then in the outbox's order
	turn   int     // which of them goes next
	busy   bool
	until  time.Time // it rests: nothing before this
	wakes  time.Time // while it waits: when to look at it again
	probed time.Time // when one of its items was tried while everything was held
	in     *pile
	at     int // in that pile
}

// head is the item that goes next.
func (l *lane) head() *item { return l.items[l.turn] }

// queue is a number of lanes. It knows which of them has the most urgent item that may go now, in time that
// grows with the logarithm of their number only. It is not safe for concurrent use.
type queue struct {
	lanes   map[string]*lane
	free    pile    // lanes whose head may go at once, most urgent first
	counted pile    // lanes whose head is a new message, which the limits count
	waiting pile    // lanes that wait, by the end of their waiting
	limits  *limits // nil: none
	holds   *holds  // what Telegram wants to wait
	serial  int64
	now     time.Time // of the last pick: what is held, is held then
}

func newQueue(l *limits) *queue {
	return &queue{
		lanes:   make(map[string]*lane),
		free:    pile{less: moreUrgent},
		counted: pile{less: moreUrgent},
		waiting: pile{less: func(a, b *lane) bool {
			if !a.wakes.Equal(b.wakes) {
				return a.wakes.Before(b.wakes)
			}
			return moreUrgent(a, b)
		}},
		limits: l,
		holds:  &holds{scopes: make(map[scope]hold)},
	}
}

// moreUrgent compares lanes by the class of their heads, then by which was there first.
func moreUrgent(a, b *lane) bool {
	if x, y := a.head(), b.head(); x.class != y.class {
		return x.class < y.class
	}
	return a.head().serial < b.head().serial
}

// add puts an item into its lane.
func (q *queue) add(it *item) {
	q.serial++
	it.serial = q.serial
	l := q.lanes[it.lane]
	if l == nil {
		l = &lane{name: it.lane}
		q.lanes[it.lane] = l
	}
	l.insert(it)
	q.place(l)
}

// insert keeps the lane's order, whenever an item comes: one that was read from Redis may be older than one
// that was handed over.
func (l *lane) insert(it *item) {
	at, _ := slices.BinarySearchFunc(l.items, it, func(a, b *item) int {
		if (a.class == state.ClassSafety) != (b.class == state.ClassSafety) {
			if a.class == state.ClassSafety {
				return -1
			}
			return 1
		}
		return compareStreams(a.Stream, b.Stream)
	})
	l.items = slices.Insert(l.items, at, it)
}

// place puts a lane into the pile where it belongs now. Its items may have changed since it was put where it
// is: to remove it, a heap does not look at it.
func (q *queue) place(l *lane) {
	if l.in != nil {
		heap.Remove(l.in, l.at)
	}
	l.turn, l.wakes = 0, l.until
	if !l.busy && l.until.IsZero() {
		l.turn, l.wakes = q.turn(l)
	}
	switch {
	case l.busy:
	case len(l.items) == 0:
		delete(q.lanes, l.name)
	case !l.wakes.IsZero():
		heap.Push(&q.waiting, l)
	case l.head().fresh && !l.head().over:
		heap.Push(&q.counted, l)
	default:
		heap.Push(&q.free, l)
	}
}

// turn is the first item of a lane that is not held. If all are, it is the one that is held for the shortest, and wakes
// is when it may go.
func (q *queue) turn(l *lane) (turn int, wakes time.Time) {
	for n, it := range l.items {
		opens := q.opens(it)
		if !opens.After(q.now) {
			return n, time.Time{}
		}
		if wakes.IsZero() || opens.Before(wakes) {
			turn, wakes = n, opens
		}
	}
	return turn, wakes
}

// opens is when an item may go, unless everything is held. What was sent already, only the outbox has to learn.
func (q *queue) opens(it *item) time.Time {
	if it.over {
		return time.Time{}
	}
	return latest(it.until, q.holds.opens(it))
}

// pick takes the most urgent item that may go now, or nil. Its lane is held until back or done.
func (q *queue) pick(now time.Time) *item {
	q.now = now
	for len(q.waiting.lanes) > 0 && !q.waiting.lanes[0].wakes.After(now) {
		l := q.waiting.lanes[0]
		l.until = time.Time{}
		q.place(l)
	}
	if until, _ := q.holds.everything(); until.After(now) {
		return q.pickProbe(now)
	}
	for best := q.best(now); best != nil; best = q.best(now) {
		if !q.opens(best.head()).After(now) {
			return q.take(best, now)
		}
		q.place(best) // its method is held since it was placed
	}
	return nil
}

// best is the lane with the most urgent item that may go now, or nil.
func (q *queue) best(now time.Time) *lane {
	best := q.bestCounted(now)
	if len(q.free.lanes) > 0 && (best == nil || moreUrgent(q.free.lanes[0], best)) {
		best = q.free.lanes[0]
	}
	return best
}

// take takes the item of a lane whose turn it is.
func (q *queue) take(l *lane, now time.Time) *item {
	it := l.head()
	if it.fresh && !it.over && q.limits != nil {
		q.limits.begun(now)
	}
	q.holds.begun(it, now)
	l.items = slices.Delete(l.items, l.turn, l.turn+1)
	l.busy, l.until = true, time.Time{}
	q.place(l)
	return it
}

// bestCounted is the most urgent lane with a new message that the limits let through, or nil.
func (q *queue) bestCounted(now time.Time) *lane {
	for len(q.counted.lanes) > 0 {
		if q.limits.open(now).After(now) {
			return nil
		}
		l := q.counted.lanes[0]
		rested := q.limits.rested(l.head().chat, now)
		if !rested.After(now) {
			return l
		}
		l.until = rested
		q.place(l)
	}
	return nil
}

// next is when pick may have something, if nothing is added: zero for never.
func (q *queue) next(now time.Time) time.Time {
	if until, _ := q.holds.everything(); until.After(now) {
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
		if open := q.limits.open(now); next.IsZero() || open.Before(next) {
			next = open
		}
	}
	return next
}

// back returns a picked item to its place; its lane rests until then.
func (q *queue) back(it *item, until time.Time) {
	l := q.lanes[it.lane]
	l.busy, l.until, it.probe = false, until, false
	l.insert(it)
	q.place(l)
}

// done ends a picked item.
func (q *queue) done(it *item) {
	l := q.lanes[it.lane]
	l.busy = false
	q.place(l)
}

// drop lets go of all items that are not on their way and that gone names.
func (q *queue) drop(gone func(*item) bool) {
	for _, l := range q.lanes {
		if l.in != nil {
			heap.Remove(l.in, l.at)
		}
		l.items = slices.DeleteFunc(l.items, gone)
		q.place(l)
	}
}

// size is how many items wait, those on their way not counted.
func (q *queue) size() int {
	n := 0
	for _, l := range q.lanes {
		n += len(l.items)
	}
	return n
}
