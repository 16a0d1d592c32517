package storage_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"footing/flows/state"
	"footing/storage"
)

// trips is a hook around Redis. It counts the scripts of each round trip, and holds or breaks round trips on request.
type trips struct {
	mu    sync.Mutex
	sizes []int
	held  chan struct{} // each round trip takes one token; nil: none is held
	fail  error
}

func (h *trips) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h *trips) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if err := h.pass(cmd); err != nil {
			cmd.SetErr(err)
			return err
		}
		return next(ctx, cmd)
	}
}

func (h *trips) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if err := h.pass(cmds...); err != nil {
			for _, cmd := range cmds {
				cmd.SetErr(err)
			}
			return err
		}
		var errs []error
		for i := range cmds { // one by one, for the pipe of an embedded Redis holds nothing back
			errs = append(errs, next(ctx, cmds[i:i+1]))
		}
		return errors.Join(errs...)
	}
}

func (h *trips) pass(cmds ...redis.Cmder) error {
	if cmds[0].Name() != "evalsha" { // a connection is greeted
		return nil
	}
	h.mu.Lock()
	h.sizes = append(h.sizes, len(cmds))
	h.mu.Unlock()
	if h.held != nil {
		<-h.held
	}
	return h.fail
}

// TestBatch: turns that end while two round trips are under hook are saved in one, and each gets its own answer.
func TestBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hook := &trips{}
		s, turns := waitingTurns(t, hook)
		hook.held, hook.sizes = make(chan struct{}), nil
		turns[3].Lease.Epoch--
		ctx, cancel := context.WithCancel(t.Context())
		outs, errs := make([]storage.Saved, len(turns)), make([]error, len(turns))
		var all sync.WaitGroup
		for i, turn := range turns {
			all.Go(func() { outs[i], errs[i] = s.Commit(ctx, noon, turn) })
			if i < 2 {
				synctest.Wait() // it is on its hook by itself
			}
		}
		synctest.Wait()
		cancel() // one caller's impatience is nobody else's
		close(hook.held)
		all.Wait()
		if want := []int{1, 1, len(turns) - 2}; !slices.Equal(hook.sizes, want) {
			t.Errorf("round trips of %v scripts, want %v", hook.sizes, want)
		}
		for i, turn := range turns {
			if i == 3 {
				if !errors.Is(errs[i], storage.ErrFenced) {
					t.Errorf("the turn of a lost shard: %v", errs[i])
				}
				continue
			}
			if errs[i] != nil || len(outs[i].Out) != 1 || outs[i].Out[0].ID != state.EffectID(turn.Entry.Event.Head().ID, 0) ||
				outs[i].Out[0].Stream == "" {
				t.Errorf("turn %d gave %v, %v", i, outs[i], errs[i])
			}
		}
	})
}

// TestFailedBatch: when a round trip fails, so do all calls of its batch, and each of them can be repeated.
func TestFailedBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hook := &trips{}
		s, turns := waitingTurns(t, hook)
		hook.fail = io.EOF
		errs := make([]error, len(turns))
		var all sync.WaitGroup
		for i, turn := range turns {
			all.Go(func() { _, errs[i] = s.Commit(t.Context(), noon, turn) })
		}
		all.Wait()
		hook.fail = nil
		for i, turn := range turns {
			if errs[i] == nil || storage.Final(errs[i]) {
				t.Errorf("turn %d: %v", i, errs[i])
			}
			if _, err := s.Commit(t.Context(), noon, turn); err != nil {
				t.Errorf("turn %d repeated: %v", i, err)
			}
		}
	})
}

// waitingTurns are turns of as many people, on several shards, that are ready to be saved through the given hook.
func waitingTurns(t *testing.T, hook *trips) (*storage.Store, []storage.Turn) {
	inner := miniredis.NewMiniRedis()
	t.Cleanup(inner.Close)
	rdb := client(t, storage.ClientOptions{
		Addrs:  []string{"embedded"},
		Dialer: func(context.Context, string, string) (net.Conn, error) { return inner.Dial() },
	})
	s := open(t, rdb, "first")
	var leases []storage.Lease
	for shard := range 5 {
		lease, ok, err := s.Acquire(t.Context(), shard)
		if must(t, err); !ok {
			t.Fatalf("shard %d is not free", shard)
		}
		leases = append(leases, lease)
	}
	var turns []storage.Turn
	for n := range 12 {
		shard := n % len(leases)
		event := state.Outage{Header: state.Header{ID: fmt.Sprintf("o%d", n), At: noon}}
		id := storage.NewID(shard, fmt.Sprintf("A%d", n))
		entries, err := s.Receive(t.Context(), noon, []storage.Arrival{{To: id, Event: event}})
		must(t, err)
		turns = append(turns, storage.Turn{
			Lease: leases[shard], Entry: entries[0], Before: storage.Record{ID: id},
			State:   state.State{ID: id, Patient: &state.Patient{Ties: state.Ties{Code: "A-17"}}},
			Effects: []state.Effect{state.Say{Text: "x"}},
		})
	}
	// From the first turn on Redis knows the script, so that a turn is one command.
	_, err := s.Commit(t.Context(), noon, turns[0])
	must(t, err)
	rdb.AddHook(hook)
	return s, turns[1:]
}
