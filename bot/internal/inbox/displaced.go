package inbox

import (
	"context"
	"fmt"
	"time"

	"footing/flows/state"
	"footing/storage"
)

// A copy of the store that lacks the last entries of an inbox, but no turn, shows nothing of that while a process
// lives. But entries that are in memory are gone from the inbox, or others have their numbers.

// Displace notes an entry that is not in the inbox any more: its turn was made, or the store went back.
func (b *Backlog) Displace(e storage.Entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.displaced = append(b.displaced, e)
}

// Restore stores again what may be displaced, and tells how much of it the store did not know. It knows what had its
// turn, and what is there. A moment, or the receipt for a message, needs no storing: the copy has them where they were.
func (b *Backlog) Restore(ctx context.Context, store *storage.Store, now time.Time) (int, error) {
	b.mu.Lock()
	n, arrivals := len(b.displaced), b.restorable(now)
	b.mu.Unlock()
	if n == 0 {
		return 0, nil
	}
	entries, err := store.Receive(ctx, now, arrivals)
	stored := len(entries)
	if storage.Final(err) { // one of them can't be stored at all: it is left out
		stored, err = 0, nil
		for _, a := range arrivals {
			entries, wrong := store.Receive(ctx, now, []storage.Arrival{a})
			if stored += len(entries); wrong != nil && !storage.Final(wrong) {
				err = wrong
			}
		}
	}
	if err != nil {
		return 0, fmt.Errorf("store again what was displaced in an inbox: %w", err)
	}
	b.mu.Lock()
	b.displaced = b.displaced[n:]
	b.mu.Unlock()
	if stored > 0 {
		b.Reread()
	}
	return stored, nil
}

// restorable gives the events that came by Receive. The lock is held.
func (b *Backlog) restorable(now time.Time) (arrivals []storage.Arrival) {
	for _, e := range b.displaced {
		if e.Event == nil || !e.Received || now.Sub(e.Event.Head().At) > storage.Recognised {
			continue
		}
		_, flood := e.Event.(state.Flood)
		a := storage.Arrival{Chat: e.Chat, Event: e.Event, Known: flood}
		if !e.Personal() {
			a.To = e.To
		}
		arrivals = append(arrivals, a)
	}
	return arrivals
}
