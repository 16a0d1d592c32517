package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
	"footing/storage"
)

// TestNothingOvertakesWhatWaitsUnread takes a shard over whose outbox holds a message, and makes a turn before that
// is read, and one while it is being read.
func TestNothingOvertakesWhatWaitsUnread(t *testing.T) {
	w := newWorld(t, parrot)
	before := w.start()
	shard := before.o.Store.ShardOf(ann)
	turn := func(b *Bot, text string) {
		w.says(ann, text)
		w.intoTheInbox(b)
		if n, err := b.workers[shard].Once(t.Context(), b.o.Clock()); n != 1 || err != nil {
			t.Fatalf("the worker did %d, %v", n, err)
		}
	}
	if _, err := before.leases.Once(t.Context(), before.o.Clock()); err != nil {
		t.Fatal(err)
	}
	turn(before, "one") // and it dies before it sends
	w.pass(time.Minute)
	b := w.start()
	if _, err := b.leases.Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	turn(b, "two")
	if it, _ := b.sender.pick(b.sender.messages, b.o.steady(b.o.Clock())); it != nil {
		t.Fatal("a message is picked before the outbox is read")
	}
	if !b.sender.beginRefill(shard) {
		t.Fatal("the outbox is not to be read")
	}
	found, err := b.o.Store.Outbox(t.Context(), shard, "", outboxPage)
	if err != nil {
		t.Fatal(err)
	}
	turn(b, "three")
	if it, _ := b.sender.pick(b.sender.messages, b.o.steady(b.o.Clock())); it != nil {
		t.Fatal("a message is picked while the outbox is being read")
	}
	b.sender.endRefill(found)
	w.pump(b)
	w.expect(ann, "1 one", "2 two", "3 three")
	w.emptyOutbox(b.o.Store)
}

func TestWhatIsWithdrawnWhileItIsReadIsNotSent(t *testing.T) {
	w := newWorld(t, parrot)
	b := w.start()
	w.says(ann, "one")
	w.pump(b)
	shard := b.o.Store.ShardOf(ann)
	id, err := b.o.Store.Resolve(t.Context(), ann)
	if err != nil {
		t.Fatal(err)
	}
	waiting := func(n int) storage.Outgoing {
		return storage.Outgoing{
			Shard: shard, Stream: fmt.Sprintf("%d-0", n), From: id, ID: fmt.Sprint(n),
			Effect: state.Say{Chat: ann, Text: fmt.Sprint(n)},
		}
	}
	b.sender.reread(shard)
	if !b.sender.beginRefill(shard) {
		t.Fatal("the outbox is not to be read")
	}
	b.sender.push([]storage.Outgoing{waiting(2)})
	b.sender.withdraw(id)
	b.sender.push([]storage.Outgoing{waiting(3)})
	b.sender.endRefill([]storage.Outgoing{waiting(1)})
	w.pump(b)
	w.expect(ann, "1 one", "3")
}

func TestOneChatGetsAMessageASecond(t *testing.T) {
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		said, ok := e.(state.Said)
		if !ok {
			return s, nil
		}
		s = somebody(s)
		s.Chat = said.Chat
		var effects []state.Effect
		for n := range 9 {
			effects = append(effects, state.Say{Chat: s.Chat, Text: fmt.Sprint(n)})
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
