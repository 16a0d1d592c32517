package routes

import (
	"encoding/binary"
	"fmt"
	"time"

	"footing/flows/state"
)

// Found is a participant as they were read from the store.
type Found struct {
	ID    string
	Route state.Route
	Turns int // what Turns said before they were read
}

// Take begins the work on a shard, with the epoch of its lease. If somebody else may have held the shard since its
// routes were made, they are not believed any more.
func (b *Book) Take(shard int, epoch int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := b.epochs[shard]
	if epoch != before && epoch != before+1 {
		b.forget(shard)
	}
	for id := range b.begun {
		if on(shard, id) {
			delete(b.begun, id)
		}
	}
	b.held[shard], b.epochs[shard], b.anew[shard] = true, epoch, false
	b.stale[shard] = b.stale[shard] || epoch != before
}

// Lose ends the work on a shard. Its routes are kept: that the store can't be reached is what they are for.
func (b *Book) Lose(shard int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held[shard] = false
}

// Another says that somebody holds the shard, by a lease of this epoch; 0 if it is not known. If that is not this
// process itself, before it was started again, the routes are not believed any more.
func (b *Book) Another(shard int, epoch int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if before, ok := b.epochs[shard]; ok && epoch > before {
		b.forget(shard)
		delete(b.epochs, shard)
		b.stale[shard] = true
	}
}

// forget drops the routes of a shard from memory.
func (b *Book) forget(shard int) {
	t := b.times[shard]
	t.asOf = time.Time{}
	b.times[shard] = t
	for id := range b.routes {
		if on(shard, id) {
			b.set(id, state.Route{Gone: true})
		}
	}
	for id := range b.owed {
		if on(shard, id) {
			delete(b.owed, id)
		}
	}
}

// Tidy takes what is not believed any more out of the folder, and keeps the epochs of the shards there. It returns how
// many shards it has tidied.
func (b *Book) Tidy() (int, error) {
	b.writing.Lock()
	defer b.writing.Unlock()
	tidied := 0
	for {
		shard, gone, epoch, ok := b.untidy()
		if !ok {
			return tidied, nil
		}
		if b.folder != nil {
			var err error
			if len(gone) > 0 {
				err = b.folder.DropRoute(gone...)
			}
			if err == nil {
				err = b.folder.SetRoutes(b.marks(shard, epoch))
			}
			if err := b.wrote(err); err != nil {
				return tidied, fmt.Errorf("tidy shard %d: %w", shard, err)
			}
		}
		b.mu.Lock()
		delete(b.stale, shard)
		b.mu.Unlock()
		tidied++
	}
}

// marks are the epoch and the times of a shard, as they stand in the folder.
func (b *Book) marks(shard int, epoch int64) map[string][]byte {
	b.mu.RLock()
	defer b.mu.RUnlock()
	set := make(map[string][]byte)
	if epoch > 0 {
		set[mark(shard)] = binary.BigEndian.AppendUint64(nil, uint64(epoch))
	}
	if t := b.times[shard]; t != (times{}) {
		set[timesOf(shard)] = t.encode()
	} else if _, there := b.folder.Route(timesOf(shard)); there {
		set[timesOf(shard)] = t.encode()
	}
	return set
}

// untidy finds a shard of which the folder has what it should not. Its epoch is 0 if there is none to keep.
//
//nolint:revive // one answer in four parts, for one caller
func (b *Book) untidy() (shard int, gone []string, epoch int64, ok bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for one, stale := range b.stale {
		if stale {
			shard, ok = one, true
		}
	}
	if !ok || b.folder == nil {
		return shard, nil, 0, ok
	}
	epoch = b.epochs[shard]
	for _, id := range b.folder.RouteIDs() {
		_, known := b.routes[id]
		if on(shard, id) && !known || id == mark(shard) && epoch == 0 {
			gone = append(gone, id)
		}
	}
	return shard, gone, epoch, true
}

// Epoch is the takeover of a shard under which its routes stand.
func (b *Book) Epoch(shard int) int64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.epochs[shard]
}

// Turns counts the turns that have changed somebody's route. Ask before you read them from the store.
func (b *Book) Turns(id string) int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.turns[id]
}

// Restore takes over what was read from the store during one takeover of a shard, but for those whose route a turn has
// changed meanwhile, or is about to: it knows better.
func (b *Book) Restore(shard int, epoch int64, found []Found) error {
	b.writing.Lock()
	defer b.writing.Unlock()
	batch := make(map[string]state.Route)
	b.mu.Lock()
	for _, f := range found {
		if b.held[shard] && b.epochs[shard] == epoch && !b.begun[f.ID] && b.turns[f.ID] == f.Turns {
			batch[f.ID] = f.Route
		}
	}
	b.mu.Unlock()
	if len(batch) == 0 {
		return nil
	}
	if err := b.write(batch); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, route := range batch {
		b.set(id, route)
	}
	return nil
}

// Strays lists those on a shard who have a route and are not among those whom the store knows, unless one of their
// turns has changed it.
func (b *Book) Strays(shard int, known map[string]bool) []Found {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var strays []Found
	for id := range b.routes {
		if on(shard, id) && !known[id] && b.turns[id] == 0 {
			strays = append(strays, Found{ID: id, Route: state.Route{Gone: true}})
		}
	}
	return strays
}
