package storage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"footing/flows/state"
	"footing/storage/belief"
	"footing/storage/keyspace"
	"footing/storage/scripts"

	"github.com/redis/go-redis/v9"
)

// receiveBatch is how many arrivals go into one round trip. The script unpacks their ids onto Lua's stack, which holds
// some thousands.
const receiveBatch = 256

// Arrival is an event for an inbox. It is addressed to a participant or, if To is empty, to whoever has the chat.
type Arrival struct {
	To    string
	Chat  int64
	Event state.Event
	Known bool // it is kept only if the chat is somebody's
}

// Entry is an event that waits in an inbox.
type Entry struct {
	Shard  int
	Stream string // its id in the inbox: "0-" and a number that is one more for each entry
	// To is the participant whose turn it is. It is empty if the chat was nobody's when the event was stored. An entry
	// before this one may have changed that (Resolve).
	To    string
	Chat  int64       // the chat it was addressed to; 0 if it was addressed to a participant id
	Event state.Event // nil with Err
	Err   error       // the stored value can't be read: Park the entry
	// Received says that the event came by Receive, which therefore knows it again.
	Received bool
	place    string // what the event was sealed for
	ends     bool   // it is in no inbox: Stream is that of the message whose receipt it is
}

// Personal tells whether the event was addressed to a chat: its sender said or pressed something, even if it cannot be
// read.
func (e Entry) Personal() bool { return strings.HasPrefix(e.place, chatPlace) }

// Receive stores events in their inboxes and returns the new ones, as a later Inbox would. Each Header.ID is stored
// once; an id is recognised for at least 84 h. A participant's events keep the given order. A shard that fails costs
// none of the others: after an error all events of the other shards are stored, and FailedOn tells which those are. Of
// a shard that failed some may be stored; repeat the call for all of its events. Nothing is stored on a shard that is
// in doubt (Doubts).
func (s *Store) Receive(ctx context.Context, now time.Time, arrivals []Arrival) ([]Entry, error) {
	if err := s.form.present(); err != nil {
		return nil, fmt.Errorf("receive: %w", err)
	}
	entries := make([]Entry, 0, len(arrivals))
	failed := make(shardErrors)
	for len(arrivals) > 0 {
		batch := arrivals[:min(receiveBatch, len(arrivals))]
		arrivals = arrivals[len(batch):]
		stored, err := s.receive(ctx, now, batch, failed)
		entries = append(entries, stored...)
		if err != nil {
			return entries, fmt.Errorf("receive: %w", err)
		}
	}
	if len(failed) > 0 {
		return entries, fmt.Errorf("receive: %w", failed)
	}
	return entries, nil
}

// receive stores some arrivals, but none of a shard that has failed before: they would overtake those that failed. It
// runs one script for each shard concerned, all at once, and notes the shards that fail. An error says that nothing was
// stored.
func (s *Store) receive(ctx context.Context, now time.Time, arrivals []Arrival, failed shardErrors) ([]Entry, error) {
	entries := make([]Entry, len(arrivals))
	numbers := make(map[int][]int) // of the arrivals for each shard
	args := make(map[int][]any)
	var order []int
	for i, a := range arrivals {
		sealed, err := s.envelop(a, &entries[i])
		if err != nil {
			return nil, err
		}
		shard := entries[i].Shard
		if numbers[shard] == nil {
			order = append(order, shard)
		}
		numbers[shard] = append(numbers[shard], i)
		known := ""
		if a.Known {
			known = "known"
		}
		args[shard] = append(args[shard], s.seenName(a.Event.Head().ID), entries[i].place, sealed, known)
	}
	calls, asked := make([]scripts.Invocation, 0, len(order)), make([]int, 0, len(order))
	for _, shard := range order {
		if s.belief.Doubts(shard) {
			failed[shard] = errDoubted
		}
		if failed[shard] != nil {
			continue
		}
		keys := []string{keyspace.Inbox(shard), keyspace.Chats(shard), keyspace.Epoch(shard), keyspace.ShardRun(shard)}
		keys = append(keys, s.seenKeys(shard, now)...)
		least, _, _ := s.belief.Least(shard)
		head := []any{int64(seenTTL / time.Second), len(numbers[shard]), least}
		calls, asked = append(calls, s.scripts.Receive.With(keys, append(head, args[shard]...)...)), append(asked, shard)
	}
	for i, a := range s.scripts.All(ctx, calls) {
		if err := s.accept(entries, asked[i], numbers[asked[i]], a); err != nil {
			failed[asked[i]] = err
		}
	}
	stored := make([]Entry, 0, len(arrivals))
	for _, e := range entries {
		if e.Stream != "" {
			stored = append(stored, e)
		}
	}
	return stored, nil
}

// envelop addresses and seals one arrival.
func (s *Store) envelop(a Arrival, e *Entry) (sealed []byte, err error) {
	if a.Event == nil || a.Event.Head().ID == "" {
		return nil, final("an event without an id can't be told from another")
	}
	*e = Entry{Chat: a.Chat, place: a.To, Received: true}
	if a.To != "" {
		e.Chat = 0
		if e.Shard, err = s.ShardOfID(a.To); err != nil {
			return nil, err
		}
	} else {
		e.Shard, e.place = s.locate(a.Chat)
	}
	sealed, e.Event, err = s.sealEvent(e.Shard, e.place, envelope{e.Chat, a.Event})
	return sealed, err
}

// accept writes one shard's answer into the entries with the given numbers. A shard that is not as it was keeps
// nothing, also where nobody has looked at it since: it would be gone when the right data are back.
func (s *Store) accept(entries []Entry, shard int, numbers []int, a scripts.Answer) error {
	if a.Err == nil && len(a.Reply) == 3 && a.Reply[0] == belief.Older {
		if seen, err := belief.Sight(a.Reply, nil); err == nil {
			s.belief.Saw(shard, seen)
		}
		return errDoubted
	}
	if a.Err == nil && len(a.Reply) != 2*len(numbers) {
		a.Err = fmt.Errorf("%d answers for %d events", len(a.Reply)/2, len(numbers))
	}
	if a.Err != nil {
		return a.Err
	}
	for i, n := range numbers {
		entries[n].Stream, entries[n].To = a.Reply[2*i], a.Reply[2*i+1]
	}
	return nil
}

// Inbox reads up to limit entries of a shard's inbox, oldest first. They begin behind the stream id after, or at the
// front if it is empty.
func (s *Store) Inbox(ctx context.Context, shard int, after string, limit int) ([]Entry, error) {
	messages, err := s.stream(ctx, keyspace.Inbox(shard), after, limit)
	if err != nil {
		return nil, fmt.Errorf("read inbox of shard %d: %w", shard, err)
	}
	entries := make([]Entry, len(messages))
	for i, m := range messages {
		e := Entry{Shard: shard, Stream: m.ID, To: text(m, "to"), place: text(m, "place"), Received: text(m, "id") != ""}
		var l envelope
		l, e.Err = s.openEvent(shard, e.place, text(m, "event"))
		e.Chat, e.Event = l.chat, l.event
		entries[i] = e
	}
	return entries, nil
}

// stream reads a page of a stream behind a stream id, oldest first.
func (s *Store) stream(ctx context.Context, key, after string, limit int) ([]redis.XMessage, error) {
	from := "-"
	if after != "" {
		from = "(" + after
	}
	messages, err := s.rdb.XRangeN(ctx, key, from, "+", int64(limit)).Result()
	if err != nil {
		return nil, fmt.Errorf("read stream %s: %w", key, err)
	}
	return messages, nil
}

// text reads one field of a stream's entry, empty if it isn't there.
func text(m redis.XMessage, field string) string {
	value, _ := m.Values[field].(string)
	return value
}

// Waiting counts the entries in the inboxes of the given shards, in one round trip. A worker so notices what other
// processes have put there. With an error it counts those shards that answered.
func (s *Store) Waiting(ctx context.Context, shards []int) (map[int]int64, error) {
	if len(shards) == 0 {
		return nil, nil
	}
	lengths := make([]*redis.IntCmd, len(shards))
	_, err := s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, shard := range shards {
			lengths[i] = p.XLen(ctx, keyspace.Inbox(shard))
		}
		return nil
	})
	waiting, failures := make(map[int]int64, len(shards)), []error(nil)
	for i, shard := range shards {
		if wrong := lengths[i].Err(); wrong != nil {
			failures = append(failures, fmt.Errorf("shard %d: %w", shard, wrong))
			continue
		}
		waiting[shard] = lengths[i].Val()
	}
	if err = apart(err, failures, len(shards)); err != nil {
		return waiting, fmt.Errorf("count inboxes: %w", err)
	}
	return waiting, nil
}

// Park moves an entry that can't be dealt with out of the inbox, unchanged, so that the entries behind it go on. The
// reason is stored in clear and must quote nobody. ErrGone says that the entry isn't there.
func (s *Store) Park(ctx context.Context, lease Lease, e Entry, reason string) error {
	return s.park(ctx, lease, "inbox", e.Stream, reason)
}

func (s *Store) park(ctx context.Context, lease Lease, box, stream, reason string) error {
	err := s.trusted(lease.Shard)
	if err == nil {
		_, err = verdict(s.scripts.Run(ctx, s.scripts.Park.With(
			[]string{keyspace.Epoch(lease.Shard), keyspace.Tag(lease.Shard) + box, keyspace.Parked(lease.Shard)},
			lease.Epoch, stream, box, reason,
		)))
	}
	if err != nil {
		return fmt.Errorf("park entry %s of the %s of shard %d: %w", stream, box, lease.Shard, err)
	}
	return nil
}

// Parked counts the parked entries and messages of all shards. With an error it counts those of the shards that
// answered (FailedOn).
func (s *Store) Parked(ctx context.Context) (int64, error) {
	counted, err := s.sum(ctx, func(p redis.Pipeliner, shard int) *redis.IntCmd {
		return p.XLen(ctx, keyspace.Parked(shard))
	})
	if err != nil {
		return counted, fmt.Errorf("count parked entries: %w", err)
	}
	return counted, nil
}

// sum adds up one number of each shard, in one round trip. With an error it adds up those of the shards that answered.
func (s *Store) sum(ctx context.Context, count func(redis.Pipeliner, int) *redis.IntCmd) (int64, error) {
	counts := make([]*redis.IntCmd, s.shards)
	_, _ = s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error { // each answer has its own error
		for shard := range counts {
			counts[shard] = count(p, shard)
		}
		return nil
	})
	total, failed := int64(0), make(shardErrors)
	for shard, c := range counts {
		if err := c.Err(); err != nil {
			failed[shard] = err
			continue
		}
		total += c.Val()
	}
	if len(failed) > 0 {
		return total, failed
	}
	return total, nil
}
