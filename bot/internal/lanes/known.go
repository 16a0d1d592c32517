package lanes

import (
	"time"

	"footing/flows/state"
)

// Known are the messages that are queued or being sent. The ages that it is asked for are by how long the process has
// run. Its work is that of one walk over them, done when somebody asks.
type Known map[Spot]*Queued

// Urgent are the texts about safety that wait for Telegram. One that is known not to arrive is not among them, because
// its turn has been told and calls the next person.
func (k Known) Urgent(now time.Duration) (w Waiting) {
	for _, it := range k {
		if it.Urgent() && !it.Over && !it.Reported {
			w.Add(now - it.Since)
		}
	}
	return w
}

// ByClass are the messages that wait for Telegram.
func (k Known) ByClass(now time.Duration) map[state.Class]*Waiting {
	all := make(map[state.Class]*Waiting)
	for _, it := range k {
		if it.Chat == 0 || it.Over {
			continue
		}
		if all[it.Class] == nil {
			all[it.Class] = &Waiting{}
		}
		all[it.Class].Add(now - it.Since)
	}
	return all
}

// Idle tells whether no message fails, and no text about safety has waited for longer than within.
func (k Known) Idle(now, within time.Duration) bool {
	for _, it := range k {
		if it.Chat != 0 && !it.Over && (it.Failures > 0 || it.Urgent() && !it.Reported && now-it.Since > within) {
			return false
		}
	}
	return true
}

// Stuck are the letters and receipts that the store has not taken for longer than within: alarms among them, and what
// became of messages that Telegram has.
func (k Known) Stuck(now, within time.Duration) (w Waiting) {
	for _, it := range k {
		tell, letter := it.Effect.(state.Tell)
		_, alarm := tell.Letter.(state.Alarm)
		if age := now - it.Since; age > within && (alarm || (letter || it.Over) && it.Failures > 0) {
			w.Add(age)
		}
	}
	return w
}
