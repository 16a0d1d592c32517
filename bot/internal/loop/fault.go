package loop

import (
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"
)

// Fault is one fault of Redis, which many loops meet at the same time. The log has one line when the first of them
// fails, and one when the last of them works again.
type Fault struct {
	log *slog.Logger

	mu    sync.Mutex
	loops map[string]bool    // that fail because of it
	since map[string]Reading // since when each loop fails, because of whatever
	began Reading
	first string // what the first of them said
}

// NewFault makes one that nobody has met yet.
func NewFault(log *slog.Logger) *Fault {
	return &Fault{log: log, loops: make(map[string]bool), since: make(map[string]Reading)}
}

// Fails notes that a loop fails because of Redis.
func (f *Fault) Fails(loop string, err error, now Reading) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.loops) == 0 {
		f.began, f.first = now, err.Error()
		f.log.Error("redis fails, and all that needs it goes on trying", "loop", loop, "error", err)
	}
	f.loops[loop] = true
}

// Works notes that a loop works, and tells whether it had failed because of Redis.
func (f *Fault) Works(loop string, now Reading) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.loops[loop] {
		return false
	}
	delete(f.loops, loop)
	if len(f.loops) == 0 {
		f.log.Info("redis works again", "after", (now.Run - f.began.Run).Round(time.Millisecond))
	}
	return true
}

// Known tells whether the log has told of a fault of Redis that lasts.
func (f *Fault) Known() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.loops) > 0
}

// Lasting tells which loops fail because of Redis, and what the first of them said.
func (f *Fault) Lasting() (loops []string, first string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Sorted(maps.Keys(f.loops)), f.first
}

// Begins notes that a loop fails, whatever the reason.
func (f *Fault) Begins(loop string, now Reading) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, known := f.since[loop]; !known {
		f.since[loop] = now
	}
}

// Ends notes that it works.
func (f *Fault) Ends(loop string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.since, loop)
}

// Standing lists the loops that have failed for longer than a time.
func (f *Fault) Standing(now Reading, longer time.Duration) (loops []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for loop, since := range f.since {
		if now.Run-since.Run > longer {
			loops = append(loops, loop)
		}
	}
	slices.Sort(loops)
	return loops
}
