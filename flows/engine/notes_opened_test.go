package engine_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"footing/flows/record"
)

// TestANoteOpenedBeforeItsReceipt: somebody may open a note before Telegram has told the bot its number. What it shows
// stays.
func TestANoteOpenedBeforeItsReceipt(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		tr := newTroupe(t, plan)
		tr.staff(lind, "Dr Lind", record.Clinician)
		tr.enrol(4)
		tr.says(4, "help")
		tr.settle()
		tr.tapsOn(4, "My phone may be seen")
		tr.asksForHelp()
		tr.settle()
		tr.tapsAlarm()
		opened := false
		for !opened && len(tr.lanes) > 0 {
			lane := tr.lanesInOrder()[0]
			if strings.HasPrefix(lane, "receipts") && len(tr.lanes) > 1 {
				lane = tr.lanesInOrder()[len(tr.lanes)-1]
			}
			opened = tr.tapsOn(4, "Open")
			if !opened {
				tr.arrive(lane)
			}
		}
		tr.settle()
		if opened && len(tr.person(4).phone) == 0 {
			t.Fatal("the note that was opened is not on the phone any more")
		}
	})
}
