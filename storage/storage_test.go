package storage_test

import (
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"footing/storage"
	"footing/storage/storagetest"
)

// embedded starts an embedded Redis whose expiry times run.
func embedded(t testing.TB) redis.UniversalClient {
	t.Helper()
	server := miniredis.RunT(t)
	server.ClockTTL(true)
	return client(t, storage.ClientOptions{Addrs: []string{server.Addr()}})
}

func client(t testing.TB, o storage.ClientOptions) redis.UniversalClient {
	t.Helper()
	rdb, err := storage.NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := rdb.Close(); err != nil {
			t.Error(err)
		}
	})
	return rdb
}

func TestEmbedded(t *testing.T) {
	storagetest.Conformance(t, func(t *testing.T) redis.UniversalClient { return embedded(t) })
}
