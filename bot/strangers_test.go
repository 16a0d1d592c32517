package bot

import (
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
	"footing/storage"
)

// somebodyElse lets so many people write of whom nobody knows anything. Their ids begin at 10,000.
func (w *world) somebodyElse(from, n int, text string) {
	w.t.Helper()
	for id := int64(10_000 + from); id < int64(10_000+from+n); id++ {
		w.phone.AddUser(simulator.User{ID: id, FirstName: "Somebody", LanguageCode: "en"})
		w.says(id, text)
	}
}

// TestAStrangerIsAnsweredOnceAMinute: without a store, who is unknown gets help once a minute, however often they ask,
// and what else they say is answered once in ten minutes.
func TestAStrangerIsAnsweredOnceAMinute(t *testing.T) {
	for text, want := range map[string]int{"/help": 21, "good morning": 3} {
		synctest.Test(t, func(t *testing.T) {
			w := newOutage(t)
			stop := w.numbersOnly()
			for range 121 { // twenty minutes
				w.says(ann, text)
				time.Sleep(10 * time.Second)
			}
			w.expectTold(ann, numbers, want)
			stop()
		})
	}
}

// TestStrangersAreAnsweredThreeASecond without a store, so that a crowd of them uses up no limit of Telegram's.
func TestStrangersAreAnsweredThreeASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		stop := w.numbersOnly()
		w.somebodyElse(0, 60, "/help")
		answered := func() (n int) {
			for id := int64(10_000); id < 10_060; id++ {
				n += min(w.told(id, numbers), 1)
			}
			return n
		}
		time.Sleep(10 * time.Second)
		if n := answered(); n < 24 || n > 33 {
			t.Errorf("%d strangers were answered within 10 s, want about 30", n)
		}
		time.Sleep(20 * time.Second)
		if n := answered(); n != 60 {
			t.Errorf("%d of 60 strangers were answered", n)
		}
		stop()
	})
}

// TestTheFirstHundredAreAnsweredOnce: where nothing can be written down, the updates stay with Telegram and come again
// with each poll. Each chat among the first hundred is told once that it could not be kept, for as long as that lasts.
func TestTheFirstHundredAreAnsweredOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		w.folder = nil
		stop := w.begins()
		w.gate.setAway(true)
		told := func(what string, from, to, want int) {
			t.Helper()
			for id := int64(10_000 + from); id < int64(10_000+to); id++ {
				w.expectTold(id, "I could not keep that.", want)
			}
			if t.Failed() {
				t.Fatal(what)
			}
		}
		w.somebodyElse(0, 10, "good morning")
		time.Sleep(61 * time.Minute)
		told("an hour later", 0, 10, 1)
		w.somebodyElse(10, 95, "good morning")
		time.Sleep(2 * time.Minute)
		told("when others had come", 0, 100, 1)
		told("beyond the hundred", 100, 105, 0)
		w.gate.setAway(false)
		time.Sleep(time.Minute)
		if n := w.phone.Pending(); n > 0 {
			t.Errorf("%d updates are still with Telegram", n)
		}
		told("afterwards", 0, 100, 1)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestASlowRedisHoldsUpNobody: while Redis takes eight seconds for everything, whoever asks for help has the numbers
// within two seconds, and so has who asks right behind.
func TestASlowRedisHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		stop := w.begins()
		w.gate.setIll(false, "", 8*time.Second)
		for _, who := range []int64{ann, ben, cat} {
			asked := currentTime()
			w.says(who, "/help")
			go func() {
				time.Sleep(2 * time.Second)
				if w.told(who, numbers) != 1 {
					t.Errorf("%d, who asked at %s, was told %q", who, asked.Format(time.TimeOnly), w.all(who))
				}
			}()
			time.Sleep(200 * time.Millisecond)
		}
		time.Sleep(3 * time.Second)
		w.gate.setIll(false, "", 0)
		time.Sleep(time.Minute)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestWhatIsNotYetStoredIsNotPromised: where storing an update takes longer than its sender may wait, they do not hear
// that it is kept.
func TestWhatIsNotYetStoredIsNotPromised(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		stop := w.begins()
		arrival := storage.Arrival{Chat: ann, Event: state.Said{
			Header: state.Header{ID: "u900.m900", At: w.now()}, Sender: state.Sender{Chat: ann}, Media: state.Text, Text: "help",
		}}
		w.b.attendant.Came([]storage.Arrival{arrival}, w.b.o.Clock())
		time.Sleep(2 * time.Second)
		w.expectTold(ann, "I could not keep that.", 1)
		w.expectTold(ann, waits, 0)
		w.expectTold(ann, numbers, 1)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestTheTimeOfACallIsItsOwn: where the second channel had the alarm at once and a person only later, the patient hears
// when that person had it last. They do not hear that nobody has it while the second channel is still being called.
func TestTheTimeOfACallIsItsOwn(t *testing.T) {
	t.Run("the second channel answers at once", func(t *testing.T) { timeOfACall(t, 0) })
	t.Run("the second channel answers later", func(t *testing.T) { timeOfACall(t, time.Second) })
}

func timeOfACall(t *testing.T, pageTakes time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		w.pageTakes = pageTakes
		stop := w.begins()
		w.blocks(ben)
		w.blocks(cat)
		time.Sleep(time.Second)
		w.gate.setAway(true)
		clock := func() string { return w.now().In(w.plan.Clinic.Location()).Format("15:04") }
		paged := clock()
		w.presses("h:told")
		time.Sleep(5 * time.Second)
		w.expectTold(ann, "I have sent word to Sample Clinic outside Telegram at "+paged, 1)
		w.expectTold(ann, "I could not reach anybody", 0)
		time.Sleep(4 * time.Minute)
		if err := w.phone.Unblock(ben); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		w.expectTold(ben, "Safety alert ", 1)
		time.Sleep(3 * time.Minute)
		again := clock()
		w.presses("h:told")
		time.Sleep(5 * time.Second)
		w.expectTold(ann, "I have sent this to Dr Ben by the emergency way at "+again, 1)
		w.expectTold(ann, "I have sent word to Sample Clinic outside Telegram", 1)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
