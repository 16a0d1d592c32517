package bot

import (
	"testing"
	"testing/synctest"
	"time"

	"footing/flows/state"
)

// TestAStormIsOneAlarm: whoever presses again and again while Redis is away is one alarm to whoever is called, and it
// says how often they have called, and when last. A button that is pressed twice counts once.
func TestAStormIsOneAlarm(t *testing.T) {
	whileAway(t, func(w *outageWorld) {
		w.presses("h:told")
		time.Sleep(20 * time.Second)
		for range 6 {
			w.presses("h:told")
			time.Sleep(3 * time.Second)
		}
		last := w.now()
		time.Sleep(30 * time.Second)
		w.expectTold(ben, "Safety alert ", 1)
		w.expectTold(ben, "They have called or answered 7 times; the last time at "+last.Add(-3*time.Second).Format("15:04"), 1)
		edits := 0
		for _, e := range w.phone.Log() {
			if e.Chat == ben && e.What == "edited" {
				edits++
			}
		}
		if edits < 1 || edits > 6 {
			t.Errorf("the alarm was changed %d times", edits)
		}
		w.gate.setAway(false)
		time.Sleep(time.Minute)
	})
}

// TestAStormIsAnsweredOnce: whoever presses twenty times while Redis is away reads once how their alarm stands, with
// the numbers, and again after a while.
func TestAStormIsAnsweredOnce(t *testing.T) {
	whileAway(t, func(w *outageWorld) {
		before := len(w.all(ann))
		for range 20 {
			w.presses("h:told")
			time.Sleep(time.Second)
		}
		time.Sleep(10 * time.Second)
		const cards = 4                                                                   // at most, one a number
		if n := len(w.all(ann)) - before - 20; n > 1+cards || w.told(ann, numbers) != 1 { // the buttons are messages, too
			t.Errorf("a storm was answered with %d messages: %q", n, w.all(ann)[before:])
		}
		if calls := w.told(ben, "Safety alert"); calls != 1 {
			t.Errorf("ben was called %d times", calls)
		}
		time.Sleep(6 * time.Minute) // meanwhile the next step has called
		w.presses("h:told")
		time.Sleep(5 * time.Second)
		if w.told(ann, numbers) != 2 {
			t.Errorf("a press after a while was not answered: %q", w.all(ann)[before:])
		}
	})
}

// TestALaterCallRingsAgain: hours after an alarm an edit of its message makes no sound. Whoever calls again then, while
// Redis is away, is a new message to those who were called, at any hour, and once.
func TestALaterCallRingsAgain(t *testing.T) {
	whileAway(t, func(w *outageWorld) {
		w.presses("h:told")
		time.Sleep(20 * time.Second)
		w.expectTold(ben, "Safety alert ", 1)
		time.Sleep(2*time.Minute + 30*time.Second) // the next step is not due yet
		w.expectTold(ben, "Safety alert ", 1)
		w.presses("h:told")
		time.Sleep(10 * time.Second)
		w.expectTold(ben, "Safety alert ", 2)
		for _, e := range w.phone.Log() {
			if e.Chat == ben && e.What == "edited" {
				t.Errorf("the message before was changed too: %s", e.Text)
			}
		}
	})
}

// TestCareBeginsWithoutAStore: who says that their phone may be seen while Redis is away is sent no card from then on,
// and what comes by itself is a note. Whoever was called before reads it in the same message, whoever is called later
// at once, also from the next process.
func TestCareBeginsWithoutAStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		stop := w.begins()
		w.gate.setAway(true)
		w.presses("h:told")
		time.Sleep(20 * time.Second)
		w.expectTold(ben, "Careful contact", 0)
		cards := w.told(ann, "(contact ")
		w.presses("h:careful")
		time.Sleep(10 * time.Second)
		w.expectTold(ben, "Careful contact", 1)
		if err := stop(); err != nil {
			t.Error(err)
		}
		stop = w.begins()
		w.presses("h:told")
		time.Sleep(time.Hour)
		if n := w.told(ann, "(contact "); n != cards {
			t.Errorf("%d cards were sent, of them %d before", n, cards)
		}
		w.expectTold(ann, "You have a note", 1)
		w.expectTold(ann, "Nobody has opened it", 0)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestCareIsHeardByAllWhoHaveAnAlert: careful contact that begins while Redis is away is told at once to all in whose
// chats an open alert of before stands, also to those who were called before it was called out anew.
func TestCareIsHeardByAllWhoHaveAnAlert(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		stop := w.begins()
		now := w.b.o.Clock().Wall
		route, _ := w.b.keeper.Named("s00-A")
		route.Alerts = []state.Standing{{
			ID: "u1.c1", At: now, Since: now, Repeated: now, Latest: 1, Taken: []int{0},
			Called: []string{"s00-B"}, Earlier: []string{"s00-C"},
		}}
		learn(w.b.keeper.Book, "s00-A", route)
		w.gate.setAway(true)
		w.presses("h:careful")
		time.Sleep(5 * time.Second)
		for _, who := range []int64{ben, cat} {
			w.expectTold(who, "Careful contact", 1)
		}
		w.expectTold(cat, "This repeats", 0)
		time.Sleep(3 * time.Minute)
		w.expectTold(cat, "Careful contact", 1)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
