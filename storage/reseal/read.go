package reseal

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// The shapes in which Redis holds values, as reseal.lua calls them.
const (
	hash   = "hash"
	list   = "list"
	stream = "stream"
)

func (k Kind) shape() string {
	switch k {
	case Facts, Chapters:
		return list
	case Early, Inbox, Outbox, Parked:
		return stream
	default:
		return hash
	}
}

// each reads the values of places and gives them to see, those of a stream page by page. Hashes and lists are read
// together.
func each(ctx context.Context, rdb redis.UniversalClient, places []Location, see func(Location, []value) error) error {
	read := make([]redis.Cmder, len(places))
	_, err := rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, place := range places {
			switch {
			case place.Kind == State: // its other fields are in clear
				read[i] = p.HMGet(ctx, place.Key, "state")
			case place.Kind.shape() == hash:
				read[i] = p.HGetAll(ctx, place.Key)
			case place.Kind.shape() == list:
				read[i] = p.LRange(ctx, place.Key, 0, -1)
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("read sealed values: %w", err)
	}
	for i, place := range places {
		if place.Kind.shape() == stream {
			err = eachEntry(ctx, rdb, place, see)
		} else if values := place.values(read[i]); len(values) > 0 {
			err = see(place, values)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// values are those of a hash or a list that was read.
func (p Location) values(read redis.Cmder) (values []value) {
	switch read := read.(type) {
	case *redis.SliceCmd:
		if sealed, ok := read.Val()[0].(string); ok {
			values = append(values, p.ofField("state", sealed))
		}
	case *redis.MapStringStringCmd:
		for field, sealed := range read.Val() {
			values = append(values, p.ofField(field, sealed))
		}
	case *redis.StringSliceCmd:
		for n, item := range read.Val() {
			values = append(values, p.ofItem(n, item))
		}
	}
	return values
}

func eachEntry(ctx context.Context, rdb redis.UniversalClient, p Location, see func(Location, []value) error) error {
	for from, full := "-", true; full; {
		entries, err := rdb.XRangeN(ctx, p.Key, from, "+", page).Result()
		if err != nil {
			return fmt.Errorf("read %s: %w", p.Kind, err)
		}
		var values []value
		for _, e := range entries {
			if v, ok := p.ofEntry(e.ID, e.Values); ok {
				values = append(values, v)
			}
		}
		if len(values) > 0 {
			if err := see(p, values); err != nil {
				return err
			}
		}
		if full = len(entries) == page; full {
			from = "(" + entries[len(entries)-1].ID
		}
	}
	return nil
}
