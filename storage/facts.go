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
	"footing/storage/keyspace"
)

// Facts are kept in a list, those of one turn together in one value. Before it stands the time of its latest fact in
// Unix milliseconds, or that of the value before it where that is later. So whoever wants the facts since a time reads
// the list from its end. Old facts stand in chapters (chapter.go), a second list of the same kind. What releases up to
// 0.1 kept stands in a stream, fact by fact, until it is swept, and is older than what is in the list; there are no
// chapters then.

// How many turns' facts, and how many chapters, are read at first where not all are wanted.
const (
	listPage    = 100
	chapterPage = 2
)

// Facts reads a participant's facts from since on (all if zero), in the order in which they were recorded. Its cost
// depends on what it returns, not on what is older. If one fact can't be read, the whole call fails.
func (s *Store) Facts(ctx context.Context, id string, since time.Time) ([]record.Fact, error) {
	shard, err := s.ShardOfID(id)
	if err != nil {
		return nil, err
	}
	since = since.Truncate(time.Second) // facts are kept by the second
	values, err := s.sealedFacts(ctx, shard, id, max(0, since.UnixMilli()))
	if err != nil {
		return nil, fmt.Errorf("read facts of %s: %w", id, err)
	}
	var facts []record.Fact
	for n, v := range values {
		some, err := s.openValue(id, v)
		if err != nil {
			return nil, fmt.Errorf("read facts of %s, value %d of %d: %w", id, n+1, len(values), err)
		}
		for _, f := range some {
			if !f.At.Before(since) { // the time of a value may be later than its facts
				facts = append(facts, f)
			}
		}
	}
	return slices.Clip(facts), nil
}

// sealedValue is facts as they are kept, with the time that stands before them, Unix milliseconds.
type sealedValue struct {
	last    int64
	sealed  string
	chapter bool
}

func (s *Store) openValue(id string, v sealedValue) ([]record.Fact, error) {
	if v.chapter {
		return s.openChapter(id, v.last, v.sealed)
	}
	return s.openFacts(id, v.sealed)
}

// sealedFacts gives the sealed facts whose time is not before from, Unix milliseconds. It reads the end of the list,
// then all of the list and the youngest chapters, then all there is, until that suffices. Each reading is of one
// moment, for facts move from the list to the chapters.
func (s *Store) sealedFacts(ctx context.Context, shard int, id string, from int64) ([]sealedValue, error) {
	if from > 0 {
		page, err := s.rdb.LRange(ctx, keyspace.Facts(shard, id), -listPage, -1).Result()
		if err != nil {
			return nil, err //nolint:wrapcheck // by Facts
		}
		values, all, err := laterOnes(page, false, from)
		if err != nil || !all {
			return values, err
		}
		values, all, err = s.sealedSince(ctx, shard, id, -chapterPage, from)
		if err != nil || !all {
			return values, err
		}
	}
	values, _, err := s.sealedSince(ctx, shard, id, 0, from)
	return values, err
}

// sealedSince reads the chapters from the given one on and all that is not in chapters. It tells whether the first
// chapter is among what is not before from, so that those before it may be, too.
func (s *Store) sealedSince(ctx context.Context, shard int, id string, first int, from int64) (
	values []sealedValue, all bool, err error,
) {
	var stream *redis.XMessageSliceCmd
	var chapters, list *redis.StringSliceCmd
	_, err = s.rdb.TxPipelined(ctx, func(p redis.Pipeliner) error {
		chapters = p.LRange(ctx, keyspace.Chapters(shard, id), int64(first), -1)
		stream = p.XRange(ctx, keyspace.Early(shard, id), strconv.FormatInt(from, 10), "+")
		list = p.LRange(ctx, keyspace.Facts(shard, id), 0, -1)
		return nil
	})
	if err != nil {
		return nil, false, err //nolint:wrapcheck // by Facts
	}
	if values, all, err = laterOnes(chapters.Val(), true, from); err != nil {
		return nil, false, err
	}
	all = all && len(values) == -first
	for _, m := range stream.Val() {
		values = append(values, sealedValue{sealed: text(m, "fact")})
	}
	later, _, err := laterOnes(list.Val(), false, from)
	return append(values, later...), all, err
}

// laterOnes gives what of a list is not before a time, and tells whether that is all of it.
func laterOnes(list []string, chapters bool, from int64) (values []sealedValue, all bool, err error) {
	for _, value := range slices.Backward(list) {
		v, err := parseValue(value)
		if err != nil {
			return nil, false, err
		}
		if v.last < from {
			break
		}
		v.chapter = chapters
		values = append(values, v)
	}
	slices.Reverse(values)
	return values, len(values) == len(list), nil
}

// parseValue reads the time that stands before a value.
func parseValue(value string) (sealedValue, error) {
	ms, sealed, _ := strings.Cut(value, ":")
	last, err := strconv.ParseInt(ms, 10, 64)
	if err != nil {
		return sealedValue{}, final("a value has no time")
	}
	return sealedValue{last: last, sealed: sealed}, nil
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
