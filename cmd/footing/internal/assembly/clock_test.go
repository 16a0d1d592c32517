package assembly

import (
	"testing"
	"time"
)

// TestTheMachinesClock: what commands are given carries no monotonic reading, and no zone of the machine.
func TestTheMachinesClock(t *testing.T) {
	read := Clock(nil)
	first, second := read(), read()
	if first.Wall != first.Wall.Round(0) || first.Wall.Location() != time.UTC {
		t.Errorf("the wall clock says %#v", first.Wall)
	}
	if second.Run <= 0 || second.Run < first.Run || second.Since(first) > time.Minute {
		t.Errorf("%+v, and then %+v", first, second)
	}
}
