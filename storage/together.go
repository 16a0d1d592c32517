package storage

import (
	"context"
	"sync"
)

// roundTrips is how many of them may be under way at once: a second one, so that no turn waits for a connection that
// has got stuck.
const roundTrips = 2

// company is the calls that wait to be sent together, as soon as a round trip that is under way is back. So a busy bot
// makes few round trips, each of which Redis ends with one wait for the disk, and a bot that is not busy waits for
// nobody.
type company struct {
	mu      sync.Mutex
	waiting []*companion
	leads   chan struct{} // has an element for each round trip that is under way
}

type companion struct {
	call
	back chan answer
}

// together runs one script, in a round trip with those that come at the same time: whoever may begin one takes along
// all that wait. In a cluster each goes by itself, lest one node that is away hold up the others.
func (s *Store) together(ctx context.Context, c call) ([]string, error) {
	if s.scattered {
		return s.run(ctx, c)
	}
	own := &companion{call: c, back: make(chan answer, 1)}
	s.company.mu.Lock()
	s.company.waiting = append(s.company.waiting, own)
	s.company.mu.Unlock()
	select {
	case a := <-own.back:
		return a.reply, a.err
	case s.company.leads <- struct{}{}:
	}
	s.company.mu.Lock()
	all := s.company.waiting
	s.company.waiting = nil
	s.company.mu.Unlock()
	calls := make([]call, len(all))
	for i, one := range all {
		calls[i] = one.call
	}
	// That this caller gives up is no reason for the others to fail.
	for i, a := range s.runAll(context.WithoutCancel(ctx), calls) {
		all[i].back <- a
	}
	<-s.company.leads
	a := <-own.back
	return a.reply, a.err
}
