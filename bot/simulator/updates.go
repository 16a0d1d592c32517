package simulator

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// How long Telegram keeps an update that nobody fetches, and when it starts counting anew.
const (
	keepUpdates = 24 * time.Hour
	keepQueries = 150 * time.Second
	longSilence = 7 * 24 * time.Hour
)

// farAhead is how much beyond the next update_id an offset may be. A higher one, kept from before a restart of the
// count, confirms nothing.
const farAhead = 10

// queue is what waits for the bot, in the order in which it happened.
type queue struct {
	waiting  []*update
	last     int64     // the last update_id given
	lastAt   time.Time // when
	seed     uint64    // of restarts; 0 for none
	restarts uint64
	allowed  []string      // kinds that the bot wants; empty for the default
	changed  chan struct{} // closed, and replaced, when an update comes
	poll     chan struct{} // closed when another poller takes over; nil while nobody polls
	repeat   bool          // the next batch will be delivered once more after it was confirmed
}

// update is one entry of the queue, already as the JSON that the bot will get.
type update struct {
	id      int64
	data    json.RawMessage
	expires time.Time
	repeats int // how many confirmations it survives
}

func newQueue(seed uint64) queue {
	return queue{seed: seed, changed: make(chan struct{})}
}

// push queues an update of a kind, unless the bot does not want that kind.
func (s *Server) push(kind string, body any) {
	q := &s.queue
	if len(q.allowed) > 0 && !slices.Contains(q.allowed, kind) {
		return
	}
	now := s.opts.Now()
	if q.seed != 0 && !q.lastAt.IsZero() && now.Sub(q.lastAt) >= longSilence {
		q.restarts++
		q.last = int64(draw(q.seed, q.restarts) % (1 << 30))
	}
	q.last++
	q.lastAt = now
	life := keepUpdates
	if kind == "callback_query" {
		life = keepQueries
	}
	data, err := json.Marshal(map[string]any{"update_id": q.last, kind: body})
	if err != nil {
		panic(err) // the wire's own types always encode
	}
	q.waiting = append(q.waiting, &update{id: q.last, data: data, expires: now.Add(life)})
	close(q.changed)
	q.changed = make(chan struct{})
}

// expire drops what has waited too long.
func (q *queue) expire(now time.Time) {
	q.waiting = slices.DeleteFunc(q.waiting, func(u *update) bool { return !now.Before(u.expires) })
}

// confirm forgets every update below offset; a negative offset keeps only that many from the end.
func (q *queue) confirm(offset int64) {
	switch {
	case offset < 0:
		if forget := int64(len(q.waiting)) + offset; forget > 0 {
			q.waiting = slices.Delete(q.waiting, 0, int(forget))
		}
	case offset <= q.last+farAhead:
		q.waiting = slices.DeleteFunc(q.waiting, func(u *update) bool {
			if u.id >= offset {
				return false
			}
			u.repeats--
			return u.repeats < 0
		})
	}
}

// batch is the head of the queue.
func (q *queue) batch(limit int) []json.RawMessage {
	batch := make([]json.RawMessage, 0, min(limit, len(q.waiting)))
	for _, u := range q.waiting[:cap(batch)] {
		if q.repeat {
			u.repeats = 1
		}
		batch = append(batch, u.data)
	}
	if len(batch) > 0 {
		q.repeat = false
	}
	return batch
}

// Pending is how many updates wait for the bot: not yet fetched, or fetched and not yet confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.expire(s.opts.Now())
	return len(s.queue.waiting)
}

// getUpdates is entered with the server locked and unlocks it while it waits.
func (s *Server) getUpdates(ctx context.Context, req *request) (any, error) {
	if s.hook != nil {
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	q := &s.queue
	if q.poll != nil {
		close(q.poll)
	}
	mine := make(chan struct{})
	q.poll = mine
	defer func() {
		if q.poll == mine {
			q.poll = nil
		}
	}()
	if err := s.allow(req); err != nil {
		return nil, err
	}
	limit, seconds := within(req.text("limit"), 100, 1, 100), within(req.text("timeout"), 0, 0, 50)
	q.expire(s.opts.Now())
	q.confirm(req.number("offset"))
	timer := time.NewTimer(time.Duration(seconds) * time.Second)
	defer timer.Stop()
	for waiting := seconds > 0; ; {
		q.expire(s.opts.Now())
		if batch := q.batch(limit); len(batch) > 0 || !waiting {
			return batch, nil
		}
		changed := q.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-mine:
		case <-ctx.Done():
		case <-s.stopped.Done():
		case <-timer.C:
			waiting = false
		}
		s.mu.Lock()
		switch {
		case s.hook != nil:
			return nil, conflict("terminated by setWebhook request")
		case q.poll != mine:
			return nil, conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
		case ctx.Err() != nil, s.stopped.Err() != nil:
			return nil, errGone
		}
	}
}

// allow takes over a list of wanted kinds of updates; without one the former list holds.
func (s *Server) allow(req *request) error {
	if req.text("allowed_updates") == "" {
		return nil
	}
	var kinds []string
	if err := req.value("allowed_updates", &kinds); err != nil {
		return err
	}
	for _, kind := range kinds {
		if _, known := s.contract.Types["Update"][kind]; !known {
			s.violations.add(req.method + ".allowed_updates: no update of kind " + strconv.Quote(kind))
		}
	}
	s.queue.allowed = kinds
	return nil
}

// within reads a whole number and brings it into bounds, as Telegram does instead of refusing it.
func within(text string, missing, low, high int) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return missing
	}
	return min(max(n, low), high)
}
