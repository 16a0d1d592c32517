package bot

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"footing/bot/simulator"
	"footing/flows/load/loadtest"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

// copied is a copy of the store as it is now.
func (w *world) copied() *miniredis.Miniredis {
	w.t.Helper()
	c := miniredis.NewMiniRedis()
	c.SetTime(w.now())
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	for _, key := range w.redis.Keys() {
		switch kind := w.redis.Type(key); kind {
		case "string":
			value, err := w.redis.Get(key)
			must(err)
			must(c.Set(key, value))
		case "hash":
			fields, err := w.redis.HKeys(key)
			must(err)
			for _, field := range fields {
				c.HSet(key, field, w.redis.HGet(key, field))
			}
		case "list":
			values, err := w.redis.List(key)
			must(err)
			_, err = c.Push(key, values...)
			must(err)
		case "set":
			members, err := w.redis.Members(key)
			must(err)
			_, err = c.SetAdd(key, members...)
			must(err)
		case "zset":
			scores, err := w.redis.SortedSet(key)
			must(err)
			for member, score := range scores {
				_, err = c.ZAdd(key, score, member)
				must(err)
			}
		case "stream":
			entries, err := w.redis.Stream(key)
			must(err)
			for _, e := range entries {
				_, err = c.XAdd(key, e.ID, e.Values)
				must(err)
			}
		default:
			w.t.Fatalf("%s is a %s", key, kind)
		}
		if ttl := w.redis.TTL(key); ttl > 0 {
			c.SetTTL(key, ttl)
		}
	}
	return c
}

// TestWhoeverWasErasedStaysErased: a copy of the store is made while a check-in of ann's waits for Telegram and a text
// of hers for its turn. She has everything removed, and then the copy is put back. At the start she is erased again,
// before anything is asked, whether the data folder has the list of the erased or only the store, and those who work
// with her are told. Where neither has the list, she is there and is asked: so the list it is.
func TestWhoeverWasErasedStaysErased(t *testing.T) {
	plan := loadtest.Shipped(t)
	for name, test := range map[string]struct{ folder, store bool }{
		"by the list in the data folder": {folder: true}, "by the list in the store": {store: true}, "not without a list": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCrash(t, plan, 0, false, ann, ben)
			c.withFolder()
			c.pass(31 * time.Second)
			c.bot = c.start()
			id, old := c.waitingCopy()

			c.phone.Behave()
			c.pass(time.Minute)
			c.settle()
			c.erases()
			c.gone(id)
			list, err := c.bot.o.Store.Erased(t.Context())
			if err != nil || len(list) != 1 || !maps.Equal(list, c.folder.Erased()) {
				t.Fatalf("the store's list is %v, the folder's %v, %v", list, c.folder.Erased(), err)
			}
			if test.store {
				for field, at := range list {
					fields := map[[16]byte]time.Time{field: at}
					c.redis, old = old, c.redis
					if err := c.open().AddErased(t.Context(), fields); err != nil {
						t.Fatal(err)
					}
					c.redis, old = old, c.redis
				}
			}
			if !test.folder {
				c.withFolder()
			}

			before, told := len(c.all(ann)), len(c.all(ben))
			c.redis = old
			c.pass(time.Minute)
			c.bot = c.start()
			c.settle()
			if !test.folder && !test.store {
				kept, err := c.bot.o.Store.Load(t.Context(), id)
				if err != nil || kept.Version == 0 || len(c.all(ann)) == before {
					t.Fatalf("without a list nothing was to be noticed: %v", err)
				}
				return
			}
			c.gone(id)
			if news := c.all(ben)[told:]; !strings.Contains(strings.Join(news, "|"), "A-17 has left and removed their answers") {
				t.Errorf("the clinician heard %q", news)
			}
			for range 4 {
				c.pass(24 * time.Hour)
				c.settle()
			}
			// What they had written is answered as anybody's, should it have been a call for help.
			if news := c.all(ann)[before:]; len(news) > 1 || !strings.HasPrefix(strings.Join(news, ""), "That is for people who take part") {
				t.Errorf("after they had everything removed they heard %q\nlog:\n%s", news, c.log)
			}
			list, err = c.bot.o.Store.Erased(t.Context())
			if diff := cmp.Diff(list, c.folder.Erased()); err != nil || len(list) != 1 || diff != "" {
				t.Errorf("the lists are %v, %v: %s", list, err, diff)
			}
			if n := strings.Count(c.log.String(), "was erased again"); n != 1 {
				t.Errorf("the log says %d times that somebody was erased again", n)
			}
		})
	}
}

// waitingCopy lets a check-in of ann's wait for Telegram and a text of hers for its turn, and copies the store.
func (c *crash) waitingCopy() (id string, old *miniredis.Miniredis) {
	c.t.Helper()
	c.phone.Misbehave(simulator.Fault{Method: "sendMessage", Chat: ann, Kind: simulator.Throttle, RetryAfter: 60})
	c.pass(time.Minute)
	c.pump(c.bot)
	store := c.bot.o.Store
	id, err := store.Resolve(c.t.Context(), ann)
	if err == nil && id != "" {
		_, err = store.Receive(c.t.Context(), c.now(), []storage.Arrival{{Chat: ann, Event: state.Said{
			Header: state.Header{ID: "u900.m900", At: c.now()}, Sender: state.Sender{Chat: ann, Name: "Ann", Language: "en"},
			Message: 900, Media: state.Text, Text: record.FreeText("/mydata"),
		}}})
	}
	if err != nil || id == "" {
		c.t.Fatal(id, err)
	}
	out, err := store.Outbox(c.t.Context(), store.ShardOf(ann), "", 10)
	if err != nil || len(out) == 0 {
		c.t.Fatalf("nothing waits: %v", err)
	}
	return id, c.copied()
}

// erases has ann remove everything.
func (c *crash) erases() {
	c.t.Helper()
	c.says(ann, "/erase")
	c.settle()
	for _, data := range []string{"c:erase:sure", "c:erase:now"} {
		c.taps(ann, data)
		c.settle()
	}
}

// gone checks that nothing is left of somebody in the store.
func (c *crash) gone(id string) {
	c.t.Helper()
	store := c.bot.o.Store
	kept, err := store.Load(c.t.Context(), id)
	if err != nil || kept.Version != 0 {
		c.t.Errorf("a state is left: version %d, %v\nlog:\n%s", kept.Version, err, c.log)
	}
	facts, err := store.Facts(c.t.Context(), id, time.Time{})
	if err != nil || len(facts) != 0 {
		c.t.Errorf("%d facts are left, %v", len(facts), err)
	}
	if who, err := store.Resolve(c.t.Context(), ann); err != nil || who != "" {
		c.t.Errorf("the chat is still %q's, %v", who, err)
	}
	c.emptyOutbox(store)
	if _, known := c.folder.Route(id); known {
		c.t.Error("the data folder still has their route")
	}
}
