package bot

import (
	"sync/atomic"
	"time"
)

// instant is a moment that one loop sets and others read.
type instant struct{ nanos atomic.Int64 }

func (i *instant) set(t time.Time) { i.nanos.Store(t.UnixNano()) }

// get gives the moment, zero if it was never set.
func (i *instant) get() time.Time {
	n := i.nanos.Load()
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
