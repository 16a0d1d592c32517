package inbox

import (
	"context"
	"fmt"
	"time"

	"footing/storage"
)

// All are the backlogs of all shards, each at the index of its shard.
type All []*Backlog

// Give hands entries to their backlogs. An entry of a shard that this process does not hold is dropped, because the
// shard's holder finds it in Redis.
func (all All) Give(entries []storage.Entry) {
	for _, e := range entries {
		all[e.Shard].Push(e)
	}
}

// Receive stores events and hands over the new entries. After an error the inboxes of the shards that failed are read
// again, because any of their events may have been stored.
func (all All) Receive(
	ctx context.Context, store *storage.Store, now time.Time, arrivals []storage.Arrival,
) ([]storage.Entry, error) {
	entries, err := store.Receive(ctx, now, arrivals)
	all.Give(entries)
	if err == nil {
		return entries, nil
	}
	for shard, b := range all {
		if storage.FailedOn(err, shard) {
			b.Reread()
		}
	}
	return entries, fmt.Errorf("store events: %w", err)
}
