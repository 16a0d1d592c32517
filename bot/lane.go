package bot

import (
	"container/heap"
	"slices"
	"time"

	"footing/flows/state"
	"footing/storage"
)

// item is one message of the outbox and what the sender knows about it.
type item struct {
	storage.Outgoing
	lane      string // the lane whose order it keeps
	class     state.Class
	fresh     bool   // a new message, which Telegram's limits count
	chat      int64  // 0 if it concerns no chat
	method    string // of the Bot API
	serial    int64  // the order in which items were handed over
	failures  int
	refusals  int         // how often Telegram has refused it
	refused   time.Time   // when Telegram refused it first
	reported  bool        // its participant's turn has heard that it does not arrive
	until     time.Time   // it is not tried before
	probe     bool        // it is tried while everything is held
	withdrawn bool        // its participant was erased while it was being sent
	over      bool        // it was delivered or given up, but still has to leave the outbox
	receipt   state.Event // what the participant's turn shall hear about it; nil for nothing
}

// spot is where an item stands in an outbox.
type spot struct {
	shard  int
	stream string
}

func (it *item) spot() spot { return spot{it.Shard, it.Stream} }

// urgent tells whether the item is a new message about safety. An alert that is repeated is one, too.
func (it *item) urgent() bool {
	return it.fresh && (it.class == state.ClassSafety || it.class == state.ClassRepeat)
}

// lane is a list of items that are sent in order, one at a time: the messages to one chat, or one shard's letters.
// While an item is held because of its method, items of other methods go before it.
type lane struct {
	name   string
	items  []*item   // safety first, then in the outbox's order
	next   int       // index of the item that goes next
	busy   bool      // one of its items is being sent
	until  time.Time // the lane rests until then
	wakes  time.Time // while it waits: when it may go on
	probed time.Time // when one of its items was last tried while everything was held
	in     *laneHeap // nil: in none
	at     int       // index in that heap
}

// head is the item that goes next.
func (l *lane) head() *item { return l.items[l.next] }

// insert puts an item where the lane's order wants it. An item that was read from Redis may be older than one that was
// handed over in memory.
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

// laneHeap is a heap of lanes. Each lane knows its heap and its index there, so that it can be removed.
type laneHeap struct {
	lanes []*lane
	less  func(a, b *lane) bool
}

var _ heap.Interface = (*laneHeap)(nil)

// Len is how many lanes there are.
func (h *laneHeap) Len() int { return len(h.lanes) }

// Less compares two lanes.
func (h *laneHeap) Less(i, j int) bool { return h.less(h.lanes[i], h.lanes[j]) }

// Swap exchanges two lanes.
func (h *laneHeap) Swap(i, j int) {
	h.lanes[i], h.lanes[j] = h.lanes[j], h.lanes[i]
	h.lanes[i].at, h.lanes[j].at = i, j
}

// Push appends a *lane.
func (h *laneHeap) Push(x any) {
	l, _ := x.(*lane)
	l.in, l.at = h, len(h.lanes)
	h.lanes = append(h.lanes, l)
}

// Pop removes the last lane.
func (h *laneHeap) Pop() any {
	last := len(h.lanes) - 1
	l := h.lanes[last]
	h.lanes[last] = nil
	h.lanes = h.lanes[:last]
	l.in = nil
	return l
}
