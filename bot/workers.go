package bot

import (
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

// depth counts the entries of all backlogs: those whose turn can be made, and all that wait.
func (ws workers) depth() (ready, waiting int) {
	for _, w := range ws {
		ready, waiting = ready+w.Depth(), waiting+w.Waiting()
	}
	return ready, waiting
}

// backlogs are the entries in hand of each shard.
func (ws workers) backlogs() inbox.All {
	all := make(inbox.All, len(ws))
	for shard, w := range ws {
		all[shard] = w.Backlog
	}
	return all
}
