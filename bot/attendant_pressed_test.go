package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/internal/routes"
	"footing/bot/simulator"
	"footing/flows/state"
)

const (
	onTheWay = "That doesn't mean someone is on the way."
	sinceBen = "since then nobody has told me"
)

// TestAPressOutlivesItsTurn: somebody presses on an alarm, and the turn of that press is made at once, while that of
// the red answer can't be. The patient hears who has pressed, once. Nobody can tell of contact, so after the clinic's
// hour of duty everybody is called anew, in their time, and the patient is told that nobody has followed it up.
func TestAPressOutlivesItsTurn(t *testing.T) {
	for name, fails := range map[string]func(w *outageWorld) (stop func() error){
		"the red answer is set aside": func(w *outageWorld) func() error {
			w.step = func(s state.State, e state.Event) (state.State, []state.Effect) {
				if tap, ok := e.(state.Tapped); ok && tap.Chat == ann {
					panic("my secret")
				}
				return silent(s, e)
			}
			return w.begins()
		},
		"the patient's shard is away": func(w *outageWorld) func() error {
			part := &broken{}
			w.hook, w.wire, w.shards = part, nil, 4
			stop := w.begins()
			shard := w.b.o.Store.ShardOf(ann)
			if shard == w.b.o.Store.ShardOf(ben) {
				w.t.Fatal("ben is on ann's shard")
			}
			part.set(tagOf(shard) + ":")
			return stop
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newOutage(t)
				w.plan.Clinic.Hours = nil // so that any hour is one of duty
				stop := fails(w)
				w.presses("h:told")
				time.Sleep(5 * time.Second)
				w.expectTold(ben, "Safety alert ", 1)
				w.tapsLast(ben, 1)
				time.Sleep(3 * time.Second)
				w.expectTold(ann, onTheWay, 1)
				time.Sleep(59 * time.Minute)
				w.expectTold(ben, "Safety alert ", 1)
				w.expectTold(cat, "Safety alert ", 0)
				time.Sleep(time.Minute)
				w.expectTold(ben, "Safety alert ", 2)
				time.Sleep(16 * time.Minute)
				w.expectTold(cat, "Safety alert ", 1)
				w.expectTold(ann, sinceBen, 0)
				time.Sleep(20 * time.Minute)
				w.expectTold(ann, sinceBen, 1)
				w.expectTold(ann, "Nobody has opened it", 0)
				w.expectTold(ann, onTheWay, 1)
				other := func(page string) bool { return !strings.Contains(page, "Safety alert ") }
				if pages := slices.DeleteFunc(w.sentPages(), other); len(pages) != 3 {
					t.Errorf("paged %q, want Ben's post before, and both after", pages)
				}
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestAPressOutlivesItsProcess: the next process tells the patient who has pressed, because it can't know whether they
// have heard. The note about that opens, nobody is called for an hour of duty, and a third process knows who was called
// since.
func TestAPressOutlivesItsProcess(t *testing.T) {
	for _, discreet := range []bool{false, true} {
		t.Run(fmt.Sprint("discreet ", discreet), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newOutage(t)
				w.plan.Clinic.Hours = nil
				book := routes.Open(w.folder, loop.NewClock(currentTime))
				w.learnAll(book)
				known, _ := book.Named("s00-A")
				known.Discreet = discreet
				learn(book, "s00-A", known)
				ended := w.numbersOnly()
				for _, who := range []int64{ben, cat, ann} {
					w.says(who, "/help")
				}
				time.Sleep(3 * time.Second)
				for range 2 { // tell them, yes
					w.tapsLast(ann, 0)
					time.Sleep(3 * time.Second)
				}
				w.tapsLast(ben, 1)
				time.Sleep(time.Second)
				ended()
				w.expectTold(ann, onTheWay, 0)
				ended = w.numbersOnly()
				time.Sleep(3 * time.Second)
				if discreet {
					w.expectTold(ann, onTheWay, 0)
					w.opensNote()
				}
				w.expectTold(ann, onTheWay, 1)
				time.Sleep(58 * time.Minute)
				w.expectTold(ben, "Safety alert ", 1)
				time.Sleep(2 * time.Minute)
				w.expectTold(ben, "Safety alert ", 2)
				ended()
				ended = w.numbersOnly()
				time.Sleep(time.Minute)
				w.expectTold(ben, "Safety alert ", 2)
				time.Sleep(15 * time.Minute)
				w.expectTold(ben, "Safety alert ", 3)
				w.expectTold(cat, "Safety alert ", 1)
				time.Sleep(15 * time.Minute)
				if discreet {
					w.opensNote()
				}
				w.expectTold(ann, sinceBen, 1)
				w.expectTold(ann, "Nobody has opened it", 0)
				ended()
			})
		})
	}
}

// TestALateAnswerWaitsBehindANote: what reaches somebody who must not be written to openly minutes after they asked
// comes as a note, because they may have put the phone away. Its button shows how things stand by then.
func TestALateAnswerWaitsBehindANote(t *testing.T) {
	for name, c := range map[string]struct {
		asks     func(w *outageWorld)
		readable string
		behind   string
	}{
		"a red answer": {func(w *outageWorld) { w.presses("h:told") }, "by the emergency way", "Nobody has opened it"},
		"help":         {func(w *outageWorld) { w.says(ann, "/help") }, numbers, waits},
	} {
		for _, route := range []state.Route{{}, {Discreet: true}, {Careful: true}} {
			t.Run(fmt.Sprintf("%s, discreet %t, careful %t", name, route.Discreet, route.Careful), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newOutage(t)
					stop := w.begins()
					known, _ := w.b.keeper.Named("s00-A")
					known.Discreet, known.Careful = route.Discreet, route.Careful
					learn(w.b.keeper.Book, "s00-A", known)
					w.gate.setAway(true)
					c.asks(w)
					w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Chat: ann, Kind: simulator.BadGateway, Times: 15})
					time.Sleep(4 * time.Minute)
					covered := route.Discreet || route.Careful
					want := map[bool]int{true: 1}[covered]
					w.expectTold(ann, "You have a note", want)
					w.expectTold(ann, c.readable, 1-want)
					if covered {
						w.opensNote()
						w.expectTold(ann, c.behind, 1)
					}
					if err := stop(); err != nil {
						t.Error(err)
					}
				})
			})
		}
	}
}
