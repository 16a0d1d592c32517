package routes

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"time"

	"footing/flows/state"
)

// times tell of when a shard's routes in the folder are. Where a copy of the store was put back, they may be of another
// time than that copy: older, or of a store that was given up for another copy since. What such a route lacks, nobody
// has ended.
type times struct {
	asOf             time.Time // when all of them were those of the store; zero: not known
	copied, restored time.Time // of which time the copy is that was put back last, and when; zero: none was
}

// timesOf is the name under which they stand in the folder. No participant has it.
func timesOf(shard int) string { return fmt.Sprintf("t%02d", shard) }

func (t times) encode() (data []byte) {
	for _, at := range []time.Time{t.asOf, t.copied, t.restored} {
		ms := int64(0)
		if !at.IsZero() {
			ms = at.UnixMilli()
		}
		data = binary.BigEndian.AppendUint64(data, uint64(ms))
	}
	return data
}

// readTimes reads what encode wrote; false if it is something else.
func readTimes(id string, data []byte) (shard int, t times, ok bool) {
	if _, err := fmt.Sscanf(id+"!", "t%02d!", &shard); err != nil || len(data) != 24 {
		return 0, times{}, false
	}
	for n, at := range []*time.Time{&t.asOf, &t.copied, &t.restored} {
		if ms := int64(binary.BigEndian.Uint64(data[8*n:])); ms != 0 { //nolint:gosec // bits are bits
			*at = time.UnixMilli(ms).UTC()
		}
	}
	return shard, t, true
}

// givenUp tells whether a copy of the store is of one that was given up: it was made later than the copy that was put
// back last, and before that was.
func (t times) givenUp(copied time.Time) bool {
	return copied.After(t.copied) && copied.Before(t.restored)
}

// Newer tells whether the routes of a shard are of a later time than a copy of the store and follow from it, so that
// what they lack was ended since.
func (b *Book) Newer(shard int, copied time.Time) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	t := b.times[shard]
	return t.asOf.After(copied) && !t.givenUp(copied)
}

// PutBack notes of which time the copy is that was put back, and when. If that cannot be written, it is a Problem.
func (b *Book) PutBack(shard int, copied, restored time.Time) {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.mu.Lock()
	t := b.times[shard]
	t.copied, t.restored = copied, restored
	b.times[shard] = t
	b.mu.Unlock()
	if b.folder != nil {
		_ = b.wrote(b.folder.SetRoute(timesOf(shard), t.encode()))
	}
}

// Anew notes that all routes of a shard were made anew from the store, during one takeover.
func (b *Book) Anew(shard int, epoch int64) error {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.mu.Lock()
	same := b.held[shard] && b.epochs[shard] == epoch
	b.anew[shard] = b.anew[shard] || same
	t, now := b.stamp(shard, nil)
	b.mu.Unlock()
	if b.folder == nil || !same || !now {
		return nil
	}
	if err := b.wrote(b.folder.SetRoute(timesOf(shard), t.encode())); err != nil {
		return err
	}
	b.know(map[int]times{shard: t})
	return nil
}

// stamps adds to what is to be written the times of the shards of which it changes a route, and gives them.
func (b *Book) stamps(batch map[string]state.Route, set map[string][]byte) map[int]times {
	b.mu.RLock()
	defer b.mu.RUnlock()
	stamped := make(map[int]times)
	for shard, anew := range b.anew {
		changes := false
		for id, route := range batch {
			if anew && on(shard, id) {
				old, there := b.folder.Route(id)
				changes = changes || there == route.Gone || !bytes.Equal(old, set[id])
			}
		}
		if t, now := b.stamp(shard, batch); changes && now {
			stamped[shard], set[timesOf(shard)] = t, t.encode()
		}
	}
	return stamped
}

// stamp gives the times of a shard as of now; false if they stay: it is not held, not all of it was made anew, or the
// folder is owed more than a batch that is written with them. The lock is held.
func (b *Book) stamp(shard int, batch map[string]state.Route) (t times, now bool) {
	for id := range b.owed {
		if _, paid := batch[id]; on(shard, id) && !paid {
			return times{}, false
		}
	}
	t = b.times[shard]
	t.asOf = b.clock().Wall
	return t, b.held[shard] && b.anew[shard]
}

// know notes times that are in the folder.
func (b *Book) know(stamped map[int]times) {
	b.mu.Lock()
	defer b.mu.Unlock()
	maps.Copy(b.times, stamped)
}
