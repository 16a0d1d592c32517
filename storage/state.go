package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage/keyspace"
)

// Record is a participant as stored. Version 0 means that nothing is stored; State then has only its ID.
type Record struct {
	ID      string
	State   state.State
	Version int64
	planned moments // the moments at which the participant is to be woken
	data    []byte  // the state as it is stored, encoded
	asked   string  // when a keyboard was sent, as the last turn noted it; empty if that is not known
}

// Load reads a participant. A Final error means that these keys or this release can't read the state: park the entry.
func (s *Store) Load(ctx context.Context, id string) (Record, error) {
	shard, err := s.ShardOfID(id)
	if err != nil {
		return Record{}, err
	}
	fields, err := s.rdb.HMGet(ctx, keyspace.State(shard, id), "version", "state").Result()
	if err != nil {
		return Record{}, fmt.Errorf("load %s: %w", id, err)
	}
	number, known := fields[0].(string)
	if !known {
		return Record{ID: id, State: state.State{ID: id}}, nil
	}
	sealed, _ := fields[1].(string)
	record, err := s.openState(id, sealed)
	if err != nil {
		return Record{}, fmt.Errorf("load %s: %w", id, err)
	}
	if record.Version, err = strconv.ParseInt(number, 10, 64); err != nil {
		return Record{}, final("load %s: %w", id, err)
	}
	return record, nil
}

// Due gives the event of what is due for the participant at the event's time: the earliest of their moments. The Due
// events in an inbox do not say what is due, because that is known here only. Every other event, one for which nothing
// is due any more, and one of an earlier release are returned unchanged.
func (r Record) Due(e state.Event) state.Event {
	due, ok := e.(state.Due)
	if !ok || due.Kind != "" || len(r.planned) == 0 || r.planned[0].At.After(due.At) {
		return e
	}
	w := r.planned[0]
	due.ID = dueID(r.ID, w)
	due.Kind, due.Key, due.Nominal = w.Kind, w.Key, w.At
	return due
}

// Awaits gives when the participant is to be woken for something, and whether they are.
func (r Record) Awaits(kind state.WakeKind, key string) (at time.Time, ok bool) {
	n := slices.IndexFunc(r.planned, func(w state.Wake) bool { return w.Kind == kind && w.Key == key })
	if n < 0 {
		return time.Time{}, false
	}
	return r.planned[n].At, true
}

// Resolve gives the id of the participant who has this chat, empty if nobody has.
func (s *Store) Resolve(ctx context.Context, chat int64) (string, error) {
	shard, name := s.locate(chat)
	id, err := s.rdb.HGet(ctx, keyspace.Chats(shard), name).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("resolve a chat: %w", err)
	}
	return id, nil
}

// RecentlyAsked lists the participants of a shard who were sent a keyboard or buttons from since on. That is remembered
// for 24 h.
func (s *Store) RecentlyAsked(ctx context.Context, shard int, since time.Time) ([]string, error) {
	ids, err := s.rdb.ZRangeByScore(ctx, keyspace.Asked(shard), &redis.ZRangeBy{
		Min: strconv.FormatInt(since.UnixMilli(), 10), Max: "+inf",
	}).Result()
	if err != nil {
		return nil, fmt.Errorf("read who was asked on shard %d: %w", shard, err)
	}
	return ids, nil
}
