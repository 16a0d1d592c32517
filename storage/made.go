package storage

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// Made tells whether there is a store behind rdb at all. A keyset may be made together with a new store only,
// so whoever opens one asks this first.
func Made(ctx context.Context, rdb redis.UniversalClient) (bool, error) {
	n, err := rdb.Exists(ctx, metaKey).Result()
	if err != nil {
		return false, fmt.Errorf("look for a store: %w", err)
	}
	return n > 0, nil
}
