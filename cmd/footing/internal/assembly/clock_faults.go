//go:build faults

package assembly

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// Clock is the machine's, moved by what stands in the file that FOOTING_FAULT_CLOCK names, such as -72h30m. The
// file is read every time: who replaces it moves the clock of a process that runs. Loops go on waiting for real
// time, and look at the clock when they have waited.
func Clock(environ []string) func() time.Time {
	path := faultOf(environ, "FOOTING_FAULT_CLOCK")
	if path == "" {
		return time.Now
	}
	return func() time.Time {
		text, err := os.ReadFile(path) //nolint:gosec // named by the test that starts the process
		if err != nil {
			panic(fmt.Errorf("read the clock: %w", err))
		}
		return time.Now().Add(duration(strings.TrimSpace(string(text))))
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
