package journal

import (
	"testing"
	"time"

	"footing/bot/internal/loop"
)

// TestADayThatIsOverIsKeptWhileShardsAreTaken: a store that is restored after four days is brought forward by it.
// Once it is destroyed, nobody counts on it any more.
func TestADayThatIsOverIsKeptWhileShardsAreTaken(t *testing.T) {
	j := opened(t, 1<<20)
	j.Turn(past("a"), 1)
	j.Turn(past("b"), 2)
	j.Flush(loop.Reading{Wall: at})
	later := loop.Reading{Wall: at.Add(4 * 24 * time.Hour), Run: time.Second}
	if err := j.forget(later); err != nil {
		t.Fatal(err)
	}
	j.Flush(later)
	if n, _ := j.Size(); n == 0 || j.runs[7] != (run{1, 2}) {
		t.Errorf("at the start %d bytes are left, and %v", n, j.runs)
	}
	later.Run = forgets
	if err := j.forget(later); err != nil {
		t.Fatal(err)
	}
	if n, _ := j.Size(); n != 0 || len(j.runs) != 0 {
		t.Errorf("afterwards %d bytes are left, and %v", n, j.runs)
	}
}
