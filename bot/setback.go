package bot

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"footing/bot/internal/metrics"
	"footing/bot/internal/peers"
	"footing/flows/state"
	"footing/storage"
)

// heldFor is how long a turn waits for the data folder until it is tried again.
const heldFor = 10 * time.Second

// errWaits says that a turn cannot be made for now, though Redis is well and the turns of others are made.
var errWaits = errors.New("the turn waits for the data folder")

// setBacks are the entries of a shard that wait because the data folder cannot be written: whoever leaves somebody out
// must not hear that it is so before it holds there. What else comes for the same participant waits behind, so that
// they keep their order, letters to them too. Only the shard's worker uses it.
type setBacks struct {
	whose map[string]bool        // the participants, since the inbox was read from its front
	told  map[string]bool        // the entries, by stream id, of which the attendant knows
	since Reading                // when the first of them was set back; zero: none waits for another try
	why   atomic.Pointer[string] // what the folder said, until nothing waits any more; for other loops to read
}

func newSetBacks() *setBacks {
	return &setBacks{whose: make(map[string]bool), told: make(map[string]bool)}
}

// due tells, once, that it is time for another try.
func (b *setBacks) due(now Reading) bool {
	if b.since.IsZero() || now.Run-b.since.Run < heldFor {
		return false
	}
	b.since = Reading{}
	return true
}

// quiet notes that nothing is left to do now.
func (b *setBacks) quiet() {
	if len(b.whose) == 0 {
		b.why.Store(nil)
	}
}

// unrouted notes that a participant's route could not be reduced in the data folder. What holds is read from the store
// later, because an earlier attempt at the turn may have been committed.
func (w *Worker) unrouted(id string, err error) error {
	w.back.whose[id] = true
	why := err.Error()
	w.back.why.Store(&why)
	w.keeper.Abandon(id)
	if w.routed == id {
		w.routed = ""
	}
	return fmt.Errorf("%w: %w", errWaits, err)
}

// setBack lets an entry wait, and lets its sender know. An alarm that waits reaches nobody for now: the ladder goes on.
func (w *Worker) setBack(ctx context.Context, now Reading, entry storage.Entry, why error) error {
	if w.unsure { // the earlier attempt may have put messages into the outbox
		w.unsure = false
		w.sender.reread(w.shard)
	}
	w.SetBack(entry.Stream)
	if w.back.since.IsZero() {
		w.back.since = now
	}
	if w.back.told[entry.Stream] {
		return nil
	}
	told, _ := entry.Event.(state.Told)
	if alarm, calls := told.Letter.(state.Alarm); calls && alarm.First() { // once an alert
		if err := w.sender.unreached(ctx, now.Wall, told.ID, told.From, entry.To, alarm); err != nil {
			return err
		}
	}
	w.back.told[entry.Stream] = true
	w.o.Log.Error("a turn waits for the data folder", "shard", w.shard, "entry", entry.Stream,
		"event", metrics.KindOf(entry.Event), "reason", why)
	w.attendant.Waits(entry.Event, w.o.Clock())
	return nil
}

// rest is how long a worker without entries waits until it tries again what was set back.
func (w *Worker) rest(now Reading) time.Duration {
	if w.back.since.IsZero() {
		return time.Hour
	}
	return max(heldFor-(now.Run-w.back.since.Run), 0)
}

// heldBack says on which shards somebody waits for the data folder, in words for an operator; empty: nobody does.
func (ws workers) heldBack() string {
	shards, last := []int(nil), ""
	for shard, w := range ws {
		if why := w.back.why.Load(); why != nil && w.Holds() {
			shards, last = append(shards, shard), *why
		}
	}
	if len(shards) == 0 {
		return ""
	}
	return fmt.Sprintf("the data folder takes no routes, so on %s whoever left somebody out or had everything removed "+
		"waits, with all that comes for them: %s", peers.Numbered(shards, len(ws)), last)
}
