package journal

import (
	"testing"
	"time"

	"footing/bot/internal/routes"
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

// TestTurnsOfAStoreThatWasGivenUp: the wrong backup was put back, and turns were made on it. For the right one, which
// was made between that one and its restore, the journal's turns do not count.
func TestTurnsOfAStoreThatWasGivenUp(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 3, 2, 12, minute, 0, 0, time.UTC) }
	book := routes.Open(nil, nil)
	book.PutBack(1, at(10), at(30))
	j := &Journal{runs: map[int]run{1: {first: 2, last: 20}}, since: at(0), with: Parts{Routes: book}}
	for name, c := range map[string]struct {
		copied, restored int
		last             int64
		stale            bool
	}{
		"not restored":         {0, 0, 20, false},
		"given up":             {20, 40, 7, true},
		"the same backup":      {10, 40, 20, false},
		"one of what was done": {35, 40, 20, false},
	} {
		restored := at(c.restored)
		if c.restored == 0 {
			restored = time.Time{}
		}
		if last, stale := j.beyond(1, 7, at(c.copied), restored); last != c.last || stale != c.stale {
			t.Errorf("%s: the last turn is %d, stale: %v", name, last, stale)
		}
	}
}
