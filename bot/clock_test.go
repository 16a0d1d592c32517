package bot

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"footing/bot/simulator"
	"footing/flows/state"
	"footing/storage"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// currentTime is the machine's time, in a bubble of synctest the bubble's: the one place where tests of the bot ask.
func currentTime() time.Time { return time.Now().UTC() }

// machineTime is a time as time.Now gives it outside of a bubble, with a monotonic reading; the wall clock may have
// been set meanwhile. Package time makes no such value of its own accord, so this lays one out as package time does.
func machineTime(wall time.Time, run time.Duration) time.Time {
	const year1885 = -2_682_288_000 // package time counts from there, in Unix seconds
	laid := struct {
		wall uint64
		ext  int64
		loc  *time.Location
	}{1<<63 | uint64(wall.Unix()-year1885)<<30 | uint64(wall.Nanosecond()), int64(run) + 1, time.Local}
	return *(*time.Time)(unsafe.Pointer(&laid))
}

// TestClock: a reading keeps what the wall clock says apart from how long the process has run, also where the wall
// clock was set back. The times that it is made from hide that, for they are compared by their monotonic readings.
func TestClock(t *testing.T) {
	before, after := machineTime(noon, time.Hour), machineTime(noon.Add(-20*time.Minute), 2*time.Hour)
	if !after.Round(0).Equal(noon.Add(-20*time.Minute)) || after.Sub(before) != time.Hour {
		t.Fatalf("%s and %s are no times as the machine gives them", before, after)
	}
	next := before
	clock := NewClock(func() time.Time { return next })
	first := clock()
	next = after
	second := clock()
	if want := (Reading{Wall: noon}); first != want {
		t.Errorf("at first %+v, want %+v", first, want)
	}
	if want := (Reading{Wall: noon.Add(-20 * time.Minute), Run: time.Hour}); second != want {
		t.Errorf("later %+v, want %+v", second, want)
	}
	if passed := second.Since(first); passed != time.Hour {
		t.Errorf("set back: %s have passed, want 1h", passed)
	}
	suspended := Reading{Wall: second.Wall.Add(3 * time.Hour), Run: second.Run}
	if passed := suspended.Since(second); passed != 3*time.Hour {
		t.Errorf("suspended: %s have passed, want 3h", passed)
	}
}

// TestAnOutageIsNoticedByEitherClock: ten minutes without Telegram are ten minutes, also where the process stood still
// with its machine, and where the wall clock was set back by as much.
func TestAnOutageIsNoticedByEitherClock(t *testing.T) {
	for name, trouble := range map[string]func(w *world){
		"suspended": func(w *world) { w.asleep.Add(int64(10 * time.Minute)) },
		"set back":  func(w *world) { w.wrong.Add(int64(-10 * time.Minute)) },
	} {
		w, told := listening(t)
		b := w.start()
		w.says(ann, "ask me")
		w.pump(b)
		w.adopt(b)
		w.pass(10 * time.Minute)
		trouble(w)
		w.adopt(b)
		if !slices.Equal(*told, []string{"1001 12:00"}) {
			t.Errorf("%s: told %v", name, *told)
		}
	}
}

// TestACorrectedClockIsNoOutage: the wall clock is set forward by an hour while Telegram answers all the time, and then
// the process is started again.
func TestACorrectedClockIsNoOutage(t *testing.T) {
	w, told := listening(t)
	b := w.start()
	w.says(ann, "ask me")
	w.pump(b)
	w.adopt(b)
	for range 3 {
		w.pass(50 * time.Second)
		w.fetches(b)
	}
	w.wrong.Add(int64(time.Hour))
	w.pass(50 * time.Second)
	w.fetches(b)
	w.pass(50 * time.Second)
	b = w.start()
	w.adopt(b)
	w.adopt(b)
	if len(*told) != 0 {
		t.Errorf("told %v though Telegram was heard all the time", *told)
	}
}

// fetches lets a bot poll once, and note that it has.
func (w *world) fetches(b *Bot) {
	w.t.Helper()
	w.intoTheInbox(b)
	if _, err := b.ear.Once(w.t.Context(), b.o.Clock()); err != nil {
		w.t.Fatal(err)
	}
}

// TestAClockSetBackHoldsNothingUp: what waits for a moment waits no longer because the wall clock was set back by an
// hour, whether it is a message that Telegram did not take or the next look for events of other processes.
func TestAClockSetBackHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, parrot).live()
		w.shards = 2
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		w.phone.Misbehave(simulator.Fault{Method: "sendMessage", Kind: simulator.ServerError, Times: 3})
		w.says(ann, "one")
		synctest.Wait()
		w.expect(ann)
		w.wrong.Store(int64(-time.Hour))
		beside := state.Said{Header: state.Header{ID: "command-1", At: w.now()}, Sender: state.Sender{Chat: ann}, Text: "two"}
		if _, err := w.open().Receive(t.Context(), w.now(), []storage.Arrival{{Chat: ann, Event: beside}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		w.expect(ann, "1 one", "2 two")
		if err := stop(); err != nil {
			t.Errorf("run ended with %v", err)
		}
	})
}
