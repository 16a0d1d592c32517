package storage_test

import (
	"context"
	"errors"
	"maps"
	"net"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage"
	"footing/storage/fitness"
	"footing/storage/redisserver"
	"footing/storage/seal"
	"footing/storage/storagetest"
)

func TestEmbedded(t *testing.T) {
	storagetest.Conformance(t, func(t *testing.T) redis.UniversalClient { return embedded(t) })
}

func TestServer(t *testing.T) {
	url := server(t)
	limited := client(t, storage.ClientOptions{URL: url})
	memory, err := fitness.MemoryOf(t.Context(), limited)
	if must(t, err); len(memory) != 1 || unknown(memory[""]) {
		t.Errorf("without a limit of its own: %v", memory)
	}
	must(t, limited.ConfigSet(t.Context(), "maxmemory", "1gb").Err())
	memory, err = fitness.MemoryOf(t.Context(), limited)
	if must(t, err); memory[""].Limit != 1<<30 {
		t.Errorf("with a limit of its own: %v", memory)
	}
	must(t, limited.ConfigSet(t.Context(), "maxmemory", "0").Err())
	storagetest.Conformance(t, func(t *testing.T) redis.UniversalClient {
		rdb := client(t, storage.ClientOptions{URL: url})
		must(t, rdb.FlushAll(t.Context()).Err())
		return rdb
	})
}

// unknown tells whether it is not known what a Redis uses or may use.
func unknown(m fitness.Memory) bool { return m.Used <= 0 || m.Limit <= 0 }

// TestCluster also finds keys that a script touches without declaring them: most lie on another node.
func TestCluster(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cluster, err := redisserver.StartCluster(ctx, t.TempDir(), 3)
	installed(t, err)
	t.Cleanup(cluster.Stop)
	memory, err := fitness.MemoryOf(ctx, client(t, storage.ClientOptions{Addrs: cluster.Addrs()}))
	if must(t, err); len(memory) != 3 || slices.ContainsFunc(slices.Collect(maps.Values(memory)), unknown) {
		t.Errorf("the memory of three masters: %v", memory)
	}
	storagetest.Conformance(t, func(t *testing.T) redis.UniversalClient {
		rdb := client(t, storage.ClientOptions{Addrs: cluster.Addrs()})
		must(t, rdb.(*redis.ClusterClient).ForEachMaster(t.Context(), func(ctx context.Context, node *redis.Client) error {
			return node.FlushAll(ctx).Err()
		}))
		return rdb
	})
}

// TestBubble lets days pass, in no time, by the embedded Redis' own clock.
func TestBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := miniredis.NewMiniRedis()
		defer inner.Close()
		inner.ClockTTL(true)
		rdb := client(t, storage.ClientOptions{
			Addrs:  []string{"embedded"},
			Dialer: func(context.Context, string, string) (net.Conn, error) { return inner.Dial() },
		})
		first, second := open(t, rdb, "first"), open(t, rdb, "second")
		lease, ok, err := first.Acquire(t.Context(), 3)
		must(t, err)
		if _, taken, err := second.Acquire(t.Context(), 3); !ok || taken || err != nil {
			t.Fatalf("first has the shard: %v, second too: %v, error %v", ok, taken, err)
		}
		event := state.Outage{Header: state.Header{ID: "o1", At: noon}}
		if _, err := first.Receive(t.Context(), noon, []storage.Arrival{{To: "s03-ABC", Event: event}}); err != nil {
			t.Fatal(err)
		}
		if seen := inner.Keys(); len(seen) != 8 {
			t.Errorf("keys are %v, want meta, keys, two processes, owner, epoch, inbox and one seen set", seen)
		}

		time.Sleep(30*time.Second - time.Millisecond) // the usual time of a lease
		if _, lost, err := first.Renew(t.Context(), []storage.Lease{lease}); len(lost) > 0 || err != nil {
			t.Errorf("lost %v after less than a lease's time, error %v", lost, err)
		}
		time.Sleep(30 * time.Second)
		if _, taken, err := second.Acquire(t.Context(), 3); !taken || err != nil {
			t.Errorf("second has the shard after a lease's time: %v, error %v", taken, err)
		}

		late := storage.Recognised - 2*time.Minute
		time.Sleep(late)
		twice, err := first.Receive(t.Context(), noon.Add(storage.Recognised-time.Minute),
			[]storage.Arrival{{To: "s03-ABC", Event: event}})
		must(t, err)
		if len(twice) != 0 {
			t.Errorf("an event that came again after %s was stored again: %+v", storage.Recognised-time.Minute, twice)
		}

		time.Sleep(172*time.Hour - late)
		if kept := inner.Keys(); len(kept) != 5 {
			t.Errorf("keys are %v, want meta, keys, owner, epoch and inbox: seen sets and leases expire", kept)
		}
	})
}

// embedded starts an embedded Redis whose expiry times run.
func embedded(t testing.TB) redis.UniversalClient {
	t.Helper()
	inner := miniredis.RunT(t)
	inner.ClockTTL(true)
	return client(t, storage.ClientOptions{Addrs: []string{inner.Addr()}})
}

// server starts a real redis-server, set up to lose nothing, and returns its URL.
func server(t testing.TB) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, err := redisserver.Start(ctx, redisserver.Options{Dir: t.TempDir()})
	installed(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
		defer cancel()
		if err := s.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return s.URL()
}

// installed skips a test that needs redis-server where there is none, unless it is required.
func installed(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, redisserver.ErrNotInstalled) && os.Getenv("FOOTING_TEST_REDIS") != "require" {
		t.Skip(err)
	}
	must(t, err)
}

func client(t testing.TB, o storage.ClientOptions) redis.UniversalClient {
	t.Helper()
	rdb, err := storage.NewClient(o)
	must(t, err)
	t.Cleanup(func() { _ = rdb.Close() })
	return rdb
}

func open(t testing.TB, rdb redis.UniversalClient, owner string) *storage.Store {
	t.Helper()
	keys, err := seal.Seeded([]byte("storage"))
	must(t, err)
	s, err := storage.Open(t.Context(), rdb, keys, storage.Options{Owner: owner})
	must(t, err)
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
