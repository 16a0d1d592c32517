package journal

import (
	"testing"
	"time"
)

// TestCovers: only where the journal begins no later than behind the copy, or shows that nothing was done since, is
// nothing lost.
func TestCovers(t *testing.T) {
	copied := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		run   run // of shard 1; none if it is zero
		since time.Time
		want  bool
	}{
		"from the copy on":         {run{first: 8, last: 20}, copied.Add(time.Hour), true},
		"from before it":           {run{first: 2, last: 20}, copied.Add(-time.Hour), true},
		"nothing was done since":   {run{first: 2, last: 7}, copied.Add(-time.Hour), true},
		"a turn is missing":        {run{first: 9, last: 20}, copied.Add(time.Hour), false},
		"it ends before the copy":  {run{first: 2, last: 6}, copied.Add(-time.Hour), false},
		"the shard was quiet":      {run{}, copied.Add(-time.Hour), true},
		"it was begun later":       {run{}, copied.Add(time.Hour), false},
		"there is nothing in it":   {run{}, time.Time{}, false},
		"it was begun at the time": {run{}, copied, true},
	} {
		j := &Journal{runs: map[int]run{0: {first: 1, last: 9}}, since: c.since}
		if c.run != (run{}) {
			j.runs[1] = c.run
		}
		if got := j.covers(1, 7, copied); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
