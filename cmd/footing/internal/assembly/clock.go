//go:build !faults

package assembly

import "time"

// Clock is the machine's. Only a build for tests has another (clock_faults.go).
func Clock([]string) func() time.Time { return time.Now }

// leaseTime is the store's own.
func leaseTime([]string) time.Duration { return 0 }
