package bot

import "sync/atomic"

// instant is a reading that one loop sets and others read.
type instant struct{ last atomic.Pointer[Reading] }

func (i *instant) set(at Reading) { i.last.Store(&at) }

// get gives the reading, zero if it was never set.
func (i *instant) get() Reading {
	if at := i.last.Load(); at != nil {
		return *at
	}
	return Reading{}
}
