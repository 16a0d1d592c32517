package bot

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
)

// TestOneFaultOfRedisIsOneLine: however many loops meet it, the log says once that it begins and once that it ends.
func TestOneFaultOfRedisIsOneLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).withFolder().live()
		gate := guarded(w)
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		for who := range int64(3) {
			w.says(ann+who, "one")
		}
		time.Sleep(time.Second)
		before := len(w.log.String())
		w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Kind: simulator.Delay, Delay: 2 * time.Second, Times: 3})
		for who := range int64(3) { // their answers are on their way when the fault begins
			w.says(ann+who, "one and a half")
		}
		time.Sleep(time.Second)
		gate.setAway(true)
		for who := range int64(3) {
			w.says(ann+who, "two")
		}
		for who := range int64(8) { // on other shards, of which nothing waits
			w.phone.AddUser(simulator.User{ID: dan + who, FirstName: "Dan", LanguageCode: "en"})
		}
		for n := range int64(4) {
			time.Sleep(time.Minute)
			w.says(dan+2*n, "three")
			w.says(dan+2*n+1, "three")
			w.says(ann, "three")
		}
		time.Sleep(time.Minute)
		if h := b.Health(b.o.Clock()); h.Ready || strings.Count(strings.Join(h.Problems, "\n"), "closed") != 1 {
			t.Errorf("health %+v", h)
		}
		gate.setAway(false)
		time.Sleep(5 * time.Minute)
		said := w.log.String()[before:]
		for line, want := range map[string]int{
			"redis fails, and all": 1, "redis works again": 1, "a loop fails": 0, "a loop works again": 0,
		} {
			if n := strings.Count(said, line); n != want {
				t.Errorf("%q %d times in\n%s", line, n, said)
			}
		}
		if n := strings.Count(said, "level=ERROR") + strings.Count(said, "level=WARN"); n > 2 { // with the spool's own
			t.Errorf("the fault has %d lines:\n%s", n, said)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
