package storage

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows/state"

	"github.com/redis/go-redis/v9"
)

// dueName names a due moment by participant, kind and key.
func dueName(id string, kind state.WakeKind, key string) string {
	return id + "/" + string(kind) + "/" + key
}

// moment is a time in whole milliseconds, as sorted sets keep it. It is rounded up, so that nothing is due too early.
func moment(t time.Time) time.Time {
	return time.UnixMilli(t.Add(time.Millisecond - 1).UnixMilli()).UTC()
}

// milliseconds is a time as an argument of a script.
func milliseconds(t time.Time) string { return strconv.FormatInt(moment(t).UnixMilli(), 10) }

// Due moves up to limit moments of a shard that are due at now into its inbox, the oldest first, and returns them as
// Inbox would. A moment that was changed, forgotten or moved meanwhile is left out.
func (s *Store) Due(ctx context.Context, lease Lease, now time.Time, limit int) ([]Entry, error) {
	if err := s.belief.trusted(lease.Shard); err != nil {
		return nil, fmt.Errorf("wake on shard %d: %w", lease.Shard, err)
	}
	found, err := s.rdb.ZRangeByScoreWithScores(ctx, dueKey(lease.Shard), &redis.ZRangeBy{
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
			return nil, fmt.Errorf("wake %s: %w", name, err)
		}
		args = append(args, name, int64(z.Score), id, sealed)
	}
	reply, err := verdict(s.run(ctx, call{
		s.scripts.due, []string{epochKey(lease.Shard), dueKey(lease.Shard), inboxKey(lease.Shard)}, args,
	}))
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

// dueEvent makes the event of a due moment. The same moment always gives the same event id.
func dueEvent(name string, ms int64, now time.Time) (event state.Due, id string) {
	id, rest, _ := strings.Cut(name, "/")
	kind, key, _ := strings.Cut(rest, "/")
	nominal := time.UnixMilli(ms).UTC()
	return state.Due{
		Header:  state.Header{ID: name + "/" + strconv.FormatInt(ms, 10), At: now},
		Kind:    state.WakeKind(kind),
		Key:     key,
		Nominal: nominal,
	}, id
}

// Awaiting lists the participants of a shard who have a moment of the given kind, whenever it is due.
func (s *Store) Awaiting(ctx context.Context, shard int, kind state.WakeKind) ([]string, error) {
	var ids []string
	pages := s.rdb.ZScan(ctx, dueKey(shard), 0, "*/"+string(kind)+"/*", scanPage).Iterator()
	for pages.Next(ctx) {
		id, rest, _ := strings.Cut(pages.Val(), "/") // every second value is a time and does not match
		if strings.HasPrefix(rest, string(kind)+"/") && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if err := pages.Err(); err != nil {
		return nil, fmt.Errorf("read who waits on shard %d: %w", shard, err)
	}
	return ids, nil
}

// scanPage is about how many moments a scan reads at once.
const scanPage = 500

// NextDue reads when the next moment of all shards is due, and whether there is one. It takes one round trip. With an
// error it tells of those shards that answered.
func (s *Store) NextDue(ctx context.Context) (time.Time, bool, error) {
	firsts := make([]*redis.ZSliceCmd, s.shards)
	_, err := s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for shard := range firsts {
			firsts[shard] = p.ZRangeWithScores(ctx, dueKey(shard), 0, 0)
		}
		return nil
	})
	var next time.Time
	var failures []error
	for shard, first := range firsts {
		if wrong := first.Err(); wrong != nil {
			failures = append(failures, fmt.Errorf("shard %d: %w", shard, wrong))
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
