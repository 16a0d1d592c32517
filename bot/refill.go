package bot

import (
	"context"
	"fmt"
	"slices"

	"footing/bot/internal/lanes"
	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage"
)

// outboxPage is how many messages are read from an outbox in one round trip.
const outboxPage = 500

// refill is the reading of one outbox from Redis, with what happens to that outbox meanwhile.
type refill struct {
	shard     int
	finished  map[lanes.Spot]bool // items that have left the outbox; the reading may still find them
	withdrawn map[string]bool     // participants whose messages were taken out, likewise
	newer     []storage.Outgoing  // handed over meanwhile; they go behind what is found
}

// over tells whether an item has left the outbox since the reading began.
func (r *refill) over(it *lanes.Queued) bool { return r != nil && r.finished[it.Spot()] }

// letter tells whether an effect concerns no chat: it is a letter, or it cannot be read.
func letter(e state.Effect) bool {
	_, ok := e.(state.Tell)
	return ok || e == nil
}

// take starts the work on a shard. What waits in its outbox will be read.
func (s *Sender) take(lease storage.Lease) {
	s.mu.Lock()
	s.leases[lease.Shard] = lease
	s.mu.Unlock()
	s.reread(lease.Shard)
	s.ended.Poke() // what was sent before the shard was lost can leave its outbox now
}

// reread makes the sender read a shard's outbox, because it may hold messages that were not handed over.
func (s *Sender) reread(shard int) {
	s.mu.Lock()
	s.unread[shard] = true
	s.mu.Unlock()
	s.refills.Poke()
}

// lose ends the work on a shard. Items that were sent but have not left the outbox are kept, lest they be sent again
// when the shard comes back.
func (s *Sender) lose(shard int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.leases, shard)
	delete(s.unread, shard)
	for _, p := range s.pools() {
		p.Drop(func(it *lanes.Queued) bool {
			gone := it.Shard == shard && !it.Over
			if gone {
				delete(s.known, it.Spot())
				s.pager.settled(it)
			}
			return gone
		})
	}
}

// withdraw drops the messages that wait for a participant whose turn has erased them. What is being sent may arrive,
// but is not tried again.
func (s *Sender) withdraw(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.refill; r != nil {
		r.withdrawn[id] = true
		r.newer = slices.DeleteFunc(r.newer, func(o storage.Outgoing) bool { return o.From == id && !letter(o.Effect) })
	}
	s.messages.Drop(func(it *lanes.Queued) bool {
		gone := it.From == id && !it.Over
		if gone {
			delete(s.known, it.Spot())
			s.pager.settled(it)
		}
		return gone
	})
	for _, it := range s.known { // what is left of theirs is being sent
		if it.From == id && !letter(it.Effect) {
			it.Withdrawn = true
		}
	}
}

// Refill reads the outboxes that have to be read. It returns 0 if there is none. One that cannot be read holds up none
// of the others.
func (s *Sender) Refill(ctx context.Context, now Reading) (int, error) {
	did := 0
	var failed loop.Failures
	for _, shard := range s.due() {
		n, err := s.refillOne(ctx, shard, now)
		did += n
		failed.Add(err)
	}
	return did, failed.Err()
}

// due lists the shards held here whose outbox has to be read.
func (s *Sender) due() (shards []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for shard := range s.unread {
		if _, held := s.leases[shard]; held {
			shards = append(shards, shard)
		}
	}
	slices.Sort(shards)
	return shards
}

// refillOne reads one outbox.
func (s *Sender) refillOne(ctx context.Context, shard int, now Reading) (int, error) {
	if !s.beginRefill(shard) {
		return 0, nil
	}
	if err := s.restore(ctx, shard, now); err != nil {
		s.abandonRefill(shard)
		return 0, fmt.Errorf("read what telegram wants to wait: %w", err)
	}
	var found []storage.Outgoing
	for after, full := "", true; full; {
		page, err := s.o.Store.Outbox(ctx, shard, after, outboxPage)
		if err != nil {
			s.abandonRefill(shard)
			return 0, fmt.Errorf("read what waits to be sent: %w", err)
		}
		found = append(found, page...)
		if full = len(page) == outboxPage; full {
			after = page[len(page)-1].Stream
		}
	}
	s.endRefill(found)
	return len(found) + 1, nil
}

// beginRefill begins the reading of a shard's outbox, unless that is not needed any more. From here on, what happens to
// that outbox is noted.
func (s *Sender) beginRefill(shard int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, held := s.leases[shard]; !held || !s.unread[shard] {
		return false
	}
	delete(s.unread, shard)
	s.refill = &refill{shard: shard, finished: make(map[lanes.Spot]bool), withdrawn: make(map[string]bool)}
	return true
}

// endRefill queues what was found, and then what was handed over meanwhile.
func (s *Sender) endRefill(found []storage.Outgoing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range found {
		if letter(o.Effect) || !s.refill.withdrawn[o.From] {
			s.enqueue(o)
		}
	}
	for _, o := range s.refill.newer {
		s.enqueue(o)
	}
	s.refill = nil
}

// abandonRefill lets the outbox be read again, which also finds what was handed over meanwhile.
func (s *Sender) abandonRefill(shard int) {
	s.mu.Lock()
	s.refill = nil
	s.mu.Unlock()
	s.reread(shard)
}

// depth counts the messages that are queued or being sent.
func (s *Sender) depth() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.known)
}
