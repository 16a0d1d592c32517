package bot

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/channel"
	"footing/bot/internal/lanes"
	"footing/bot/internal/ring"
	"footing/bot/simulator"
	"footing/flows/state"
	"footing/storage"
)

// gateway is what stands behind the webhook.
type gateway struct {
	mu      sync.Mutex
	status  int
	notices []channel.Page
	gate    *boundary // nil: every call gets through
}

func (g *gateway) channel() *channel.Channel {
	return channel.New(channel.Options{Webhook: "https://pager.example.org/hook", Client: &http.Client{
		Transport: roundTrip(func(req *http.Request) (got *http.Response, failed error) {
			g.mu.Lock()
			defer g.mu.Unlock()
			if g.gate != nil {
				out, back := g.gate.pass(false)
				if !out {
					return nil, net.ErrClosed
				}
				if !back {
					defer func() { got, failed = nil, net.ErrClosed }()
				}
			}
			var n channel.Page
			if err := json.NewDecoder(req.Body).Decode(&n); err != nil {
				return nil, err
			}
			if g.status == http.StatusOK {
				g.notices = append(g.notices, n)
			}
			return &http.Response{StatusCode: g.status, Body: io.NopCloser(strings.NewReader(""))}, nil
		}),
	}})
}

func (g *gateway) told() []channel.Page {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.notices
}

// mend lets a broken gateway work.
func (g *gateway) mend() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.status = http.StatusOK
}

// alarming sends an alarm for every message.
func alarming(s state.State, e state.Event) (state.State, []state.Effect) {
	said, ok := e.(state.Said)
	if !ok {
		return s, nil
	}
	s = somebody(s)
	s.Chat = said.Chat
	return s, []state.Effect{state.Say{
		Chat: s.Chat, Class: state.ClassSafety, Text: "Safety alert 7F3K · A-17 · 21:04\nmore", Anchor: "alarm:" + said.ID,
	}}
}

// paged runs a bot in a bubble whose sendMessage misbehaves when somebody writes.
func paged(t *testing.T, status int, fault simulator.Fault, then func(w *world, g *gateway)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		g := &gateway{status: status}
		w := newWorld(t, alarming).live()
		w.adjust = func(o *Options) { o.Channel = g.channel() }
		stop := w.run(w.start())
		time.Sleep(time.Second)
		w.phone.Misbehave(fault)
		w.says(ann, "help")
		then(w, g)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestAHumanIsToldWhenTelegramIsDown(t *testing.T) {
	down := simulator.Fault{Method: "sendMessage", Kind: simulator.ServerError, Times: simulator.Unlimited}
	paged(t, http.StatusOK, down, func(w *world, g *gateway) {
		time.Sleep(3 * time.Second)
		if n := len(g.told()); n != 0 {
			t.Errorf("%d notices after 3 s", n)
		}
		time.Sleep(3 * time.Second)
		told := g.told()
		if len(told) != 1 || !regexp.MustCompile(`^Safety alert [A-Z2-9]{4}, open Telegram$`).MatchString(told[0].Text) || told[0].ID == "" {
			t.Fatalf("notices %+v", told)
		}
		time.Sleep(10 * time.Minute)
		if n := len(g.told()); n != 1 {
			t.Errorf("one alert was told %d times", n)
		}
		w.phone.Behave()
		time.Sleep(2 * time.Minute)
		w.expect(ann, "Safety alert 7F3K · A-17 · 21:04\nmore")
	})
}

func TestAHumanIsToldAtOnceWhenTelegramAsksForTooLong(t *testing.T) {
	long := simulator.Fault{Method: "sendMessage", Kind: simulator.Throttle, RetryAfter: 120}
	paged(t, http.StatusOK, long, func(w *world, g *gateway) {
		time.Sleep(5 * time.Second)
		if n := len(g.told()); n != 1 {
			t.Errorf("%d notices", n)
		}
		time.Sleep(3 * time.Minute)
		w.expect(ann, "Safety alert 7F3K · A-17 · 21:04\nmore")
	})
}

func TestAShortWaitTellsNobodyElse(t *testing.T) {
	short := simulator.Fault{Method: "sendMessage", Kind: simulator.Throttle, RetryAfter: 4}
	paged(t, http.StatusOK, short, func(w *world, g *gateway) {
		time.Sleep(2 * time.Minute)
		w.expect(ann, "Safety alert 7F3K · A-17 · 21:04\nmore")
		if n := len(g.told()); n != 0 {
			t.Errorf("%d notices about an alert that Telegram took", n)
		}
	})
}

func TestTheSecondWayIsTriedAgain(t *testing.T) {
	down := simulator.Fault{Method: "sendMessage", Kind: simulator.ServerError, Times: simulator.Unlimited}
	paged(t, http.StatusBadGateway, down, func(_ *world, g *gateway) {
		time.Sleep(time.Minute)
		if n := len(g.told()); n != 0 {
			t.Errorf("%d notices through a broken gateway", n)
		}
		g.mend()
		time.Sleep(20 * time.Second)
		if n := len(g.told()); n != 1 {
			t.Errorf("%d notices after the gateway was mended", n)
		}
	})
}

// TestTheAlertThatWaitedLongestIsToldFirst: when several are due at once, their order does not depend on chance.
func TestTheAlertThatWaitedLongestIsToldFirst(t *testing.T) {
	g := &gateway{status: http.StatusOK}
	w := newWorld(t, nil)
	w.adjust = func(o *Options) { o.Channel = g.channel() }
	b := w.start()
	now := b.o.Clock()
	later := Reading{Wall: now.Wall.Add(time.Second), Run: now.Run + time.Second}
	var want []string
	for _, at := range []Reading{now, later} {
		for shard := range 3 {
			for n := 8; n <= 11; n++ {
				id := fmt.Sprintf("%s/%d/%d", at.Wall.Format(time.TimeOnly), shard, n)
				want = append(want, id)
				b.pager.expect(&lanes.Queued{Outgoing: storage.Outgoing{
					Shard: shard, Stream: fmt.Sprintf("1-%d", n+int(at.Run-now.Run)), ID: id,
					Effect: state.Say{Chat: ann, Class: state.ClassSafety, Text: "Safety alert", Anchor: "alarm:" + id},
				}}, at)
			}
		}
	}
	due := Reading{Wall: now.Wall.Add(time.Minute), Run: now.Run + time.Minute}
	if n, err := b.pager.Once(t.Context(), due); n != len(want) || err != nil {
		t.Fatalf("%d of %d were told, %v", n, len(want), err)
	}
	var told []string
	for _, notice := range g.told() {
		told = append(told, notice.ID)
	}
	for n := range want {
		want[n] = ring.ID(want[n] + "/")
	}
	if !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}
