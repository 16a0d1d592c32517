package loop

import "sync/atomic"

// Instant is a reading that one loop sets and others read.
type Instant struct{ last atomic.Pointer[Reading] }

// Set sets it.
func (i *Instant) Set(at Reading) { i.last.Store(&at) }

// Get gives the reading, zero if it was never set.
func (i *Instant) Get() Reading {
	if at := i.last.Load(); at != nil {
		return *at
	}
	return Reading{}
}
