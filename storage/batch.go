package storage

import (
	"context"
	"sync"
)

// roundTrips is how many batches may be in flight at once. There are two, so that no turn waits for a connection that
// got stuck.
const roundTrips = 2

// batch collects script calls while two round trips are in flight; the next free one sends them in one pipeline. A busy
// bot so makes few round trips, and Redis waits for the disk once for each of them. A bot that is not busy never waits.
type batch struct {
	mu       sync.Mutex
	waiting  []*batched
	inFlight chan struct{} // holds an element for each round trip in flight
}

// batched is one call of a batch and where its answer goes.
type batched struct {
	call
	back chan answer
}

// runBatched runs one script in a round trip with the calls that come at the same time: whoever may begin a round trip
// takes along all that wait. In a cluster each call goes by itself, lest one node that is away hold up the others.
func (s *Store) runBatched(ctx context.Context, c call) ([]string, error) {
	if s.scattered {
		return s.run(ctx, c)
	}
	own := &batched{call: c, back: make(chan answer, 1)}
	s.batch.mu.Lock()
	s.batch.waiting = append(s.batch.waiting, own)
	s.batch.mu.Unlock()
	select {
	case a := <-own.back:
		return a.reply, a.err
	case s.batch.inFlight <- struct{}{}:
	}
	s.batch.mu.Lock()
	all := s.batch.waiting
	s.batch.waiting = nil
	s.batch.mu.Unlock()
	calls := make([]call, len(all))
	for i, one := range all {
		calls[i] = one.call
	}
	// That this caller gives up is no reason for the others to fail.
	for i, a := range s.runAll(context.WithoutCancel(ctx), calls) {
		all[i].back <- a
	}
	<-s.batch.inFlight
	a := <-own.back
	return a.reply, a.err
}
