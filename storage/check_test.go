package storage_test

import (
	"strings"
	"testing"

	"footing/storage"
)

func TestCheck(t *testing.T) {
	rdb := client(t, storage.ClientOptions{URL: server(t)})
	s := open(t, rdb, "first")
	if found := s.Check(t.Context()); len(found) > 0 {
		t.Errorf("a Redis that loses nothing has problems: %+v", found)
	}
	for _, bad := range []struct{ setting, good, bad string }{
		{"appendfsync", "always", "everysec"},
		{"no-appendfsync-on-rewrite", "no", "yes"},
		{"maxmemory-policy", "noeviction", "allkeys-lru"},
		{"appendonly", "yes", "no"},
	} {
		must(t, rdb.ConfigSet(t.Context(), bad.setting, bad.bad).Err())
		found := s.Check(t.Context())
		if len(found) != 1 || !found[0].LosesData || !strings.Contains(found[0].What, bad.setting) ||
			!strings.Contains(found[0].Remedy, "CONFIG SET "+bad.setting+" "+bad.good) {
			t.Errorf("%s %s: found %+v", bad.setting, bad.bad, found)
		}
		must(t, rdb.ConfigSet(t.Context(), bad.setting, bad.good).Err())
	}
	for rewriting := true; rewriting; { // while it writes its first file, a server does not end on SIGTERM
		info, err := rdb.Info(t.Context(), "persistence").Result()
		must(t, err)
		rewriting = !strings.Contains(info, "aof_rewrite_in_progress:0") || !strings.Contains(info, "aof_rewrite_scheduled:0")
	}
	must(t, rdb.Do(t.Context(), "ACL", "SETUSER", "default", "-config").Err())
	if found := s.Check(t.Context()); len(found) != 1 || !found[0].LosesData {
		t.Errorf("without permission to look, found %+v", found)
	}
}

func TestCheckReplica(t *testing.T) {
	rdb := client(t, storage.ClientOptions{URL: server(t)})
	s := open(t, rdb, "first")
	must(t, rdb.SlaveOf(t.Context(), "127.0.0.1", "1").Err())
	found := s.Check(t.Context())
	if len(found) != 1 || found[0].LosesData || !strings.Contains(found[0].What, "slave") {
		t.Errorf("a replica: found %+v", found)
	}
	if _, _, err := s.Acquire(t.Context(), 3); err == nil || storage.Final(err) {
		t.Errorf("writing to a replica: error is %v, want one after which the call is repeated", err)
	}
}

func TestCheckEmbedded(t *testing.T) {
	found := open(t, embedded(t), "first").Check(t.Context())
	if len(found) == 0 {
		t.Error("an embedded Redis, which keeps nothing, has no problem")
	}
	for _, p := range found {
		if !strings.HasSuffix(p.What, ".") || !strings.HasSuffix(p.Remedy, ".") {
			t.Errorf("no sentences: %+v", p)
		}
	}
}
