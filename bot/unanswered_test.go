package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
	"footing/storage"
)

// presses has somebody press buttons of old messages, and gives the ids of the presses.
func (w *world) presses(who int64, all ...string) (ids []string) {
	w.t.Helper()
	for _, data := range all {
		id, err := w.phone.TapData(who, 1, data)
		if err != nil {
			w.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

// answers is what was answered to presses, in order.
func (w *world) answers(who int64, ids []string) (all []simulator.Answer) {
	w.t.Helper()
	byID := make(map[string]simulator.Answer)
	for _, a := range w.phone.Answers(who) {
		byID[a.QueryID] = a
	}
	for n, id := range ids {
		a, ok := byID[id]
		if !ok {
			w.t.Errorf("press %d of %d by %d is not answered", n+1, len(ids), who)
		}
		all = append(all, a)
	}
	return all
}

// aDesk plants somebody of the clinic who reads German.
func (w *world) aDesk(b *Bot, chat int64) {
	w.t.Helper()
	err := b.o.Store.Plant(w.t.Context(), []storage.Planted{{State: state.State{
		ID: storage.NewID(b.o.Store.ShardOf(chat), "DESK"), Chat: chat, Locale: "de", Desk: &state.Desk{},
	}}})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestARefusedPressIsAnswered: however much a chat writes and presses, and whosever it is, no button goes on turning.
// Whoever presses reads in a few words of their language that it was not kept.
func TestARefusedPressIsAnswered(t *testing.T) {
	for who, want := range map[int64]string{ann: "I did not keep this press", cat: "habe ich nicht gespeichert"} {
		crowd(t, func(w *world, b *Bot) {
			w.aDesk(b, cat)
			w.phone.AddUser(simulator.User{ID: cat, FirstName: "Cat", LanguageCode: "de"})
			for n := range 60 {
				w.says(who, fmt.Sprint("again ", n))
			}
			time.Sleep(2 * time.Second)
			begin := currentTime()
			ids := w.presses(who, "p:1", "x:nonsense", "", "h:told", "h:told", "h:told", "h:numbers", "p:1")
			time.Sleep(20 * time.Second)
			for n, a := range w.answers(who, ids) {
				if usual := n < 3 || n == 7; usual && !strings.Contains(a.Text, want) {
					t.Errorf("press %d by %d is answered %q", n+1, who, a.Text)
				}
				if took := a.At.Sub(begin); took > 5*time.Second {
					t.Errorf("press %d by %d is answered after %s", n+1, who, took)
				}
			}
		})
	}
}

// TestAStrangersPressIsAnswered also where nobody has time for strangers, and where the same help was just given.
func TestAStrangersPressIsAnswered(t *testing.T) {
	crowd(t, func(w *world, _ *Bot) {
		w.strangers(1000, "hello")
		ids := w.presses(ben, "p:1", "h:numbers", "h:numbers")
		time.Sleep(2 * time.Minute)
		ids = append(ids, w.presses(ben, "h:numbers", "p:1", "p:2")...)
		time.Sleep(20 * time.Second)
		w.answers(ben, ids)
	})
}

// TestAFloodOfPressesHoldsUpNobody: a chat that presses a thousand times within a second is answered as fast as a thumb
// can press, and somebody else's press at once.
func TestAFloodOfPressesHoldsUpNobody(t *testing.T) {
	crowd(t, func(w *world, b *Bot) {
		w.aDesk(b, cat)
		for n := range 1000 {
			w.presses(ann, fmt.Sprint("p:", n))
		}
		for n := range 40 {
			w.says(cat, fmt.Sprint("again ", n))
		}
		begin := currentTime()
		ids := w.presses(cat, "p:1", "p:2")
		time.Sleep(30 * time.Second)
		for _, a := range w.answers(cat, ids) {
			if took := a.At.Sub(begin); took > 5*time.Second {
				t.Errorf("somebody else is answered after %s", took)
			}
		}
		if n := len(w.phone.Answers(ann)); n < 100 || n > 400 {
			t.Errorf("%d of a thousand presses were answered", n)
		}
	})
}

// button is the data of the youngest button in somebody's chat that begins so.
func (w *world) button(who int64, begins string) (data string) {
	w.t.Helper()
	for _, m := range w.shown(who) {
		for _, row := range m.Buttons {
			for _, b := range row {
				if strings.HasPrefix(b.Data, begins) {
					data = b.Data
				}
			}
		}
	}
	if data == "" {
		w.t.Fatalf("%d has no button %s", who, begins)
	}
	return data
}

// TestWordsAboutAnAlertPassAFlood: what a patient adds to their alert is kept however much they have written.
func TestWordsAboutAnAlertPassAFlood(t *testing.T) {
	for button, c := range map[string]struct{ text, answer string }{
		"n:":            {"my door is open", "Added."},
		"c:reach:ring:": {"07700 900123", "Noted."},
	} {
		crowd(t, func(w *world, _ *Bot) {
			w.presses(ann, "h:told")
			time.Sleep(20 * time.Second)
			data := w.button(ann, button)
			for n := range 60 {
				w.says(ann, fmt.Sprint("again ", n))
			}
			time.Sleep(2 * time.Second)
			ids := w.presses(ann, data)
			time.Sleep(time.Second)
			w.answers(ann, ids)
			begin := currentTime()
			w.says(ann, c.text)
			time.Sleep(2 * time.Minute) // its answer comes behind those before it
			if w.after(ann, begin, c.answer) < 0 {
				t.Errorf("after %s the patient heard %q", button, w.heard(ann))
			}
		})
	}
}
