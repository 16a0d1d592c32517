package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"footing/bot/internal/lanes"
	"footing/bot/internal/loop"
	"footing/bot/telegram"
)

const (
	longestPause = 5 * time.Second // between the attempts of a loop; short, so that Redis' return is noticed
	// however long Telegram asks a loop to wait: nobody is heard meanwhile, and presses are lost after 150 s
	longestThrottle = 10 * time.Second
	glance          = 20 * time.Millisecond // how often a stopping bot checks whether work is left in memory
	releaseTime     = 3 * time.Second
	// attendants is how many updates are attended to at once, so that a chat that hangs holds up nobody else.
	attendants = 16
)

// duty is a step and how its loop repeats it: at once while there is something to do, otherwise when it is nudged or
// after a rest (nil: only when it is nudged).
type duty struct {
	name  string
	once  func(context.Context, Reading) (int, error)
	rest  func(now Reading) time.Duration
	nudge <-chan struct{}
}

// Run repeats all steps, each in a loop of its own, until ctx ends. Then it stops polling, finishes the work in memory
// within Options.Drain, gives its shards back and returns nil. It ends earlier only with an error that does not pass,
// such as ErrToken.
func (b *Bot) Run(ctx context.Context) error {
	b.waker.unsure.Store(true)
	group, taking := errgroup.WithContext(ctx)                          // ends first: nothing new is taken in
	working, abort := context.WithCancel(context.WithoutCancel(taking)) // ends last: calls are broken off
	defer abort()
	beginning, halt := context.WithCancel(working) // ends between: nothing new is begun
	defer halt()
	inward := []duty{
		{name: "overflow", once: b.overflow.Once, rest: b.everyPeriod},
		{name: "receiver", once: b.receiver.Once, rest: b.receiver.rest, nudge: b.receiver.nudge},
		{name: "waker", once: b.waker.Once, rest: b.waker.rest, nudge: b.waker.nudge},
	}
	for range attendants {
		once, rest := b.attendant.Once, b.attendant.Rest
		inward = append(inward, duty{name: "attendant", once: once, rest: rest, nudge: b.attendant.Nudge})
	}
	for _, d := range inward {
		group.Go(func() error { return b.repeat(taking, taking, d) })
	}
	onward := []duty{
		{name: "leaseholder", once: b.leases.Once, rest: b.leases.rest},
		{name: "outbox reader", once: b.sender.Refill, nudge: b.sender.refills},
		{name: "undelivered", once: b.sender.PassOn, rest: b.everyPeriod},
		{name: "outbox ends", once: b.sender.End, rest: b.sender.endsRest, nudge: b.sender.ended},
		{name: "listener", once: b.ear.Once, nudge: b.ear.Nudge},
		{name: "timekeeper", once: b.timekeeper.Once, rest: b.everyPeriod},
		{name: "sentry", once: b.sentry.Once, rest: b.sentry.rest},
		{name: "alerts", once: b.alerts.Once, nudge: b.alerts.Nudge},
		{name: "watchman", once: b.watchman.Once, rest: b.watchman.rest},
		{name: "pager", once: b.pager.Once, rest: b.pager.rest, nudge: b.pager.nudge},
		{name: "mover", once: b.mover.Once, rest: b.mover.Rest, nudge: b.mover.Nudge},
		{name: "journal", once: b.journal.Once, rest: b.journal.Rest, nudge: b.journal.Nudge},
		{name: "list of the erased", once: b.erased.Once, nudge: b.erased.Nudge},
		{name: "rewriter", once: b.rewriter.Once, rest: b.rewriter.Rest, nudge: b.erased.Erasing},
		{name: "resealer", once: b.resealer.Once, rest: b.resealer.Rest},
		{name: "routekeeper", once: b.keeper.Once, rest: b.everyPeriod, nudge: b.keeper.Nudge},
	}
	for _, w := range b.workers {
		onward = append(onward, duty{name: fmt.Sprintf("worker %d", w.shard), once: w.Once, rest: w.rest, nudge: w.Nudge})
	}
	for _, d := range onward {
		group.Go(func() error { return b.repeat(beginning, working, d) })
	}
	for _, p := range b.sender.pools() {
		group.Go(func() error { return b.sender.run(beginning, working, p) })
	}
	group.Go(func() error {
		<-taking.Done()
		b.settle(working)
		halt()
		time.AfterFunc(b.o.Drain, abort)
		return nil
	})
	err := group.Wait()
	b.leave(context.WithoutCancel(ctx))
	if err != nil {
		return fmt.Errorf("run bot: %w", err)
	}
	return nil
}

func (b *Bot) everyPeriod(Reading) time.Duration { return b.o.Period }

// repeat is the loop around a step. It begins steps until begin ends. A step gets call as its context.
func (b *Bot) repeat(begin, call context.Context, d duty) error {
	for failures := 0; begin.Err() == nil; {
		did, err := d.once(call, b.o.Clock())
		switch {
		case errors.Is(err, ErrToken):
			return err
		case begin.Err() != nil: // the loop ends, and an error says only that
		case err != nil:
			failures++
			b.trouble(d.name, failures, err, b.o.Clock())
			if did > 0 { // on other shards the step goes on
				continue
			}
			pause := min(loop.Pause(failures), longestPause)
			loop.Sleep(begin, max(pause, min(telegram.Classify(err).After, longestThrottle)), nil)
		case did > 0:
			failures = b.relief(d.name, failures, b.o.Clock())
		default:
			failures = b.relief(d.name, failures, b.o.Clock())
			d.idle(begin, b.o.Clock())
		}
	}
	return nil
}

// idle waits until there may be something to do.
func (d duty) idle(ctx context.Context, now Reading) {
	if d.rest == nil {
		loop.Await(ctx, d.nudge)
		return
	}
	loop.Sleep(ctx, d.rest(now), d.nudge)
}

// run is the loop of one pool. Several items are under way at once, each of another lane. A goroutine that has carried
// one item carries the next, because a new goroutine would have to grow its stack for each item.
func (s *Sender) run(begin, call context.Context, p *pool) error {
	slots, items := make(chan struct{}, p.slots), make(chan *lanes.Queued, p.slots)
	var carriers sync.WaitGroup
	defer carriers.Wait()
	defer close(items)
	carry := func() {
		for it := range items {
			s.handle(call, p, it)
			<-slots
		}
	}
	for started := 0; begin.Err() == nil; {
		select {
		case slots <- struct{}{}:
		case <-begin.Done():
			return nil
		}
		now := s.o.steady(s.o.Clock())
		it, again := s.pick(p, now)
		if it != nil {
			items <- it
			if started < len(slots) { // nobody is free to take it
				started++
				carriers.Go(carry)
			}
			continue
		}
		<-slots
		if again.IsZero() {
			loop.Await(begin, p.nudge)
		} else {
			loop.Sleep(begin, again.Sub(now), p.nudge)
		}
	}
	return nil
}

// settle waits until no work is left in memory, but no longer than Options.Drain.
func (b *Bot) settle(ctx context.Context) {
	deadline, cancel := context.WithTimeout(ctx, b.o.Drain)
	defer cancel()
	for deadline.Err() == nil {
		if ready, _ := b.workers.depth(); ready == 0 && b.sender.depth() == 0 {
			return
		}
		loop.Sleep(deadline, glance, nil)
	}
}

// leave gives the shards back. Work that is still in memory is also in Redis.
func (b *Bot) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, releaseTime)
	defer cancel()
	if err := b.leases.release(ctx); err != nil {
		b.o.Log.Warn("the shards could not be given back: they are free when their leases run out", "error", err)
	}
	b.journal.Flush(b.o.Clock())
}
