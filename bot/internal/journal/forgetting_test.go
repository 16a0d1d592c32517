package journal

import (
	"testing"
	"time"

	"footing/bot/internal/loop"
	"footing/storage/course"
)

// TestADayThatIsOverIsKeptWhileShardsAreTaken: a store that is restored after four days is brought forward with the
// turns of an old day. Once that day is destroyed, the journal no longer claims to have its turns.
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
	if n, _ := j.Size(); n == 0 || j.line(7).wrote["one"].last() != 2 {
		t.Errorf("at the start %d bytes are left, and %v", n, *j.line(7))
	}
	later.Run = forgets
	if err := j.forget(later); err != nil {
		t.Fatal(err)
	}
	if n, _ := j.Size(); n != 0 || len(j.line(7).wrote) != 0 {
		t.Errorf("afterwards %d bytes are left, and %v", n, *j.line(7))
	}
	j.Flush(later) // the journal still knows that no turn was made on the shard since
	h, one := j.line(7), []course.Line{{ID: "one"}}
	for has, want := range map[int64]bool{1: false, 2: true} {
		if h.covers(h.from(course.Course{Turns: has, Lines: one}), 2) != want {
			t.Errorf("with %d turns: of the line that goes on it knows %+v", has, *h)
		}
	}
}
