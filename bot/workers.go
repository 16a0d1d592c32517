package bot

import "footing/bot/internal/inbox"

// workers are the workers of all shards, each at the index of its shard.
type workers []*Worker

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
