package lanes

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/state"
)

// calledWithin is how long a letter that calls somebody may be on its way to their inbox until the ladder goes on.
const calledWithin = 10 * time.Second

// Calls are the letters on their way that are the first to call somebody about an alert, until they arrive or the
// ladder has gone on without them. They are not safe for concurrent use.
type Calls map[Spot]*Queued

// Add adds an item if it is such a letter.
func (c Calls) Add(it *Queued) {
	tell, _ := it.Effect.(state.Tell)
	if alarm, calls := tell.Letter.(state.Alarm); calls && alarm.First() {
		c[it.Spot()] = it
	}
}

// Overdue are those that the ladder waits for no longer, in the order in which they came. What is not known any more,
// because its shard was lost, is somebody else's matter.
func (c Calls) Overdue(now loop.Reading, known map[Spot]*Queued) []*Queued {
	maps.DeleteFunc(c, func(at Spot, it *Queued) bool { return it.Over || it.Reported || known[at] != it })
	all := slices.SortedFunc(maps.Values(c), func(a, b *Queued) int { return cmp.Compare(a.serial, b.serial) })
	return slices.DeleteFunc(all, func(it *Queued) bool { return now.Run-it.Since < calledWithin })
}
