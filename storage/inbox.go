package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"footing/flows/state"

	"github.com/redis/go-redis/v9"
)

// receiveBatch is how many posts go into one round trip. A script unpacks their ids onto Lua's stack, which
// holds some thousands.
const receiveBatch = 256

// Post is an event on its way into an inbox: to a participant, or, where To is empty, to whoever has the chat.
type Post struct {
	To    string
	Chat  int64
	Event state.Event
}

// Entry is an event that waits in an inbox.
type Entry struct {
	Shard  int
	Stream string // its id in the inbox: "0-" and a number that is one more for each entry
	// To is whose turn it is. Empty: the chat was nobody's when the event was stored. It may be somebody's by
	// now (Resolve), through an entry before this one.
	To    string
	Chat  int64       // the chat it was addressed to; 0 if it was addressed to a participant id
	Event state.Event // nil with Err
	Err   error       // the stored value can't be read: Park the entry
	place string      // what the event was sealed for
}

// Receive puts events into their inboxes, each once for its Header.ID, in the given order within each
// participant. It returns those that were new, as a later Inbox would. Ids are recognised for at least 84 h
// of now. After an error, what it returns has been stored nevertheless; repeat the whole call for the rest. Nothing
// is stored on a shard that is in doubt (Doubts).
func (s *Store) Receive(ctx context.Context, now time.Time, posts []Post) ([]Entry, error) {
	entries := make([]Entry, 0, len(posts))
	for len(posts) > 0 {
		batch := posts[:min(receiveBatch, len(posts))]
		posts = posts[len(batch):]
		stored, err := s.receive(ctx, now, batch)
		entries = append(entries, stored...)
		if err != nil {
			return entries, fmt.Errorf("receive: %w", err)
		}
	}
	return entries, nil
}

// receive stores one batch: one script for each shard that it touches, all in one round trip.
func (s *Store) receive(ctx context.Context, now time.Time, posts []Post) ([]Entry, error) {
	entries := make([]Entry, len(posts))
	numbers := make(map[int][]int) // of the posts for each shard
	args := make(map[int][]any)
	var order []int
	for i, p := range posts {
		sealed, err := s.envelop(p, &entries[i])
		if err != nil {
			return nil, err
		}
		shard := entries[i].Shard
		if numbers[shard] == nil {
			order = append(order, shard)
		}
		numbers[shard] = append(numbers[shard], i)
		args[shard] = append(args[shard], s.seenName(p.Event.Head().ID), entries[i].place, sealed)
	}
	var failures []error
	calls, asked := make([]call, 0, len(order)), make([]int, 0, len(order))
	for _, shard := range order {
		if s.belief.doubts(shard) {
			failures = append(failures, fmt.Errorf("shard %d: %w", shard, errDoubted))
			continue
		}
		keys := append([]string{inboxKey(shard), chatsKey(shard)}, seenKeys(shard, now)...)
		head := []any{int64(seenTTL / time.Second), len(numbers[shard])}
		calls, asked = append(calls, call{s.scripts.receive, keys, append(head, args[shard]...)}), append(asked, shard)
	}
	for i, a := range s.runAll(ctx, calls) {
		failures = append(failures, s.accept(entries, numbers[asked[i]], a))
	}
	stored := make([]Entry, 0, len(posts))
	for _, e := range entries {
		if e.Stream != "" {
			stored = append(stored, e)
		}
	}
	return stored, errors.Join(failures...)
}

// envelop addresses and seals one post.
func (s *Store) envelop(p Post, e *Entry) (sealed []byte, err error) {
	if p.Event == nil || p.Event.Head().ID == "" {
		return nil, final("an event without an id can't be told from another")
	}
	*e = Entry{Chat: p.Chat, place: p.To}
	if p.To != "" {
		e.Chat = 0
		if e.Shard, err = s.ShardOfID(p.To); err != nil {
			return nil, err
		}
	} else {
		e.Shard, e.place = s.place(p.Chat)
	}
	sealed, e.Event, err = s.sealEvent(e.Shard, e.place, envelope{e.Chat, p.Event})
	return sealed, err
}

// accept files one shard's answer under the entries with the given numbers.
func (s *Store) accept(entries []Entry, numbers []int, a answer) error {
	if a.err == nil && len(a.reply) != 2*len(numbers) {
		a.err = fmt.Errorf("%d answers for %d events", len(a.reply)/2, len(numbers))
	}
	if a.err != nil {
		return a.err
	}
	for i, n := range numbers {
		entries[n].Stream, entries[n].To = a.reply[2*i], a.reply[2*i+1]
	}
	return nil
}

// Inbox reads what waits in a shard's inbox behind the stream id after (all if empty), oldest first, at most
// limit entries.
func (s *Store) Inbox(ctx context.Context, shard int, after string, limit int) ([]Entry, error) {
	messages, err := s.stream(ctx, inboxKey(shard), after, limit)
	if err != nil {
		return nil, fmt.Errorf("read inbox of shard %d: %w", shard, err)
	}
	entries := make([]Entry, len(messages))
	for i, m := range messages {
		e := Entry{Shard: shard, Stream: m.ID, To: text(m, "to"), place: text(m, "place")}
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

// Waiting counts what waits in the inboxes of the given shards, in one round trip. So a worker notices what
// other processes have posted.
func (s *Store) Waiting(ctx context.Context, shards []int) (map[int]int64, error) {
	if len(shards) == 0 {
		return nil, nil
	}
	lengths := make([]*redis.IntCmd, len(shards))
	_, err := s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, shard := range shards {
			lengths[i] = p.XLen(ctx, inboxKey(shard))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count inboxes: %w", err)
	}
	waiting := make(map[int]int64, len(shards))
	for i, shard := range shards {
		waiting[shard] = lengths[i].Val()
	}
	return waiting, nil
}

// Park moves an entry that can't be dealt with out of the inbox, as it was stored, so that what waits behind
// it goes on. The reason is kept in clear and must quote nobody. ErrGone if the entry isn't there.
func (s *Store) Park(ctx context.Context, lease Lease, e Entry, reason string) error {
	return s.park(ctx, lease, "inbox", e.Stream, reason)
}

func (s *Store) park(ctx context.Context, lease Lease, box, stream, reason string) error {
	err := s.belief.trusted(lease.Shard)
	if err == nil {
		_, err = verdict(s.run(ctx, call{
			s.scripts.park,
			[]string{epochKey(lease.Shard), tag(lease.Shard) + box, parkedKey(lease.Shard)},
			[]any{lease.Epoch, stream, box, reason},
		}))
	}
	if err != nil {
		return fmt.Errorf("park entry %s of the %s of shard %d: %w", stream, box, lease.Shard, err)
	}
	return nil
}

// Parked counts what has been parked, over all shards.
func (s *Store) Parked(ctx context.Context) (int64, error) {
	counted, err := s.sum(ctx, func(p redis.Pipeliner, shard int) *redis.IntCmd { return p.XLen(ctx, parkedKey(shard)) })
	if err != nil {
		return 0, fmt.Errorf("count parked entries: %w", err)
	}
	return counted, nil
}

// sum adds up one number of each shard, in one round trip.
func (s *Store) sum(ctx context.Context, count func(redis.Pipeliner, int) *redis.IntCmd) (int64, error) {
	counts := make([]*redis.IntCmd, s.shards)
	_, err := s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for shard := range counts {
			counts[shard] = count(p, shard)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("count %s shards: %w", strconv.Itoa(s.shards), err)
	}
	total := int64(0)
	for _, c := range counts {
		total += c.Val()
	}
	return total, nil
}
