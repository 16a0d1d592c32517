package bot

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/state"
)

// TestTimepiece: the wall clock is believed while it goes with how long the process has run, and when it is set back.
func TestTimepiece(t *testing.T) {
	now := Reading{Wall: noon}
	p := loop.NewTimepiece(func() Reading { return now }, leap)
	for n, step := range []struct {
		wall, run, want time.Duration // what passes, and what is then shown of the wall clock since noon
	}{
		{time.Minute, time.Minute, time.Minute},
		{20 * time.Second, 0, 80 * time.Second},             // a small correction
		{3 * time.Hour, 0, 80 * time.Second},                // a leap
		{time.Minute, time.Minute, 140 * time.Second},       // time goes on
		{-3 * time.Hour, time.Minute, 140 * time.Second},    // set right again, within a minute
		{-time.Hour, 0, 140*time.Second - time.Hour},        // set back
		{2 * time.Hour, time.Hour, 140 * time.Second},       // an hour passes, and a leap of an hour
		{time.Hour, time.Hour, time.Hour + 140*time.Second}, // another hour passes
	} {
		now = Reading{Wall: now.Wall.Add(step.wall), Run: now.Run + step.run}
		if got := p.Read(); got.Wall.Sub(noon) != step.want || got.Run != now.Run {
			t.Errorf("step %d: %s and %s, want %s and %s", n, got.Wall.Sub(noon), got.Run, step.want, now.Run)
		}
	}
	if ahead, _, ok := p.Doubted(); !ok || ahead != time.Hour || p.Problem() == "" {
		t.Errorf("ahead %s, %t, %q", ahead, ok, p.Problem())
	}
	p.Confirm(time.Hour)
	if got := p.Read(); !got.Wall.Equal(now.Wall) || p.Problem() != "" {
		t.Errorf("confirmed, it shows %s, want %s (%s)", got.Wall, now.Wall, p.Problem())
	}
}

// awaking is a world in which "wake me" wakes somebody an hour later, with the time at which that was.
func awaking(t *testing.T) *world {
	t.Helper()
	return newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		switch e := e.(type) {
		case state.Said:
			s = somebody(s)
			s.Chat = e.Chat
			if e.Text == "wake me" {
				return s, []state.Effect{state.Wake{Kind: state.WakeCall, Key: "up", At: e.At.Add(time.Hour)}}
			}
		case state.Due:
			return s, []state.Effect{state.Say{Chat: s.Chat, Text: "up, " + e.At.Sub(e.Nominal).Round(time.Minute).String() + " late"}}
		case state.SetBack:
			return s, []state.Effect{state.Say{Chat: s.Chat, Text: "set back"}}
		}
		return s, nil
	})
}

// TestALeapWakesNobodyEarly: the wall clock is set three hours ahead, while the bot runs or before it starts. Nothing
// is due before its time, health says what is wrong, and what is due comes in time, also when the clock is set right
// again.
func TestALeapWakesNobodyEarly(t *testing.T) {
	const by = 3 * time.Hour
	for name, leaps := range map[string]func(w *world, b *Bot, stop func() error) (*Bot, func() error){
		"while it runs": func(w *world, b *Bot, stop func() error) (*Bot, func() error) {
			w.wrong.Add(int64(by))
			return b, stop
		},
		"before it starts": func(w *world, _ *Bot, stop func() error) (*Bot, func() error) {
			if err := stop(); err != nil {
				w.t.Error(err)
			}
			w.wrong.Add(int64(by))
			b := w.start()
			return b, w.run(b)
		},
	} {
		for _, mended := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := awaking(t).live()
					w.shards = 2
					b := w.start()
					stop := w.run(b)
					time.Sleep(time.Second)
					w.says(ann, "wake me")
					time.Sleep(10 * time.Minute)
					b, stop = leaps(w, b, stop)
					time.Sleep(40 * time.Minute)
					w.expect(ann)
					ahead := func(s string) bool { return strings.Contains(s, "3h0m0s ahead") }
					if red := b.Health(b.o.Clock()).Red; !slices.ContainsFunc(red, ahead) {
						t.Errorf("red: %q", red)
					}
					if mended {
						w.wrong.Store(0)
						time.Sleep(time.Second)
						if red := b.Health(b.o.Clock()).Red; slices.ContainsFunc(red, ahead) {
							t.Errorf("still red: %q", red)
						}
					}
					time.Sleep(15 * time.Minute)
					w.expect(ann, "up, 0s late")
					if err := stop(); err != nil {
						t.Error(err)
					}
				})
			})
		}
	}
}

// TestWhatWasDueWhileTheMachineSlept: a machine is suspended for three hours. What became due is due as soon as
// Telegram has said what time it is, or where it says nothing, Redis.
func TestWhatWasDueWhileTheMachineSlept(t *testing.T) {
	for _, heard := range []bool{true, false} {
		w := awaking(t)
		b := w.start()
		w.says(ann, "wake me")
		w.pump(b)
		w.fetches(b) // so that it is known what time it was before
		w.asleep.Add(int64(3 * time.Hour))
		w.pass(3 * time.Hour)
		if n := w.looks(b); n != 0 {
			t.Errorf("%d moments are due before it is known what time it is", n)
		}
		if heard {
			w.pass(time.Second)
			w.fetches(b)
		} else {
			w.pass(leapHeard)
		}
		if n := w.looks(b); n != 1 || b.o.time.Problem() != "" {
			t.Errorf("heard %t: %d moments are due, want the one; %s", heard, n, b.o.time.Problem())
		}
		if off := b.o.Clock().Wall.Sub(w.now()); off != 0 {
			t.Errorf("heard %t: the bot's clock is off by %s", heard, off)
		}
	}
}

// looks lets a bot look at the clocks and then at what is due, and returns how much that is.
func (w *world) looks(b *Bot) int {
	w.t.Helper()
	if _, err := b.leases.Once(w.t.Context(), b.o.Clock()); err != nil {
		w.t.Fatal(err)
	}
	if _, err := b.timekeeper.Once(w.t.Context(), b.o.Clock()); err != nil {
		w.t.Fatal(err)
	}
	n, err := b.waker.Once(w.t.Context(), b.o.Clock())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// TestNobodyConfirmsALeap: without a word of Telegram's, and against that of Redis, nothing is due early, however long
// it takes.
func TestNobodyConfirmsALeap(t *testing.T) {
	w := awaking(t)
	b := w.start()
	w.says(ann, "wake me")
	w.pump(b)
	w.wrong.Add(int64(3 * time.Hour))
	for range 5 {
		if n := w.looks(b); n != 0 || b.o.time.Problem() == "" {
			t.Errorf("at %s %d moments are due; %q", w.now().Format(time.TimeOnly), n, b.o.time.Problem())
		}
		w.pass(10 * time.Minute)
	}
	w.pass(10 * time.Minute)
	if n := w.looks(b); n != 1 {
		t.Errorf("an hour later %d moments are due, want the one", n)
	}
}

// TestNothingIsDueBeforeTheClocksAreCompared: a bot that begins to run knows what time it is when Redis has said so.
func TestNothingIsDueBeforeTheClocksAreCompared(t *testing.T) {
	w := awaking(t)
	b := w.start()
	w.says(ann, "wake me")
	w.pump(b)
	w.pass(time.Hour)
	b.waker.unsure.Store(true) // as Run does
	if n, err := b.waker.Once(t.Context(), b.o.Clock()); n != 0 || err != nil {
		t.Errorf("%d moments are due, %v", n, err)
	}
	if n := w.looks(b); n != 1 {
		t.Errorf("when they were compared %d moments are due, want the one", n)
	}
}
