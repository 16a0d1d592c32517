package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"footing/bot/internal/lanes"
	"footing/bot/internal/metrics"
	"footing/bot/internal/sendable"
	"footing/bot/telegram"
	"footing/flows/state"
	"footing/storage"
)

// deliver delivers an item of a pool. If it must be tried again, again is when.
func (s *Sender) deliver(ctx context.Context, p *pool, it *lanes.Queued) (again time.Time) {
	switch p {
	case s.letters:
		return s.carry(ctx, it)
	case s.pages:
		return s.page(ctx, it)
	case s.toasts:
		return s.toast(ctx, it)
	default:
		return s.send(ctx, it)
	}
}

// carry puts a letter into the other participant's inbox. It waits for Redis only, never for Telegram's limits. A
// letter that can never arrive or cannot be read is parked.
func (s *Sender) carry(ctx context.Context, it *lanes.Queued) (again time.Time) {
	tell, ok := it.Effect.(state.Tell)
	if !ok {
		return s.park(ctx, it, "unreadable", it.Err)
	}
	entries, err := s.o.Store.Deliver(ctx, s.o.now(), it.Outgoing)
	s.inboxes.Give(entries)
	s.metrics.Sends.WithLabelValues("Tell", metrics.OutcomeOf(err)).Inc()
	switch {
	case err == nil:
		return time.Time{}
	case storage.Final(err):
		return s.park(ctx, it, "undeliverable", err)
	default:
		if shard, err := s.addressee(tell); err == nil {
			s.inboxes[shard].Reread() // the letter may have been stored
		}
		return s.later(it, err)
	}
}

// addressee is the shard of the participant whom a letter is for.
func (s *Sender) addressee(t state.Tell) (int, error) {
	if t.To == "" {
		return s.o.Store.ShardOf(t.Chat), nil
	}
	shard, err := s.o.Store.ShardOfID(t.To)
	if err != nil {
		return 0, fmt.Errorf("find who a letter is for: %w", err)
	}
	return shard, nil
}

// park moves a message that can never be delivered out of the outbox.
func (s *Sender) park(ctx context.Context, it *lanes.Queued, reason string, why error) (again time.Time) {
	s.mu.Lock()
	lease, held := s.leases[it.Shard]
	s.mu.Unlock()
	if !held {
		return s.later(it, storage.ErrFenced)
	}
	if err := s.passOver(ctx, it); err != nil {
		return s.later(it, err)
	}
	err := s.o.Store.ParkOutgoing(ctx, lease, it.Outgoing, reason)
	if err != nil && !errors.Is(err, storage.ErrGone) {
		return s.later(it, err)
	}
	s.metrics.Parked.WithLabelValues("outbox").Inc()
	s.o.Log.Error("a message was parked", "message", it.ID, "reason", reason, "error", why)
	return time.Time{}
}

// toast answers a press. It is tried once.
func (s *Sender) toast(ctx context.Context, it *lanes.Queued) (again time.Time) {
	if s.holds.Toasts().After(s.o.steady(s.o.Clock())) {
		s.metrics.Sends.WithLabelValues("Toast", "skipped").Inc()
		return time.Time{}
	}
	_, err := s.speaker.Do(ctx, it.Effect)
	outcome := telegram.Classify(err)
	s.metrics.Sends.WithLabelValues("Toast", outcome.Kind.String()).Inc()
	if outcome.Kind == telegram.Throttled {
		s.throttled(ctx, it, s.o.Clock(), outcome.After)
	}
	return time.Time{}
}

// send sends a message to Telegram, and sets the receipt if its turn waits for one.
func (s *Sender) send(ctx context.Context, it *lanes.Queued) (again time.Time) {
	if may, err := sendable.Now(ctx, s.o.Store, s.o.Protocol, it, s.o.now()); err != nil {
		return s.later(it, err)
	} else if !may {
		return s.tooLate(it)
	}
	message, err := s.speaker.Do(ctx, it.Effect)
	now := s.o.Clock()
	steady := s.o.steady(now)
	if it.Counted() {
		s.mu.Lock()
		s.messages.Limits.Ended(it.Chat, steady)
		s.mu.Unlock()
	}
	outcome := telegram.Classify(err)
	s.metrics.Sends.WithLabelValues(metrics.KindOf(it.Effect), outcome.Kind.String()).Inc()
	switch outcome.Kind {
	case telegram.Done:
		s.unheld(ctx, it)
		s.accepted(it, message, now.Wall)
		if it.Fresh {
			s.taken.Set(now)
		}
	case telegram.Blocked:
		it.Receipt = unreachable(it, now.Wall, outcome.Kind)
	case telegram.Missing, telegram.Rejected, telegram.Unclear:
		return s.refused(ctx, it, now, err)
	case telegram.Throttled:
		s.throttled(ctx, it, now, outcome.After)
		return steady // its lane does not rest, for other methods may go on
	case telegram.Conflict, telegram.Unauthorized, telegram.Retry:
		return s.later(it, err)
	}
	return time.Time{}
}

// tooLate gives up a message that may not go any more, such as a question that would come at night or is closed.
func (s *Sender) tooLate(it *lanes.Queued) (again time.Time) {
	s.metrics.Sends.WithLabelValues(metrics.KindOf(it.Effect), "late").Inc()
	s.o.Log.Warn("a message was too late to be sent", "message", it.ID)
	it.Receipt = it.TooLate(s.o.now())
	return time.Time{}
}

// accepted makes the receipt of a message that Telegram has taken, with its id there.
func (s *Sender) accepted(it *lanes.Queued, message int, now time.Time) {
	anchor, trace := "", ""
	switch e := it.Effect.(type) {
	case state.Say:
		anchor, trace = e.Anchor, e.Trace
	case state.Card:
		trace = e.Trace
	case state.Document:
		trace = e.Trace
	default: // no turn waits for a receipt of the others
	}
	if anchor == "" && trace == "" && it.Refusals == 0 { // after a refusal it shows that the person is reached again
		return
	}
	it.Receipt = state.Sent{
		Header: state.Header{ID: it.ID + "/sent", At: now}, Anchor: anchor, Trace: trace, Message: message,
	}
}

// unreachable is the receipt of a message that did not arrive, with the reason.
func unreachable(it *lanes.Queued, now time.Time, why telegram.OutcomeKind) state.Event {
	return it.Unreachable(now, why == telegram.Blocked || why == telegram.Missing, why == telegram.Missing)
}
