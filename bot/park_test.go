package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"footing/flows/state"
)

// brittle is a parrot that panics at a secret.
func brittle(s state.State, e state.Event) (state.State, []state.Effect) {
	if said, ok := e.(state.Said); ok && said.Text == "my secret" {
		panic("cannot digest " + said.Text.Reveal())
	}
	return parrot(s, e)
}

// parked fails the test unless so many entries are parked, and as many lines say so without telling too much.
func (w *world) parked(b *Bot, want int, line string) {
	w.t.Helper()
	if n, err := b.o.Store.Parked(w.t.Context()); n != int64(want) || err != nil {
		w.t.Errorf("%d entries are parked, %v, want %d", n, err, want)
	}
	if log := w.log.String(); strings.Count(log, line) != want || strings.Contains(log, "secret") {
		w.t.Errorf("want %d lines %q, and no secret, in the log:\n%s", want, line, log)
	}
	w.emptyOutbox(b.o.Store)
}

// fetched lets a bot have what was said, and gives the worker of ann.
func (w *world) fetched(b *Bot) *Worker {
	w.t.Helper()
	w.intoTheInbox(b)
	return b.workers[b.o.Store.ShardOf(ann)]
}

// intoTheInbox fetches what was said, and leaves all turns to the workers.
func (w *world) intoTheInbox(b *Bot) {
	w.t.Helper()
	for _, busy := range b.workers {
		busy.acquire(w.t.Context())
		defer busy.turns.Release(1)
	}
	if _, err := b.receiver.fetch(w.t.Context(), 0); err != nil {
		w.t.Fatal(err)
	}
}

// TestParkingThatFailsIsTriedAgain: an entry that can never be done keeps its place until it is parked, and is parked
// once, also where the reply is lost. What is behind it is neither lost nor done before.
func TestParkingThatFailsIsTriedAgain(t *testing.T) {
	for name, torn := range map[string]bool{"it was not parked": false, "the reply was lost": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, brittle)
			gate := guarded(w)
			b := w.start()
			w.says(ann, "one")
			w.says(ben, "my secret") // Redis knows the script from here on: the next call with it does it
			w.pump(b)
			w.says(ann, "my secret")
			w.says(ann, "two")
			worker := w.fetched(b)
			gate.stopAt, gate.torn, gate.only = gate.calls+1, torn, true // ann is in memory: the next call parks
			if n, err := worker.Once(t.Context(), b.o.Clock()); n != 0 || err == nil || !gate.hitRedis {
				t.Fatalf("the worker did %d, %v: want an error of Redis", n, err)
			}
			if n := worker.Depth(); n != 2 {
				t.Errorf("%d entries are in hand, want both", n)
			}
			w.pump(b)
			w.expect(ann, "1 one", "2 two")
			w.parked(b, 2, "an entry was parked")
		})
	}
}

// TestALostShardParksNothing: who does not hold a shard any more leaves its entries to who does.
func TestALostShardParksNothing(t *testing.T) {
	w := newWorld(t, brittle)
	first, second := w.start(), w.start()
	w.says(ann, "one")
	w.pump(first)
	w.pass(time.Minute) // the first process stood still, and its leases ran out
	w.pump(second)
	w.says(ann, "my secret")
	stale := first.workers[first.o.Store.ShardOf(ann)]
	w.fetched(second)
	stale.Reread()
	if _, err := stale.Once(t.Context(), first.o.Clock()); err != nil {
		t.Fatal(err)
	}
	if n, err := first.o.Store.Parked(t.Context()); n != 0 || err != nil {
		t.Errorf("%d entries are parked, %v", n, err)
	}
	if n := len(first.leases.Held()); n != 15 {
		t.Errorf("the first process still thinks that it holds %d shards", n)
	}
	w.says(ann, "two")
	w.pump(second)
	w.expect(ann, "1 one", "2 two")
	w.parked(second, 1, "an entry was parked")
}

// letters lets what ann says go to nobody, and a greeting to ben.
func letters(s state.State, e state.Event) (state.State, []state.Effect) {
	switch e := e.(type) {
	case state.Said:
		s = somebody(s)
		if s.Chat = e.Chat; e.Chat == ben {
			return s, nil
		}
		return s, []state.Effect{
			state.Tell{To: "nonsense", Letter: state.Claim{Name: "my secret"}},
			state.Tell{Chat: ben, Letter: state.Claim{Name: "hello"}},
		}
	case state.Told:
		if claim, ok := e.Letter.(state.Claim); ok {
			return s, []state.Effect{state.Say{Chat: ben, Text: claim.Name}}
		}
	}
	return s, nil
}

// TestALetterThatCannotBeParkedWaits: a letter to nobody waits until it is parked, and holds up none to somebody else.
func TestALetterThatCannotBeParkedWaits(t *testing.T) {
	w := newWorld(t, letters)
	refused := &refusal{}
	w.hook = refused
	b := w.start()
	w.says(ben, "hello")
	w.pump(b)
	refused.setBut("MISCONF Errors writing to the AOF file", ":parked", ":chats") // a commit, which may erase, knows both
	w.says(ann, "go")
	next := w.pump(b)
	refused.set("", "")
	if n, err := b.o.Store.Parked(t.Context()); n != 0 || err != nil || next.IsZero() {
		t.Errorf("%d letters are parked, %v; next is %s: want it tried again", n, err, next)
	}
	w.expect(ben, "hello")
	for range 2 {
		w.pass(time.Minute)
		w.pump(b)
	}
	w.expect(ben, "hello")
	w.parked(b, 1, "a message was parked")
}

// TestALetterOfALostShardIsNotParked: who loses a shard while a letter is under way leaves it to who has it next.
func TestALetterOfALostShardIsNotParked(t *testing.T) {
	w := newWorld(t, letters)
	b := w.start()
	w.says(ben, "hello")
	w.pump(b)
	w.says(ann, "go")
	if n, err := w.fetched(b).Once(t.Context(), b.o.Clock()); n != 1 || err != nil {
		t.Fatalf("the worker did %d, %v", n, err)
	}
	it, _ := b.sender.pick(b.sender.letters, b.o.steady(b.o.Clock()))
	if it == nil {
		t.Fatal("there is no letter")
	}
	lease := b.sender.leases[it.Shard]
	b.sender.lose(it.Shard)
	b.sender.handle(t.Context(), b.sender.letters, it)
	if n, err := b.o.Store.Parked(t.Context()); n != 0 || err != nil || b.sender.depth() != 0 {
		t.Errorf("%d letters are parked, %v, %d in hand: want none", n, err, b.sender.depth())
	}
	b.sender.take(lease)
	w.pump(b)
	w.expect(ben, "hello")
	w.parked(b, 1, "a message was parked")
}

// TestWhatCannotBeOpenedIsParked: an entry and a message that no key opens hold nothing up.
func TestWhatCannotBeOpenedIsParked(t *testing.T) {
	w := newWorld(t, parrot)
	b := w.start()
	w.says(ann, "one")
	w.pump(b)
	shard := b.o.Store.ShardOf(ann)
	id, err := b.o.Store.Resolve(t.Context(), ann)
	if err != nil {
		t.Fatal(err)
	}
	for box, entry := range map[string]struct {
		stream string
		fields []string
	}{
		"inbox":  {"0-100", []string{"to", id, "place", id, "event", "my secret"}},
		"outbox": {"*", []string{"from", id, "id", "x", "effect", "my secret"}},
	} {
		if _, err := w.redis.XAdd(fmt.Sprintf("{s%02d}:%s", shard, box), entry.stream, entry.fields); err != nil {
			t.Fatal(err)
		}
	}
	b.workers[shard].Reread()
	b.sender.reread(shard)
	w.says(ann, "two")
	w.pump(b)
	w.expect(ann, "1 one", "2 two")
	w.parked(b, 2, "reason=unreadable")
}

// TestAMomentThatIsParkedComesOnce: the turn of what is due panics. It is parked once, and what is due after it comes.
func TestAMomentThatIsParkedComesOnce(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		switch e := e.(type) {
		case state.Due:
			if e.Key == "bad" {
				panic("cannot digest my secret")
			}
			return s, []state.Effect{state.Say{Chat: s.Chat, Text: "due: " + e.Key}}
		case state.Said:
			s, effects := parrot(s, e)
			if e.Text == "plan" {
				for n, key := range []string{"before", "bad", "after"} {
					effects = append(effects, state.Wake{Kind: state.WakeClose, Key: key, At: at.Add(time.Duration(n) * time.Minute)})
				}
			}
			return s, effects
		}
		return s, nil
	})
	b := w.start()
	w.says(ann, "plan")
	w.pump(b)
	for range 5 {
		w.pass(time.Minute)
		w.pump(b)
	}
	w.says(ann, "hello")
	w.pump(b)
	w.expect(ann, "1 plan", "due: before", "due: after", "2 hello")
	w.parked(b, 1, "an entry was parked")
}
