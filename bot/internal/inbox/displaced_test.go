package inbox

import (
	"fmt"
	"slices"
	"testing"

	"footing/flows/state"
	"footing/storage"
)

func entryOf(n int, event string) storage.Entry {
	return storage.Entry{Stream: fmt.Sprint("0-", n), Event: state.Flood{Header: state.Header{ID: event}}}
}

// TestWhatMayBeDisplaced: an entry whose number another one has, and everything in memory where the inbox is read anew
// or begins later. What it has of both is looked for in the store.
func TestWhatMayBeDisplaced(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(*Backlog)
		want    []string
	}{
		"nothing":                       {func(b *Backlog) { b.Push(entryOf(2, "b")) }, nil},
		"it was handed over twice":      {func(b *Backlog) { b.Push(entryOf(1, "a")) }, nil},
		"another one has its number":    {func(b *Backlog) { b.Push(entryOf(1, "x")) }, []string{"a"}},
		"it is all read anew":           {func(b *Backlog) { b.Push(entryOf(2, "b")); b.Reread() }, []string{"a", "b"}},
		"the inbox begins behind it":    {func(b *Backlog) { b.Opening(); b.Fill([]storage.Entry{entryOf(2, "b")}, false) }, []string{"a"}},
		"there is nothing in the inbox": {func(b *Backlog) { b.Opening(); b.Fill(nil, false) }, []string{"a"}},
	} {
		b := New()
		b.Take(storage.Lease{})
		b.Opening()
		b.Fill(nil, false)
		b.Push(entryOf(1, "a"))
		c.happens(b)
		var got []string
		for _, e := range b.displaced {
			got = append(got, e.Event.Head().ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: displaced are %q, want %q", name, got, c.want)
		}
	}
}
