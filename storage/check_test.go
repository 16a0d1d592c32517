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

// TestCheckWrites: what a Redis refuses is found without writing anything, whatever its settings say.
func TestCheckWrites(t *testing.T) {
	rdb := client(t, storage.ClientOptions{URL: server(t)})
	set := func(name, value string) func() error {
		return func() error { return rdb.ConfigSet(t.Context(), name, value).Err() }
	}
	user := func(rules ...any) func() error {
		return func() error {
			return rdb.Do(t.Context(), append([]any{"ACL", "SETUSER", "default"}, rules...)...).Err()
		}
	}
	for name, c := range map[string]struct {
		spoil, mend  func() error
		what, remedy string
	}{
		"full":          {set("maxmemory", "1"), set("maxmemory", "0"), "Redis is full", "maxmemory"},
		"no replicas":   {set("min-replicas-to-write", "1"), set("min-replicas-to-write", "0"), "NOREPLICAS", "replicas"},
		"no scripts":    {user("-eval"), user("+@all"), "NOPERM", "+@all"},
		"no writes":     {user("-hdel"), user("+@all"), "can't run", "+@all"},
		"not the store": {user("resetkeys", "~other:*"), user("~*"), "NOPERM", "~*"},
	} {
		t.Run(name, func(t *testing.T) {
			must(t, c.spoil())
			found := storage.Check(t.Context(), rdb)
			must(t, c.mend())
			if len(found) != 1 || found[0].LosesData || found[0].Soon || !strings.Contains(found[0].What, c.what) ||
				!strings.Contains(found[0].Remedy, c.remedy) {
				t.Errorf("found %+v", found)
			}
			if found := storage.Check(t.Context(), rdb); len(found) > 0 {
				t.Errorf("mended: found %+v", found)
			}
		})
	}
	if n, err := rdb.DBSize(t.Context()).Result(); n != 0 || err != nil {
		t.Errorf("looking made %d keys, %v", n, err)
	}
}

// TestForeign: what is in a Redis that has no store, in particular what is left of one.
func TestForeign(t *testing.T) {
	rdb := embedded(t)
	look := func(want bool, keys int64) {
		t.Helper()
		if remains, n, err := storage.Foreign(t.Context(), rdb); remains != want || n != keys || err != nil {
			t.Errorf("remains: %v, %d keys, %v", remains, n, err)
		}
	}
	look(false, 0)
	must(t, rdb.Set(t.Context(), "cache:17", "x", 0).Err())
	look(false, 1)
	s := open(t, rdb, "first")
	if _, ok, err := s.Acquire(t.Context(), 15); err != nil || !ok {
		t.Fatal(ok, err)
	}
	must(t, rdb.Del(t.Context(), "{meta}:meta").Err())
	if remains, _, err := storage.Foreign(t.Context(), rdb); !remains || err != nil {
		t.Errorf("what is left of a store: %v, %v", remains, err)
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
