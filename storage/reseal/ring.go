package reseal

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"footing/storage/seal"
)

// Ring is what the processes that work on a store say of their keys, each in a field of its own, so that none seals
// with a key that another can't open.
type Ring struct {
	rdb       redis.UniversalClient
	keys      *seal.Keys
	said      string // the hash in which they say it
	processes string // the key that is there while a process works is this and its owner
}

// NewRing makes one.
func NewRing(rdb redis.UniversalClient, keys *seal.Keys, said, processes string) Ring {
	return Ring{rdb, keys, said, processes}
}

// Tell takes in what has changed in the key file, and says which keys this process has if that is not said yet. A file
// that is not as it should be changes nothing.
func (r Ring) Tell(ctx context.Context, owner string) error {
	_, _ = r.keys.Refresh()
	words := []string{Number(r.keys.Primary())}
	for _, k := range r.keys.Sealing() {
		if !k.Seals {
			words = append(words, Number(k.Number))
		}
	}
	says := strings.Join(words, " ")
	said, err := r.rdb.HGet(ctx, r.said, owner).Result()
	if said != says && (err == nil || errors.Is(err, redis.Nil)) { // what does not change is written once
		err = r.rdb.HSet(ctx, r.said, owner, says).Err()
	}
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("say which keys this process has: %w", err)
	}
	return nil
}

// AtWork gives the keys of each process that works, the one that it seals with first. Of the owners given, one that
// does not say has none. What those that have ended said does not count.
func (r Ring) AtWork(ctx context.Context, owners iter.Seq[string]) (all [][]uint32, err error) {
	said, err := r.rdb.HGetAll(ctx, r.said).Result()
	if err != nil {
		return nil, fmt.Errorf("read which keys are at work: %w", err)
	}
	for owner := range owners {
		said[owner] += ""
	}
	for _, owner := range slices.Sorted(maps.Keys(said)) {
		lives, err := r.rdb.Exists(ctx, r.processes+owner).Result()
		if err != nil {
			return nil, fmt.Errorf("read which keys are at work: %w", err)
		}
		if lives > 0 {
			all = append(all, numbers(said[owner]))
		}
	}
	return all, nil
}

// Number writes a key's number as the store has it.
func Number(key uint32) string { return strconv.FormatUint(uint64(key), 16) }

func numbers(words string) (keys []uint32) {
	for word := range strings.FieldsSeq(words) {
		if number, err := strconv.ParseUint(word, 16, 32); err == nil {
			keys = append(keys, uint32(number))
		}
	}
	return keys
}

// Fits tells whether a keyset has a key that the store names; nothing if none was ever replaced.
func Fits(keys *seal.Keys, named string) bool {
	number, err := strconv.ParseUint(named, 16, 32)
	return named == "" || err == nil && keys.Has(uint32(number))
}

// Unmarked gives the places of those marks that do not name a key.
func Unmarked(ctx context.Context, rdb redis.UniversalClient, marks []string, key uint32) (places []int, err error) {
	read := make([]*redis.StringCmd, len(marks))
	_, err = rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for n, mark := range marks {
			read[n] = p.Get(ctx, mark)
		}
		return nil
	})
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("read what is sealed anew: %w", err)
	}
	for n, mark := range read {
		if mark.Val() != Number(key) {
			places = append(places, n)
		}
	}
	return places, nil
}
