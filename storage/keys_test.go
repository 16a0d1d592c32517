package storage_test

import (
	"strings"
	"testing"

	"footing/storage"
)

func FuzzShardOfID(f *testing.F) {
	s := open(f, embedded(f), "first")
	f.Add("s07-ABC")
	f.Add("s15-office")
	f.Add("s16-ABC")
	f.Fuzz(func(t *testing.T, id string) {
		shard, err := s.ShardOfID(id)
		if err != nil {
			return
		}
		if shard < 0 || shard >= s.Shards() || storage.NewID(shard, id[4:]) != id || strings.ContainsAny(id, "{}:/ \n") {
			t.Errorf("%q passes for an id on shard %d", id, shard)
		}
	})
}
