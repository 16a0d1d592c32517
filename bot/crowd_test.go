package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footing/bot/simulator"
	"footing/flows/load/loadtest"
	"footing/flows/state"
)

// crowd runs a bot with the shipped plan in a bubble. Ann is a patient; whoever else writes is a stranger.
func crowd(t *testing.T, play func(w *world, b *Bot)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil).live()
		w.plan = loadtest.Shipped(t)
		b := w.start()
		stop := w.run(b)
		time.Sleep(time.Second)
		w.planted(b)
		time.Sleep(10 * time.Second)
		play(w, b)
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// strangers write all at once. Their ids begin at 10,000.
func (w *world) strangers(n int, text string) {
	w.t.Helper()
	for id := int64(10_000); id < int64(10_000+n); id++ {
		w.phone.AddUser(simulator.User{ID: id, FirstName: "Somebody", LanguageCode: "en"})
		w.says(id, text)
	}
}

// after is how long the first of the bot's messages to somebody since begin took that holds some words; -1 for never.
func (w *world) after(who int64, begin time.Time, words string) time.Duration {
	for _, m := range w.shown(who) {
		if !m.Date.Before(begin) && strings.Contains(m.Text, words) {
			return m.Date.Sub(begin)
		}
	}
	return -1
}

// TestStrangersDelayNobody: three thousand of them write at once, and a patient's answer and call for help go out
// within two seconds. Each stranger is answered at most once, and together at a tenth of the rate.
func TestStrangersDelayNobody(t *testing.T) {
	for name, text := range map[string]string{"texts": "hello", "invented links": "/start s01-AAAA_BBBBBBBBBBBBBBBBBBBBBBBBBB"} {
		t.Run(name, func(t *testing.T) {
			crowd(t, func(w *world, b *Bot) {
				registry := prometheus.NewPedanticRegistry()
				registry.MustRegister(b.metrics.Turns)
				w.strangers(3000, text)
				begin := currentTime()
				w.says(ann, "a word about my day")
				w.says(ann, "/help")
				time.Sleep(time.Minute)
				for _, words := range []string{"What would help now?", "Nobody"} {
					if took := w.after(ann, begin, words); took < 0 || took > 2*time.Second {
						t.Errorf("%q went out after %s, of %q", words, took, w.heard(ann))
					}
				}
				answered := 0
				for id := int64(10_000); id < 13_000; id++ {
					n := len(w.heard(id))
					answered += n
					if n > 1 {
						t.Fatalf("a stranger was answered %d times within a minute", n)
					}
				}
				if answered < 3 || answered > 200 {
					t.Errorf("%d strangers were answered within a minute", answered)
				}
				if turns := gathered(t, registry)[`footing_turns_total event:"Said"`]; turns > 1000 {
					t.Errorf("%v turns were made of what nobody has time to answer", turns)
				}
			})
		})
	}
}

// TestAStrangersHelpComesOnceInTenMinutes, and behind patients' answers; another kind of help comes as well.
func TestAStrangersHelpComesOnceInTenMinutes(t *testing.T) {
	crowd(t, func(w *world, _ *Bot) {
		for range 3 {
			w.says(ben, "/help")
			time.Sleep(2 * time.Minute)
		}
		if got := w.heard(ben); len(got) != 1 {
			t.Errorf("a stranger who asked three times for help in six minutes heard %q", got)
		}
		time.Sleep(6 * time.Minute)
		w.says(ben, "/help")
		time.Sleep(time.Minute)
		if got := w.heard(ben); len(got) != 2 {
			t.Errorf("ten minutes later they heard %q", got)
		}
	})
}

// TestAFloodDelaysNobody: one chat writes 3,000 times at once. What it calls for help is heard, it is told once that
// not all is kept, and somebody else's call for help is answered within two seconds.
func TestAFloodDelaysNobody(t *testing.T) {
	crowd(t, func(w *world, _ *Bot) {
		begin := currentTime()
		for n := range 3000 {
			w.says(ann, fmt.Sprint("again ", n))
		}
		w.says(ann, "I want to die")
		w.says(ben, "/help")
		time.Sleep(time.Minute)
		if took := w.after(ben, begin, "What would help now?"); took < 0 || took > 2*time.Second {
			t.Errorf("somebody else was helped after %s", took)
		}
		told, answers := 0, 0
		for _, m := range w.shown(ann) {
			if m.FromBot && !m.Date.Before(begin) {
				answers++
				if strings.Contains(m.Text, "I did not keep all of it") {
					told++
				}
			}
		}
		if told != 1 || answers > 40 {
			t.Errorf("told %d times, in %d messages", told, answers)
		}
		if took := w.after(ann, begin, "I'm a program"); took < 0 || took > 2*time.Second {
			t.Errorf("words of danger in a flood were answered after %s", took)
		}
	})
}

// TestWordsOfDangerPassAFlood: above the limit of a chat all that calls for help is kept, also soon after another call.
// Only what merely repeats the last of it is not.
func TestWordsOfDangerPassAFlood(t *testing.T) {
	crowd(t, func(w *world, b *Bot) {
		registry := prometheus.NewPedanticRegistry()
		registry.MustRegister(b.metrics.Updates)
		refused := func() float64 { return gathered(t, registry)[`footing_updates_total kind:"refused"`] }
		for n := range 60 {
			w.says(ann, fmt.Sprint("again ", n))
		}
		time.Sleep(time.Second)
		before := refused()
		for _, text := range []string{"help", "I want to kill myself", "I want to die", "help", "/help"} {
			w.says(ann, text)
			time.Sleep(time.Second)
		}
		if more := refused() - before; before == 0 || more != 0 {
			t.Errorf("%v updates were refused in a flood, %v of five calls for help", before, more)
		}
		w.says(ann, "/help")
		time.Sleep(time.Second)
		if more := refused() - before; more != 1 {
			t.Errorf("of a mere repeat %v were refused", more)
		}
	})
}

// TestAPressForHelpPassesAFlood: also above the limit of a chat "I'm not safe" is heard when it is pressed.
func TestAPressForHelpPassesAFlood(t *testing.T) {
	crowd(t, func(w *world, b *Bot) {
		message, err := b.sender.speaker.Do(w.t.Context(), state.Say{
			Chat: ann, Text: "a button", Buttons: [][]state.Button{{{Text: "press", Data: "h:told"}}},
		})
		if err != nil {
			w.t.Fatal(err)
		}
		begin := currentTime()
		for n := range 100 {
			w.says(ann, fmt.Sprint("again ", n))
		}
		time.Sleep(time.Second)
		if _, err := w.phone.Tap(ann, message, 0, 0); err != nil {
			w.t.Fatal(err)
		}
		time.Sleep(20 * time.Second)
		if took := w.after(ann, begin, "I've sent this to"); took < 0 || took > 5*time.Second {
			t.Errorf("a red press in a flood was answered after %s, of %q", took, w.heard(ann))
		}
	})
}

// TestAnAlbumIsAnsweredOnce, and what Telegram says about a chat is not answered at all.
func TestAnAlbumIsAnsweredOnce(t *testing.T) {
	w := newWorld(t, nil)
	w.plan = loadtest.Shipped(t)
	b := w.start()
	w.planted(b)
	w.pump(b)
	before := len(w.heard(ann))
	for _, field := range []string{
		"pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed",
		"forum_topic_created",
	} {
		if err := w.phone.Happens(ann, field); err != nil {
			t.Fatal(err)
		}
	}
	w.pump(b)
	if got := w.heard(ann)[before:]; len(got) != 0 {
		t.Errorf("to what nobody said: %q", got)
	}
	if err := w.phone.SendAlbum(ann, slices.Repeat([][]byte{[]byte("picture")}, 10)...); err != nil {
		t.Fatal(err)
	}
	w.pump(b)
	if got := w.heard(ann)[before:]; len(got) != 1 {
		t.Errorf("to ten pictures: %q", got)
	}
}
