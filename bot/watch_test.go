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
	"footing/flows/engine"
	"footing/flows/state"
)

// overseen runs a bot with a dead man's switch and an operator's chat in a bubble for ten minutes, and counts how often
// the switch was fed.
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
		w.adjust = func(o *Options) {
			o.Beacon, o.OperatorChat, o.Accepted = beacon, ben, o.Store.Check(t.Context())
		}
		adjust(w)
		b := w.start()
		w.says(ben, "/start") // opens the operator's chat
		stop := w.run(b)
		time.Sleep(10 * time.Minute)
		then(w, gate, b, &fed)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// starves checks that the switch is not fed while time passes, but for the given time before it is noticed, and that
// health names the reason.
func starves(t *testing.T, b *Bot, fed *atomic.Int64, noticed time.Duration, why string) {
	t.Helper()
	if fed.Load() == 0 {
		t.Errorf("it was not fed before: %v", b.Health(b.o.Clock()).Red)
	}
	time.Sleep(noticed)
	before := fed.Load()
	time.Sleep(15 * time.Minute)
	if n := fed.Load(); n != before {
		t.Errorf("fed %d times", n-before)
	}
	if red := strings.Join(b.Health(b.o.Clock()).Red, "|"); !strings.Contains(red, why) {
		t.Errorf("red is %q, want %q", red, why)
	}
}

// calling lets everybody who writes have an answer of a class.
func calling(w *world, class state.Class) {
	w.step = func(s state.State, e state.Event) (state.State, []state.Effect) {
		if said, ok := e.(state.Said); ok {
			return s, []state.Effect{state.Say{Chat: said.Chat, Class: class, Text: "here"}}
		}
		return engine.Step(w.plan, s, e)
	}
}

// TestTheSwitchStarvesWhenTheStoreIsWiped, and when another one is put in its place.
func TestTheSwitchStarvesWhenTheStoreIsWiped(t *testing.T) {
	overseen(t, func(*world) {}, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		w.redis.FlushAll()
		starves(t, b, fed, time.Second, "Redis is empty")
	})
}

// TestTheSwitchStarvesWhenRedisMayLoseAnswers: its settings are looked at again while the bot runs.
func TestTheSwitchStarvesWhenRedisMayLoseAnswers(t *testing.T) {
	var changed refusal
	hooked := func(w *world) { w.hook = &changed }
	overseen(t, hooked, func(_ *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		changed.set("ERR unknown command", "server") // what was not so at the start
		starves(t, b, fed, time.Second, "Whether Redis keeps what it confirms can't be told")
	})
}

// TestTheSwitchStarvesWhenACallWaits: Telegram wants no message, or does not answer.
func TestTheSwitchStarvesWhenACallWaits(t *testing.T) {
	for name, fault := range map[string]simulator.Fault{
		"throttled": {Kind: simulator.Throttle, RetryAfter: 900},
		"hanging":   {Kind: simulator.Delay, Delay: time.Hour},
		"unwell":    {Kind: simulator.BadGateway},
	} {
		t.Run(name, func(t *testing.T) {
			safety := func(w *world) { calling(w, state.ClassSafety) }
			overseen(t, safety, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
				fault.Method, fault.Times = "sendMessage", simulator.Unlimited
				w.phone.Misbehave(fault)
				w.says(ann, "help")
				starves(t, b, fed, 2*time.Minute, "texts about safety wait for Telegram")
				if h := b.Health(b.o.Clock()); !h.Ready {
					t.Errorf("that is no reason to route elsewhere: %+v", h)
				}
			})
		})
	}
}

// TestTheSwitchStarvesWhenMessagesFail: that the operator's chat can be reached says nothing for messages which fail.
func TestTheSwitchStarvesWhenMessagesFail(t *testing.T) {
	reply := func(w *world) { calling(w, state.ClassReply) }
	overseen(t, reply, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Kind: simulator.BadGateway, Times: simulator.Unlimited})
		w.says(ann, "hello")
		starves(t, b, fed, 11*time.Minute, "messages wait for it")
	})
}

// TestTheSwitchStarvesWhileEverythingIsHeld: that the operator's chat shows the bot typing says nothing for messages
// that Telegram does not want.
func TestTheSwitchStarvesWhileEverythingIsHeld(t *testing.T) {
	reply := func(w *world) { calling(w, state.ClassReply) }
	overseen(t, reply, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		for _, who := range []int64{ann, ben, cat} {
			w.phone.Misbehave(throttle("sendMessage", who, 3600, 1))
			w.says(who, "hello")
		}
		starves(t, b, fed, 11*time.Minute, "messages wait for it")
	})
}

// TestTheSwitchStarvesWithoutProof: nothing is sent, and there is no operator's chat, or it is closed.
func TestTheSwitchStarvesWithoutProof(t *testing.T) {
	overseen(t, func(*world) {}, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		if err := w.phone.Block(ben); err != nil {
			t.Fatal(err)
		}
		starves(t, b, fed, 11*time.Minute, "the operator's chat: ")
	})
	none := func(w *world) {
		before := w.adjust
		w.adjust = func(o *Options) { before(o); o.OperatorChat = 0 }
	}
	overseen(t, none, func(_ *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		starves(t, b, fed, 2*time.Minute, "operator.chat is not set")
	})
}

// TestTheSwitchStarvesUntilSomebodyLooks at what was set aside.
func TestTheSwitchStarvesUntilSomebodyLooks(t *testing.T) {
	panics := func(w *world) {
		w.step = func(s state.State, e state.Event) (state.State, []state.Effect) {
			if said, ok := e.(state.Said); ok && said.Chat == ann {
				panic("this one")
			}
			return engine.Step(w.plan, s, e)
		}
	}
	overseen(t, panics, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		w.says(ann, "hello")
		starves(t, b, fed, time.Minute, "1 things were set aside that nobody has looked at")
		entries, err := b.o.Store.Aside(w.t.Context())
		if err != nil || len(entries) != 1 {
			t.Fatalf("%+v, %v", entries, err)
		}
		if err := b.o.Store.SetLooked(w.t.Context(), entries[0].At); err != nil {
			t.Fatal(err)
		}
		before := fed.Load()
		time.Sleep(5 * time.Minute)
		if fed.Load() == before {
			t.Errorf("not fed after somebody looked: %v", b.Health(b.o.Clock()).Red)
		}
	})
}

// TestTheSwitchStarvesWhenAnotherClockIsWrong: leases and the times of entries go by the one of Redis.
func TestTheSwitchStarvesWhenAnotherClockIsWrong(t *testing.T) {
	overseen(t, func(*world) {}, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		w.redis.SetTime(w.now().Add(time.Hour))
		starves(t, b, fed, time.Minute, "the clock of Redis is ")
	})
}

// TestTheSwitchStarvesForAnOldSelfCheck: what came back long ago vouches for nothing when all else is well again.
func TestTheSwitchStarvesForAnOldSelfCheck(t *testing.T) {
	var deaf atomic.Bool
	noWatch := func(w *world) {
		w.step = func(s state.State, e state.Event) (state.State, []state.Effect) {
			if said, ok := e.(state.Said); ok && said.Chat == ann {
				panic("this one")
			}
			if _, watch := e.(state.Watch); watch && deaf.Load() {
				return s, nil
			}
			return engine.Step(w.plan, s, e)
		}
	}
	overseen(t, noWatch, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		w.says(ann, "hello") // is set aside, which is red
		time.Sleep(5 * time.Minute)
		before := fed.Load()
		deaf.Store(true)
		time.Sleep(5 * time.Minute)
		if err := b.o.Store.SetLooked(w.t.Context(), w.now()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		if n := fed.Load(); n != before {
			t.Errorf("fed %d times", n-before)
		}
		red := b.Health(b.o.Clock()).Red
		if len(red) != 1 || !strings.Contains(red[0], "the self-check of ") {
			t.Errorf("red is %q", red)
		}
	})
}

// TestTheSwitchStarvesUntilSomebodyLooksIntoTheFolder at what somebody sent that could not be read.
func TestTheSwitchStarvesUntilSomebodyLooksIntoTheFolder(t *testing.T) {
	overseen(t, func(w *world) { w.withFolder() }, func(w *world, _ *boundary, b *Bot, fed *atomic.Int64) {
		if err := w.folder.Quarantine().Append([][]byte{[]byte(`{"update_id":7,"message":1}`)}); err != nil {
			t.Fatal(err)
		}
		starves(t, b, fed, time.Minute, "1 things were set aside that nobody has looked at")
		if err := b.o.Store.SetLooked(w.t.Context(), w.folder.Quarantine().Latest()); err != nil {
			t.Fatal(err)
		}
		before := fed.Load()
		time.Sleep(5 * time.Minute)
		if fed.Load() == before {
			t.Errorf("not fed after somebody looked: %v", b.Health(b.o.Clock()).Red)
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
		if age := b.o.Clock().Since(b.watchman.lastFed()); age < 10*time.Minute {
			t.Errorf("the switch was fed %s ago", age)
		}
		gate.setAway(false)
		time.Sleep(5 * time.Minute)
		if fed.Load() == before {
			t.Error("the switch is not fed any more")
		}
	})
}

// TestTheSwitchStarvesWhenNobodyCanLook: what Redis keeps is not taken for granted because it was so once.
func TestTheSwitchStarvesWhenNobodyCanLook(t *testing.T) {
	overseen(t, func(*world) {}, func(_ *world, gate *boundary, b *Bot, fed *atomic.Int64) {
		gate.setAway(true)
		starves(t, b, fed, 2*time.Minute, "nobody could look whether Redis keeps what it confirms")
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
		if red := strings.Join(b.Health(b.o.Clock()).Red, "|"); !strings.Contains(red, "Telegram was last heard ") {
			t.Errorf("red is %q", red)
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
