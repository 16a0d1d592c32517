package bot

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestColleaguesHearWithoutTheStore: Redis is away, two have the alarm, and one of them says what came of it. The other
// hears that at once, in the words of a turn, and once only, whatever the process.
func TestColleaguesHearWithoutTheStore(t *testing.T) {
	const contact = "Dr Cat noted at"
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		stop := w.begins()
		w.gate.setAway(true)
		w.presses("h:told")
		time.Sleep(16 * time.Minute)
		w.expectTold(cat, "Safety alert ", 1)
		w.tapsLast(cat, 1)
		time.Sleep(3 * time.Second)
		w.expectTold(ben, "Dr Cat has seen this at", 1)
		w.expectTold(cat, "Dr Cat has seen this at", 0)
		w.expectTold(ben, "The patient is told.", 1)
		w.tapsLast(ben, 1) // Contact made, below what he has just read
		time.Sleep(3 * time.Second)
		w.expectTold(cat, "Dr Ben noted at", 1)
		w.expectTold(ben, contact, 0)
		time.Sleep(10 * time.Minute)
		w.expectTold(ben, "Dr Cat has seen this at", 1)
		w.expectTold(cat, "Dr Ben noted at", 1)
		if err := stop(); err != nil {
			t.Error(err)
		}
		ended := w.numbersOnly() // the next process knows who was told
		time.Sleep(5 * time.Minute)
		w.expectTold(ben, "Dr Cat has seen this at", 1)
		w.expectTold(cat, "Dr Ben noted at", 1)
		ended()
	})
}
