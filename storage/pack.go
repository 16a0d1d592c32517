package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/record"
	"footing/flows/state"
	"footing/storage/keyspace"
)

// A chapter is made of the oldest facts, when there are enough to fill one that nothing can correct any more: answers
// can be changed for hours, and the longest that anything waits is a few weeks. Of somebody who says little it is made
// however few there are, when they have become very old.
const (
	chapterFacts = 70                      // about four weeks of check-ins
	chapterAge   = 8 * 7 * 24 * time.Hour  // of all facts in a chapter, at least
	chapterLate  = 26 * 7 * 24 * time.Hour // of the oldest one, if they are fewer
	chapterMost  = 2 * chapterFacts        // how many turns' facts are read for one
	packAgain    = 7 * 24 * time.Hour      // when somebody of whom there were too few is looked at again
)

// packable tells whether facts of this time may go into a chapter.
func packable(ms int64, now time.Time) bool { return ms <= now.Add(-chapterAge).UnixMilli() }

// Packer makes chapters of the old facts of a shard's participants, a few at a time, beside the turns: of all whose
// facts are old when it begins, and then of those in whose turns it shows. It may stop at any moment. A nil Packer does
// nothing.
type Packer struct {
	s      *Store
	lease  Lease
	cursor uint64 // in the list of participants, of which the first pages were looked at
	listed bool
	ids    []string
	until  map[string]time.Time // who need not be looked at before: who is in ids, has too few facts, or is unreadable
}

// NewPacker makes the packer of a shard.
func (s *Store) NewPacker(lease Lease) *Packer {
	return &Packer{s: s, lease: lease, until: make(map[string]time.Time)}
}

// Observe hears of a turn that was saved.
func (p *Packer) Observe(now time.Time, saved Saved) {
	if p != nil && !saved.Oldest.IsZero() {
		p.observe(now, saved.Record.ID, saved.Oldest.UnixMilli())
	}
}

func (p *Packer) observe(now time.Time, id string, oldest int64) {
	if packable(oldest, now) && !now.Before(p.until[id]) {
		p.ids = append(p.ids, id)
		p.until[id] = now.Add(packAgain)
	}
}

// Step makes one chapter, or looks for those whose facts are old. It tells whether there is more to do. After a Final
// error somebody's facts can't be read; they stay as they are, and the others go on.
func (p *Packer) Step(ctx context.Context, now time.Time) (more bool, err error) {
	if p == nil {
		return false, nil
	}
	if err := p.s.trusted(p.lease.Shard); err != nil {
		return false, fmt.Errorf("pack old facts: %w", err)
	}
	if len(p.ids) == 0 {
		if p.listed || !p.s.form.swept(p.lease.Shard) { // earlier facts stand before the others
			return false, nil
		}
		if err := p.list(ctx, now); err != nil {
			return false, fmt.Errorf("look for old facts on shard %d: %w", p.lease.Shard, err)
		}
		return !p.listed || len(p.ids) > 0, nil
	}
	id := p.ids[0]
	again, err := p.s.pack(ctx, now, p.lease, id)
	switch {
	case errors.Is(err, ErrStale):
		again, err = true, nil
	case err != nil && !Final(err):
		return false, fmt.Errorf("pack old facts of %s: %w", id, err)
	}
	if !again {
		p.ids = p.ids[1:]
	}
	if err != nil {
		err = fmt.Errorf("pack old facts of %s: %w", id, err)
	}
	return len(p.ids) > 0 || !p.listed, err
}

// list looks at a page of participants.
func (p *Packer) list(ctx context.Context, now time.Time) error {
	shard := p.lease.Shard
	page, next, err := p.s.rdb.HScan(ctx, keyspace.Chats(shard), p.cursor, "", everyonePage).Result()
	if err != nil {
		return err //nolint:wrapcheck // by Step
	}
	var ids []string
	for n := 1; n < len(page); n += 2 { // chat, id, chat, id ...
		ids = append(ids, page[n])
	}
	if office, err := p.s.ShardOfID(state.OfficeID); err == nil && office == shard && p.cursor == 0 {
		ids = append(ids, state.OfficeID)
	}
	oldest := make([]*redis.StringCmd, len(ids))
	_, err = p.s.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for n, id := range ids {
			oldest[n] = pipe.LIndex(ctx, keyspace.Facts(shard, id), 0)
		}
		return nil
	})
	if err != nil && !errors.Is(err, redis.Nil) {
		return err //nolint:wrapcheck // by Step
	}
	for n, id := range ids {
		if v, err := parseValue(oldest[n].Val()); err == nil {
			p.observe(now, id, v.last)
		}
	}
	p.cursor, p.listed = next, next == 0
	return nil
}

// pack puts the oldest facts of a participant into a chapter, if they are old enough. It tells whether there may be
// more. After ErrStale, try again.
func (s *Store) pack(ctx context.Context, now time.Time, lease Lease, id string) (more bool, err error) {
	shard := lease.Shard
	var version *redis.SliceCmd
	var length *redis.IntCmd
	var list *redis.StringSliceCmd
	_, err = s.rdb.TxPipelined(ctx, func(p redis.Pipeliner) error {
		version = p.HMGet(ctx, keyspace.State(shard, id), "version")
		length = p.LLen(ctx, keyspace.Facts(shard, id))
		list = p.LRange(ctx, keyspace.Facts(shard, id), 0, chapterMost-1)
		return nil
	})
	if err != nil {
		return false, err //nolint:wrapcheck // by Step
	}
	next, err := s.oldest(id, now, list.Val())
	if err != nil || next.values == 0 {
		return false, err
	}
	sealed, err := s.sealChapter(id, next.last, next.facts)
	if err != nil {
		return false, err
	}
	known, ok := version.Val()[0].(string)
	if !ok {
		known = "0"
	}
	_, err = verdict(s.scripts.Run(ctx, s.scripts.Pack.With([]string{
		keyspace.Epoch(shard), keyspace.State(shard, id), keyspace.Facts(shard, id), keyspace.Chapters(shard, id),
	}, lease.Epoch, known, length.Val(), next.values, next.last, sealed)))
	return err == nil, err
}

// chapter is what goes into one: facts, in how many values they stand, and the time before the last of these.
type chapter struct {
	facts  []record.Fact
	values int
	last   int64
}

// oldest gives the next chapter from the beginning of a list, an empty one if there is none yet.
func (s *Store) oldest(id string, now time.Time, list []string) (next chapter, err error) {
	late, full := false, false
	for _, value := range list {
		v, err := parseValue(value)
		if err != nil {
			return chapter{}, err
		}
		if !packable(v.last, now) {
			break
		}
		some, err := s.openFacts(id, v.sealed)
		if err != nil {
			return chapter{}, err
		}
		if full = next.values > 0 && len(next.facts)+len(some) > chapterFacts; full {
			break
		}
		late = late || v.last <= now.Add(-chapterLate).UnixMilli()
		next = chapter{append(next.facts, some...), next.values + 1, v.last}
	}
	if !full && !late && len(next.facts) < chapterFacts {
		return chapter{}, nil
	}
	return next, nil
}
