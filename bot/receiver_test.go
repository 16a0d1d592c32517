package bot

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/bot/simulator"
	"footing/flows/state"
	"footing/storage/folder"
)

// listening is a world whose people are noted when they are told about an outage.
func listening(t *testing.T) (w *world, told *[]string) {
	t.Helper()
	told = &[]string{}
	w = newWorld(t, func(s state.State, e state.Event) (state.State, []state.Effect) {
		switch e := e.(type) {
		case state.Said:
			s = somebody(s)
			s.Chat = e.Chat
			say := state.Say{Chat: s.Chat, Text: "well?"}
			if e.Text == "ask me" {
				say.Buttons = [][]state.Button{{{Text: "yes", Data: "y"}}}
			}
			return s, []state.Effect{say}
		case state.Outage:
			*told = append(*told, fmt.Sprint(s.Chat, " ", e.Since.Format("15:04")))
		}
		return s, nil
	})
	return w, told
}

func TestAnOutageIsToldToWhomItConcerns(t *testing.T) {
	w, told := listening(t)
	b := w.start()
	w.says(ann, "ask me")
	w.says(ben, "just talk")
	w.pump(b)
	w.fetches(b)
	w.pass(100 * time.Second)
	b = w.start() // a short absence
	w.adopt(b)
	if len(*told) != 0 {
		t.Fatalf("told %v about 100 s", *told)
	}
	w.pass(10 * time.Minute)
	b = w.start()
	w.adopt(b)
	w.adopt(b)
	if !slices.Equal(*told, []string{"1001 12:01"}) {
		t.Errorf("told %v", *told)
	}
}

// TestRedisAwayIsNoOutage: Telegram was heard all the time but for 100 s; that Redis could not say so for a while is
// nobody's concern.
func TestRedisAwayIsNoOutage(t *testing.T) {
	w, told := listening(t)
	gate := guarded(w)
	b := w.start()
	w.says(ann, "ask me")
	w.pump(b)
	w.fetches(b)
	w.pass(100 * time.Second)
	b = w.start()
	if _, err := b.leases.Once(t.Context(), b.o.Clock()); err != nil {
		t.Fatal(err)
	}
	gate.setAway(true)
	for range 2 {
		if _, err := b.receiver.fetch(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		if heard := b.ear.Last(); heard != b.o.Clock() { // or the next question would not wait
			t.Errorf("heard at %s, it is %s", heard.Wall, w.now())
		}
		w.pass(12 * time.Second)
	}
	gate.setAway(false)
	w.adopt(b)
	if len(*told) != 0 {
		t.Fatalf("told %v about 100 s", *told)
	}
	gate.setAway(true)
	w.pass(10 * time.Minute)
	gate.setAway(false)
	w.adopt(b)
	if !slices.Equal(*told, []string{"1001 12:02"}) {
		t.Errorf("told %v about an outage within the life of one process", *told)
	}
}

// adopt lets a bot do what its loops would, outages included, which Pump knows nothing of.
func (w *world) adopt(b *Bot) {
	w.t.Helper()
	if _, err := b.leases.Once(w.t.Context(), b.o.Clock()); err != nil {
		w.t.Fatal(err)
	}
	w.fetches(b)
	w.pump(b)
}

func TestGroupsAreLeft(t *testing.T) {
	w := newWorld(t, parrot)
	b := w.start()
	if err := w.phone.AddToGroup(ann, -500, "a group"); err != nil {
		t.Fatal(err)
	}
	w.pump(b)
	left := slices.ContainsFunc(w.phone.Log(), func(e simulator.Entry) bool { return e.What == simulator.Left })
	if !left || len(w.phone.Chat(ann)) != 0 {
		t.Errorf("left %v, private chat %v", left, w.phone.Chat(ann))
	}
	if n, err := b.o.Store.Participants(t.Context()); n != 0 || err != nil {
		t.Errorf("%d participants, %v", n, err)
	}
}

func TestAnUnreadableUpdateIsSetAside(t *testing.T) {
	w := newWorld(t, parrot).withFolder()
	const broken = `{"update_id":7,"message":{"message_id":"a secret","chat":{"id":1001,"type":"private"}}}`
	served := 0
	w.wire = func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(req *http.Request) (*http.Response, error) {
			if !strings.HasSuffix(req.URL.Path, "/getUpdates") {
				return next.RoundTrip(req)
			}
			if served++; served > 1 {
				return next.RoundTrip(req)
			}
			body := `{"ok":true,"result":[` + broken + `,{"update_id":8,"message":{"message_id":3,"date":1,"text":"hello",` +
				`"from":{"id":1001,"first_name":"Ann"},"chat":{"id":1001,"type":"private"}}}]}`
			return &http.Response{
				StatusCode: http.StatusOK, Header: http.Header{},
				Body: io.NopCloser(strings.NewReader(body)),
			}, nil
		})
	}
	w.says(ann, "so that there is a chat")
	w.pump(w.start())
	if got := w.heard(ann); len(got) == 0 || got[0] != "1 hello" {
		t.Errorf("heard %q", got)
	}
	err := w.folder.Quarantine().DrainLane(t.Context(), 0, func(batch []folder.Record) error {
		for _, r := range batch {
			if r.Seal != folder.Opened || string(r.Data) != broken {
				t.Errorf("kept %q, sealed %v", r.Data, r.Seal)
			}
		}
		return nil
	})
	if err != nil || strings.Contains(w.log.String(), "secret") {
		t.Errorf("%v; log: %s", err, w.log)
	}
}
