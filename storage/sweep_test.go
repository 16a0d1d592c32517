package storage

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"footing/flows/record"
	"footing/flows/state"
)

// all is what a store says of everybody.
type all struct {
	States  map[string]state.State
	Facts   map[string][]record.Fact
	Since   map[string]int     // how many facts since the middle one
	Planned map[string]moments // wherever they stand
	Calling []string
}

// read reads all there is, as its users do.
func read(t *testing.T, s *Store, ids []string) all {
	t.Helper()
	ctx := t.Context()
	got := all{map[string]state.State{}, map[string][]record.Fact{}, map[string]int{}, map[string]moments{}, nil}
	for shard := range s.Shards() {
		early, err := s.earlyMoments(ctx, shard, "*/*")
		if err != nil {
			t.Fatal(err)
		}
		for id, planned := range early {
			for _, m := range planned {
				m.At = moment(m.At) // as the sweeper plans it
				got.Planned[id] = append(got.Planned[id], m)
			}
		}
		calling, err := s.Calling(ctx, shard)
		if err != nil {
			t.Fatal(err)
		}
		got.Calling = append(got.Calling, calling...)
	}
	for _, id := range ids {
		r, err := s.Load(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		got.States[id] = r.State
		planned := append(got.Planned[id], r.planned...)
		planned.sort()
		got.Planned[id] = planned
		if got.Facts[id], err = s.Facts(ctx, id, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if n := len(got.Facts[id]); n > 0 {
			some, err := s.Facts(ctx, id, got.Facts[id][n/2].At)
			if err != nil {
				t.Fatal(err)
			}
			got.Since[id] = len(some)
		}
	}
	return got
}

// idsIn are the participants of an earlier store.
func idsIn(t *testing.T, s *Store) (ids []string) {
	t.Helper()
	for id, err := range s.Everyone(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return append(ids, state.OfficeID)
}

// TestSweep: what an earlier commit wrote says the same after it was brought into the present form, and nothing is left
// of the earlier one. Whoever is stopped in between goes on.
func TestSweep(t *testing.T) {
	s, _ := writtenStore(t)
	ctx := t.Context()
	ids := idsIn(t, s)
	before := read(t, s, ids)
	if err := s.BringForward(ctx); err != nil {
		t.Fatal(err)
	}
	if n := s.Unswept(); n != s.Shards() {
		t.Fatalf("%d shards of %d are to be swept", n, s.Shards())
	}
	for shard := range s.Shards() {
		for more := true; more; {
			w := s.NewSweeper(take(t, s, shard)) // each step by another sweeper
			var err error
			if more, err = w.Step(ctx); err != nil || w.Failed() > 0 {
				t.Fatalf("shard %d: %d failed, %v", shard, w.Failed(), err)
			}
		}
	}
	if diff := cmp.Diff(before, read(t, s, ids), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("it says something else (-before +after):\n%s", diff)
	}
	if n := s.Unswept(); n != 0 {
		t.Errorf("%d shards are still to be swept", n)
	}
	for _, key := range s.rdb.Keys(ctx, "*").Val() {
		if strings.HasSuffix(key, ":facts") {
			t.Errorf("%s is left", key)
		}
		if !strings.HasSuffix(key, ":due") {
			continue
		}
		for _, z := range s.rdb.ZRangeWithScores(ctx, key, 0, -1).Val() {
			name, _ := z.Member.(string)
			if next := before.Planned[name].next(); next.UnixMilli() != int64(z.Score) {
				t.Errorf("%s is due at %.0f, want %s", name, z.Score, next)
			}
		}
	}
	again, err := Open(ctx, s.rdb, s.keys, Options{})
	if err != nil || again.Unswept() != 0 {
		t.Errorf("another process sees %d shards to be swept, %v", again.Unswept(), err)
	}
}

// TestTurnsBeforeTheSweep: a turn on somebody who was not swept yet changes and forgets what an earlier release
// planned, and the sweep keeps what the turn did.
func TestTurnsBeforeTheSweep(t *testing.T) {
	for _, c := range []struct {
		name string
		does func(w state.Wake) state.Effect
		want func(m moments, w state.Wake) moments
	}{
		{"planned anew", func(w state.Wake) state.Effect {
			w.At = w.At.AddDate(1, 0, 0)
			return w
		}, func(m moments, w state.Wake) moments {
			w.At = w.At.AddDate(1, 0, 0)
			m = append(m.without(w.Kind, w.Key), w)
			m.sort()
			return m
		}},
		{
			"forgotten", func(w state.Wake) state.Effect { return state.Forget{Kind: w.Kind, Key: w.Key} },
			func(m moments, w state.Wake) moments { return m.without(w.Kind, w.Key) },
		},
		{
			"erased", func(state.Wake) state.Effect { return state.Erase{} },
			func(moments, state.Wake) moments { return nil },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := writtenStore(t)
			ids := idsIn(t, s)
			before := read(t, s, ids)
			if err := s.BringForward(t.Context()); err != nil {
				t.Fatal(err)
			}
			changed := map[string]state.Wake{}
			for id, planned := range before.Planned {
				if len(planned) > 0 {
					changed[id] = planned[0]
					turnOn(t, s, id, c.does(planned[0]))
					before.Planned[id] = c.want(slices.Clone(planned), planned[0])
				}
			}
			if diff := cmp.Diff(before.Planned, read(t, s, ids).Planned, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("planned after the turns (-want +got):\n%s", diff)
			}
			for shard := range s.Shards() {
				w := s.NewSweeper(take(t, s, shard))
				for more, err := true, error(nil); more; {
					if more, err = w.Step(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
			}
			after := read(t, s, ids)
			if diff := cmp.Diff(before.Planned, after.Planned, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("planned after the sweep (-want +got):\n%s", diff)
			}
			for id, wake := range changed {
				want := len(before.Facts[id]) + 1
				if c.name == "erased" {
					want = 1
				}
				if got := len(after.Facts[id]); got != want {
					t.Errorf("%s has %d facts after a turn about %v, want %d", id, got, wake, want)
				}
			}
		})
	}
}

// turnOn saves a turn that changes nothing but what its effects do, and keeps a fact.
func turnOn(t *testing.T, s *Store, id string, effect state.Effect) {
	t.Helper()
	shard, err := s.ShardOfID(id)
	if err != nil {
		t.Fatal(err)
	}
	lease := take(t, s, shard)
	event := state.Outage{Header: state.Header{ID: "turn/" + id, At: writtenAt}}
	entries, err := s.Receive(t.Context(), writtenAt, []Arrival{{To: id, Event: event}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	fact := record.Fact{ID: "turn/" + id + "#1", At: writtenAt, Body: record.Zone{Name: "UTC"}}
	_, err = s.Commit(t.Context(), writtenAt, Turn{
		Lease: lease, Entry: entries[0], Before: r, State: r.State, Effects: []state.Effect{effect, state.Keep{Fact: fact}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestSweepMeetsTheWaker: a moment that goes into the inbox while its participant is swept is not planned again.
func TestSweepMeetsTheWaker(t *testing.T) {
	s, _ := writtenStore(t)
	ctx := t.Context()
	ids := idsIn(t, s)
	before := read(t, s, ids)
	if err := s.BringForward(ctx); err != nil {
		t.Fatal(err)
	}
	due := 0
	for shard := range s.Shards() {
		lease := take(t, s, shard)
		w := s.NewSweeper(lease)
		if err := w.list(ctx); err != nil {
			t.Fatal(err)
		}
		w.listed = true
		entries, err := s.Due(ctx, lease, writtenAt.AddDate(10, 0, 0), 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			d, _ := e.Event.(state.Due)
			before.Planned[e.To] = before.Planned[e.To].without(d.Kind, d.Key)
			due++
		}
		for more := true; more; {
			if more, err = w.Step(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	if diff := cmp.Diff(before.Planned, read(t, s, ids).Planned, cmpopts.EquateEmpty()); diff != "" || due == 0 {
		t.Errorf("%d were due; planned after that (-want +got):\n%s", due, diff)
	}
}
