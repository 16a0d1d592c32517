package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// measure is what one side did in one run.
type measure struct {
	tally
	used    usage
	written map[string]int64 // to the append-only file of Footing, in bytes
}

// measure sets a scene, lets it warm up, and measures.
func (b *bench) measure(ctx context.Context, one side, people int, profile string) (m measure, err error) {
	enrolled := max(people, b.Population)
	s, err := b.set(ctx, one, wanted{Seats: people, People: enrolled, Others: clinicians(enrolled)})
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, s.strike(ctx)) }()
	if one.bot != "serve" {
		if err := s.floor(ctx, one.bot); err != nil {
			return m, err
		}
		return s.load(ctx, b.Time)
	}
	if err := s.seed(ctx, enrolled); err != nil {
		return m, err
	}
	args := []string{"serve"}
	if profile != "" {
		args, s.profiled = []string{"bench-part", "serve", "--profile", profile}, true
	}
	if _, err := s.serve(ctx, args...); err != nil {
		return m, err
	}
	if m, err = s.load(ctx, b.Time); err != nil {
		return m, err
	}
	path, err := s.appendOnly()
	if err != nil {
		return m, err
	}
	m.written, err = written(path, s.marked)
	return m, err
}

// clinicians is how many these people have.
func clinicians(people int) int { return (people + panel - 1) / panel }

// load lets people begin, and measures when they have warmed up.
func (s *scene) load(ctx context.Context, length time.Duration) (m measure, err error) {
	var none tally
	if err := s.phones.ask(order{doBegin}, &none); err != nil {
		return m, err
	}
	if err := s.warm(ctx, min(length/2, 2*time.Second)); err != nil {
		return m, err
	}
	before, err := s.used(ctx)
	if err != nil {
		return m, err
	}
	if path, err := s.appendOnly(); err == nil {
		if info, err := os.Stat(path); err == nil {
			s.marked = info.Size()
		}
	}
	if err := s.all(doMark, &none); err != nil {
		return m, err
	}
	if err := s.wait(ctx, length); err != nil {
		return m, err
	}
	if err := s.all(doRead, &m.tally); err != nil {
		return m, err
	}
	after, err := s.used(ctx)
	if err != nil {
		return m, err
	}
	m.used = after.since(before)
	switch {
	case len(m.Wrong) > 0:
		return m, fmt.Errorf("the bot breaks the Bot API: %q", m.Wrong)
	case m.Updates == 0:
		return m, s.bots[0].failed(fmt.Errorf("no update was answered; refused: %v", m.Refused))
	}
	return m, nil
}

// warm lets some time pass, and more until as many updates were answered as people act at a time: before that, their
// states are loaded.
func (s *scene) warm(ctx context.Context, least time.Duration) error {
	var t tally
	for began := s.b.Clock().Run; ; {
		if err := s.wait(ctx, least); err != nil {
			return err
		}
		if err := s.phones.ask(order{doRead}, &t); err != nil {
			return err
		}
		if t.Updates >= s.seats {
			return nil
		}
		if s.b.Clock().Run-began > patience {
			return s.bots[0].failed(fmt.Errorf("it answered only %d updates in %s", t.Updates, patience))
		}
	}
}

// all tells the phones something, and serve where it is profiled.
func (s *scene) all(do string, reply *tally) error {
	err := s.phones.ask(order{do}, reply)
	if err == nil && s.profiled {
		err = s.bots[0].ask(order{do}, &tally{})
	}
	return err
}

// wait lets time pass while all processes run.
func (s *scene) wait(ctx context.Context, length time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	dead := make(chan *child, len(s.bots)+1)
	var watching sync.WaitGroup
	for _, c := range append([]*child{s.phones}, s.bots...) {
		watching.Go(func() {
			select {
			case <-c.ended:
				dead <- c
				cancel()
			case <-ctx.Done():
			}
		})
	}
	watching.Wait()
	select {
	case c := <-dead:
		return c.failed(errors.New("it ends by itself"))
	default:
	}
	if err := ctx.Err(); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// since is what was used in between.
func (u usage) since(before usage) usage {
	d := usage{
		bot: u.bot - before.bot, redis: u.redis - before.redis, phones: u.phones - before.phones,
		aof: u.aof - before.aof, memory: u.memory - before.memory,
		commands: u.commands - before.commands, trips: u.trips - before.trips, calls: map[string]int64{},
	}
	for name, n := range u.calls {
		if n -= before.calls[name]; n > 0 {
			d.calls[name] = n
		}
	}
	return d
}
