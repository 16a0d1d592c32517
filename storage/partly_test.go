package storage_test

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage"
	"footing/storage/redisserver"
)

// refusing is a hook around a Redis that refuses whatever concerns some keys, as one does whose slot nobody serves. The
// other commands of a pipeline are carried out.
type refusing struct{ about []string }

const unserved = redisError("CLUSTERDOWN Hash slot not served")

func (h *refusing) refuses(cmd redis.Cmder) bool {
	return slices.ContainsFunc(cmd.Args(), func(arg any) bool {
		key, _ := arg.(string)
		return slices.ContainsFunc(h.about, func(about string) bool { return strings.HasPrefix(key, about) })
	})
}

func (h *refusing) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h *refusing) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if h.refuses(cmd) {
			cmd.SetErr(unserved)
			return unserved
		}
		return next(ctx, cmd)
	}
}

func (h *refusing) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		var carried []redis.Cmder
		var failed error
		for _, cmd := range cmds {
			if h.refuses(cmd) {
				cmd.SetErr(unserved)
				failed = unserved
				continue
			}
			carried = append(carried, cmd)
		}
		if err := next(ctx, carried); err != nil {
			return err
		}
		return failed
	}
}

// manyArrivals are more than one round trip takes, of many chats.
func manyArrivals(name string) []storage.Arrival {
	arrivals := make([]storage.Arrival, 700)
	for i := range arrivals {
		chat := int64(i % 60)
		outage := state.Outage{Header: state.Header{ID: fmt.Sprint(name, i), At: noon}}
		arrivals[i] = storage.Arrival{Chat: chat, Event: outage}
	}
	return arrivals
}

// storedBut checks that everything was stored but for the arrivals of the shards that failed, of which none was.
func storedBut(t *testing.T, s *storage.Store, arrivals []storage.Arrival, entries []storage.Entry, err error) {
	t.Helper()
	var want, got []string
	for _, a := range arrivals {
		if !storage.FailedOn(err, s.ShardOf(a.Chat)) {
			want = append(want, a.Event.Head().ID)
		}
	}
	for _, e := range entries {
		got = append(got, e.Event.Head().ID)
	}
	if !slices.Equal(want, got) {
		t.Errorf("%d of %d arrivals are stored, want the %d of the shards that work", len(got), len(arrivals), len(want))
	}
}

// TestAShardThatFailsCostsNoOther: what is stored, seen and counted of the others is, and the error says of which shard
// it is not.
func TestAShardThatFailsCostsNoOther(t *testing.T) {
	rdb := embedded(t)
	second, s := open(t, rdb, "second"), open(t, rdb, "first")
	for _, shard := range []int{2, 3, 9} {
		lease, ok, err := second.Acquire(t.Context(), shard)
		if must(t, err); !ok {
			t.Fatalf("shard %d is not free", shard)
		}
		id := storage.NewID(shard, "A")
		entries, err := second.Receive(t.Context(), noon, []storage.Arrival{{
			To: id, Event: state.Outage{Header: state.Header{ID: "o", At: noon}},
		}})
		must(t, err)
		must(t, second.Park(t.Context(), lease, entries[0], "broken"))
	}
	hook := &refusing{}
	rdb.AddHook(hook)
	for _, failing := range [][]int{{3}, {0, 3, 15}} {
		hook.about = nil
		for _, shard := range failing {
			hook.about = append(hook.about, fmt.Sprintf("{s%02d}:", shard))
		}
		arrivals := manyArrivals(fmt.Sprint(failing))
		entries, err := s.Receive(t.Context(), noon, arrivals)
		storedBut(t, s, arrivals, entries, err)
		others, seen := s.Elsewhere(t.Context())
		if held := slices.Sorted(maps.Keys(others.Shards)); !slices.Equal(held, []int{2, 9}) {
			t.Errorf("another holds %v", held)
		}
		parked, counted := s.Parked(t.Context())
		aside, listed := s.Aside(t.Context())
		if parked != 2 || len(aside) != 2 {
			t.Errorf("%d are parked, %v", parked, aside)
		}
		for _, err := range []error{err, seen, counted, listed} {
			for shard := range s.Shards() {
				if storage.FailedOn(err, shard) != slices.Contains(failing, shard) {
					t.Errorf("failed on shard %d: %t, says %v", shard, storage.FailedOn(err, shard), err)
				}
			}
			if !storage.Away(err) || storage.Final(err) {
				t.Errorf("%v is taken for no fault of Redis", err)
			}
		}
		hook.about = nil
		again, err := s.Receive(t.Context(), noon, arrivals)
		if must(t, err); len(entries)+len(again) != len(arrivals) {
			t.Errorf("%d and then %d of %d arrivals are stored", len(entries), len(again), len(arrivals))
		}
	}
	if storage.FailedOn(nil, 3) || !storage.FailedOn(context.Canceled, 3) {
		t.Error("an error that names no shard is not one of all")
	}
}

// TestAPostBehindOneThatFailedIsNotStored: a shard that fails once fails for the whole call, however long it is, lest
// somebody's later words overtake the earlier ones.
func TestAPostBehindOneThatFailedIsNotStored(t *testing.T) {
	rdb := embedded(t)
	s := open(t, rdb, "first")
	hook := &failingOnce{}
	rdb.AddHook(hook)
	arrivals := manyArrivals("u")
	hook.armed = true
	entries, err := s.Receive(t.Context(), noon, arrivals)
	storedBut(t, s, arrivals, entries, err)
	if !storage.FailedOn(err, 3) || storage.FailedOn(err, 4) {
		t.Errorf("says %v", err)
	}
}

// failingOnce refuses one command about shard 3.
type failingOnce struct {
	refusing
	armed bool
}

func (h *failingOnce) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		h.about = nil
		if h.armed {
			h.about, h.armed = []string{"{s03}:"}, false
		}
		return h.refusing.ProcessPipelineHook(next)(ctx, cmds)
	}
}

// TestANodeThatIsAwayCostsNoOther: one node of a cluster does not answer at all, and until the call's time is over what
// the others store is stored, and known to be.
func TestANodeThatIsAwayCostsNoOther(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cluster, err := redisserver.StartCluster(ctx, t.TempDir(), 3)
	installed(t, err)
	t.Cleanup(cluster.Stop)
	open(t, client(t, storage.ClientOptions{Addrs: cluster.Addrs()}), "maker")
	away := ""
	var network net.Dialer
	rdb := client(t, storage.ClientOptions{
		Addrs: cluster.Addrs(),
		Dialer: func(ctx context.Context, kind, address string) (net.Conn, error) {
			if address == away {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return network.DialContext(ctx, kind, address)
		},
	})
	s := open(t, rdb, "first")
	for n, node := range cluster.Addrs() {
		shards := 0
		for shard := range s.Shards() {
			master, err := rdb.(*redis.ClusterClient).MasterForKey(ctx, fmt.Sprintf("{s%02d}:inbox", shard))
			must(t, err)
			if master.Options().Addr == node {
				shards++
			}
		}
		meta, err := rdb.(*redis.ClusterClient).MasterForKey(ctx, "{meta}:meta")
		must(t, err)
		if shards == 0 || meta.Options().Addr == node {
			continue // its connections are open
		}
		away = node
		within, cancel := context.WithTimeout(ctx, time.Second)
		arrivals := manyArrivals(fmt.Sprint(n, "/"))[:250] // what goes at once
		entries, err := s.Receive(within, noon, arrivals)
		cancel()
		storedBut(t, s, arrivals, entries, err)
		failed := 0
		for shard := range s.Shards() {
			if storage.FailedOn(err, shard) {
				failed++
			}
		}
		if failed > shards { // fewer if a connection was open already
			t.Errorf("%d shards failed, more than the %d of the node that is away: %v", failed, shards, err)
		}
		return
	}
	t.Fatal("no node is free of what is needed")
}
