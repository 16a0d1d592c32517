package storage_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage"
	"footing/storage/redisserver"
)

// TestAnOlderCopyIsPutInThePlace: under a process that works, the server's files are replaced by a backup, and then by
// the newest ones again.
func TestAnOlderCopyIsPutInThePlace(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	server := begun(ctx, t, dir)
	s := open(t, client(t, storage.ClientOptions{URL: server.URL()}), "first")
	_, _, err := s.Acquire(ctx, 3)
	must(t, err)
	files := filepath.Join(dir, "appendonlydir")
	backup, newest := filepath.Join(t.TempDir(), "backup"), filepath.Join(t.TempDir(), "newest")
	replace := func(from, to string) {
		must(t, server.Stop(ctx))
		must(t, os.CopyFS(to, os.DirFS(files)))
		if from != "" {
			must(t, os.RemoveAll(files))
			must(t, os.CopyFS(files, os.DirFS(from)))
		}
		server = begun(ctx, t, dir)
	}
	replace("", backup)
	first, _, err := s.Acquire(ctx, 3)
	must(t, err)
	must(t, s.Release(ctx, []storage.Lease{first}))
	second, ok, err := s.Acquire(ctx, 3)
	if !ok || err != nil || second.Epoch != first.Epoch+1 || len(s.Doubts()) > 0 {
		t.Fatalf("after a restart: lease %+v, %v, doubts %v", second, err, s.Doubts())
	}

	replace(backup, newest)
	if _, lost, err := s.Renew(ctx, []storage.Lease{second}); len(lost) != 1 || err != nil {
		t.Errorf("on an older copy: lost %v, %v", lost, err)
	}
	if _, ok, err := s.Acquire(ctx, 3); ok || err != nil {
		t.Errorf("taken on an older copy: %t, %v", ok, err)
	}
	doubts := s.Doubts()
	if len(doubts) != 1 || !strings.Contains(doubts[0].What, "an earlier state than before, on shard 3:") {
		t.Errorf("doubts are %v", doubts)
	}
	if fresh := open(t, client(t, storage.ClientOptions{URL: server.URL()}), "restarted"); len(fresh.Doubts()) > 0 {
		t.Errorf("a process that is started on it doubts it: %v", fresh.Doubts())
	}

	replace(newest, filepath.Join(t.TempDir(), "thrown away"))
	if third, ok, err := s.Acquire(ctx, 3); !ok || err != nil || third.Epoch < second.Epoch || len(s.Doubts()) > 0 {
		t.Errorf("on the newest data: lease %+v, %t, %v, doubts %v", third, ok, err, s.Doubts())
	}
}

// begun starts a real redis-server on a folder, and stops it at the end if nobody has before.
func begun(ctx context.Context, t *testing.T, dir string) *redisserver.Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	s, err := redisserver.Start(ctx, redisserver.Options{Dir: dir})
	installed(t, err)
	t.Cleanup(func() { _ = s.Stop(context.WithoutCancel(ctx)) })
	return s
}

// emptying is a hook that empties the Redis behind the next read of a hash.
type emptying struct{ flush func() }

func (h *emptying) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h *emptying) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (h *emptying) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if do := h.flush; do != nil && cmd.Name() == "hget" {
			h.flush = nil
			do()
		}
		return err
	}
}

// TestRedisIsEmptiedWhileItIsLookedAt: what is found is said as it is, also where the generation was still there when
// it was read and the shards were not.
func TestRedisIsEmptiedWhileItIsLookedAt(t *testing.T) {
	inner := miniredis.RunT(t)
	rdb := client(t, storage.ClientOptions{URL: "redis://" + inner.Addr()})
	s := open(t, rdb, "first")
	held, _, err := s.Acquire(t.Context(), 3)
	must(t, err)
	rdb.AddHook(&emptying{inner.FlushAll})
	if _, lost, err := s.Renew(t.Context(), []storage.Lease{held}); len(lost) != 1 || err != nil {
		t.Errorf("lost %v, %v", lost, err)
	}
	if doubts := s.Doubts(); len(doubts) != 1 || !strings.Contains(doubts[0].What, "Redis is empty:") {
		t.Errorf("doubts are %v", doubts)
	}
}

// TestNothingIsKeptByAnEmptyStore: between two looks at the store it is emptied, or a shard is older than before. What
// comes then is not kept there, because it would be gone when the right data are back; it waits where it is.
func TestNothingIsKeptByAnEmptyStore(t *testing.T) {
	for name, breaks := range map[string]func(*miniredis.Miniredis){
		"emptied": (*miniredis.Miniredis).FlushAll,
		"older":   func(inner *miniredis.Miniredis) { _ = inner.Set("{s03}:epoch", "1") },
	} {
		inner := miniredis.RunT(t)
		s := open(t, client(t, storage.ClientOptions{URL: "redis://" + inner.Addr()}), "first")
		for range 3 {
			held, _, err := s.Acquire(t.Context(), 3)
			must(t, err)
			must(t, s.Release(t.Context(), []storage.Lease{held}))
		}
		breaks(inner)
		entries, err := s.Receive(t.Context(), noon, []storage.Arrival{{
			To: storage.NewID(3, "A"), Event: state.Outage{Header: state.Header{ID: "o1", At: noon}},
		}})
		if len(entries) != 0 || err == nil || storage.Final(err) {
			t.Errorf("%s: kept %v, %v", name, entries, err)
		}
		if inner.Exists("{s03}:inbox") {
			t.Errorf("%s: there is an inbox", name)
		}
		if len(s.Doubts()) == 0 {
			t.Errorf("%s: nothing is in doubt", name)
		}
	}
}

// TestAStandbyIsNotDeceived: a process that has just been started, and has held no shard, keeps nothing in a store that
// is emptied or older than when it was opened, and believes nothing that it reads there.
func TestAStandbyIsNotDeceived(t *testing.T) {
	for name, breaks := range map[string]func(*miniredis.Miniredis){
		"emptied": (*miniredis.Miniredis).FlushAll,
		"older":   func(inner *miniredis.Miniredis) { _ = inner.Set("{s03}:epoch", "1") },
	} {
		inner := miniredis.RunT(t)
		url := "redis://" + inner.Addr()
		s := open(t, client(t, storage.ClientOptions{URL: url}), "first")
		for range 3 {
			held, _, err := s.Acquire(t.Context(), 3)
			must(t, err)
			must(t, s.Release(t.Context(), []storage.Lease{held}))
		}
		standby := open(t, client(t, storage.ClientOptions{URL: url}), "standby")
		breaks(inner)
		entries, err := standby.Receive(t.Context(), noon, []storage.Arrival{{
			To: storage.NewID(3, "A"), Event: state.Outage{Header: state.Header{ID: "o1", At: noon}},
		}})
		if len(entries) != 0 || err == nil || inner.Exists("{s03}:inbox") {
			t.Errorf("%s: kept %v, %v", name, entries, err)
		}
		if err := standby.Trusted(t.Context(), 3); err == nil || len(standby.Doubts()) == 0 {
			t.Errorf("%s: it is believed, and %v are in doubt", name, standby.Doubts())
		}
	}
}
