package bot

import (
	"testing"
	"time"
)

func TestWithoutRedisUpdatesStayWithTelegram(t *testing.T) {
	w := newWorld(t, parrot)
	gate := guarded(w)
	b := w.start()
	w.pump(b)
	w.says(ann, "one")
	gate.setAway(true)
	for range 3 {
		if n, err := b.receiver.fetch(t.Context(), 0); n != 0 || err == nil {
			t.Fatalf("received %d, %v while nothing could be stored", n, err)
		}
	}
	if n := w.phone.Pending(); n != 1 {
		t.Fatalf("%d updates wait at Telegram, want 1", n)
	}
	gate.setAway(false)
	w.pump(b)
	w.expect(ann, "1 one")
}

func TestTheSpoolKeepsOrderWhileRedisIsAway(t *testing.T) {
	w := newWorld(t, parrot).withFolder()
	gate := guarded(w)
	b := w.start()
	w.pump(b)
	gate.setAway(true)
	for _, text := range []string{"one", "two"} {
		w.says(ann, text)
		if n, err := b.receiver.fetch(t.Context(), 0); n != 1 || err != nil {
			t.Fatalf("received %d, %v", n, err)
		}
	}
	if n := b.overflow.Len(); n != 2 {
		t.Fatalf("%d updates are in the spool", n)
	}
	if h := b.Health(b.o.Clock()); len(h.Problems) == 0 {
		t.Error("health knows nothing of the spool")
	}
	gate.setAway(false)
	w.says(ann, "three") // comes while the spool is not yet empty
	if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if n := b.overflow.Len(); n != 3 {
		t.Fatalf("%d updates are in the spool: a newer one went past older ones", n)
	}
	w.pump(b)
	w.expect(ann, "1 one", "2 two", "3 three")
	if n := b.overflow.Len(); n != 0 {
		t.Errorf("%d updates are left in the spool", n)
	}
}

func TestASpoolOutlivesTheProcess(t *testing.T) {
	w := newWorld(t, parrot).withFolder()
	gate := guarded(w)
	b := w.start()
	w.pump(b)
	gate.setAway(true)
	w.says(ann, "one")
	for range 2 { // the second poll confirms it to Telegram
		if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.phone.Pending(); n != 0 {
		t.Fatalf("%d updates wait at Telegram", n)
	}
	gate.setAway(false)
	w.pass(time.Minute)
	w.pump(w.start())
	w.expect(ann, "1 one")
}

func TestWhatWasSentIsNotSentAgainWhenOnlyRedisFails(t *testing.T) {
	w := newWorld(t, parrot)
	gate := guarded(w)
	b := w.start()
	w.says(ann, "one")
	if _, err := b.leases.Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := b.workers[b.o.Store.ShardOf(ann)].Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	for {
		n, err := b.sender.Refill(t.Context(), b.o.Clock())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	gate.setAway(true)
	if n, err := b.sender.Once(t.Context(), b.o.Clock()); n != 1 || err != nil {
		t.Fatalf("sent %d, %v", n, err)
	}
	w.expect(ann, "1 one")
	w.pass(2 * time.Minute) // the leases run out, and are taken anew
	if _, err := b.leases.Once(t.Context(), b.o.Clock()); err == nil {
		t.Fatal("leases were renewed without Redis")
	}
	if held := b.leases.Held(); len(held) != 0 {
		t.Fatalf("%d shards are still held", len(held))
	}
	gate.setAway(false)
	w.pump(b)
	w.expect(ann, "1 one")
	w.emptyOutbox(b.o.Store)
}

func TestATurnWhoseReplyIsLostIsSentThoughTheInboxIsReadAnew(t *testing.T) {
	w := newWorld(t, parrot)
	gate := guarded(w)
	b := w.start()
	w.says(ann, "one")
	w.pump(b)
	w.says(ann, "two")
	worker := w.fetched(b)
	gate.stopAt, gate.torn, gate.only = gate.calls+1, true, true // ann is in memory: the next call saves
	if _, err := worker.Once(t.Context(), b.o.Clock()); err == nil || !gate.hitRedis {
		t.Fatalf("no reply was lost: %v", err)
	}
	worker.Reread() // somebody else met the same trouble
	w.pump(b)
	w.expect(ann, "1 one", "2 two")
	w.emptyOutbox(b.o.Store)
}

func TestALostShardIsLeftAlone(t *testing.T) {
	w := newWorld(t, parrot)
	first, second := w.start(), w.start()
	w.says(ann, "one")
	w.pump(first)
	w.pass(time.Minute) // the first process stood still, and its leases ran out
	w.pump(second)
	w.says(ann, "two")
	w.says(ann, "three") // the second of one chat goes by the inbox, where the first process finds it
	if _, err := second.receiver.fetch(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	stale := first.workers[first.o.Store.ShardOf(ann)]
	stale.Reread()
	if _, err := stale.Once(t.Context(), first.o.Clock()); err != nil {
		t.Fatal(err)
	}
	if len(first.leases.Held()) != 15 {
		t.Errorf("the first process still thinks that it holds %d shards", len(first.leases.Held()))
	}
	w.pump(second)
	w.expect(ann, "1 one", "2 two", "3 three")
	if n, err := second.o.Store.Parked(t.Context()); n != 0 || err != nil {
		t.Errorf("%d parked, %v", n, err)
	}
}

func TestATakeoverBeginsWithWhatIsStored(t *testing.T) {
	w := newWorld(t, parrot)
	first, second := w.start(), w.start()
	w.says(ann, "one")
	w.pump(first)
	if err := first.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.says(ann, "two")
	w.pump(second)
	if err := second.leases.release(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.says(ann, "three")
	w.pump(first)
	w.expect(ann, "1 one", "2 two", "3 three")
}
