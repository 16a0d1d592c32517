package backup

import (
	"context"
	"iter"
	"sync"

	"github.com/redis/go-redis/v9"
)

// keysIn gives the keys of a Redis that look like Footing's, on every server that holds some. A key may come twice. An
// error is the last that it gives.
func keysIn(ctx context.Context, rdb redis.UniversalClient) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		nodes, err := serversOf(ctx, rdb)
		for _, node := range nodes {
			found := node.Scan(ctx, 0, "{[ms]*}:*", 1000).Iterator()
			for found.Next(ctx) {
				if !yield(found.Val(), nil) {
					return
				}
			}
			if err == nil {
				err = found.Err()
			}
		}
		if err != nil {
			yield("", err)
		}
	}
}

// serversOf are the servers that hold keys.
func serversOf(ctx context.Context, rdb redis.UniversalClient) (nodes []redis.Cmdable, err error) {
	cluster, scattered := rdb.(*redis.ClusterClient)
	if !scattered {
		return []redis.Cmdable{rdb}, nil
	}
	var mu sync.Mutex // the masters are named at the same time
	err = cluster.ForEachMaster(ctx, func(_ context.Context, node *redis.Client) error {
		mu.Lock()
		defer mu.Unlock()
		nodes = append(nodes, node)
		return nil
	})
	return nodes, err //nolint:wrapcheck // by whoever looks for keys
}
