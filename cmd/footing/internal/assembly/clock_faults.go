//go:build faults

package assembly

import (
	"fmt"
	"os"
	"strings"
	"time"

	"footing/bot"
)

// Clock is the machine's clock, with the wall clock moved by an offset such as -72h30m. FOOTING_FAULT_CLOCK names a
// file with the offset. The file is read at every look, so a test sets the wall clock of a running process by
// replacing it. The time run stays true: loops wait for real time, and look at the clock afterwards.
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

// leapTime lets a clock that a test sets go ahead by days at once, though no other clock does.
func leapTime(environ []string) time.Duration {
	if faultOf(environ, "FOOTING_FAULT_CLOCK") != "" {
		return -1
	}
	return 0
}

// leaseTime is FOOTING_FAULT_LEASE, such as 1500ms: how soon a killed process's leases expire.
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
