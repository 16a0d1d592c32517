package bot

import (
	"testing"
	"testing/synctest"
	"time"

	"footing/flows/state"
)

// TestADiscreetPersonHearsTheTruth: without Redis, too, whoever must not be written to openly hears that nobody has
// opened their alert, and who has, behind a note.
func TestADiscreetPersonHearsTheTruth(t *testing.T) {
	for name, route := range map[string]state.Route{"discreet": {Discreet: true}, "careful": {Careful: true}} {
		synctest.Test(t, func(t *testing.T) {
			w := newOutage(t)
			stop := w.begins()
			known, _ := w.b.keeper.Named("s00-A")
			known.Discreet, known.Careful = route.Discreet, route.Careful
			learn(w.b.keeper.Book, "s00-A", known)
			w.gate.setAway(true)
			w.presses("h:told")
			time.Sleep(31 * time.Minute)
			w.expectTold(ann, "Nobody has opened it", 0)
			w.expectTold(ann, "You have a note", 1)
			w.opensNote()
			w.expectTold(ann, "Nobody has opened it", 1)
			alarm := w.shown(ben)[len(w.shown(ben))-1]
			if _, err := w.phone.Tap(ben, alarm.ID, 1, 0); err != nil {
				t.Fatal(err)
			}
			time.Sleep(3 * time.Second)
			w.expectTold(ann, "Dr Ben opened it at ", 0)
			w.opensNote()
			w.expectTold(ann, "Dr Ben opened it at ", 1)
			if t.Failed() {
				t.Log(name)
			}
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

// opensNote opens the note that ann was sent last.
func (w *outageWorld) opensNote() {
	w.t.Helper()
	note := w.shown(ann)[len(w.shown(ann))-1]
	if note.Text != "You have a note" {
		w.t.Fatalf("the last message is %q", note.Text)
	}
	if _, err := w.phone.Tap(ann, note.ID, 0, 0); err != nil {
		w.t.Fatal(err)
	}
	time.Sleep(2 * time.Second)
}
