package bot

import (
	"context"
	"fmt"
	"time"

	"footing/bot/internal/inbox"
	"footing/storage"
)

// workers are the workers of all shards, each at the index of its shard. Whoever stores entries hands them over here.
type workers []*Worker

// give hands entries to the workers of their shards. An entry of a shard that this process does not hold is dropped,
// because the shard's holder finds it in Redis.
func (ws workers) give(entries []storage.Entry) {
	for _, e := range entries {
		ws[e.Shard].Push(e)
	}
}

// rereadAll makes every worker read its inbox from Redis before it goes on.
func (ws workers) rereadAll() {
	for _, w := range ws {
		w.Reread()
	}
}

// post stores events and hands over the new entries. After an error every inbox is read again, because any of the
// events may have been stored.
func (ws workers) post(ctx context.Context, store *storage.Store, now time.Time, posts []storage.Post) error {
	entries, err := store.Receive(ctx, now, posts)
	ws.give(entries)
	if err != nil {
		ws.rereadAll()
		return fmt.Errorf("post events: %w", err)
	}
	return nil
}

// depth counts the entries of all backlogs: those whose turn can be made, and all that wait.
func (ws workers) depth() (ready, waiting int) {
	for _, w := range ws {
		ready, waiting = ready+w.Depth(), waiting+w.Waiting()
	}
	return ready, waiting
}

// backlogs are the entries in hand of each shard.
func (ws workers) backlogs() []*inbox.Backlog {
	all := make([]*inbox.Backlog, len(ws))
	for shard, w := range ws {
		all[shard] = w.Backlog
	}
	return all
}
