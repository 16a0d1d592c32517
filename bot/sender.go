package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"footing/bot/internal/inbox"
	"footing/bot/internal/journal"
	"footing/bot/internal/lanes"
	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/internal/speech"
	"footing/bot/telegram"
	"footing/flows/state"
	"footing/storage"
)

// slots is how many items of one kind may be under way at once.
const slots = 64

// Sender empties the outboxes of the shards held here. It has four pools, which do not wait for each other: letters to
// the inboxes of other participants, pages (calls by the second channel), toasts (answers to presses, best effort), and
// messages, within Telegram's limits.
//
// Sending is at least once: a message leaves the outbox after Telegram has it. A message that was sent, but could not
// leave the outbox because Redis was away, is remembered and not sent again as long as this process lives.
//
// All waiting goes by the steady time, which nobody can set (Options.steady).
type Sender struct {
	o           *Options
	journal     *journal.Journal
	metrics     *metrics.Metrics
	inboxes     inbox.All
	workers     workers
	leaseholder *Leaseholder
	pager       *Pager
	speaker     *speech.Speaker // makes the calls
	refills     loop.Nudge      // wakes the loop that reads outboxes
	ended       loop.Nudge      // wakes the loop that takes messages out of them
	taken       loop.Instant    // when Telegram last took a new message

	mu       sync.Mutex
	leases   map[int]storage.Lease
	unread   map[int]bool // shards whose outbox must be read
	refill   *refill      // the outbox that is being read; nil while none is
	known    lanes.Known  // all items that are queued or being sent
	holds    *lanes.Holds // what Telegram wants to wait
	ends     *lanes.Ends  // what Telegram has, and the outboxes still have
	calls    lanes.Calls  // letters that call somebody, until they arrive or the ladder goes on
	letters  *pool
	pages    *pool // calls by the second channel
	toasts   *pool
	messages *pool
}

// pool is a queue and how many of its items may be under way at once.
type pool struct {
	*lanes.Queue
	nudge loop.Nudge
	slots int
}

func newSender(o *Options, m *metrics.Metrics) *Sender {
	s := &Sender{
		o: o, metrics: m, speaker: speech.New(o.Client, o.Protocol, o.Log), refills: loop.NewNudge(),
		leases: make(map[int]storage.Lease), unread: make(map[int]bool), known: make(lanes.Known),
		ends: lanes.NewEnds(), ended: loop.NewNudge(), calls: make(lanes.Calls),
	}
	s.letters = &pool{lanes.NewQueue(nil), loop.NewNudge(), slots} // many may wait for a shard that does not answer
	s.pages = &pool{lanes.NewQueue(nil), loop.NewNudge(), pageSlots}
	s.toasts = &pool{lanes.NewQueue(nil), loop.NewNudge(), slots}
	// A call takes up to a quarter of a second, so this many at once make full use of a high rate.
	s.messages = &pool{lanes.NewQueue(lanes.NewLimits(o.Rate)), loop.NewNudge(), max(slots, o.Rate/4)}
	s.holds = s.messages.Holds
	return s
}

func (s *Sender) pools() []*pool { return []*pool{s.letters, s.pages, s.toasts, s.messages} }

// push hands over what a turn put into the outbox. It must not overtake messages of that outbox which are not known
// here yet: it is then read together with them, or waits until they are read.
func (s *Sender) push(out []storage.Outgoing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range out {
		switch {
		case !o.Kept():
			s.enqueue(o)
		case s.unread[o.Shard]:
		case s.refill != nil && s.refill.shard == o.Shard:
			s.refill.newer = append(s.refill.newer, o)
		default:
			s.enqueue(o)
		}
	}
}

// enqueue adds a message to its pool, once.
func (s *Sender) enqueue(o storage.Outgoing) {
	it := lanes.NewQueued(o)
	if _, held := s.leases[o.Shard]; !held || (o.Kept() && (s.known[it.Spot()] != nil || s.refill.over(it))) {
		return
	}
	p := s.messages
	switch o.Effect.(type) {
	case state.Say, state.Picture, state.Card, state.Edit, state.Document, state.Delete, state.Menu:
	case state.Toast:
		p = s.toasts
	case state.Page:
		p = s.pages
	default: // a letter, or an effect that cannot be read: both concern the store only
		p = s.letters
	}
	if o.Kept() {
		s.known[it.Spot()] = it
	}
	now := s.o.Clock()
	it.Since = now.Run
	p.Add(it)
	s.calls.Add(it)
	s.pager.expect(it, now)
	p.nudge.Poke()
}

// Once does one step: it reads an outbox, or delivers a letter, a toast or a message, or takes what was delivered out
// of the outboxes, whichever of these is possible first. It returns 0 when nothing can be done now.
func (s *Sender) Once(ctx context.Context, now Reading) (int, error) {
	if n, err := s.Refill(ctx, now); n > 0 || err != nil {
		return n, err
	}
	for _, p := range s.pools() {
		if it, _ := s.pick(p, s.o.steady(now)); it != nil {
			s.handle(ctx, p, it)
			return 1, nil
		}
	}
	return s.endAll(ctx)
}

// next is when something can be done that cannot be done now; zero for never.
func (s *Sender) next(now time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	var next time.Time
	for _, p := range s.pools() {
		at := p.Next(now)
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// pick takes the item of a pool that goes next, or says when to ask again (zero: when something is added).
func (s *Sender) pick(p *pool, now time.Time) (*lanes.Queued, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if it := p.Pick(now); it != nil {
		return it, time.Time{}
	}
	return nil, p.Next(now)
}

// handle delivers an item, unless that was done before, and takes it out of the outbox. An item that cannot be dealt
// with now goes back to its place.
func (s *Sender) handle(ctx context.Context, p *pool, it *lanes.Queued) {
	if !it.Over {
		if again := s.deliver(ctx, p, it); !again.IsZero() {
			s.back(p, it, again)
			return
		}
		s.mu.Lock()
		it.Over, it.Failures = true, 0
		s.mu.Unlock()
		s.pager.settled(it)
	}
	s.journal.Over(it.Outgoing, s.o.now(), it.Receipt)
	if it.Receipt != nil {
		if again := s.finish(ctx, it); !again.IsZero() {
			s.back(p, it, again)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case it.Receipt != nil:
		s.forget(it)
	case it.Kept() && s.ends.Add(it, s.o.Clock()):
		s.ended.Poke()
	}
	p.Done(it)
	p.nudge.Poke()
}

// back puts an item back. It drops the item if nothing was sent and the shard is not held any more, or the item was
// withdrawn: then the outbox is read again, because the turn that withdrew it may not have been saved.
func (s *Sender) back(p *pool, it *lanes.Queued, again time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, held := s.leases[it.Shard]
	switch {
	case it.Over || held && !it.Withdrawn:
		p.Back(it, again)
	default:
		delete(s.known, it.Spot())
		s.pager.settled(it)
		p.Done(it)
		if held {
			s.unread[it.Shard] = true
			s.refills.Poke()
		}
	}
	p.nudge.Poke()
}

// finish takes an item out of the outbox and stores its receipt, both at once. If that must be tried again, again is
// when.
func (s *Sender) finish(ctx context.Context, it *lanes.Queued) (again time.Time) {
	s.mu.Lock()
	lease, held := s.leases[it.Shard]
	s.mu.Unlock()
	if !held {
		return s.later(it, storage.ErrFenced)
	}
	if s.workers[it.Shard].receipt(ctx, it.Outgoing, it.Receipt) {
		return time.Time{}
	}
	entry, err := s.o.Store.Done(ctx, lease, it.Outgoing, it.Receipt)
	if err != nil {
		s.inboxes[it.Shard].Reread() // the receipt may have been stored
		if errors.Is(err, storage.ErrFenced) {
			s.leaseholder.drop(it.Shard)
		}
		return s.later(it, err)
	}
	if entry == nil { // its turn may have been saved, and the answer lost
		s.workers[it.Shard].missed()
		return time.Time{}
	}
	s.inboxes.Give([]storage.Entry{*entry})
	return time.Time{}
}

// later counts a failure and says when to try again.
func (s *Sender) later(it *lanes.Queued, why error) time.Time {
	failures := s.failed(it)
	if loop.Seldom(failures) && !s.o.known(why) {
		s.o.Log.Warn("a message waits", "message", it.ID, "effect", metrics.KindOf(it.Effect), "failures", failures,
			"error", why)
	}
	wait := loop.Pause(failures)
	if it.Urgent() || letter(it.Effect) { // a letter may be an alarm, or hold one up
		wait = min(wait, urgentPause)
	}
	return s.o.steady(s.o.Clock()).Add(max(wait, telegram.Classify(why).After))
}

// failed counts a failure, and returns how many there were in a row.
func (s *Sender) failed(it *lanes.Queued) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	it.Failures++
	return it.Failures
}

// urgentPause is how long a text about safety, or a letter, waits at most before it is tried again.
const urgentPause = 10 * time.Second
