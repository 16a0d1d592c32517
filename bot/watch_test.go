package bot

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/channel"
	"footing/bot/simulator"
	"footing/flows/state"
)

// overseen runs a bot with a dead man's switch in a bubble for ten minutes, and counts how often that was fed.
func overseen(t *testing.T, adjust func(w *world), then func(w *world, gate *boundary, b *Bot, fed *atomic.Int64)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var fed atomic.Int64
		w := newWorld(t, nil).live()
		gate := guarded(w)
		beacon := &channel.Beacon{URL: "https://switch.example.org/ping/secret", Client: &http.Client{
			Transport: roundTrip(func(*http.Request) (*http.Response, error) {
				fed.Add(1)
				return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("ok"))}, nil
			}),
		}}
		w.adjust = func(o *Options) { o.Beacon = beacon }
		adjust(w)
		b := w.start()
		stop := w.run(b)
		time.Sleep(10 * time.Minute)
		then(w, gate, b, &fed)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestTheSwitchIsFedEachMinute(t *testing.T) {
	overseen(t, func(*world) {}, func(w *world, gate *boundary, b *Bot, fed *atomic.Int64) {
		if n := fed.Load(); n < 8 || n > 11 {
			t.Errorf("fed %d times in 10 minutes", n)
		}
		gate.setAway(true) // without Redis nothing comes back
		time.Sleep(time.Minute)
		before := fed.Load()
		time.Sleep(10 * time.Minute)
		if n := fed.Load(); n != before {
			t.Errorf("fed %d times while Redis was away", n-before)
		}
		if age := b.watchman.age(b.o.Clock()); age < 600 {
			t.Errorf("the switch was fed %.0f s ago", age)
		}
		gate.setAway(false)
		time.Sleep(5 * time.Minute)
		if fed.Load() == before {
			t.Error("the switch is not fed any more")
		}
	})
}

// TestTheSwitchStarvesWithoutTelegram: nobody can call for help.
func TestTheSwitchStarvesWithoutTelegram(t *testing.T) {
	overseen(t, func(*world) {}, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		w.phone.Misbehave(simulator.Fault{Method: "getUpdates", Kind: simulator.BadGateway, Times: simulator.Unlimited})
		time.Sleep(4 * time.Minute)
		before := fed.Load()
		time.Sleep(10 * time.Minute)
		if n := fed.Load(); n != before {
			t.Errorf("fed %d times while Telegram was not heard", n-before)
		}
		if h := b.Health(b.o.Clock()); h.Ready || strings.Contains(strings.Join(h.Problems, " "), "secret") {
			t.Errorf("health %+v", h)
		}
	})
}

// TestTheSwitchStarvesWhenTurnsPanic: everything runs, but nothing is decided.
func TestTheSwitchStarvesWhenTurnsPanic(t *testing.T) {
	panics := func(w *world) {
		w.step = func(state.State, state.Event) (state.State, []state.Effect) { panic("no turn works") }
	}
	overseen(t, panics, func(_ *world, _ *boundary, _ *Bot, fed *atomic.Int64) {
		if n := fed.Load(); n != 0 {
			t.Errorf("fed %d times though no turn works", n)
		}
	})
}

func TestTheSwitchStarvesWhenTheClockIsWrong(t *testing.T) {
	ahead := func(w *world) { w.wrong.Store(int64(time.Hour)) }
	overseen(t, ahead, func(_ *world, _ *boundary, _ *Bot, fed *atomic.Int64) {
		if n := fed.Load(); n != 0 {
			t.Errorf("fed %d times with a clock that is an hour ahead", n)
		}
	})
}
