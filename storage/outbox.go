package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage/keyspace"
)

// Outgoing is a message that waits in an outbox: a Say, Edit, Picture, Card, Document or Menu for Telegram, a Page
// for the second channel, or a Tell for another participant. A Toast, which only Commit gives out, waits nowhere: after
// a crash nobody looks for it any more.
type Outgoing struct {
	Shard  int
	Stream string       // its id in the outbox, which tells the order and nothing else
	From   string       // the participant from whose turn it came
	ID     string       // of the effect; empty with Err
	Effect state.Effect // nil with Err
	Err    error        // the stored value can't be read: ParkOutgoing
}

// Kept tells whether the message is stored in the outbox until Done.
func (o Outgoing) Kept() bool {
	_, toast := o.Effect.(state.Toast)
	return !toast
}

// Outbox reads up to limit messages of a shard's outbox, oldest first. They begin behind the stream id after, or at the
// front if it is empty.
func (s *Store) Outbox(ctx context.Context, shard int, after string, limit int) ([]Outgoing, error) {
	messages, err := s.stream(ctx, keyspace.Outbox(shard), after, limit)
	if err != nil {
		return nil, fmt.Errorf("read outbox of shard %d: %w", shard, err)
	}
	out := make([]Outgoing, len(messages))
	for i, m := range messages {
		out[i] = s.outgoing(shard, m)
	}
	return out, nil
}

// outgoing opens an entry of an outbox.
func (s *Store) outgoing(shard int, m redis.XMessage) Outgoing {
	o := Outgoing{Shard: shard, Stream: m.ID, From: text(m, "from")}
	o.ID, o.Effect, o.Err = s.openEffect(o.From, cmp.Or(text(m, "name"), text(m, "id")), text(m, "effect"))
	return o
}

// Done removes a message from the outbox. A receipt (Sent, Unreachable), if not nil, is stored in the inbox of the
// message's participant by the same script, and returned as Inbox would. A message that is gone already, as after a
// lost reply, is no error; its receipt, if any, is then in the inbox.
func (s *Store) Done(ctx context.Context, lease Lease, o Outgoing, receipt state.Event) (*Entry, error) {
	entry := Entry{Shard: lease.Shard, To: o.From, place: o.From}
	if err := s.trusted(lease.Shard); err != nil {
		return nil, fmt.Errorf("end message %s: %w", o.ID, err)
	}
	var sealed []byte
	if receipt != nil {
		var err error
		sealed, entry.Event, err = s.sealEvent(lease.Shard, entry.place, envelope{event: receipt})
		if err != nil {
			return nil, fmt.Errorf("end message %s: %w", o.ID, err)
		}
	}
	reply, err := verdict(s.scripts.Batched(ctx, s.scripts.Done.With(
		[]string{keyspace.Epoch(lease.Shard), keyspace.Outbox(lease.Shard), keyspace.Inbox(lease.Shard)},
		lease.Epoch, o.Stream, o.From, sealed,
	)))
	if errors.Is(err, ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("end message %s: %w", o.ID, err)
	}
	if len(reply) == 0 || reply[0] == "" {
		return nil, nil
	}
	entry.Stream = reply[0]
	return &entry, nil
}

// Deliver stores a Tell in the other participant's inbox, as a Told. Its id is the effect's, so a repetition is
// recognised there. Deliver returns what Receive does. The caller then removes the message with Done.
func (s *Store) Deliver(ctx context.Context, now time.Time, o Outgoing) ([]Entry, error) {
	tell, ok := o.Effect.(state.Tell)
	if !ok || tell.Letter == nil {
		return nil, final("deliver message %s: it is a %T, no Tell with a letter", o.ID, o.Effect)
	}
	told := state.Told{Header: state.Header{ID: o.ID, At: now}, From: o.From, Letter: tell.Letter}
	entries, err := s.Receive(ctx, now, []Arrival{{To: tell.To, Chat: tell.Chat, Event: told}})
	if err != nil {
		return nil, fmt.Errorf("deliver message %s: %w", o.ID, err)
	}
	return entries, nil
}

// ParkOutgoing moves a message that can't be dealt with out of the outbox, unchanged. The reason is stored in clear and
// must quote nobody. ErrGone says that the message isn't there.
func (s *Store) ParkOutgoing(ctx context.Context, lease Lease, o Outgoing, reason string) error {
	return s.park(ctx, lease, "outbox", o.Stream, reason)
}
