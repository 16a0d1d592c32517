package bot

import (
	"context"
	"fmt"
	"slices"

	"footing/flows/state"
	"footing/storage"
)

// outboxPage is how many messages are read from an outbox at once.
const outboxPage = 500

// reading is an outbox that is being read, and what happens meanwhile.
type reading struct {
	shard     int
	finished  map[spot]bool      // the reading may still find it
	withdrawn map[string]bool    // by participant, likewise
	newer     []storage.Outgoing // it goes behind what is found
}

// over tells whether an item that was found has been dealt with meanwhile.
func (r *reading) over(it *item) bool { return r != nil && r.finished[it.spot()] }

// letter tells what does not concern a chat: a letter, and what cannot be read.
func letter(e state.Effect) bool {
	_, ok := e.(state.Tell)
	return ok || e == nil
}

// take starts the work on a shard: what waits in its outbox will be read.
func (s *Sender) take(lease storage.Lease) {
	s.mu.Lock()
	s.leases[lease.Shard] = lease
	s.mu.Unlock()
	s.look(lease.Shard)
}

// look asks for a shard's outbox to be read, because there may be something that was not handed over.
func (s *Sender) look(shard int) {
	s.mu.Lock()
	s.unread[shard] = true
	s.mu.Unlock()
	poke(s.looks)
}

// lose ends the work on a shard. What was sent already is kept, lest it be sent again when the shard is back.
func (s *Sender) lose(shard int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.leases, shard)
	delete(s.unread, shard)
	for _, w := range s.ways() {
		w.drop(func(it *item) bool {
			gone := it.Shard == shard && !it.over
			if gone {
				delete(s.known, it.spot())
				s.pager.settled(it)
			}
			return gone
		})
	}
}

// withdraw drops the messages that wait for one participant: their turn has taken them out of the outbox. What is on
// its way arrives.
func (s *Sender) withdraw(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reading != nil {
		s.reading.withdrawn[id] = true
		s.reading.newer = slices.DeleteFunc(s.reading.newer, func(o storage.Outgoing) bool { return o.From == id && !letter(o.Effect) })
	}
	s.messages.drop(func(it *item) bool {
		gone := it.From == id && !it.over
		if gone {
			delete(s.known, it.spot())
			s.pager.settled(it)
		}
		return gone
	})
}

// Look reads one outbox that has to be read, and returns how many messages were found there.
func (s *Sender) Look(ctx context.Context, _ Reading) (int, error) {
	shard, ok := s.opening()
	if !ok {
		return 0, nil
	}
	var found []storage.Outgoing
	for after, full := "", true; full; {
		page, err := s.o.Store.Outbox(ctx, shard, after, outboxPage)
		if err != nil {
			s.unfiled(shard)
			return 0, fmt.Errorf("read what waits to be sent: %w", err)
		}
		found = append(found, page...)
		if full = len(page) == outboxPage; full {
			after = page[len(page)-1].Stream
		}
	}
	s.filed(found)
	return len(found) + 1, nil
}

// opening chooses the shard whose outbox is read next. From here on it is noted what happens to it.
func (s *Sender) opening() (shard int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	shard = -1
	for one := range s.unread {
		if _, held := s.leases[one]; held && (shard < 0 || one < shard) {
			shard = one
		}
	}
	if shard < 0 {
		return 0, false
	}
	delete(s.unread, shard)
	s.reading = &reading{shard: shard, finished: make(map[spot]bool), withdrawn: make(map[string]bool)}
	return shard, true
}

// filed takes over what was read, and then what was handed over meanwhile.
func (s *Sender) filed(found []storage.Outgoing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range found {
		if letter(o.Effect) || !s.reading.withdrawn[o.From] {
			s.enqueue(o)
		}
	}
	for _, o := range s.reading.newer {
		s.enqueue(o)
	}
	s.reading = nil
}

// unfiled gives a reading up: it is done again, and finds what was handed over too.
func (s *Sender) unfiled(shard int) {
	s.mu.Lock()
	s.reading = nil
	s.mu.Unlock()
	s.look(shard)
}

// depth is how many messages are queued or on their way.
func (s *Sender) depth() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.known)
}
