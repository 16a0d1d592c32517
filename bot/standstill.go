package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// standstill lists what has stood still for longer than urgentWithin although the rest works: loops that fail, letters
// and receipts that the store does not take, people who asked for help and have had no turn, alarms by the emergency
// way that no turn has taken over, and routes that cannot be written.
func (y *Sentry) standstill(now Reading) (red []string) {
	say := func(format string, args ...any) { red = append(red, fmt.Sprintf(format, args...)) }
	if loops := slices.DeleteFunc(y.o.fault.Standing(now, urgentWithin), guards); len(loops) > 0 {
		say("for over a minute these have failed: %s", strings.Join(loops, ", "))
	}
	if w := y.sender.stuck(now); w.N > 0 {
		say("%d letters and receipts wait for the store, the oldest for %s", w.N, w.Oldest.Round(time.Second))
	}
	if n, oldest := y.visitor.Pleas(now); n > 0 && oldest > urgentWithin {
		say("%d calls for help wait for their turn, the oldest for %s", n, oldest.Round(time.Second))
	}
	if n, oldest := y.visitor.Calls(now); n > 0 && oldest > urgentWithin {
		say("%d alarms by the emergency way were taken over by no turn, the oldest for %s", n, oldest.Round(time.Second))
	}
	serious, _ := y.keeper.Problems()
	red = append(red, serious...)
	if held := y.workers.heldBack(); held != "" {
		red = append(red, held)
	}
	return red
}
