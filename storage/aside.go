package storage

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/storage/keyspace"
)

// asidePage is how many entries of one shard Aside lists and counts at most.
const asidePage = 1000

// Aside is an entry or a message that was set aside, because it could not be dealt with (Park, ParkOutgoing).
type Aside struct {
	Shard  int
	Stream string    // its id among what is set aside on the shard
	At     time.Time // by Redis' clock, in whole milliseconds
	Box    string    // inbox or outbox
	Reason string
	Whose  string // participant id; empty where nobody was known yet
	Looked bool   // an operator has said that they looked at it (SetLooked)
}

// Aside lists what is set aside, shard by shard, the oldest first. At most a thousand of each shard are listed. Where
// nothing is set aside, it takes one round trip. With an error it lists what the other shards have (FailedOn).
func (s *Store) Aside(ctx context.Context) ([]Aside, error) {
	parked, err := s.Parked(ctx)
	if parked == 0 {
		return nil, err
	}
	looked, err := s.kept(ctx, "looked")
	if err != nil {
		return nil, err
	}
	pages := make([]*redis.XMessageSliceCmd, s.shards)
	_, _ = s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error { // each answer has its own error
		for shard := range pages {
			pages[shard] = p.XRevRangeN(ctx, keyspace.Parked(shard), "+", "-", asidePage)
		}
		return nil
	})
	var all []Aside
	failed := make(shardErrors)
	for shard, page := range pages {
		messages, err := page.Result()
		if err != nil {
			failed[shard] = err
		}
		for i := len(messages) - 1; i >= 0; i-- {
			m := messages[i]
			at := streamTime(m.ID)
			all = append(all, Aside{
				Shard: shard, Stream: m.ID, At: at, Box: text(m, "box"), Reason: text(m, "reason"),
				Whose: cmp.Or(text(m, "to"), text(m, "from")), Looked: !at.After(looked),
			})
		}
	}
	if len(failed) > 0 {
		return all, fmt.Errorf("read what is set aside: %w", failed)
	}
	return all, nil
}

// AsideEvent reads an event that is set aside, as Inbox would. ErrGone says that it is not there any more.
func (s *Store) AsideEvent(ctx context.Context, a Aside) (Entry, error) {
	m, err := s.asideValue(ctx, a)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Shard: a.Shard, Stream: a.Stream, To: text(m, "to"), place: text(m, "place")}
	var l envelope
	l, e.Err = s.openEvent(a.Shard, e.place, text(m, "event"))
	e.Chat, e.Event = l.chat, l.event
	return e, nil
}

// AsideMessage reads a message that is set aside, as Outbox would. ErrGone says that it is not there any more.
func (s *Store) AsideMessage(ctx context.Context, a Aside) (Outgoing, error) {
	m, err := s.asideValue(ctx, a)
	if err != nil {
		return Outgoing{}, err
	}
	return s.outgoing(a.Shard, m), nil
}

func (s *Store) asideValue(ctx context.Context, a Aside) (redis.XMessage, error) {
	found, err := s.rdb.XRangeN(ctx, keyspace.Parked(a.Shard), a.Stream, a.Stream, 1).Result()
	if err != nil {
		return redis.XMessage{}, fmt.Errorf("read what is set aside: %w", err)
	}
	if len(found) == 0 {
		return redis.XMessage{}, fmt.Errorf("read what is set aside: %w", ErrGone)
	}
	return found[0], nil
}

// RetryAside puts an event that AsideEvent has read back into the inbox, behind those that wait there. Its event may
// have been dated anew meanwhile.
func (s *Store) RetryAside(ctx context.Context, a Aside, e Entry) error {
	sealed, _, err := s.sealEvent(e.Shard, e.place, envelope{e.Chat, e.Event})
	if err == nil {
		_, err = verdict(s.scripts.Run(ctx, s.scripts.Unpark.With(
			[]string{keyspace.Parked(a.Shard), keyspace.Inbox(a.Shard)}, a.Stream, sealed,
		)))
	}
	if err != nil {
		return fmt.Errorf("try again what is set aside: %w", err)
	}
	return nil
}

// DropAside removes something that is set aside, for good. That it is gone already is no error.
func (s *Store) DropAside(ctx context.Context, a Aside) error {
	if err := s.rdb.XDel(ctx, keyspace.Parked(a.Shard), a.Stream).Err(); err != nil {
		return fmt.Errorf("remove what is set aside: %w", err)
	}
	return nil
}

// SetLooked notes that an operator has looked at what was set aside up to the given time. What is set aside later is
// new. An earlier time than before changes nothing.
func (s *Store) SetLooked(ctx context.Context, upto time.Time) error {
	return s.raise(ctx, "looked", upto)
}

// Looked is the time that SetLooked noted, zero before the first.
func (s *Store) Looked(ctx context.Context) (time.Time, error) { return s.kept(ctx, "looked") }

// streamTime is the time in a stream id that Redis has made.
func streamTime(id string) time.Time {
	before, _, _ := strings.Cut(id, "-")
	ms, err := strconv.ParseInt(before, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
