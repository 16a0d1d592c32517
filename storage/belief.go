package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"footing/storage/belief"
	"footing/storage/course"
	"footing/storage/keyspace"
)

// errDoubted says that nothing is stored on a shard that is in doubt. It is not Final: the caller repeats the call, and
// its events wait where they come from.
var errDoubted = errors.New("the store is in doubt, so nothing is stored there")

// trusted returns an error for a shard on which nothing may be written: for one that is in doubt ErrFenced, which ends
// a turn that is under way there.
func (s *Store) trusted(shard int) error {
	if err := s.form.present(); err != nil {
		return err
	}
	if s.belief.Doubts(shard) {
		return ErrFenced
	}
	return nil
}

// recheck reads the generation and notes whether this is still the store that was opened.
func (s *Store) recheck(ctx context.Context) error {
	generation, err := s.field(ctx, keyspace.Meta, "generation")
	if err != nil {
		return err
	}
	s.belief.Read(generation, s.generation)
	return nil
}

// Gaps lists the shards that are in doubt because an older copy of them is there. Where the whole store is another one
// there are none.
func (s *Store) Gaps() map[int]belief.Gap {
	if _, another := s.belief.Another(); another {
		return nil
	}
	return s.belief.Gaps()
}

// Believe ends the doubt about an older copy of a shard. Whoever takes it next brings it forward before anything else.
func (s *Store) Believe(shard int) { s.belief.Believe(shard) }

// Turns is how many turns were saved on a shard, as this process has last seen it. It rises with each, and with
// KeepCourse.
func (s *Store) Turns(shard int) int64 {
	_, turns, _ := s.belief.Least(shard)
	return turns
}

// Course is what a shard says of its history.
func (s *Store) Course(ctx context.Context, shard int) (course.Course, error) {
	fields, err := s.rdb.HGetAll(ctx, keyspace.ShardRun(shard)).Result()
	if err != nil {
		return course.Course{}, fmt.Errorf("read the history of shard %d: %w", shard, err)
	}
	return course.Of(fields) //nolint:wrapcheck // it says what it did
}

// KeepCourse has a shard say it, which no turn may be made on meanwhile. The number of turns only rises, so that no
// turn that is made from then on gets the number of one that is lost.
func (s *Store) KeepCourse(ctx context.Context, lease Lease, c course.Course) error {
	args := append([]any{lease.Epoch, c.Turns}, c.Fields()...)
	call := s.scripts.Course.With([]string{keyspace.Epoch(lease.Shard), keyspace.ShardRun(lease.Shard)}, args...)
	if _, err := verdict(s.scripts.Run(ctx, call)); err != nil {
		return fmt.Errorf("keep the history of shard %d: %w", lease.Shard, err)
	}
	s.belief.Saw(lease.Shard, belief.Sighting{Turns: c.Turns})
	return nil
}

// Trusted returns an error unless the store is now the one that was worked with, as far as one shard tells. What was
// read of the shard before can be believed then.
func (s *Store) Trusted(ctx context.Context, shard int) error {
	if err := s.recheck(ctx); err != nil {
		return err
	}
	if err := s.look(ctx, shard); err != nil {
		return err
	}
	if s.belief.Doubts(shard) {
		return ErrFenced
	}
	return nil
}

// look reads the epochs of shards and their numbers of turns, and notes them. One that can't be read is left out.
func (s *Store) look(ctx context.Context, shards ...int) error {
	epochs, numbers := make([]*redis.StringCmd, len(shards)), make([]*redis.StringCmd, len(shards))
	_, _ = s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error { // each answer says what is wrong with it
		for i, shard := range shards {
			epochs[i], numbers[i] = p.Get(ctx, keyspace.Epoch(shard)), p.HGet(ctx, keyspace.ShardRun(shard), "turns")
		}
		return nil
	})
	var failures []error
	for i, shard := range shards {
		epoch, err := epochs[i].Int64()
		turns, wrong := numbers[i].Int64()
		if errors.Is(err, redis.Nil) {
			err = nil
		}
		if wrong != nil && !errors.Is(wrong, redis.Nil) {
			err = errors.Join(err, wrong)
		}
		if err != nil {
			failures = append(failures, fmt.Errorf("read the epoch of shard %d: %w", shard, err))
			continue
		}
		seen := belief.Sighting{Word: "ok", Epoch: epoch, Turns: turns}
		if least, had, _ := s.belief.Least(shard); epoch < least {
			seen.Word = belief.Older
		} else if turns < had {
			seen.Word = belief.Behind
		}
		s.belief.Saw(shard, seen)
	}
	return errors.Join(failures...)
}

// know notes the epochs as they are when the store is opened, so that a process that has held no shard yet knows an
// older store, too. What can't be read now is known when the shard is first asked for.
func (s *Store) know(ctx context.Context) {
	shards := make([]int, s.shards)
	for n := range shards {
		shards[n] = n
	}
	_ = s.look(ctx, shards...)
}

// Doubts lists the differences between this store and the one that the process has worked with, as Renew and Acquire
// last found them; none if there are none. While a shard is in doubt nobody gets its lease, turns there end with
// ErrFenced, and Receive stores nothing there. The doubt ends when the right data are back.
func (s *Store) Doubts() []Problem {
	const waits = "Nothing is done or sent meanwhile, and what people write waits. "
	other, another := s.belief.Another()
	older := s.belief.Gaps()
	switch {
	case another && other == "":
		return []Problem{{
			What: fmt.Sprintf("Redis is empty: store generation %s, which this process worked with, "+
				"is not there any more.", s.generation),
			Remedy: waits + "Put the data back, or connect to the Redis that has them: then it goes on by itself.",
		}}
	case another:
		return []Problem{{
			What:   fmt.Sprintf("Redis holds store generation %s, but this process worked with %s.", other, s.generation),
			Remedy: waits + "Put the data back, or connect to the Redis that has them: then it goes on by itself.",
		}}
	case len(older) > 0:
		where := shardNames(slices.Sorted(maps.Keys(older)), s.shards)
		return []Problem{{
			What: fmt.Sprintf("Redis shows an earlier state than before, on %s: an older copy was put in its place, "+
				"or a replica took over that did not have everything yet.", where),
			Remedy: waits + "Put the newest data back: then it goes on by itself. " +
				"Or restart footing to go on with what is there and in its journal; the rest of what came after it is lost.",
		}}
	}
	return nil
}

func shardNames(some []int, all int) string {
	if len(some) == all {
		return "all shards"
	}
	return "shard " + strings.Trim(strings.ReplaceAll(fmt.Sprint(some), " ", ", "), "[]")
}
