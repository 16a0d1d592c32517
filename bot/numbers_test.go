package bot

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"footing/bot/simulator"
	"footing/bot/telegram"
)

// TestNumbersOutliveAFailedPoll: a poll that Telegram does not answer ends nothing. Whoever asks after it has the
// numbers.
func TestNumbersOutliveAFailedPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newOutage(t)
		client, err := telegram.New(telegram.Options{
			Token: botToken, BaseURL: "http://telegram", Transport: w.phone.Transport(),
		})
		if err != nil {
			t.Fatal(err)
		}
		n, err := NewNumbers(Options{
			Client: client, Folder: w.folder, Clock: w.machine(), Draw: rand.NewChaCha8([32]byte{1}),
			Log: slog.New(slog.NewTextHandler(w.log, nil)),
		}, w.plan.Essentials())
		if err != nil {
			t.Fatal(err)
		}
		w.phone.Misbehave(simulator.Fault{Method: "getUpdates", Kind: simulator.ServerError, Times: 2})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- n.Run(ctx) }()
		time.Sleep(10 * time.Second)
		w.says(ann, "/help")
		time.Sleep(2 * time.Second)
		w.expectTold(ann, numbers, 1)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
