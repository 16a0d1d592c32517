package bot

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"footing/bot/simulator"
)

// tally counts what many lives of TestFate saw; docs/reliability.md has its figures.
type tally struct {
	mu     sync.Mutex
	lives  int
	struck map[string]int  // how often each kind of fault began
	called []time.Duration // from a red answer to the first alarm on a phone, of those who were called there at all
	asked  int             // calls for help that had to be answered within two seconds, and were
	never  int             // red answers of which no phone had an alarm
}

// add counts one life that has ended.
func (a *tally) add(f *fate) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lives, a.asked = a.lives+1, a.asked+f.answered
	for _, line := range f.past {
		_, what, _ := strings.Cut(line, " ")
		for _, kind := range []string{
			"Redis is away", "Redis is slow", "Redis refuses", "Telegram wants", "Telegram hangs", "Telegram fails", "kill",
			"the clock is back",
		} {
			if strings.HasPrefix(what, kind) {
				a.struck[kind]++
			}
		}
		if strings.Contains(what, " blocks") {
			a.struck["somebody blocks the bot"]++
		}
	}
	if after, ok := f.firstCall(); ok {
		a.called = append(a.called, after)
	} else {
		a.never++
	}
}

// firstCall is how long after the red answer the first phone had an alarm.
func (f *fate) firstCall() (time.Duration, bool) {
	for _, e := range f.phone.Log() {
		if e.Chat != ann && e.What == simulator.Sent && strings.HasPrefix(e.Text, "Safety alert") && !e.At.Before(f.began) {
			return e.At.Sub(f.began), true
		}
	}
	return 0, false
}

// String is the summary.
func (a *tally) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	text := fmt.Sprintf("%d lives; help asked for with Telegram well and answered within 2 s: %d\n", a.lives, a.asked)
	for _, kind := range slices.Sorted(maps.Keys(a.struck)) {
		text += fmt.Sprintf("%6d × %s\n", a.struck[kind], kind)
	}
	slices.Sort(a.called)
	if n := len(a.called); n > 0 {
		share := func(of time.Duration) int {
			i, _ := slices.BinarySearch(a.called, of+1)
			return i
		}
		text += fmt.Sprintf("first alarm on a phone after the red answer: median %s, 95 %% %s, 99 %% %s, latest %s\n",
			a.called[n/2], a.called[n*95/100], a.called[n*99/100], a.called[n-1])
		text += fmt.Sprintf("within 5 s %d, within a minute %d, within 5 minutes %d of %d; on no phone %d\n",
			share(5*time.Second), share(time.Minute), share(5*time.Minute), n, a.never)
	}
	return text
}
