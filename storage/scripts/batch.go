package scripts

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
	Invocation
	back chan Answer
}

// Batched runs one script in a round trip with the calls that come at the same time: whoever may begin a round trip
// takes along all that wait. In a cluster each call goes by itself, lest one node that is away hold up the others.
func (r *Runner) Batched(ctx context.Context, c Invocation) ([]string, error) {
	if r.scattered {
		return r.Run(ctx, c)
	}
	own := &batched{Invocation: c, back: make(chan Answer, 1)}
	r.batch.mu.Lock()
	r.batch.waiting = append(r.batch.waiting, own)
	r.batch.mu.Unlock()
	select {
	case a := <-own.back:
		return a.Reply, a.Err
	case r.batch.inFlight <- struct{}{}:
	}
	r.batch.mu.Lock()
	all := r.batch.waiting
	r.batch.waiting = nil
	r.batch.mu.Unlock()
	calls := make([]Invocation, len(all))
	for i, one := range all {
		calls[i] = one.Invocation
	}
	// That this caller gives up is no reason for the others to fail.
	for i, a := range r.All(context.WithoutCancel(ctx), calls) {
		all[i].back <- a
	}
	<-r.batch.inFlight
	a := <-own.back
	return a.Reply, a.Err
}
