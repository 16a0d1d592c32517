package simulator

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const same = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same " +
	"as a current content and reply markup of the message"

func TestEdits(t *testing.T) {
	c := newClock()
	s := started(t, Options{Now: c.now})
	id := send(t, s, fields{"text": "one", "reply_markup": buttons("a", "b")})
	edit := func(f fields) fields {
		f["chat_id"], f["message_id"] = anna, id
		return f
	}
	const text, keys = "editMessageText", "editMessageReplyMarkup"
	wrong(t, s, text, edit(fields{"text": "one", "reply_markup": buttons("a", "b")}), 400, same)
	wrong(t, s, text, edit(fields{"text": " one ", "reply_markup": buttons("a", "b")}), 400, same)
	wrong(t, s, keys, edit(fields{"reply_markup": buttons("a", "b")}), 400, same)
	wrong(t, s, text, edit(fields{"text": " "}), 400, "Bad Request: message text is empty")
	wrong(t, s, text, edit(fields{"text": strings.Repeat("a", 4097)}), 400, "Bad Request: MESSAGE_TOO_LONG")
	wrong(t, s, text, edit(fields{"text": "x", "reply_markup": fields{"keyboard": [][]string{{"a"}}}}), 400,
		"Bad Request: inline keyboard expected")
	wrong(t, s, text, fields{"chat_id": anna, "text": "x"}, 400, "Bad Request: message identifier is not specified")
	wrong(t, s, text, fields{"chat_id": anna, "text": "x", "message_id": 99}, 400,
		"Bad Request: message to edit not found")
	wrong(t, s, text, fields{"chat_id": anna, "text": "x", "message_id": 1}, 400, "Bad Request: message can't be edited")
	card := done(t, s, "sendContact", fields{"chat_id": anna, "phone_number": "1", "first_name": "x"})
	var m fetchedMessage
	decode(t, card, &m)
	wrong(t, s, text, fields{"chat_id": anna, "text": "x", "message_id": m.ID}, 400,
		"Bad Request: there is no text in the message to edit")

	c.pass(1000 * time.Hour)
	decode(t, done(t, s, text,
		edit(fields{"text": "one", "entities": []fields{{"type": "bold", "offset": 0, "length": 3}}})), &m)
	if m.ID != id || m.EditDate != c.at.Unix() || m.Date == m.EditDate {
		t.Errorf("edited: %+v", m)
	}
	shown := s.Chat(anna)[1]
	if shown.Buttons != nil || shown.Edited != c.at || len(shown.Entities) != 1 {
		t.Errorf("the phone shows %+v", shown)
	}
	wrong(t, s, keys, edit(fields{}), 400, same)
	done(t, s, keys, edit(fields{"reply_markup": buttons("c")}))
	if shown := s.Chat(anna)[1]; shown.Text != "one" || shown.Buttons[0][0].Data != "c" {
		t.Errorf("the phone shows %+v", shown)
	}
}

func TestDeletions(t *testing.T) {
	c := newClock()
	s := started(t, Options{Now: c.now})
	first, second := send(t, s, fields{}), send(t, s, fields{})
	c.pass(24 * time.Hour)
	third := send(t, s, fields{})
	one := func(id int) fields { return fields{"chat_id": anna, "message_id": id} }
	some := func(ids ...int) fields { return fields{"chat_id": anna, "message_ids": ids} }
	done(t, s, "deleteMessage", one(first))
	wrong(t, s, "deleteMessage", one(first), 400, "Bad Request: message to delete not found")
	c.pass(24 * time.Hour)
	const late = "Bad Request: message can't be deleted for everyone"
	wrong(t, s, "deleteMessage", one(second), 400, late)
	wrong(t, s, "deleteMessages", some(third, second), 400, late)
	if n := len(s.Chat(anna)); n != 3 {
		t.Errorf("%d messages; a refused call has deleted some", n)
	}
	done(t, s, "deleteMessages", some(third, third, 99))
	if n := len(s.Chat(anna)); n != 2 {
		t.Errorf("%d messages left", n)
	}
	wrong(t, s, "deleteMessages", some(), 400, "Bad Request: message identifiers are not specified")
	wrong(t, s, "deleteMessages", some(make([]int, 101)...), 400, "Bad Request: too many messages to delete")
}

func TestTaps(t *testing.T) {
	c := newClock()
	s := started(t, Options{Now: c.now})
	id := send(t, s, fields{"reply_markup": fields{"inline_keyboard": []any{
		[]fields{{"text": "A", "callback_data": "a"}, {"text": "web", "url": "https://a.b"}},
	}}})
	for _, at := range [][3]int{{99, 0, 0}, {id, 1, 0}, {id, 0, 2}, {id, -1, 0}, {id, 0, 1}, {1, 0, 0}} {
		if _, err := s.Tap(anna, at[0], at[1], at[2]); err == nil {
			t.Errorf("there is no button to tap at %v", at)
		}
	}
	if _, err := s.Tap(berta, id, 0, 0); err == nil {
		t.Error("a stranger tapped")
	}
	query, err := s.Tap(anna, id, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.TapData(anna, id, "forged"); err != nil {
		t.Fatal(err)
	}
	done(t, s, "deleteMessage", fields{"chat_id": anna, "message_id": id})
	stale, err := s.TapData(anna, id, "a")
	if err != nil {
		t.Fatal(err)
	}
	got := poll(t, s, fields{})
	if len(got) != 3 || got[0].Query.ID != query || got[0].Query.Data != "a" || got[0].Query.Message.Date == 0 ||
		got[1].Query.Data != "forged" || got[2].Query.Message.Date != 0 || got[2].Query.Message.ID != id {
		t.Errorf("got %+v", got)
	}
	const old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
	reply := func(query, text string) fields { return fields{"callback_query_id": query, "text": text} }
	wrong(t, s, "answerCallbackQuery", reply("x", ""), 400, old)
	wrong(t, s, "answerCallbackQuery", reply(query, strings.Repeat("a", 201)), 400, "Bad Request: MESSAGE_TOO_LONG")
	wrong(t, s, "answerCallbackQuery", fields{"callback_query_id": query, "url": "https://a.b"}, 400,
		"Bad Request: URL_INVALID")
	done(t, s, "answerCallbackQuery", fields{"callback_query_id": query, "text": "seen", "show_alert": true})
	wrong(t, s, "answerCallbackQuery", reply(query, ""), 400, old)
	want := []Answer{{QueryID: query, Text: "seen", Alert: true, At: c.at}}
	if diff := cmp.Diff(want, s.Answers(anna)); diff != "" {
		t.Error(diff)
	}
	c.pass(queryLife + time.Second)
	wrong(t, s, "answerCallbackQuery", reply(stale, ""), 400, old)
	if _, err := s.TapData(anna, 1, "b"); err != nil || len(s.world.queries) != 1 {
		t.Errorf("%d taps wait for an answer, %v", len(s.world.queries), err)
	}
}
