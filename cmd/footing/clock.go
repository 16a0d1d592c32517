//go:build !faults

package main

import "time"

// clock is the machine's. Only a build for tests has another (clock_faults.go).
func clock([]string) func() time.Time { return time.Now }

// leaseTime is the store's own.
func leaseTime([]string) time.Duration { return 0 }
