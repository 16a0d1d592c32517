package erased

import (
	"context"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"footing/bot/internal/loop"
	"footing/storage"
	"footing/storage/folder"
	"footing/storage/seal"
)

// opened is a list with a store and a folder of its own.
func opened(t *testing.T, m *miniredis.Miniredis) (*List, *storage.Store, *folder.Folder) {
	t.Helper()
	keys, err := seal.Seeded([]byte("a seed of the tests of the list of the erased"))
	if err != nil {
		t.Fatal(err)
	}
	rdb, err := storage.NewClient(storage.ClientOptions{Addrs: []string{m.Addr()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rdb.Close() })
	store, err := storage.Open(t.Context(), rdb, keys, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := folder.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return Open(store, f), store, f
}

// TestBothListsBecomeOne: what is in either of the two is in both after a merge, with the later time; what is damaged
// in the store names nobody; and while the store is away nothing is forgotten.
func TestBothListsBecomeOne(t *testing.T) {
	m := miniredis.RunT(t)
	one, store, first := opened(t, m)
	two, _, second := opened(t, m)
	at := time.Date(2026, 3, 2, 14, 0, 0, 7_000_000, time.UTC)
	add := func(l *List, id string, at time.Time) {
		t.Helper()
		if err := l.Add(id, at); err != nil {
			t.Fatal(err)
		}
	}
	add(one, "s01-ANN", at)
	add(one, "s02-BEN", at.Add(time.Hour))
	add(two, "s02-BEN", at)
	add(two, "s03-CAT", at.Add(100*time.Microsecond))
	m.HSet("{meta}:erased", "nobody", "7")
	m.HSet("{meta}:erased", "AAAAAAAAAAAAAAAAAAAAAA", "never")
	m.SetError("LOADING Redis is loading the dataset in memory")
	if _, err := one.Once(t.Context(), loop.Reading{}); err == nil {
		t.Error("there was no store, and it was merged")
	}
	m.SetError("")
	before := two.Version()
	for _, l := range []*List{one, two, one} {
		if l == one { // as when its shards are taken anew
			if err := l.Merge(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for n, err := l.Once(t.Context(), loop.Reading{}); n > 0; n, err = l.Once(t.Context(), loop.Reading{}) {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	want := map[[16]byte]time.Time{
		store.ErasedName("s01-ANN"): at, store.ErasedName("s02-BEN"): at.Add(time.Hour), store.ErasedName("s03-CAT"): at,
	}
	kept, err := store.Erased(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for name, list := range map[string]map[[16]byte]time.Time{
		"store": kept, "first folder": first.Erased(), "second folder": second.Erased(),
	} {
		if diff := cmp.Diff(want, list); diff != "" {
			t.Errorf("the list of the %s (-want +got)\n%s", name, diff)
		}
	}
	if two.Version() == before {
		t.Error("nobody is told that a merge has brought somebody")
	}
	for _, l := range []*List{one, two} {
		if got, ok := l.At("s02-BEN"); !ok || !got.Equal(at.Add(time.Hour)) {
			t.Errorf("ben was erased at %s, %v", got, ok)
		}
		if _, ok := l.At("s04-DAN"); ok {
			t.Error("somebody is on the list who had nothing removed")
		}
	}
}
