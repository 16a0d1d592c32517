//go:build !faults

package assembly

import (
	"time"

	"footing/bot"
)

// Clock is the machine's. Only a build for tests has another (clock_faults.go).
func Clock([]string) bot.Clock { return bot.NewClock(time.Now) }

// leaseTime is the store's own.
func leaseTime([]string) time.Duration { return 0 }
