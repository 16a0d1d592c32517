package bot

import (
	"context"
	"errors"
	"math/bits"
	"strconv"
	"sync"
	"time"

	"footing/bot/telegram"
	"footing/flows/state"
	"footing/storage"
)

// slots is how many calls to Telegram of one kind may be on their way at once.
const slots = 64

// Sender empties the outboxes of the shards held here. There are three ways out, which do not wait for each
// other: letters to other participants' inboxes, toasts (answers to presses, best effort), and messages,
// within Telegram's limits.
//
// Sending is at least once: a message leaves the outbox after Telegram has it. What was sent, but not yet taken
// out because Redis was away, is remembered here and not sent again as long as this process lives.
//
// All waiting goes by the steady time, which nobody sets: see clock.go.
type Sender struct {
	o           *Options
	metrics     *metrics
	workers     workers
	leaseholder *Leaseholder
	pager       *Pager
	looks       chan struct{} // wakes the reading of outboxes

	mu       sync.Mutex
	leases   map[int]storage.Lease
	unread   map[int]bool  // shards whose outbox must be read
	reading  *reading      // the one that is being read; nil while none is
	known    map[spot]bool // all items that are queued or on their way
	holds    *holds        // what Telegram wants to wait
	letters  *way
	toasts   *way
	messages *way
}

// way is one of the ways out.
type way struct {
	*queue
	nudge chan struct{}
	slots int // how many may be on their way at once
}

func newSender(o *Options, m *metrics) *Sender {
	s := &Sender{
		o: o, metrics: m, looks: make(chan struct{}, 1),
		leases: make(map[int]storage.Lease), unread: make(map[int]bool), known: make(map[spot]bool),
	}
	s.letters = &way{newQueue(nil), make(chan struct{}, 1), 8}
	s.toasts = &way{newQueue(nil), make(chan struct{}, 1), slots}
	// A call takes up to a quarter of a second: so many at once make full use of a high rate.
	s.messages = &way{newQueue(newLimits(o.Rate)), make(chan struct{}, 1), max(slots, o.Rate/4)}
	s.holds = s.messages.holds
	return s
}

func (s *Sender) ways() []*way { return []*way{s.letters, s.toasts, s.messages} }

// Take takes over what a turn put into the outbox. It must not go before what is in that outbox and not yet known
// here: then it is read with it, or waits until that is read.
func (s *Sender) Take(out []storage.Outgoing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range out {
		switch {
		case !o.Kept():
			s.enqueue(o)
		case s.unread[o.Shard]:
		case s.reading != nil && s.reading.shard == o.Shard:
			s.reading.newer = append(s.reading.newer, o)
		default:
			s.enqueue(o)
		}
	}
}

// enqueue puts a message onto its way, once.
func (s *Sender) enqueue(o storage.Outgoing) {
	it := &item{Outgoing: o, method: methodOf(o.Effect)}
	if _, held := s.leases[o.Shard]; !held || (o.Kept() && (s.known[it.spot()] || s.reading.over(it))) {
		return
	}
	w := s.messages
	switch e := o.Effect.(type) {
	case state.Say:
		it.chat, it.class, it.fresh = e.Chat, e.Class, true
	case state.Picture:
		it.chat, it.class, it.fresh = e.Chat, e.Class, true
	case state.Card:
		it.chat, it.class, it.fresh = e.Chat, e.Class, true
	case state.Edit:
		it.chat, it.class = e.Chat, e.Class
	case state.Document:
		it.chat, it.class, it.fresh = e.Chat, e.Class, true
	case state.Delete:
		it.chat, it.class = e.Chat, e.Class
	case state.Menu:
		it.chat, it.class = e.Chat, state.ClassDigest
	case state.Toast:
		w, it.lane = s.toasts, e.Callback
	default: // a letter, or what cannot be read: both concern the store only
		w, it.lane = s.letters, strconv.Itoa(o.Shard)
	}
	if w == s.messages {
		it.lane = strconv.FormatInt(it.chat, 10)
	}
	if o.Kept() {
		s.known[it.spot()] = true
	}
	w.add(it)
	s.pager.expect(it, s.o.Clock())
	poke(w.nudge)
}

// Once does the next bit of work: it reads an outbox, or delivers a letter, a toast or a message, in this order
// of preference. It returns 0 when nothing can be done now.
func (s *Sender) Once(ctx context.Context, now Reading) (int, error) {
	if n, err := s.Look(ctx, now); n > 0 || err != nil {
		return n, err
	}
	for _, w := range s.ways() {
		if it, _ := s.pick(w, s.o.steady(now)); it != nil {
			s.handle(ctx, w, it)
			return 1, nil
		}
	}
	return 0, nil
}

// next is when there may be something to do that is not done now: zero for never.
func (s *Sender) next(now time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	var next time.Time
	for _, w := range s.ways() {
		at := w.next(now)
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// pick takes what goes next on one way, or says when to ask again (zero: when something is added).
func (s *Sender) pick(w *way, now time.Time) (*item, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if it := w.pick(now); it != nil {
		return it, time.Time{}
	}
	return nil, w.next(now)
}

// handle delivers an item, unless that was done before, and takes it out of the outbox. What cannot be done
// now goes back to its place.
func (s *Sender) handle(ctx context.Context, w *way, it *item) {
	if !it.over {
		if again := s.deliver(ctx, w, it); !again.IsZero() {
			s.back(w, it, again)
			return
		}
		it.over, it.failures = true, 0
		s.pager.settled(it)
	}
	if it.Kept() {
		if again := s.finish(ctx, it); !again.IsZero() {
			s.back(w, it, again)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if it.Kept() {
		delete(s.known, it.spot())
		if s.reading != nil {
			s.reading.finished[it.spot()] = true
		}
	}
	w.done(it)
	poke(w.nudge)
}

// back puts an item back, or lets it go where the shard is not held any more and nothing was sent.
func (s *Sender) back(w *way, it *item, again time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, held := s.leases[it.Shard]; held || it.over {
		w.back(it, again)
	} else {
		delete(s.known, it.spot())
		s.pager.settled(it)
		w.done(it)
	}
	poke(w.nudge)
}

// finish takes an item out of the outbox, with its receipt; again is zero when that is done.
func (s *Sender) finish(ctx context.Context, it *item) (again time.Time) {
	s.mu.Lock()
	lease, held := s.leases[it.Shard]
	s.mu.Unlock()
	if !held {
		return s.later(it, storage.ErrFenced)
	}
	entry, err := s.o.Store.Done(ctx, lease, it.Outgoing, it.receipt)
	if err != nil {
		s.workers[it.Shard].reread() // the receipt may be there
		if errors.Is(err, storage.ErrFenced) {
			s.leaseholder.drop(it.Shard)
		}
		return s.later(it, err)
	}
	if entry != nil {
		s.workers.give([]storage.Entry{*entry})
	}
	return time.Time{}
}

// later counts a failure and says when to try again.
func (s *Sender) later(it *item, why error) time.Time {
	it.failures++
	if seldom(it.failures) {
		s.o.Log.Warn("a message waits", "message", it.ID, "effect", kindOf(it.Effect), "failures", it.failures, "error", why)
	}
	return s.o.steady(s.o.Clock()).Add(max(pause(it.failures), telegram.Classify(why).After))
}

// pause is how long to wait after so many failures in a row: a quarter of a second, doubled each time, at most
// a minute.
func pause(failures int) time.Duration {
	return min(250*time.Millisecond<<min(failures-1, 10), time.Minute)
}

// seldom picks the failures that are worth a line: the first, and then each time that they have doubled.
func seldom(failures int) bool { return bits.OnesCount(uint(failures)) == 1 }
