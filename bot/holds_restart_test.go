package bot

import (
	"testing"
	"time"

	"footing/bot/simulator"
)

// TestAHoldOutlivesARestart: the next process does not ask again in the chat that was refused, but for a text about
// safety, and mutes nobody else.
func TestAHoldOutlivesARestart(t *testing.T) {
	w := newWorld(t, clerk)
	b := w.start()
	w.phone.Misbehave(throttle("sendMessage", ann, 600, 1))
	w.says(ann, "one")
	if next := w.pump(b); !next.Equal(w.now().Add(10 * time.Minute)) {
		t.Errorf("next is %s, want ten minutes after %s", next, w.now())
	}
	if err := b.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := w.start()
	w.says(ben, "hello")
	w.pump(again)
	w.expect(ann)
	w.expect(ben, "hello")
	w.pass(9 * time.Minute)
	w.pump(again)
	w.expect(ann)
	w.pass(time.Minute)
	w.pump(again)
	w.expect(ann, "one")
}

// everythingHeld is a bot that was refused in three chats, for ten minutes. Dan has not written yet.
func everythingHeld(t *testing.T) (*world, *Bot) {
	w := newWorld(t, clerk)
	w.phone.AddUser(simulator.User{ID: dan, FirstName: "Dan", LanguageCode: "en"})
	b := w.start()
	for _, who := range []int64{ann, ben, cat} {
		w.phone.Misbehave(throttle("sendMessage", who, 600, 1))
		w.says(who, "one")
	}
	w.pump(b)
	return w, b
}

// TestAHoldOfEverythingOutlivesARestart: when three chats were refused, the next process sends nothing to a fourth
// before the latest of their times.
func TestAHoldOfEverythingOutlivesARestart(t *testing.T) {
	w, b := everythingHeld(t)
	if err := b.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := w.start()
	w.says(dan, "hello")
	for range 2 {
		w.pump(again)
		w.expect(dan)
		w.pass(5 * time.Minute)
	}
	w.pump(again)
	w.expect(dan, "hello")
}

// TestAHoldOfEverythingEndsForLaterProcesses: when Telegram has taken a text about safety, no later process waits for
// the time that it once asked for.
func TestAHoldOfEverythingEndsForLaterProcesses(t *testing.T) {
	w, b := everythingHeld(t)
	w.says(dan, "help")
	w.pump(b)
	w.expect(dan, "help")
	if err := b.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := w.start()
	w.says(dan, "hello")
	w.pump(again)
	w.expect(dan, "help", "hello")
}

// TestAHeldChatGetsItsTextAboutSafetyAfterARestart, and when it was taken no later process waits any more.
func TestAHeldChatGetsItsTextAboutSafetyAfterARestart(t *testing.T) {
	w := newWorld(t, clerk)
	b := w.start()
	w.phone.Misbehave(throttle("sendMessage", ann, 600, 1))
	w.says(ann, "one")
	w.pump(b)
	if err := b.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	b = w.start()
	w.says(ann, "help")
	w.pump(b)
	w.expect(ann, "help", "one")
	for shard := range b.o.Store.Shards() {
		if left, err := b.o.Store.Holds(t.Context(), shard, w.now()); err != nil || len(left) != 0 {
			t.Errorf("shard %d still keeps %v, %v", shard, left, err)
		}
	}
}
