package loop

import (
	"context"
	"math/bits"
	"time"
)

// Sleep waits until a time has passed, or for a nudge or the end of ctx.
func Sleep(ctx context.Context, d time.Duration, nudge <-chan struct{}) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-nudge:
	case <-ctx.Done():
	}
}

// Await waits for a nudge or the end of ctx.
func Await(ctx context.Context, nudge <-chan struct{}) {
	select {
	case <-nudge:
	case <-ctx.Done():
	}
}

// Pause is how long to wait after so many failures in a row: a quarter of a second, doubled each time, at most
// a minute.
func Pause(failures int) time.Duration {
	return min(250*time.Millisecond<<min(failures-1, 10), time.Minute)
}

// Seldom picks the failures that are worth a line: the first, and then each time that they have doubled.
func Seldom(failures int) bool { return bits.OnesCount(uint(failures)) == 1 }
