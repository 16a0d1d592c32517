package incoming

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footing/bot/telegram"
	"footing/flows/record"
	"footing/flows/state"
	"footing/storage"
)

const ann = 1001

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestTranslate(t *testing.T) {
	sender := state.Sender{Chat: ann, Name: "Ann Other", Language: "en", Draw: "DRAW"}
	person := `"from":{"id":1001,"first_name":"Ann","last_name":"Other","language_code":"en"},"chat":{"id":1001,"type":"private"}`
	cases := map[string]struct {
		update string
		want   state.Event // nil: nobody's
		leave  int64
	}{
		"text": {
			`{"update_id":5,"message":{"message_id":7,` + person + `,"text":"hello"}}`,
			state.Said{
				Header: state.Header{ID: "u5.m7", At: noon}, Sender: sender, Message: 7, Media: state.Text, Text: "hello",
			},
			0,
		},
		"photo with words": {
			`{"update_id":5,"message":{"message_id":7,` + person + `,"photo":[{}],"caption":"help"}}`,
			state.Said{
				Header: state.Header{ID: "u5.m7", At: noon}, Sender: sender, Message: 7, Media: state.Photo, Text: "help",
			},
			0,
		},
		"sticker": {
			`{"update_id":5,"message":{"message_id":7,` + person + `,"sticker":{}}}`,
			state.Said{Header: state.Header{ID: "u5.m7", At: noon}, Sender: sender, Message: 7, Media: state.Sticker},
			0,
		},
		"voice": {
			`{"update_id":5,"message":{"message_id":7,` + person + `,"voice":{}}}`,
			state.Said{Header: state.Header{ID: "u5.m7", At: noon}, Sender: sender, Message: 7, Media: state.Other},
			0,
		},
		"tap": {
			`{"update_id":5,"callback_query":{"id":"99","data":"d","from":{"id":1001,"first_name":"Ann","last_name":"Other",
				"language_code":"en"},"message":{"message_id":7,"chat":{"id":1001,"type":"private"}}}}`,
			state.Tapped{
				Header: state.Header{ID: "u5.c99", At: noon}, Sender: sender, Message: 7, Callback: "99", Data: "d",
			},
			0,
		},
		"tap by another than the chat's owner": {
			`{"update_id":5,"callback_query":{"id":"99","data":"d","from":{"id":1002},
				"message":{"message_id":7,"chat":{"id":1001,"type":"private"}}}}`, nil, 0,
		},
		"blocked": {
			`{"update_id":5,"my_chat_member":{` + person + `,"new_chat_member":{"status":"kicked"}}}`,
			state.Membership{Header: state.Header{ID: "u5.k", At: noon}, Sender: sender, Blocked: true},
			0,
		},
		"back": {
			`{"update_id":5,"my_chat_member":{` + person + `,"new_chat_member":{"status":"member"}}}`,
			state.Membership{Header: state.Header{ID: "u5.k", At: noon}, Sender: sender},
			0,
		},
		"group": {
			`{"update_id":5,"message":{"message_id":7,"from":{"id":1001},"chat":{"id":-9,"type":"group"},"text":"/help"}}`, nil,
			-9,
		},
		"added to a group": {
			`{"update_id":5,"my_chat_member":{"from":{"id":1001},"chat":{"id":-9,"type":"group"},
				"new_chat_member":{"status":"member"}}}`, nil, -9,
		},
		"thrown out of a group": {
			`{"update_id":5,"my_chat_member":{"from":{"id":1001},"chat":{"id":-9,"type":"group"},
				"new_chat_member":{"status":"kicked"}}}`, nil, 0,
		},
		"something new": {`{"update_id":5,"thing":{}}`, nil, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			u, err := telegram.Decode(json.RawMessage(c.update))
			if err != nil {
				t.Fatal(err)
			}
			arrival, ok := Translate(u, nil, noon, "DRAW")
			want := storage.Arrival{}
			if c.want != nil {
				want = storage.Arrival{Chat: ann, Event: c.want}
			}
			if diff := cmp.Diff(want.Event, arrival.Event); diff != "" || ok != (c.want != nil) || ok && arrival.Chat != ann {
				t.Errorf("arrival of %d (%v), (-want +got):\n%s", arrival.Chat, ok, diff)
			}
			if got := Elsewhere(u); got != c.leave {
				t.Errorf("leaves %d, want %d", got, c.leave)
			}
		})
	}
}

// TestSaidEarlier: what waited at Telegram keeps the time at which it was written, and an edit that of the edit.
func TestSaidEarlier(t *testing.T) {
	hourAgo := strconv.FormatInt(noon.Add(-time.Hour).Unix(), 10)
	for name, body := range map[string]string{
		"written": `"message":{"date":` + hourAgo + `,"text":"hello",`,
		"edited":  `"edited_message":{"date":7,"edit_date":` + hourAgo + `,"text":"hello",`,
	} {
		u, err := telegram.Decode(json.RawMessage(`{"update_id":5,` + body +
			`"message_id":7,"from":{"id":1001},"chat":{"id":1001,"type":"private"}}}`))
		if err != nil {
			t.Fatal(err)
		}
		arrival, _ := Translate(u, nil, noon, "DRAW")
		if said, ok := arrival.Event.(state.Said); !ok || !said.At.Equal(noon) || !said.SaidAt.Equal(noon.Add(-time.Hour)) {
			t.Errorf("%s: %+v", name, arrival.Event)
		}
	}
}

// TestTakenLater: what waited outside the store is taken in now, and keeps the time at which it was said.
func TestTakenLater(t *testing.T) {
	then := time.Date(2026, 3, 2, 18, 2, 0, 0, time.UTC)
	now := then.Add(20 * time.Hour)
	head := state.Header{ID: "u1", At: then}
	got := Taken(state.Tapped{Header: head}, nil, now, true).(state.Tapped)
	if !got.At.Equal(now) || !got.SaidAt.Equal(then) || !got.Met {
		t.Errorf("a press is taken as %+v", got)
	}
	said := state.Said{Header: head, SaidAt: then.Add(-time.Hour)}
	if got := Taken(said, nil, now, false).(state.Said); !got.At.Equal(now) || !got.SaidAt.Equal(said.SaidAt) {
		t.Errorf("a message is taken as %+v", got)
	}
	if got := Taken(state.Said{Header: head}, nil, then.Add(time.Second), false).(state.Said); !got.SaidAt.IsZero() {
		t.Errorf("a message that waited a second is taken as %+v", got)
	}
	if got := Taken(state.Membership{Header: head}, nil, now, false); !got.Head().At.Equal(then) {
		t.Errorf("a membership is taken as %+v", got)
	}
}

// TestWhichEditsAreRead: text and caption within a day of the message; later ones are known to be edits, and no more.
func TestWhichEditsAreRead(t *testing.T) {
	const head = `{"update_id":5,"edited_message":{"message_id":7,"from":{"id":1001,"first_name":"Ann"},` +
		`"chat":{"id":1001,"type":"private"},"date":1772300000,`
	for update, want := range map[string]record.FreeText{
		`"edit_date":1772386400,"text":"hello"}}`:                 "hello",
		`"edit_date":1772386400,"photo":[{}],"caption":"hello"}}`: "hello",
		`"edit_date":1772386401,"text":"hello"}}`:                 "",
		`"edit_date":1772386401,"photo":[{}],"caption":"hello"}}`: "",
	} {
		u, err := telegram.Decode(json.RawMessage(head + update))
		if err != nil {
			t.Fatal(err)
		}
		arrival, _ := Translate(u, nil, noon, "DRAW")
		if diff := cmp.Diff(state.Event(state.Said{
			Header: state.Header{ID: "u5.m7", At: noon}, Sender: state.Sender{Chat: 1001, Name: "Ann", Draw: "DRAW"},
			Message: 7, Media: state.Edited, Text: want, SaidAt: u.Date,
		}), arrival.Event); diff != "" {
			t.Errorf("%s (-want +got)\n%s", update, diff)
		}
	}
}
