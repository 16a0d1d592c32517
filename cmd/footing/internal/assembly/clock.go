//go:build !faults

package assembly

import (
	"time"

	"footing/bot"
)

// Clock is the machine's clock. Only a build with the tag faults has another one (clock_faults.go).
func Clock([]string) bot.Clock { return bot.NewClock(time.Now) }

// leapTime 0 stands for the bot's own bound.
func leapTime([]string) time.Duration { return 0 }

// leaseTime 0 stands for the store's own time.
func leaseTime([]string) time.Duration { return 0 }
