package bot

import (
	"runtime/debug"
	"testing"
)

// TestMain lets the heap grow further than usual between two collections: a world makes much that it drops at once, and
// a quarter of the time would go into collecting it.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	m.Run()
}
