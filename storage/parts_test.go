package storage

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"footing/flows/state"
	"footing/storage/reseal"
	"footing/storage/seal"
)

// TestMomentsAreReadAsWritten, of kinds with a number and without.
func TestMomentsAreReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want moments
		for range rapid.IntRange(0, 6).Draw(t, "moments") {
			want = append(want, state.Wake{
				Kind: rapid.SampledFrom(append([]state.WakeKind{"of a later release", "x", ""}, kinds...)).Draw(t, "kind"),
				Key: rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "mon", "sun", "own-1@2026-11-30", "x", "x"})).
					Draw(t, "key"),
				At: time.UnixMilli(rapid.Int64Range(-1e15, 1e15).Draw(t, "at")).UTC(),
			})
		}
		st := midway(0)
		if rapid.Bool().Draw(t, "with nothing open") {
			st = state.State{}
		}
		written, read := moments.encode, decodeMoments
		if rapid.Bool().Draw(t, "in the present form") {
			written = func(m moments) []byte { return m.shorten(st) }
			read = func(data []byte) (moments, error) { return restoreMoments(data, st) }
			for n := range want {
				want[n].At = moment(want[n].At)
			}
		}
		data := written(want)
		got, err := read(data)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
			t.Fatalf("%v (-want +got):\n%s", err, diff)
		}
		if len(data) > 0 {
			_, _ = read(data[:rapid.IntRange(0, len(data)-1).Draw(t, "cut")]) // an error or fewer, no panic
		}
	})
}

// TestKindsHaveTheirNumbers: a kind that has another number, or has lost it, is another one in every store.
func TestKindsHaveTheirNumbers(t *testing.T) {
	want := []state.WakeKind{
		"check_in", "reminder", "later", "close", "follow", "data", "erase", "digest", "summary", "panel", "session",
		"invitation", "call", "canary", "month", "watch", "leave", "census", "tidy", "news", "swap",
	}
	if diff := cmp.Diff(want, kinds[:len(want)]); diff != "" {
		t.Errorf("(-stored +now):\n%s", diff)
	}
	if len(kinds) > 31 {
		t.Error("a number from 32 on is a kind's name of one letter, too")
	}
}

func seeded(t *testing.T) *seal.Keys {
	t.Helper()
	keys, err := seal.Seeded([]byte("a seed of this test, long enough for two keys"))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// TestSealedStatesSayAllAgain: what the key says is left out of a state and comes back.
func TestSealedStatesSayAllAgain(t *testing.T) {
	s := &Store{keys: seeded(t), shards: 16}
	for _, seed := range []string{"ABC", "DEF", "", "s07-ABC"} {
		want := state.State{ID: "s07-ABC", Seed: seed, Chat: 7}
		data, err := encodeState(want)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := s.sealState(want, data, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.openState(want.ID, string(sealed))
		if diff := cmp.Diff(want, got.State); diff != "" || err != nil {
			t.Errorf("seed %q: %v (-want +got):\n%s", seed, err, diff)
		}
	}
}

// TestWhoseEventCannotBeRead: of an event that this release does not know it is still known who sent it.
func TestWhoseEventCannotBeRead(t *testing.T) {
	s := &Store{keys: seeded(t), shards: 16}
	shard, place := s.locate(1001)
	sealed, err := s.sealParts("event", reseal.ForEvent(shard, place), seal.ClassSmall,
		binary.BigEndian.AppendUint64(nil, 1001), []byte("of a later release"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.openEvent(shard, place, string(sealed))
	if err == nil || got.event != nil || got.chat != 1001 {
		t.Errorf("opened %+v, %v", got, err)
	}
	for _, e := range []struct {
		place string
		want  bool
	}{{place, true}, {"s07-ABC", false}, {"", false}} {
		if got := (Entry{place: e.place}).Personal(); got != e.want {
			t.Errorf("personal at %q: %t", e.place, got)
		}
	}
}
