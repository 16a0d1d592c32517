package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"footing/bot/simulator"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

const journalLimit = 64 << 20

// kept is all that a store says of people, without what differs by chance: how a value is sealed, and stream ids.
type kept struct {
	States map[string]state.State
	Facts  map[string][]record.Fact
	Sets   map[string]any
}

func (w *world) kept(store *storage.Store) kept {
	w.t.Helper()
	k := kept{map[string]state.State{}, map[string][]record.Fact{}, map[string]any{}}
	ids := []string{state.OfficeID}
	for id, err := range store.Everyone(w.t.Context()) {
		if err != nil {
			w.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	for _, id := range ids {
		r, err := store.Load(w.t.Context(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		k.States[id] = r.State
		if k.Facts[id], err = store.Facts(w.t.Context(), id, time.Time{}); err != nil {
			w.t.Fatal(err)
		}
	}
	for _, key := range w.redis.Keys() {
		switch {
		case strings.HasSuffix(key, ":due"), strings.HasSuffix(key, ":asked"):
			k.Sets[key], _ = w.redis.SortedSet(key)
		case strings.HasPrefix(key, "{s") && strings.HasSuffix(key, ":run"):
			k.Sets[key] = w.redis.HGet(key, "turns")
		}
	}
	return k
}

// seen are the ids of the events that are known, hashed.
func (w *world) seen() (all []string) {
	for _, key := range w.redis.Keys() {
		if strings.Contains(key, ":seen:") {
			members, _ := w.redis.Members(key)
			all = append(all, members...)
		}
	}
	return all
}

// journaled is a clinic whose bot keeps a journal.
func journaled(t *testing.T, hook redis.Hook) *crash {
	t.Helper()
	c := newCrash(t, loadtest.Shipped(t), 0, false, ann, ben)
	c.withFolder()
	c.adjust = func(o *Options) { o.Journal = journalLimit }
	c.hook = hook
	c.pass(31 * time.Second)
	c.bot = c.start()
	c.settle()
	return c
}

// presses presses a button of somebody's newest message that has some.
func (c *crash) presses(who int64, n int) {
	c.t.Helper()
	for _, m := range slices.Backward(c.phone.Chat(who)) {
		if buttons := slices.Concat(m.Buttons...); m.FromBot && len(buttons) > 0 {
			if b := buttons[n%len(buttons)]; b.Data != "" {
				if _, err := c.phone.TapData(who, m.ID, b.Data); err != nil {
					c.t.Fatal(err)
				}
			}
			return
		}
	}
}

// How the process fares when the store goes back.
const (
	lives   = "it lives"
	ends    = "it ends, and another begins"
	crashes = "it crashes, and another begins"
)

// putBack puts an older copy in the place of the store, and lets the bot do all there is to do now.
func (c *crash) putBack(old *miniredis.Miniredis, process string) {
	c.t.Helper()
	if process == ends {
		c.bot.leave(c.t.Context())
	}
	c.replaces(old)
	if process != lives {
		c.bot = c.start()
	}
	c.goesOn()
}

// replaces puts a copy in the place of the store.
func (w *world) replaces(old *miniredis.Miniredis) {
	before := w.redis
	w.redis = old
	w.redis.SetTime(w.now())
	before.Close()
}

// goesOn lets the bot do all there is to do now.
func (c *crash) goesOn() {
	c.t.Helper()
	for range 5 {
		if _, err := c.bot.Pump(c.t.Context()); err == nil { // else its connections were those of the former one
			return
		}
	}
	c.pump(c.bot)
}

// act lets somebody do something.
func (c *crash) act(r *rapid.T) {
	words := []string{"hello", "/help", "I am not safe", "/checkin", "/mydata", "/patients", "/goal", "to sleep more"}
	who := rapid.SampledFrom([]int64{ann, ann, ben}).Draw(r, "who")
	switch rapid.IntRange(0, 9).Draw(r, "act") {
	case 0, 1, 2:
		c.says(who, rapid.SampledFrom(words).Draw(r, "words"))
	case 3:
		c.pass(time.Duration(rapid.IntRange(1, 150).Draw(r, "minutes")) * time.Minute)
	default:
		c.presses(who, rapid.IntRange(0, 9).Draw(r, "button"))
	}
}

// TestAnOlderCopyIsBroughtForward: people live, and the store is copied before any of its calls. At the end the copy is
// put back, while the process lives or before another begins. Any call of what follows may be lost, or end the process,
// and meanwhile another one may deliver letters. By the journal all is as it was, and nobody hears
// anything a second time.
func TestAnOlderCopyIsBroughtForward(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		hook := &copier{}
		c := journaled(t, hook)
		hook.w = c.world
		for range rapid.IntRange(0, 6).Draw(r, "before") {
			c.act(r)
			c.settle()
		}
		hook.until = rapid.IntRange(1, 150).Draw(r, "calls until the copy")
		for n := 0; n < 12 && (n < 3 || hook.until > 0); n++ {
			c.act(r)
			c.settle()
			if rapid.IntRange(0, 9).Draw(r, "another process") == 0 {
				c.bot.leave(t.Context())
				c.bot = c.start()
				c.settle()
			}
		}
		if hook.old == nil {
			return
		}
		for range 4 { // what Telegram wants to wait for is sent
			c.pass(time.Minute)
			c.settle()
		}
		before, heard := c.kept(c.bot.o.Store), len(c.phone.Log())
		seen := c.seen()
		process := rapid.SampledFrom([]string{lives, ends}).Draw(r, "the process")
		hook.fails, hook.torn = rapid.IntRange(0, 120).Draw(r, "the call that fails"), rapid.Bool().Draw(r, "torn")
		hook.posts = rapid.IntRange(0, 120).Draw(r, "the call before which letters come")
		c.putBack(hook.old, process)
		broken := hook.fails < 0
		hook.fails = 0
		if broken && process == ends && rapid.Bool().Draw(r, "it crashes then") {
			c.bot = c.start()
			c.goesOn()
		}
		c.settle()
		if diff := cmp.Diff(before, c.kept(c.bot.o.Store), cmpopts.EquateEmpty()); diff != "" {
			r.Fatalf("after the replay (-before +after)\n%s\nlog:\n%s", diff, c.log)
		}
		// A moment or a receipt that came by the inbox is among them as well now, which does no harm.
		again := c.seen()
		for _, event := range seen {
			if !slices.Contains(again, event) {
				r.Error("an event that was seen is not known any more")
			}
		}
		for _, e := range c.phone.Log()[heard:] {
			r.Errorf("after the replay somebody hears %s\nlog:\n%s", e, c.log)
		}
		if process == ends { // one that lives does not notice a copy that lacks no turn
			c.emptyOutbox(c.bot.o.Store)
		}
		if h := c.bot.Health(c.bot.o.Clock()); len(h.Red) > 0 {
			r.Errorf("red: %q", h.Red)
		}
	})
}

// TestWhatWasNotSentBeforeTheLoss: an alert goes out after the replay and says of what time it is, a check-in question
// that was not sent is dropped, and what had been sent is not sent again.
func TestWhatWasNotSentBeforeTheLoss(t *testing.T) {
	hook := &copier{}
	c := journaled(t, hook)
	hook.w = c.world
	old := c.copied()
	c.pass(time.Minute) // the check-in is due
	c.settle()
	c.taps(ann, "a:1:s1:more")
	c.settle()
	c.phone.Misbehave(simulator.Fault{Method: "sendMessage", Chat: ben, Kind: simulator.Throttle, RetryAfter: 600})
	c.taps(ann, "a:1:s2:yes") // red: Ben is called
	for range 2 {
		if _, err := c.bot.Pump(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	heard, told := len(c.all(ann)), len(c.all(ben))
	c.phone.Behave()
	c.pass(20 * time.Minute)
	c.putBack(old, ends)
	c.settle()
	if news := strings.Join(c.all(ann)[heard:], "|"); strings.Contains(news, "check-in") {
		t.Errorf("the patient is asked again: %q", news)
	}
	if news := strings.Join(c.all(ben)[told:], "|"); !strings.Contains(news, "Safety alert") || !strings.Contains(news, "14:01") {
		t.Errorf("the clinician heard %q, want the alert of 14:01\nlog:\n%s", news, c.log)
	}
}

// TestALateQuestionIsDropped: its turn was made, but Telegram did not have it when the store went back.
func TestALateQuestionIsDropped(t *testing.T) {
	hook := &copier{}
	c := journaled(t, hook)
	hook.w = c.world
	old := c.copied()
	c.phone.Misbehave(simulator.Fault{Method: "sendMessage", Chat: ann, Kind: simulator.Throttle, RetryAfter: 600})
	c.pass(90 * time.Minute) // a reminder is due
	if _, err := c.bot.Pump(t.Context()); err != nil {
		t.Fatal(err)
	}
	heard := len(c.all(ann))
	c.phone.Behave()
	c.pass(time.Minute)
	c.putBack(old, ends)
	c.settle()
	if news := c.all(ann)[heard:]; len(news) > 0 {
		t.Errorf("the patient hears %q", news)
	}
	if log := c.log.String(); !strings.Contains(log, "dropped=1") {
		t.Errorf("nothing was dropped:\n%s", log)
	}
}

// TestWhoWasErasedSinceIsLeftOut: nothing of theirs is made again, and the others' turns are.
func TestWhoWasErasedSinceIsLeftOut(t *testing.T) {
	hook := &copier{}
	c := journaled(t, hook)
	hook.w = c.world
	id, err := c.bot.o.Store.Resolve(t.Context(), ann)
	if err != nil {
		t.Fatal(err)
	}
	c.pass(time.Minute)
	c.settle()
	old := c.copied()
	c.pass(time.Minute)
	c.taps(ann, "a:1:s1:more")
	c.settle()
	c.taps(ann, "a:1:s2:no")
	c.settle()
	c.erases()
	c.gone(id)
	heard := len(c.all(ann))
	c.pass(time.Minute)
	c.putBack(old, ends)
	c.settle()
	c.gone(id)
	if news := c.all(ann)[heard:]; len(news) > 0 {
		t.Errorf("whoever was erased hears %q", news)
	}
	if log := c.log.String(); strings.Contains(log, "erased=0") {
		t.Errorf("their turns were made again:\n%s", log)
	}
}
