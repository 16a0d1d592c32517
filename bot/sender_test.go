package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/bot/simulator"
	"footing/flows/engine"
)

func TestAThrottledBotWaitsAndRemembers(t *testing.T) {
	w := newWorld(t, parrot)
	b := w.start()
	w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Kind: simulator.Throttle, RetryAfter: 7})
	w.says(ann, "one")
	w.says(ben, "one")
	next := w.pump(b)
	w.expect(ann)
	w.expect(ben)
	if want := w.now().Add(7 * time.Second); !next.Equal(want) {
		t.Errorf("next is %s, want %s", next, want)
	}
	again := w.start() // a restart forgets nothing
	if err := b.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.pump(again)
	w.expect(ann)
	w.pass(7 * time.Second)
	w.pump(again)
	w.expect(ann, "1 one")
	w.expect(ben, "1 one")
}

func TestOneChatGetsAMessageASecond(t *testing.T) {
	w := newWorld(t, func(s engine.State, e engine.Event) (engine.State, []engine.Effect) {
		said, ok := e.(engine.Said)
		if !ok {
			return s, nil
		}
		s = somebody(s)
		s.Chat = said.Chat
		var effects []engine.Effect
		for n := range 9 {
			effects = append(effects, engine.Say{Chat: s.Chat, Text: fmt.Sprint(n)})
		}
		return s, effects
	})
	b := w.start()
	w.says(ann, "talk")
	for next, n := w.pump(b), 5; n <= 9; n++ {
		if got := len(w.heard(ann)); got != n {
			t.Fatalf("%d messages, want %d", got, n)
		}
		if !next.IsZero() {
			w.pass(next.Sub(w.now()))
			next = w.pump(b)
		}
	}
	if strings.Contains(w.log.String(), "wants no messages") {
		t.Error("Telegram had to say so")
	}
}

func TestFailuresKeepTheOrderOfAChat(t *testing.T) {
	w := newWorld(t, parrot)
	b := w.start()
	w.phone.Misbehave(
		simulator.Fault{Method: "sendMessage", Kind: simulator.BadGateway, Times: 2},
		simulator.Fault{Method: "sendMessage", Kind: simulator.DropAfter, Skip: 2},
	)
	w.says(ann, "one")
	w.says(ann, "two")
	for next := w.pump(b); !next.IsZero(); next = w.pump(b) {
		w.pass(next.Sub(w.now()))
	}
	got := w.heard(ann)
	if unique := slices.Compact(slices.Clone(got)); !slices.Equal(unique, []string{"1 one", "2 two"}) || len(got) != 3 {
		t.Errorf("heard %q: want both in order, one of them twice", got)
	}
	w.emptyOutbox(b.o.Store)
}
