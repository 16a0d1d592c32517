package storage_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// TestKeysAreDocumented compares the keys that a busy store has with docs/redis.md.
func TestKeysAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/redis.md")
	must(t, err)
	documented := make(map[string]bool)
	for _, match := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		documented[match[1]] = true
	}
	source, err := os.ReadFile("keyspace/keyspace.go")
	must(t, err)
	made := make(map[string]bool)
	for _, match := range regexp.MustCompile(`= "(\{meta\}[^"]+)"`).FindAllStringSubmatch(string(source), -1) {
		made[strings.Replace(match[1], "process:", "process:OWNER", 1)] = true
	}
	delete(made, "{meta}:poll:") // an earlier release's
	for _, match := range regexp.MustCompile(`Tag\(shard\) \+ "([^"]+)"( \+ id \+ "([^"]+)")?`).FindAllStringSubmatch(string(source), -1) {
		switch {
		case match[2] != "":
			made["{sNN}:"+match[1]+"ID"+match[3]] = true
		case strings.HasSuffix(match[1], ":"):
			made["{sNN}:"+match[1]+"N"] = true
		default:
			made["{sNN}:"+match[1]] = true
		}
	}
	if diff := cmp.Diff(made, documented); diff != "" {
		t.Errorf("keys in keyspace.go (-) and docs/redis.md (+):\n%s", diff)
	}
}
