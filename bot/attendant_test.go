package bot

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
)

// TestHelpNeverWaitsForRedis: while Redis is away, whoever asks for help has the numbers within two seconds.
func TestHelpNeverWaitsForRedis(t *testing.T) {
	for name, ask := range map[string]func(w *outageWorld){
		"the button under a message": func(w *outageWorld) { w.presses("h") },
		"the command":                func(w *outageWorld) { w.says(ann, "/help") },
		"a plain word":               func(w *outageWorld) { w.says(ann, "Help") },
		"words of danger":            func(w *outageWorld) { w.says(ann, "I want to die") },
		"words of danger in an edit": func(w *outageWorld) { w.edits(ann, "I want to die") },
		"anything else":              func(w *outageWorld) { w.says(ann, "good morning") },
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newOutage(t)
			stop := w.begins()
			w.gate.setAway(true)
			ask(w)
			time.Sleep(2 * time.Second)
			if w.told(ann, waits) != 1 || w.told(ann, numbers) != 1 {
				t.Errorf("%s: told %q\nlog:\n%s", name, w.all(ann), w.log)
			}
			w.gate.setAway(false)
			time.Sleep(time.Minute)
			w.expectTold(ann, waits, 1)
			if n := w.b.overflow.Len(); n > 0 {
				t.Errorf("%s: %d updates are still in the folder", name, n)
			}
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestATurnKnowsWhoHeardTheTruth: an update that waited says whether its sender was answered meanwhile, so that nobody
// is sent the same help twice, and nobody none.
func TestATurnKnowsWhoHeardTheTruth(t *testing.T) {
	for _, refused := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			var met []bool // by the last turn that was made of it
			w := newOutage(t)
			w.step = func(s state.State, e state.Event) (state.State, []state.Effect) {
				if said, ok := e.(state.Said); ok && said.Text == "/help" {
					mu.Lock()
					met = []bool{said.Met}
					mu.Unlock()
				}
				return silent(s, e)
			}
			stop := w.begins()
			w.gate.setAway(true)
			if refused {
				w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Kind: simulator.BadGateway, Times: simulator.Unlimited})
			}
			w.says(ann, "/help")
			time.Sleep(20 * time.Minute) // until the attendant gives up, too
			w.gate.setAway(false)
			time.Sleep(time.Minute)
			if err := stop(); err != nil {
				t.Error(err)
			}
			if len(met) != 1 || met[0] == refused {
				t.Errorf("refused %t: met %v", refused, met)
			}
		})
	}
}

// TestATurnThatComesLeavesNothingToSay: while all is well, nobody hears of any of this.
func TestATurnThatComesLeavesNothingToSay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		stop := w.begins()
		w.says(ann, "good morning")
		w.says(ann, "/help")
		w.presses("h:told")
		time.Sleep(time.Minute)
		if got, pages := w.all(ann), w.sentPages(); len(got) != 1 || len(pages) > 0 {
			t.Errorf("told %q, paged %q", got, pages)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestARedAnswerReachesAHuman: without Redis a red answer is with the first person and the second channel within five
// seconds, once; the next person is called in their time, unless somebody presses.
func TestARedAnswerReachesAHuman(t *testing.T) {
	for name, data := range map[string]string{"called for": "h:told", "answered": "a:1:s2:yes"} {
		for _, press := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				w := newOutage(t)
				stop := w.begins()
				w.gate.setAway(true)
				w.presses(data)
				time.Sleep(5 * time.Second)
				w.expectTold(ben, "Safety alert ", 1)
				w.expectTold(ben, "A-17", 1)
				w.expectTold(ann, "I have sent this to Dr Ben by the emergency way", 1)
				w.expectTold(ann, numbers, 1)
				if pages := w.sentPages(); len(pages) != 1 || strings.Contains(pages[0], "A-17") {
					t.Errorf("%s: paged %q", name, pages)
				}
				if press {
					alarm := w.shown(ben)[len(w.shown(ben))-1]
					if _, err := w.phone.Tap(ben, alarm.ID, 1, 0); err != nil {
						t.Fatal(err)
					}
				}
				time.Sleep(16 * time.Minute)
				want := map[bool]int{false: 1, true: 0}[press]
				w.expectTold(cat, "Safety alert ", want)
				w.expectTold(ann, "Dr Ben opened it at ", 1-want)
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestTheNextPersonIsCalledAtOnce: where the first person has blocked the bot, the next is called without delay.
func TestTheNextPersonIsCalledAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		stop := w.begins()
		w.blocks(ben)
		time.Sleep(time.Second)
		w.gate.setAway(true)
		w.presses("h:told")
		time.Sleep(5 * time.Second)
		w.expectTold(cat, "Safety alert ", 1)
		w.expectTold(ann, "I have sent this to Dr Cat by the emergency way", 1)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestNobodyIsPromised: where neither Telegram nor the second channel reaches anybody, the patient is told so.
func TestNobodyIsPromised(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		w.adjust = nil // no second channel
		stop := w.begins()
		w.blocks(ben)
		w.blocks(cat)
		time.Sleep(time.Second)
		w.gate.setAway(true)
		w.presses("h:told")
		time.Sleep(5 * time.Second)
		w.expectTold(ann, "I could not reach anybody at Sample Clinic. Please don't wait for us.", 1)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestWithoutARoute: a red answer of somebody whose route is not known goes to the second channel only, and they hear
// so. Whoever is known and has not agreed to be told is told the numbers, and nobody is called.
func TestWithoutARoute(t *testing.T) {
	const sent = "I have sent word to Sample Clinic outside Telegram"
	for name, c := range map[string]struct {
		data  string
		known bool
		pages int
	}{
		"called for": {"h:told", false, 1}, "answered": {"a:1:s2:yes", false, 1}, "not agreed": {"a:1:s2:yes", true, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newOutage(t)
			stop := w.begins()
			learn(w.b.keeper.Book, "s00-A", state.Route{Gone: !c.known, Chat: ann, Locale: "en"})
			w.gate.setAway(true)
			w.presses(c.data)
			time.Sleep(5 * time.Second)
			w.expectTold(ann, sent, c.pages)
			w.expectTold(ann, numbers, 1)
			if pages := w.sentPages(); len(pages) != c.pages || strings.Contains(strings.Join(pages, ""), "A-17") {
				t.Errorf("%s: paged %q", name, pages)
			}
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestCallsAreWrittenDown: the inbox gets a red answer and, behind it, who was called: before the alarm was sent and
// after.
func TestCallsAreWrittenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var turns []state.Event
		w := newOutage(t)
		w.step = func(s state.State, e state.Event) (state.State, []state.Effect) {
			mu.Lock()
			defer mu.Unlock()
			turns = append(turns, e)
			return silent(s, e)
		}
		stop := w.begins()
		w.gate.setAway(true)
		w.presses("h:told")
		time.Sleep(5 * time.Second)
		w.gate.setAway(false)
		time.Sleep(time.Minute)
		if err := stop(); err != nil {
			t.Error(err)
		}
		evidence, sent, before, paged := "", 0, 0, 0
		for _, e := range turns {
			switch e := e.(type) {
			case state.Tapped:
				evidence = e.ID
			case state.Called:
				switch {
				case e.Evidence != evidence:
					t.Errorf("%+v stands before its evidence", e)
				case e.Channel:
					paged++
				case e.Message == 0:
					before++
				case slices.Equal(e.To, []string{"s00-B"}):
					sent++
				}
			}
		}
		if sent != 1 || before != 1 || paged != 1 {
			t.Errorf("%d calls written before, %d after, %d pages in %v", before, sent, paged, turns)
		}
		w.expectTold(ben, "Safety alert ", 1)
	})
}

// TestAHeldChatIsTriedAgain: what Telegram does not take for a chat is tried again every ten seconds.
func TestAHeldChatIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		stop := w.begins()
		w.gate.setAway(true)
		w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Kind: simulator.Throttle, Times: 2})
		w.says(ann, "/help")
		time.Sleep(25 * time.Second)
		w.expectTold(ann, numbers, 1)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAShortWaitIsNotMadeLonger: where Telegram wants a second, as after five messages to one chat, nobody in need
// waits for ten.
func TestAShortWaitIsNotMadeLonger(t *testing.T) {
	once := func(chat int64, times int) simulator.Fault {
		return simulator.Fault{Method: "sendMessage", Chat: chat, Kind: simulator.Throttle, Times: times}
	}
	t.Run("a text", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newOutage(t)
			stop := w.begins()
			w.gate.setAway(true)
			w.phone.Misbehave(once(ann, 1))
			w.says(ann, "/help")
			time.Sleep(3 * time.Second)
			w.expectTold(ann, numbers, 1)
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("an alarm", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newOutage(t)
			stop := w.begins()
			w.blocks(cat)
			time.Sleep(time.Second)
			w.gate.setAway(true)
			w.phone.Misbehave(once(ben, 2)) // both of his steps
			w.presses("h:told")
			time.Sleep(5 * time.Second)
			w.expectTold(ben, "Safety alert ", 1)
			if err := stop(); err != nil {
				t.Error(err)
			}
		})
	})
}

// TestNowhere: where not even the data folder takes an update, each chat is told once that it is not kept.
func TestNowhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		w.folder = nil
		stop := w.begins()
		w.gate.setAway(true)
		w.says(ann, "good morning")
		time.Sleep(2 * time.Minute)
		w.expectTold(ann, "I could not keep that.", 1)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
