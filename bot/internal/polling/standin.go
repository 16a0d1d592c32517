package polling

import (
	"context"
	"time"

	"footing/bot/internal/loop"
)

// standInAfter is how long a process may be without the store until it polls although it has no right to.
const standInAfter = time.Minute

// standsIn lets a process that has been cut off from the store for long enough poll, if nobody else does: updates wait
// at Telegram at two looks in a row, which whoever polls would have fetched. So the last poller goes on undisturbed
// while all processes are without the store, and when it ends, another hears people.
func (p *Permit) standsIn(ctx context.Context, now loop.Reading) bool {
	p.mu.Lock()
	apart := p.with.Store != nil && !p.answered.IsZero() && now.Run-max(p.answered.Run, p.yielded.Run) >= standInAfter
	p.waited = p.waited && apart
	p.mu.Unlock()
	if !apart {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	n, err := p.with.Client.Pending(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	waits := err == nil && n > 0
	again := waits && p.waited
	if p.waited = waits && !again; again {
		p.begin(now)
		p.with.Log.Warn("Redis is away and nobody fetches what people write: this process polls", "waiting", n)
	}
	return again
}
