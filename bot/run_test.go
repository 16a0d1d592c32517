package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/bot/simulator"
	"footing/flows/state"
)

// run starts the loops of a bot and gives a function that stops them and returns what Run returned.
func (w *world) run(b *Bot) (stop func() error) {
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	return func() error {
		cancel()
		return <-ended
	}
}

func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
			if due, ok := e.(state.Due); ok {
				return s, []state.Effect{state.Say{Chat: s.Chat, Text: "due " +
					e.Head().At.Sub(due.Nominal).Round(time.Second).String()}}
			}
			s, effects := parrot(s, e)
			if _, ok := e.(state.Said); ok {
				effects = append(effects, state.Wake{Kind: state.WakeReminder, Key: "k", At: e.Head().At.Add(5 * time.Minute)})
			}
			return s, effects
		}).live()
		w.adjust = func(o *Options) { o.Period = 10 * time.Minute } // nobody needs to look more often
		registry := prometheus.NewRegistry()
		adjust := w.adjust
		w.adjust = func(o *Options) { adjust(o); o.Metrics = registry }
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		begun := w.now()
		w.says(ann, "one")
		synctest.Wait()
		w.expect(ann, "1 one")
		if took := w.now().Sub(begun); took != 0 {
			t.Errorf("the answer took %s of the bubble's time", took)
		}
		time.Sleep(5*time.Minute + time.Second) // sooner than anybody looks unasked
		synctest.Wait()
		w.expect(ann, "1 one", "due 0s")
		if h := b.Health(b.o.Clock()); !h.Ready || len(h.Problems) != 0 {
			t.Errorf("health %+v", h)
		}
		if err := stop(); err != nil {
			t.Errorf("run ended with %v", err)
		}
		families, err := registry.Gather()
		if err != nil || len(families) < 9 {
			t.Errorf("%d metrics, %v", len(families), err)
		}
		if held := b.leases.Held(); len(held) != 0 {
			t.Errorf("%d shards are still held", len(held))
		}
		w.emptyOutbox(b.o.Store)
	})
}

func TestOneFailedPollIsSoonForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		w.phone.Misbehave(simulator.Fault{Method: "getUpdates", Kind: simulator.BadGateway})
		w.says(ann, "one") // ends the poll that waits; the next one fails
		time.Sleep(100 * time.Millisecond)
		if h := b.Health(b.o.Clock()); h.Ready {
			t.Error("health knows nothing of a poll that failed")
		}
		time.Sleep(2 * time.Second)
		if h := b.Health(b.o.Clock()); !h.Ready {
			t.Errorf("two seconds later, health %+v", h)
		}
		if err := stop(); err != nil {
			t.Errorf("run ended with %v", err)
		}
	})
}

func TestRunFinishesWhatIsInHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		w.phone.Misbehave(simulator.Fault{
			Method: "sendMessage", Kind: simulator.Delay, Delay: 1500 * time.Millisecond, Times: 2,
		})
		w.says(ann, "one")
		w.says(ann, "two") // is in hand, but not yet on its way
		synctest.Wait()
		begun := w.now()
		if err := stop(); err != nil {
			t.Errorf("run ended with %v", err)
		}
		w.expect(ann, "1 one", "2 two")
		if took := w.now().Sub(begun); took < 3*time.Second || took > 4*time.Second {
			t.Errorf("the end took %s", took)
		}
		w.emptyOutbox(b.o.Store)
	})
}

func TestRunEndsThoughTelegramHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Kind: simulator.Delay, Delay: time.Hour})
		w.says(ann, "one")
		synctest.Wait()
		begun := w.now()
		if err := stop(); err != nil {
			t.Errorf("run ended with %v", err)
		}
		if took := w.now().Sub(begun); took > 2*b.o.Drain+time.Second {
			t.Errorf("the end took %s", took)
		}
		stop = w.run(w.start()) // and the next process says it
		time.Sleep(time.Minute)
		w.expect(ann, "1 one")
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestASecondProcessTakesOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		gate := guarded(w)
		stopFirst := w.run(w.start())
		time.Sleep(time.Second)
		w.hook, w.wire = nil, nil
		second := w.start()
		stopSecond := w.run(second)
		w.says(ann, "one")
		time.Sleep(time.Minute)
		if n := len(second.leases.Held()); n != 0 {
			t.Fatalf("the second process holds %d shards of the first", n)
		}
		gate.mu.Lock()
		gate.stopAt = 1 // the first one is dead
		gate.mu.Unlock()
		w.says(ann, "two")
		time.Sleep(2 * time.Minute)
		if n := len(second.leases.Held()); n != 16 {
			t.Errorf("the second process holds %d shards", n)
		}
		w.expect(ann, "1 one", "2 two")
		if err := errors.Join(stopFirst(), stopSecond()); err != nil {
			t.Error(err)
		}
	})
}

func TestRedisAwayWhileRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).withFolder().live()
		gate := guarded(w)
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		w.says(ann, "one")
		synctest.Wait()
		gate.setAway(true)
		for n := range 20 {
			w.says(ann, fmt.Sprint("away ", n))
			time.Sleep(10 * time.Second)
		}
		if h := b.Health(b.o.Clock()); h.Ready || len(h.Problems) < 2 {
			t.Errorf("health %+v", h)
		}
		if n := w.phone.Pending(); n > 1 {
			t.Errorf("%d updates are not taken from Telegram", n)
		}
		gate.setAway(false)
		time.Sleep(time.Minute)
		want := []string{"1 one"}
		for n := range 20 {
			want = append(want, fmt.Sprintf("%d away %d", n+2, n))
		}
		w.expect(ann, want...)
		if h := b.Health(b.o.Clock()); !h.Ready || len(h.Problems) != 0 {
			t.Errorf("health %+v", h)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestAWrongTokenEndsRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		w.wire = func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(req *http.Request) (*http.Response, error) {
				req.URL.Path = strings.Replace(req.URL.Path, botToken, "1:wrong", 1)
				return next.RoundTrip(req)
			})
		}
		if err := w.start().Run(t.Context()); !errors.Is(err, ErrToken) || strings.Contains(err.Error(), "AAtest") {
			t.Errorf("run ended with %v", err)
		}
	})
}

// TestSafetyGoesFirst fills the outbox far beyond what Telegram takes, and then something urgent comes.
func TestSafetyGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const crowd = 300
		w := newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
			said, ok := e.(state.Said)
			if !ok {
				return s, nil
			}
			s = somebody(s)
			s.Chat = said.Sender.Chat
			class := state.ClassDigest
			if s.Chat == ann {
				class = state.ClassSafety
			}
			return s, []state.Effect{state.Say{Chat: s.Chat, Class: class, Text: "x"}}
		}).live()
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		for id := range int64(crowd) {
			w.phone.AddUser(simulator.User{ID: 5000 + id, FirstName: "A"})
			w.says(5000+id, "hello")
		}
		time.Sleep(2 * time.Second)
		begun := w.now()
		w.says(ann, "help")
		for len(w.heard(ann)) == 0 {
			time.Sleep(10 * time.Millisecond)
		}
		if took := w.now().Sub(begun); took > 200*time.Millisecond {
			t.Errorf("what is urgent waited %s", took)
		}
		time.Sleep(time.Minute)
		if n := b.sender.depth(); n != 0 {
			t.Errorf("%d messages were not sent within a minute", n)
		}
		if strings.Contains(w.log.String(), "wants no messages") {
			t.Error("Telegram's limits were exceeded")
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAThrottledPollIsTriedAgain: Telegram wants to be asked for updates in ten minutes at the earliest. Until then
// nobody would be heard, and a tap is lost after 150 s.
func TestAThrottledPollIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		stop := w.run(w.start())
		time.Sleep(time.Second)
		w.phone.Misbehave(simulator.Fault{Method: "getUpdates", Kind: simulator.Throttle, RetryAfter: 600})
		w.says(ann, "one")
		synctest.Wait() // the next poll is struck
		w.says(ann, "two")
		time.Sleep(15 * time.Second)
		synctest.Wait()
		w.expect(ann, "1 one", "2 two")
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}
