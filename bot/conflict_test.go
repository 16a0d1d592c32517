package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/bot/telegram"
)

const anotherPolls = "another program polls for this bot"

// conflicts answers polls with a conflict, so many of them.
func (w *world) conflicts(times int) {
	w.phone.Misbehave(simulator.Fault{
		Method: "getUpdates", Kind: simulator.Refuse, Code: http.StatusConflict, Times: times,
		Text: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
	})
}

// TestTheOwnPreviousPollIsNoConflict: the poll of a process that has just ended waits at Telegram for up to 50 s more.
func TestTheOwnPreviousPollIsNoConflict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		w.conflicts(20)
		b := w.start()
		stop := w.run(b)
		time.Sleep(19 * time.Second)
		if red := b.Health(b.o.Clock()).Red; len(red) > 0 || strings.Contains(w.log.String(), anotherPolls) {
			t.Errorf("red %q; log: %s", red, w.log)
		}
		time.Sleep(10 * time.Second)
		w.says(ann, "one")
		time.Sleep(time.Second)
		w.expect(ann, "1 one")
		if h := b.Health(b.o.Clock()); !h.Ready || len(h.Problems) > 0 {
			t.Errorf("health %+v", h)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestTwoConflictsAreNoPoller, and three within five minutes are one.
func TestTwoConflictsAreNoPoller(t *testing.T) {
	for name, c := range map[string]struct {
		apart time.Duration
		red   bool
	}{"within five minutes": {2 * time.Minute, true}, "within longer": {3 * time.Minute, false}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, parrot).live()
				b := w.start()
				stop := w.run(b)
				time.Sleep(time.Minute)
				for n := range 3 {
					w.conflicts(1)
					w.says(ann, "hello") // ends the poll that waits; the next one is refused
					time.Sleep(time.Second)
					if red := b.Health(b.o.Clock()).Red; (len(red) > 0) != (c.red && n == 2) {
						t.Errorf("after %d conflicts red is %q", n+1, red)
					}
					time.Sleep(c.apart)
				}
				if err := stop(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestAnotherPollerIsToldAndOutlived: while another program polls for the bot, health is red and the log has a line
// each minute. When it has ended, everything is as before.
func TestAnotherPollerIsToldAndOutlived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Minute)
		ctx, end := context.WithCancel(t.Context())
		gone := make(chan struct{})
		client, err := telegram.New(telegram.Options{
			Token: botToken, BaseURL: "http://telegram", Transport: w.phone.Transport(),
		})
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			defer close(gone)
			for ctx.Err() == nil {
				_, _ = client.Updates(ctx, 0, 1, 50*time.Second)
				time.Sleep(3 * time.Second)
			}
		}()
		time.Sleep(10 * time.Minute)
		if h := b.Health(b.o.Clock()); h.Ready || !strings.Contains(strings.Join(h.Red, " "), anotherPolls) {
			t.Errorf("health %+v", h)
		}
		if n := strings.Count(w.log.String(), anotherPolls); n < 5 || n > 10 {
			t.Errorf("the log has %d lines of it in ten minutes", n)
		}
		end()
		<-gone
		time.Sleep(6 * time.Minute)
		w.says(ann, "one")
		time.Sleep(time.Second)
		w.expect(ann, "1 one")
		if h := b.Health(b.o.Clock()); !h.Ready || len(h.Red) > 0 {
			t.Errorf("health %+v", h)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAProcessThatIsCutOffYields: it polls on without the store until another process has the right to. From then on
// that one hears everybody.
func TestAProcessThatIsCutOffYields(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live().withFolder()
		gate := guarded(w)
		first := w.start()
		stop := w.run(first)
		time.Sleep(time.Second)
		w.withFolder()
		guarded(w)
		second := w.start()
		stopSecond := w.run(second)
		time.Sleep(time.Minute)
		gate.setAway(true)
		time.Sleep(time.Minute)
		for n := range 30 {
			w.says(ann, "hello")
			time.Sleep(2 * time.Second)
			if heard := len(w.heard(ann)); heard != n+1 {
				t.Fatalf("%d answers to %d texts; log: %s", heard, n+1, w.log)
			}
		}
		if first.leases.Polling() || !second.leases.Polling() || first.overflow.Len() > 0 {
			t.Errorf("polling: %t and %t; %d wait", first.leases.Polling(), second.leases.Polling(), first.overflow.Len())
		}
		gate.setAway(false)
		time.Sleep(time.Minute)
		for name, b := range map[string]*Bot{"first": first, "second": second} {
			if h := b.Health(b.o.Clock()); !h.Ready || len(h.Red) > 0 {
				t.Errorf("%s: %+v", name, h)
			}
		}
		for _, stop := range []func() error{stop, stopSecond} {
			if err := stop(); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestWithoutTheStoreSomebodyPolls: all processes are without Redis. The last poller goes on, and when it is killed
// another one hears people.
func TestWithoutTheStoreSomebodyPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live().withFolder()
		w.adjust = func(o *Options) { o.Drain = time.Millisecond }
		gate := guarded(w)
		first := w.start()
		stop := w.run(first)
		time.Sleep(time.Second)
		w.withFolder()
		other := guarded(w)
		second := w.start()
		stopSecond := w.run(second)
		time.Sleep(time.Minute)
		gate.setAway(true)
		other.setAway(true)
		for n := range 10 {
			time.Sleep(time.Minute)
			w.says(ann, "hello")
			time.Sleep(2 * time.Second)
			if first.overflow.Len() != n+1 || second.leases.Polling() {
				t.Fatalf("%d of %d texts wait with the first; the second polls: %t", first.overflow.Len(), n+1,
					second.leases.Polling())
			}
		}
		gate.cut()
		if err := stop(); err != nil {
			t.Error(err)
		}
		w.says(ann, "anybody?")
		time.Sleep(5 * time.Second)
		if second.overflow.Len() != 1 {
			t.Errorf("%d texts wait with the second; log: %s", second.overflow.Len(), w.log)
		}
		other.setAway(false)
		time.Sleep(2 * time.Minute)
		w.expect(ann, "1 anybody?")
		if err := stopSecond(); err != nil {
			t.Error(err)
		}
	})
}

// TestARefusedTokenIsTriedForFiveMinutes: one refusal ends nothing, and neither does one of four minutes. Health is red
// meanwhile.
func TestARefusedTokenIsTriedForFiveMinutes(t *testing.T) {
	for _, code := range []int{http.StatusUnauthorized, http.StatusNotFound} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, parrot).live()
			var refused atomic.Bool
			refused.Store(true)
			w.wire = func(next http.RoundTripper) http.RoundTripper {
				return roundTrip(func(req *http.Request) (*http.Response, error) {
					if path.Base(req.URL.Path) == "getUpdates" && refused.Load() {
						body := fmt.Sprintf(`{"ok":false,"error_code":%d,"description":"x"}`, code)
						return &http.Response{
							StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)),
						}, nil
					}
					return next.RoundTrip(req)
				})
			}
			b := w.start()
			ended := make(chan error, 1)
			go func() { ended <- b.Run(t.Context()) }()
			time.Sleep(4 * time.Minute)
			if h := b.Health(b.o.Clock()); h.Ready || !strings.Contains(strings.Join(h.Red, "|"), "accepted the bot's token") {
				t.Errorf("%d: health %+v", code, h)
			}
			refused.Store(false)
			time.Sleep(time.Minute)
			w.says(ann, "one")
			time.Sleep(time.Second)
			w.expect(ann, "1 one")
			if h := b.Health(b.o.Clock()); !h.Ready || len(h.Red) > 0 {
				t.Errorf("%d: health %+v", code, h)
			}
			refused.Store(true)
			w.says(ann, "two") // ends the poll that waits
			time.Sleep(6 * time.Minute)
			select {
			case err := <-ended:
				if !errors.Is(err, ErrToken) {
					t.Errorf("%d: ended with %v", code, err)
				}
			default:
				t.Errorf("%d: goes on after six minutes", code)
			}
		})
	}
}
