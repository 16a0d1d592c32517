package reseal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"footing/storage/scripts"
	"footing/storage/seal"
)

const (
	page      = 200  // values that are replaced, or entries of a stream that are read, in one round trip
	longQueue = 1000 // entries in an inbox or outbox with which it is left alone: they go by themselves
)

// Counts are how many values there are, by the key that each names and by kind. Under 0 are those that name none.
type Counts map[uint32]map[Kind]int64

func (c Counts) add(kind Kind, values []value) {
	for _, v := range values {
		number, _ := seal.KeyOf(v.sealed)
		if c[number] == nil {
			c[number] = make(map[Kind]int64)
		}
		c[number][kind]++
	}
}

// Of is how many values name a key.
func (c Counts) Of(number uint32) (n int64) {
	for _, values := range c[number] {
		n += values
	}
	return n
}

// Count adds the values of places to counts, and opens none.
func Count(ctx context.Context, rdb redis.UniversalClient, counts Counts, places ...Location) error {
	return each(ctx, rdb, places, func(p Location, values []value) error {
		counts.add(p.Kind, values)
		return nil
	})
}

// Resealer seals values anew.
type Resealer struct {
	rdb     redis.UniversalClient
	scripts *scripts.Runner
	keys    *seal.Keys
}

// New makes one.
func New(rdb redis.UniversalClient, runner *scripts.Runner, keys *seal.Keys) Resealer {
	return Resealer{rdb, runner, keys}
}

// Renew seals anew what is sealed with an older key at the given places. It gives how many values are left: they do not
// open, or have changed meanwhile, or stand in a long queue. What names no key that is known needs none of them.
func (r Resealer) Renew(ctx context.Context, places ...Location) (left int64, err error) {
	var some []Location
	for _, p := range places {
		if p.Kind == Inbox || p.Kind == Outbox {
			long, err := r.rdb.XLen(ctx, p.Key).Result()
			if err != nil {
				return left, fmt.Errorf("seal %s anew: %w", p.Kind, err)
			}
			if long > longQueue {
				left += long
				continue
			}
		}
		some = append(some, p)
	}
	err = each(ctx, r.rdb, some, func(p Location, values []value) error {
		for part := range slices.Chunk(values, page) {
			n, err := r.renew(ctx, p, part)
			if left += n; err != nil {
				return fmt.Errorf("seal %s anew: %w", p.Kind, err)
			}
		}
		return nil
	})
	return left, err
}

// renew does so with some values of a place.
func (r Resealer) renew(ctx context.Context, p Location, values []value) (left int64, err error) {
	primary := r.keys.Primary()
	args := []any{p.Kind.shape()}
	for _, v := range values {
		number, ok := seal.KeyOf(v.sealed)
		if !ok || number == primary || !r.keys.Has(number) {
			continue
		}
		left++
		plain, err := r.keys.Open([]byte(v.sealed), v.context)
		if err != nil {
			continue
		}
		sealed, err := r.keys.Seal(plain, v.context)
		if err != nil {
			return left, err //nolint:wrapcheck // by Renew
		}
		args = append(args, v.at, v.before+v.sealed, v.before+string(sealed))
	}
	if len(args) == 1 {
		return left, nil
	}
	reply, err := r.scripts.Run(ctx, r.scripts.Reseal.With([]string{p.Key}, args...))
	if err != nil {
		return left, err //nolint:wrapcheck // by Renew
	}
	if len(reply) != 2 {
		return left, errors.New("the script's reply is none")
	}
	replaced, err := strconv.ParseInt(reply[1], 10, 64)
	return left - replaced, err //nolint:wrapcheck // by Renew
}
