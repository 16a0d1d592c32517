package bot

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/internal/gate"
	"footing/bot/internal/loop"
	"footing/bot/internal/routes"
	"footing/bot/simulator"
	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/load/loadtest"
	"footing/flows/state"
)

// numbers makes a process that serves numbers only, on the world's data folder.
func (w *outageWorld) numbers(essentials flows.Essentials) *Numbers {
	w.t.Helper()
	client, err := telegram.New(telegram.Options{
		Token: botToken, BaseURL: "http://telegram", Transport: w.phone.Transport(),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	n, err := NewNumbers(Options{
		Client: client, Folder: w.folder, Clock: w.machine(), Draw: rand.NewChaCha8([32]byte{1}),
		Log: slog.New(slog.NewTextHandler(w.log, nil)),
	}, essentials)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// numbersOnly starts one.
func (w *outageWorld) numbersOnly() (stop func()) {
	w.t.Helper()
	n := w.numbers(w.plan.Essentials())
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- n.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Error(err)
		}
	}
}

// tapsLast presses the first button in a row of the last message in a chat.
func (w *outageWorld) tapsLast(who int64, row int) {
	w.t.Helper()
	shown := w.shown(who)
	if _, err := w.phone.Tap(who, shown[len(shown)-1].ID, row, 0); err != nil {
		w.t.Fatal(err)
	}
}

// TestARedAnswerIsNeverRefused: not even from a chat that sends too much while numbers only are served.
func TestARedAnswerIsNeverRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newOutage(t).numbers(loadtest.Shipped(t).Essentials())
		for data, want := range map[string]gate.Kind{"a:1:s2:yes": gate.Grave, "a:1:s1:no": gate.Usual} {
			e := state.Tapped{Sender: state.Sender{Chat: ann}, Data: data, Message: 5}
			if got := gate.Weigh(n.b.receiver.bare, e); got.Kind != want {
				t.Errorf("%s weighs %+v, want %v", data, got, want)
			}
		}
	})
}

// TestAnAlarmGoesOnInTheNextProcess: one that is ended while the store is away leaves its calls behind, and the next
// one goes on up the ladder where it stood, until somebody has pressed.
func TestAnAlarmGoesOnInTheNextProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		w.learnAll(routes.Open(w.folder, loop.NewClock(currentTime)))
		ended := w.numbersOnly()
		for _, who := range []int64{ann, ben, cat} {
			w.says(who, "/help")
		}
		time.Sleep(3 * time.Second)
		for range 2 { // tell them, yes
			w.tapsLast(ann, 0)
			time.Sleep(3 * time.Second)
		}
		w.expectTold(ben, "Safety alert ", 1)
		ended()
		ended = w.numbersOnly()
		time.Sleep(4 * time.Minute)
		w.expectTold(ben, "Safety alert ", 1) // not again at once
		w.expectTold(ann, "by the emergency way", 1)
		time.Sleep(2 * time.Minute)
		w.expectTold(ben, "Safety alert ", 2)
		ended()
		ended = w.numbersOnly()
		time.Sleep(10 * time.Minute)
		w.expectTold(ben, "Safety alert ", 2)
		w.expectTold(cat, "Safety alert ", 1)
		w.tapsLast(cat, 1)
		time.Sleep(time.Second)
		ended()
		ended = w.numbersOnly()
		time.Sleep(time.Hour)
		w.expectTold(ben, "Sent by the emergency way", 2)
		w.expectTold(ben, "Dr Cat has seen this at", 1)
		w.expectTold(cat, "Safety alert ", 1)
		ended()
	})
}

// TestNumbersOutliveAFailedPoll: a poll that Telegram does not answer ends nothing. Whoever asks after it has the
// numbers.
func TestNumbersOutliveAFailedPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		w.phone.Misbehave(simulator.Fault{Method: "getUpdates", Kind: simulator.ServerError, Times: 2})
		stop := w.numbersOnly()
		time.Sleep(10 * time.Second)
		w.says(ann, "/help")
		time.Sleep(2 * time.Second)
		w.expectTold(ann, numbers, 1)
		stop()
	})
}
