//go:build !windows

package redisserver

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
)

func TestCluster(t *testing.T) {
	needRedis(t)
	cluster, err := StartCluster(soon(t), t.TempDir(), 3)
	if err != nil {
		t.Fatal(err)
	}
	stopped := false
	t.Cleanup(func() {
		if !stopped {
			cluster.Stop()
		}
	})
	if len(cluster.Addrs()) != 3 {
		t.Fatalf("addresses %v", cluster.Addrs())
	}
	c := redis.NewClusterClient(&redis.ClusterOptions{Addrs: cluster.Addrs()[:1]})
	t.Cleanup(func() { _ = c.Close() })
	for i := range 100 {
		key := fmt.Sprintf("{s%02d}key%d", i%16, i)
		if err := c.Set(t.Context(), key, i, 0).Err(); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Get(t.Context(), key).Int(); err != nil || got != i {
			t.Fatalf("%s is %d, %v", key, got, err)
		}
	}
	var mu sync.Mutex
	var held []int64
	err = c.ForEachMaster(t.Context(), func(ctx context.Context, master *redis.Client) error {
		keys, err := master.DBSize(ctx).Result()
		mu.Lock()
		defer mu.Unlock()
		held = append(held, keys)
		return err
	})
	if err != nil || len(held) != 3 || slices.Contains(held, 0) {
		t.Errorf("the masters hold %v, %v", held, err)
	}
	// What the cluster is for: a script must declare its keys, and all on one slot.
	if err := c.Eval(t.Context(), `return redis.call('GET', '{s00}key0')`, []string{"{s01}key1"}).Err(); err == nil {
		t.Error("a script reached a key of another node")
	}
	cluster.Stop()
	stopped = true
	if err := c.Ping(t.Context()).Err(); err == nil {
		t.Error("a stopped cluster answers")
	}
}

func TestClusterOfOneAndOfNone(t *testing.T) {
	needRedis(t)
	if _, err := StartCluster(soon(t), t.TempDir(), 0); err == nil {
		t.Error("a cluster without nodes was started")
	}
	cluster, err := StartCluster(soon(t), t.TempDir(), 1)
	if err != nil {
		t.Fatal(err)
	}
	cluster.Stop()
}
