package storage

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/record"
)

// Facts are kept in a list, those of one turn together in one value. Before it stands the time of its latest fact in
// Unix milliseconds, or that of the value before it where that is later. So whoever wants the facts since a time reads
// the list from its end. What earlier releases kept stands in a stream, fact by fact, until it is swept, and is older.

// listPage is how many turns' facts are read at first where not all are wanted.
const listPage = 100

// Facts reads a participant's facts from since on (all if zero), in the order in which they were recorded. Its cost
// depends on what it returns, not on what is older. If one fact can't be read, the whole call fails.
func (s *Store) Facts(ctx context.Context, id string, since time.Time) ([]record.Fact, error) {
	shard, err := s.ShardOfID(id)
	if err != nil {
		return nil, err
	}
	since = since.Truncate(time.Second) // facts are kept by the second
	values, err := s.sealedFacts(ctx, shard, id, since)
	if err != nil {
		return nil, fmt.Errorf("read facts of %s: %w", id, err)
	}
	var facts []record.Fact
	for n, sealed := range values {
		turn, err := s.openFacts(id, sealed)
		if err != nil {
			return nil, fmt.Errorf("read facts of %s, value %d of %d: %w", id, n+1, len(values), err)
		}
		for _, f := range turn {
			if !f.At.Before(since) { // the time of a value may be later than its facts
				facts = append(facts, f)
			}
		}
	}
	return slices.Clip(facts), nil
}

// sealedFacts gives the sealed facts whose time is not before since, turn by turn. It reads the end of the list, and if
// that does not suffice all there is, at one moment.
func (s *Store) sealedFacts(ctx context.Context, shard int, id string, since time.Time) ([]string, error) {
	from := int64(0)
	if ms := since.UnixMilli(); !since.IsZero() && ms > 0 {
		from = ms
		page, err := s.rdb.LRange(ctx, factsKey(shard, id), -listPage, -1).Result()
		if err != nil {
			return nil, err //nolint:wrapcheck // by Facts
		}
		values, all, err := laterOnes(page, from)
		if err != nil || !all {
			return values, err
		}
	}
	var stream *redis.XMessageSliceCmd
	var list *redis.StringSliceCmd
	_, err := s.rdb.TxPipelined(ctx, func(p redis.Pipeliner) error {
		stream = p.XRange(ctx, streamKey(shard, id), strconv.FormatInt(from, 10), "+")
		list = p.LRange(ctx, factsKey(shard, id), 0, -1)
		return nil
	})
	if err != nil {
		return nil, err //nolint:wrapcheck // by Facts
	}
	var values []string
	for _, m := range stream.Val() {
		values = append(values, text(m, "fact"))
	}
	later, _, err := laterOnes(list.Val(), from)
	return append(values, later...), err
}

// laterOnes gives what of a list is not before a time, and tells whether that is all of it.
func laterOnes(list []string, from int64) (sealed []string, all bool, err error) {
	for _, value := range slices.Backward(list) {
		ms, facts, _ := strings.Cut(value, ":")
		at, err := strconv.ParseInt(ms, 10, 64)
		if err != nil {
			return nil, false, final("a value has no time")
		}
		if at < from {
			break
		}
		sealed = append(sealed, facts)
	}
	slices.Reverse(sealed)
	return sealed, len(sealed) == len(list), nil
}

// appendFacts adds facts to a script's arguments, those of each turn as one value behind its time.
func (s *Store) appendFacts(args []any, id string, facts []record.Fact) ([]any, error) {
	var values []any
	last := int64(0)
	for len(facts) > 0 {
		n := 1
		for n < len(facts) && turnOf(facts[n]) == turnOf(facts[0]) {
			n++
		}
		sealed, err := s.sealFacts(id, facts[:n])
		if err != nil {
			return nil, err
		}
		for _, f := range facts[:n] {
			last = max(last, f.At.UnixMilli())
		}
		values, facts = append(values, last, sealed), facts[n:]
	}
	return append(append(args, len(values)/2), values...), nil
}

// turnOf names the turn in which a fact was recorded.
func turnOf(f record.Fact) string {
	event, _, _ := strings.Cut(f.ID, "#")
	return event
}
