package bot

import (
	"fmt"
	"testing"
	"time"

	"footing/bot/internal/attendant"
	"footing/flows/state"
	"footing/storage"
)

// TestAnEmptiedStoreHasMadeNoTurn: that a call for help waits no more in the inbox of another process says that its
// turn was made there, unless the store was emptied, or is older than before: then nobody has had it.
func TestAnEmptiedStoreHasMadeNoTurn(t *testing.T) {
	for name, c := range map[string]struct {
		breaks func(w *world, shard int)
		waits  bool
	}{
		"well":    {func(*world, int) {}, false},
		"emptied": {func(w *world, _ int) { w.redis.FlushAll() }, true},
		"older":   {func(w *world, shard int) { _ = w.redis.Set(fmt.Sprintf("{s%02d}:epoch", shard), "0") }, true},
	} {
		w := newWorld(t, parrot)
		first := w.start()
		w.pump(first)
		if _, err := first.leases.Once(t.Context(), first.o.Clock()); err != nil {
			t.Fatal(err)
		}
		second := w.start()
		help := state.Said{
			Header: state.Header{ID: "u1.m1", At: w.now()}, Sender: state.Sender{Chat: ann}, Message: 1, Media: state.Text,
			Text: "/help",
		}
		arrivals := []storage.Arrival{{Chat: ann, Event: help}}
		second.attendant.Came(arrivals, second.o.Clock())
		second.attendant.Kept(arrivals, attendant.InInbox, second.o.Clock())
		w.pass(time.Minute)
		c.breaks(w, second.o.Store.ShardOf(ann))
		second.attendant.Look(t.Context(), second.o.Clock())
		if waits := second.attendant.Pleads(help.ID); waits != c.waits {
			t.Errorf("%s: it waits for its turn: %t", name, waits)
		}
	}
}
