package export

import (
	"runtime/debug"
	"testing"
)

// TestMain lets the heap grow further than usual between two collections: an export in memory is dropped at once, and a
// third of the time would go into collecting it. The benchmark of memory sets it back.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	m.Run()
}
