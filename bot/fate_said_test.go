package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
)

// unreachedBy is when a patient has been told at the latest that nobody has been reached, after the calls began.
const unreachedBy = 32 * time.Minute

// unreachedSaid counts how often the patient was sent that nobody has been reached, since the calls last began.
func (f *fate) unreachedSaid(a state.Alert) (n int) {
	from := f.began
	if a.Reopened && !f.turned {
		from = a.Restarted
	}
	for _, e := range f.phone.Log() {
		said := slices.ContainsFunc([]string{
			"obody has opened it", "obody has confirmed", "since then nobody has told me",
		}, func(words string) bool { return strings.Contains(e.Text, words) })
		if said && e.Chat == ann && e.What == simulator.Sent && !e.At.Before(from) {
			n++
		}
	}
	return n
}

// tries lets somebody note that they had no answer: until the next time that they may name, or for good.
func (f *fate) tries(who int64, message int, alarm string) {
	next := f.now().Add(time.Hour).Truncate(15 * time.Minute)
	data := alarm + []string{":tried_once", fmt.Sprint(":tried_", next.Unix()/60)}[f.dice.IntN(2)]
	f.happens("%d has tried: %s", who, data)
	if _, err := f.phone.TapData(who, message, data); err != nil {
		f.happens("which fails: %v", err)
	}
}
