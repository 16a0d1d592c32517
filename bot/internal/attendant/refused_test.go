package attendant

import (
	"strings"
	"testing"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage"
)

// TestRefusedPressesTakeTurns: a chat that presses a hundred times holds up nobody else's answer, which is in their
// language; a text has none.
func TestRefusedPressesTakeTurns(t *testing.T) {
	now := loop.Reading{Wall: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	a := unheard(t, now)
	learn(a.with.Routes, "s00-B", state.Route{Chat: ben, Locale: "de"})
	arrival := func(chat int64) storage.Arrival {
		return storage.Arrival{Chat: chat, Event: state.Tapped{
			Header: state.Header{At: now.Wall}, Sender: state.Sender{Chat: chat, Language: "en"}, Callback: "c",
		}}
	}
	for range 100 {
		a.Refused(arrival(ann), false)
	}
	a.Refused(arrival(ben), false)
	a.Refused(arrival(cat), true)
	a.Refused(storage.Arrival{Chat: cat, Event: state.Said{Header: state.Header{At: now.Wall}}}, false)
	var said []string
	at := a.steady(now)
	for range 4 {
		if e, ok := a.dueRefusal(at).(state.Toast); ok {
			said = append(said, e.Text)
		}
		if a.dueRefusal(at) != nil {
			t.Fatal("two go out at once")
		}
		at = at.Add(refusedEvery)
	}
	if len(said) != 4 || !strings.Contains(said[1], "nicht gespeichert") || !strings.Contains(said[2], "already") {
		t.Errorf("four answers are %q", said)
	}
	if n := len(a.refused.waiting); n != 98 {
		t.Errorf("%d wait", n)
	}
}
