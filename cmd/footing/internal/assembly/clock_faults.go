//go:build faults

package assembly

import (
	"fmt"
	"os"
	"strings"
	"time"

	"footing/bot"
)

// Clock is the machine's, with the wall clock moved by what stands in the file that FOOTING_FAULT_CLOCK names, such
// as -72h30m. The file is read every time: who replaces it sets the wall clock of a process that runs, and how long
// it has run stays true. Loops go on waiting for real time, and look at the clock when they have waited.
func Clock(environ []string) bot.Clock {
	machine, path := bot.NewClock(time.Now), faultOf(environ, "FOOTING_FAULT_CLOCK")
	if path == "" {
		return machine
	}
	return func() bot.Reading {
		text, err := os.ReadFile(path) //nolint:gosec // named by the test that starts the process
		if err != nil {
			panic(fmt.Errorf("read the clock: %w", err))
		}
		now := machine()
		now.Wall = now.Wall.Add(duration(strings.TrimSpace(string(text))))
		return now
	}
}

// leaseTime is FOOTING_FAULT_LEASE, such as 1500ms: what a process that was killed holds is free so soon.
func leaseTime(environ []string) time.Duration {
	if text := faultOf(environ, "FOOTING_FAULT_LEASE"); text != "" {
		return duration(text)
	}
	return 0
}

func faultOf(environ []string, name string) string {
	for _, variable := range environ {
		if value, ok := strings.CutPrefix(variable, name+"="); ok {
			return value
		}
	}
	return ""
}

func duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		panic(fmt.Errorf("read a fault: %w", err))
	}
	return d
}
