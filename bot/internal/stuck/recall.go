package stuck

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// resumedFor is for how long a red answer whose turn failed is called out again by the next process: as long as the
// one that set it aside goes on.
const resumedFor = 7 * 24 * time.Hour

// resume has the attendant hear again, once for each shard that this process takes, of red answers whose own turn
// failed. They have no alert, and whoever was calling about them may have been ended. It is not known any more whether
// somebody has pressed, so all are called anew, until an operator has looked at what is set aside.
func (m *Mover) resume(ctx context.Context, now loop.Reading) error {
	taken := make(map[int]bool)
	for shard, inbox := range m.with.Inboxes {
		if inbox.Holds() && !m.resumed[shard] {
			taken[shard] = true
		}
	}
	if len(taken) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	all, failed := m.with.Store.Aside(ctx)
	for shard := range taken {
		if storage.FailedOn(failed, shard) {
			delete(taken, shard)
		}
	}
	for _, one := range all {
		if !taken[one.Shard] || one.Looked || one.Box != "inbox" || now.Wall.Sub(one.At) > resumedFor {
			continue
		}
		entry, err := m.with.Store.AsideEvent(ctx, one)
		switch {
		case errors.Is(err, storage.ErrGone):
		case err != nil:
			delete(taken, one.Shard)
			failed = errors.Join(failed, err)
		case m.unheard(one.Whose, entry.Event):
			m.with.Attendant.Lost(entry.Event, false, now)
		}
	}
	for shard := range taken {
		m.resumed[shard] = true
	}
	if failed != nil {
		return fmt.Errorf("look for red answers that were set aside: %w", failed)
	}
	return nil
}

// unheard tells whether an event is a red answer that is not evidence of an open alert.
func (m *Mover) unheard(id string, e state.Event) bool {
	route, known := m.with.Routes.Named(id)
	return known && m.with.Bare.Plea(route, e) == engine.PleaRed &&
		!slices.ContainsFunc(route.Alerts, func(s state.Standing) bool { return s.Has(e.Head().ID) })
}
