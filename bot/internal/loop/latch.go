package loop

import "context"

// Latch is a lock that nobody has to wait for: the wait ends with a context.
type Latch chan struct{}

// NewLatch makes one that is open.
func NewLatch() Latch { return make(Latch, 1) }

// Lock waits for the latch, and tells whether the caller has it.
func (l Latch) Lock(ctx context.Context) bool {
	select {
	case l <- struct{}{}:
		return true
	default:
	}
	select {
	case l <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// Unlock opens the latch.
func (l Latch) Unlock() { <-l }
