package bot

import (
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"footing/bot/telegram"
	"footing/storage"
)

// fault is one fault of Redis, which many loops meet at the same time. The log has one line when the first of them
// fails, and one when the last of them works again.
type fault struct {
	log *slog.Logger

	mu    sync.Mutex
	loops map[string]bool // that fail because of it
	began Reading
	first string // what the first of them said
}

func newFault(log *slog.Logger) *fault { return &fault{log: log, loops: make(map[string]bool)} }

// redisFails tells whether an error is one of Redis or of the network to it. The pager and the watchman also meet
// errors of others, whose words are their own.
func redisFails(err error) bool { return !telegram.Failed(err) && storage.Away(err) }

// fails notes that a loop fails because of Redis.
func (f *fault) fails(loop string, err error, now Reading) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.loops) == 0 {
		f.began, f.first = now, err.Error()
		f.log.Error("redis fails, and all that needs it goes on trying", "loop", loop, "error", err)
	}
	f.loops[loop] = true
}

// works notes that a loop works, and tells whether it had failed because of Redis.
func (f *fault) works(loop string, now Reading) bool {
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

// known tells whether an error is of a fault that the log has told already.
func (f *fault) known(err error) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.loops) > 0 && redisFails(err)
}

// lasting tells which loops fail because of Redis, and what the first of them said.
func (f *fault) lasting() (loops []string, first string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Sorted(maps.Keys(f.loops)), f.first
}
