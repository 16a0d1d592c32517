package storage

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage/keyspace"
	"footing/storage/reseal"
)

// dueID is the id of the event that a moment becomes. The same moment always gives the same id.
func dueID(id string, w state.Wake) string {
	return momentName(id, w.Kind, w.Key) + "/" + strconv.FormatInt(w.At.UnixMilli(), 10)
}

// Due tells up to limit participants of a shard, through its inbox, that something is due for them at now, whoever
// waits longest first. It returns the entries as Inbox would. What is due stands in the participant's own record:
// before the turn, Record.Due completes the event. A moment that was changed, forgotten or moved meanwhile is left out.
func (s *Store) Due(ctx context.Context, lease Lease, now time.Time, limit int) ([]Entry, error) {
	if err := s.trusted(lease.Shard); err != nil {
		return nil, fmt.Errorf("wake on shard %d: %w", lease.Shard, err)
	}
	found, err := s.rdb.ZRangeByScoreWithScores(ctx, keyspace.Due(lease.Shard), &redis.ZRangeBy{
		Min: "-inf", Max: strconv.FormatInt(now.UnixMilli(), 10), Count: int64(limit),
	}).Result()
	if err != nil {
		return nil, fmt.Errorf("read what is due on shard %d: %w", lease.Shard, err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	entries := make([]Entry, len(found))
	args := []any{lease.Epoch, len(found)}
	for i, z := range found {
		name, _ := z.Member.(string)
		event, id := dueEvent(name, int64(z.Score), now)
		entries[i] = Entry{Shard: lease.Shard, To: id, place: id}
		var sealed []byte
		sealed, entries[i].Event, err = s.sealEvent(lease.Shard, id, envelope{event: event})
		if err != nil {
			return nil, fmt.Errorf("wake %s: %w", id, err)
		}
		args = append(args, name, int64(z.Score), id, sealed)
	}
	reply, err := verdict(s.scripts.Run(ctx, s.scripts.Due.With(
		[]string{keyspace.Epoch(lease.Shard), keyspace.Due(lease.Shard), keyspace.Inbox(lease.Shard)}, args...,
	)))
	if err == nil && len(reply) != len(entries) {
		err = fmt.Errorf("%d stream ids for %d moments", len(reply), len(entries))
	}
	if err != nil {
		return nil, fmt.Errorf("wake on shard %d: %w", lease.Shard, err)
	}
	moved := entries[:0]
	for i, e := range entries {
		if e.Stream = reply[i]; e.Stream != "" {
			moved = append(moved, e)
		}
	}
	return moved, nil
}

// dueEvent makes the event of a moment in the due set: a participant's next one, which does not say what it is for, or
// one that an earlier release has planned.
func dueEvent(name string, ms int64, now time.Time) (event state.Due, id string) {
	at := time.UnixMilli(ms).UTC()
	if id, w, early := earlyMoment(name, at); early {
		return state.Due{Header: state.Header{ID: dueID(id, w), At: now}, Kind: w.Kind, Key: w.Key, Nominal: at}, id
	}
	return state.Due{Header: state.Header{ID: name + "/" + strconv.FormatInt(ms, 10), At: now}, Nominal: at}, name
}

// appendPlan adds to a script's arguments what save.lua keeps of a participant's moments: those before and after, and
// the names of the earlier release's moments that go.
func (s *Store) appendPlan(args []any, id string, before, after moments, names []any) ([]any, error) {
	next := ""
	if at := after.next(); !at.IsZero() {
		next = milliseconds(at)
	}
	called, sealed, err := s.callChange(id, before, after)
	if err != nil {
		return nil, err
	}
	return append(append(args, next, called, sealed, len(names)), names...), nil
}

// callChange gives a participant's name among those to whom a call is due, if that changes, and their id, sealed, or
// nothing if no call is due to them any more.
func (s *Store) callChange(id string, before, after moments) (name string, sealed []byte, err error) {
	calls := func(w state.Wake) bool { return w.Kind == state.WakeCall }
	due := slices.ContainsFunc(after, calls)
	if due == slices.ContainsFunc(before, calls) {
		return "", nil, nil
	}
	name = base64.RawURLEncoding.EncodeToString(s.keys.Hash("call", []byte(id))[:12])
	if due {
		sealed, err = s.sealParts("call", reseal.ForCall(name), 0, []byte(id))
	}
	return name, sealed, err
}

// Calling lists the participants of a shard whose alert is called out again at some time.
func (s *Store) Calling(ctx context.Context, shard int) ([]string, error) {
	ids, err := s.earlyCalls(ctx, shard)
	if err != nil {
		return nil, fmt.Errorf("read who waits on shard %d: %w", shard, err)
	}
	named, err := s.rdb.HGetAll(ctx, keyspace.Calls(shard)).Result()
	if err != nil {
		return nil, fmt.Errorf("read who waits on shard %d: %w", shard, err)
	}
	for name, sealed := range named {
		parts, _, err := s.openParts("call", sealed, reseal.ForCall(name), 1)
		if err != nil {
			return nil, fmt.Errorf("read who waits on shard %d: %w", shard, err)
		}
		if id := string(parts[0]); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// NextDue reads when the next moment of all shards is due, and whether there is one. It takes one round trip. With an
// error it tells of those shards that answered.
func (s *Store) NextDue(ctx context.Context) (time.Time, bool, error) {
	firsts := make([]*redis.ZSliceCmd, s.shards)
	_, err := s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for shard := range firsts {
			firsts[shard] = p.ZRangeWithScores(ctx, keyspace.Due(shard), 0, 0)
		}
		return nil
	})
	var next time.Time
	var failures []error
	for shard, first := range firsts {
		if wrong := first.Err(); wrong != nil {
			failures = append(failures, fmt.Errorf("shard %d: %w", shard, wrong))
			continue
		}
		for _, z := range first.Val() {
			if at := time.UnixMilli(int64(z.Score)).UTC(); next.IsZero() || at.Before(next) {
				next = at
			}
		}
	}
	if err = apart(err, failures, len(firsts)); err != nil {
		return next, !next.IsZero(), fmt.Errorf("read what is due next: %w", err)
	}
	return next, !next.IsZero(), nil
}
