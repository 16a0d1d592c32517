package lanes

import (
	"container/heap"
	"slices"
	"strconv"
	"time"

	"footing/flows/state"
	"footing/storage"
)

// Queued is one message of the outbox and what the sender knows about it.
type Queued struct {
	storage.Outgoing
	Lane      string // the lane whose order it keeps
	Class     state.Class
	Fresh     bool   // a new message
	Chat      int64  // 0 if it concerns no chat
	Method    string // of the Bot API
	Failures  int
	Refusals  int           // how often Telegram has refused it
	Refused   time.Time     // when Telegram refused it first
	Reported  bool          // its participant's turn has heard that it does not arrive
	Until     time.Time     // it is not tried before
	Withdrawn bool          // its participant was erased while it was being sent
	Over      bool          // it was delivered or given up, but still has to leave the outbox
	Since     time.Duration // how long the process had run when the item was handed over
	Receipt   state.Event   // what the participant's turn shall hear about it; nil for nothing

	serial int64 // the order in which items were handed over
	probe  bool  // it is tried while everything is held
}

// NewQueued makes an item of what an outbox holds.
func NewQueued(o storage.Outgoing) *Queued {
	it := &Queued{Outgoing: o, Method: methodOf(o.Effect)}
	switch e := o.Effect.(type) {
	case state.Say:
		it.Chat, it.Class, it.Fresh = e.Chat, e.Class, true
	case state.Picture:
		it.Chat, it.Class, it.Fresh = e.Chat, e.Class, true
	case state.Card:
		it.Chat, it.Class, it.Fresh = e.Chat, e.Class, true
	case state.Document:
		it.Chat, it.Class, it.Fresh = e.Chat, e.Class, true
	case state.Edit:
		it.Chat, it.Class = e.Chat, e.Class
	case state.Delete:
		it.Chat, it.Class = e.Chat, e.Class
	case state.Menu:
		it.Chat, it.Class = e.Chat, state.ClassDigest
	case state.Toast:
		it.Lane = e.Callback
		return it
	case state.Page: // it waits for no other
		it.Lane = o.ID
		return it
	case state.Tell:
		it.Lane = strconv.Itoa(o.Shard) + ">" + addressee(e)
		return it
	default: // an effect that cannot be read
		it.Lane = strconv.Itoa(o.Shard)
		return it
	}
	it.Lane = strconv.FormatInt(it.Chat, 10)
	return it
}

// addressee is where a letter goes: a shard, with which an id begins, or a chat. While one shard is away no other waits
// behind it, and what one participant writes to another keeps its order.
func addressee(t state.Tell) string {
	const shard = len("s07")
	if t.To == "" {
		return strconv.FormatInt(t.Chat, 10)
	}
	return t.To[:min(shard, len(t.To))]
}

// Unreachable is the receipt of a message that did not arrive, at a time: because its chat takes nothing from the bot,
// which may be doubtful, or for another reason.
func (it *Queued) Unreachable(now time.Time, blocked, doubtful bool) state.Event {
	anchor := ""
	switch e := it.Effect.(type) {
	case state.Say:
		anchor = e.Anchor
	case state.Edit:
		anchor = e.Anchor
	case state.Delete:
		anchor = e.Anchor
	default: // no turn waits for a receipt of the others
	}
	return state.Unreachable{
		Header: state.Header{ID: it.ID + "/unreachable", At: now}, Anchor: anchor, Blocked: blocked, Doubtful: doubtful,
	}
}

// TooLate is the receipt of a message that may not be sent any more, at a time.
func (it *Queued) TooLate(now time.Time) state.Event {
	receipt, _ := it.Unreachable(now, false, false).(state.Unreachable)
	receipt.Late = true
	return receipt
}

// Spot is where an item stands in an outbox.
type Spot struct {
	Shard  int
	Stream string
}

// Spot is where the item stands.
func (it *Queued) Spot() Spot { return Spot{it.Shard, it.Stream} }

// Counted tells whether Telegram counts the item in its chat's limit.
func (it *Queued) Counted() bool { return it.Fresh || it.Method == methodEdit }

// safety tells whether the item is about safety. An alert that is repeated is so, too.
func (it *Queued) safety() bool {
	return it.Class == state.ClassSafety || it.Class == state.ClassRepeat
}

// Urgent tells whether the item is a new message about safety.
func (it *Queued) Urgent() bool { return it.Fresh && it.safety() }

// lane is a list of items that are sent in order, one at a time: the messages to one chat, or the letters from one
// shard to another.
// While an item is held because of its method, items of other methods go before it.
type lane struct {
	name   string
	items  []*Queued // safety first, then in the outbox's order
	next   int       // index of the item that goes next
	busy   bool      // one of its items is being sent
	rank   int       // of whoever of them is owed first
	until  time.Time // its chat's limit lets nothing through before
	rests  time.Time // after a failure, what is not about safety waits until then
	wakes  time.Time // while it waits: when it may go on
	probed time.Time // when one of its items was last tried while everything was held
	in     *laneHeap // nil: in none
	at     int       // index in that heap
}

// head is the item that goes next.
func (l *lane) head() *Queued { return l.items[l.next] }

// insert puts an item where the lane's order wants it. An item that was read from Redis may be older than one that was
// handed over in memory.
func (l *lane) insert(it *Queued) {
	at, _ := slices.BinarySearchFunc(l.items, it, func(a, b *Queued) int {
		if a.safety() != b.safety() {
			if a.safety() {
				return -1
			}
			return 1
		}
		return CompareStreams(a.Stream, b.Stream)
	})
	l.items = slices.Insert(l.items, at, it)
}

// replace takes the older of two edits of one message off the wire, if neither is being sent: it is over, and only has
// to leave the outbox.
func (l *lane) replace(it *Queued) {
	edit, ok := it.Effect.(state.Edit)
	if !ok || !it.Kept() {
		return
	}
	for _, other := range l.items {
		if o, ok := other.Effect.(state.Edit); !ok || o.Message != edit.Message || other.Shard != it.Shard || !other.Kept() {
			continue
		}
		older := other
		if CompareStreams(it.Stream, other.Stream) < 0 {
			older = it
		}
		older.Over, older.Until = true, time.Time{}
	}
}

// owed is the rank of whoever is owed first of those whose items wait here.
func (l *lane) owed() int {
	first := lastRank
	for _, it := range l.items {
		if !it.Over {
			first = min(first, rankOf(it.Class))
		}
	}
	return first
}

// order says by what a heap's lanes are ordered.
type order uint8

const (
	byUrgency order = iota // the most urgent head first
	byWaking               // whoever may go on first, then by urgency
)

// laneHeap is a heap of lanes. Each lane knows its heap and its index there, so that it can be removed.
type laneHeap struct {
	lanes []*lane
	order order
}

var _ heap.Interface = (*laneHeap)(nil)

// Len is how many lanes there are.
func (h *laneHeap) Len() int { return len(h.lanes) }

// Less compares two lanes.
func (h *laneHeap) Less(i, j int) bool {
	a, b := h.lanes[i], h.lanes[j]
	if h.order == byWaking && !a.wakes.Equal(b.wakes) {
		return a.wakes.Before(b.wakes)
	}
	return moreUrgent(a, b)
}

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
