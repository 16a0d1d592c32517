package simulator

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRefusedMessages(t *testing.T) {
	s := started(t, Options{Rate: Unlimited, Burst: Unlimited})
	s.AddUser(User{ID: berta, FirstName: "B-02"})
	entity := func(kind string, offset, length int) []fields {
		return []fields{{"type": kind, "offset": offset, "length": length}}
	}
	for _, test := range []struct {
		name string
		f    fields
		want string
	}{
		{"empty", fields{"text": ""}, "message text is empty"},
		{"white", fields{"text": " \n\t"}, "message text is empty"},
		{"too long", fields{"text": strings.Repeat("a", 4097)}, "message is too long"},
		{"too long in UTF-16", fields{"text": strings.Repeat("😀", 2049)}, "message is too long"},
		{"no chat", fields{"chat_id": ""}, "chat_id is empty"},
		{"unknown chat", fields{"chat_id": 5}, "chat not found"},
		{"unknown name", fields{"chat_id": "@footing"}, "chat not found"},
		{"unknown reply", fields{"reply_parameters": fields{"message_id": 99}}, "message to be replied not found"},
		{"mode", fields{"parse_mode": "rtf"}, "unsupported parse_mode"},
		{"entities", fields{"entities": "x"}, "can't parse entities JSON object"},
		{"entity kind", fields{"entities": entity("fat", 0, 1)}, "can't parse MessageEntity: Unsupported type specified"},
		{"entity link", fields{"entities": entity("text_link", 0, 1)}, "can't parse MessageEntity: Can't find field \"url\""},
		{
			"entity person",
			fields{"entities": entity("text_mention", 0, 1)},
			"can't parse MessageEntity: Can't find field \"user\"",
		},
		{"entity before", fields{"entities": entity("bold", -1, 1)}, "receive an entity with incorrect offset -1"},
		{"entity backwards", fields{"entities": entity("bold", 0, -1)}, "receive an entity with incorrect length -1"},
		{
			"entity behind",
			fields{"text": "abc", "entities": entity("bold", 4, 1)},
			"entity begins after the end of the text at UTF-16 offset 4",
		},
		{
			"entity over the end",
			fields{"text": "abc", "entities": entity("bold", 1, 3)},
			"entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 4",
		},
		{
			"entity in a pair",
			fields{"text": "😀 a", "entities": entity("bold", 1, 2)},
			"entity begins in a middle of a UTF-16 symbol at byte offset 4",
		},
		{
			"entity to a pair",
			fields{"text": "a 😀", "entities": entity("bold", 0, 3)},
			"entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 6",
		},
	} {
		f := fields{"chat_id": anna, "text": "How are you?"}
		for name, value := range test.f {
			f[name] = value
		}
		wrong(t, s, "sendMessage", f, 400, "Bad Request: "+test.want)
	}
	wrong(t, s, "sendMessage", fields{"chat_id": berta, "text": "hello"}, 403,
		"Forbidden: bot can't initiate conversation with a user")
	if n := len(s.Chat(anna)); n != 1 {
		t.Errorf("%d messages, want only what was said", n)
	}
	for _, text := range []string{strings.Repeat("a", 4096), strings.Repeat("😀", 2048), strings.Repeat("a", 4096) + "  "} {
		send(t, s, fields{"text": text})
	}
}

func TestParseModes(t *testing.T) {
	for _, test := range []struct{ mode, text, want string }{
		{"HTML", `<b>a <a href="x">b</a></b> &lt;`, ""},
		{"html", "a < b", "Unsupported start tag at byte offset 2"},
		{"HTML", "<fat>a</fat>", `Unsupported start tag "fat" at byte offset 0`},
		{"HTML", "a</b>", "Unexpected end tag at byte offset 1"},
		{"HTML", "<b><i>a</b></i>", `Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`},
		{"HTML", "<b>a", `Can't find end tag corresponding to start tag "b"`},
		{"Markdown", "*a* _b_ `c*`", ""},
		{"Markdown", "a *b", "Can't find end of the entity starting at byte offset 2"},
		{"MarkdownV2", `*a*\. ~b~`, ""},
		{"MarkdownV2", "a.", `Character '.' is reserved and must be escaped with the preceding '\'`},
	} {
		err, want := balanced(test.mode, test.text), "Bad Request: can't parse entities: "+test.want
		if (test.want == "") != (err == nil) || err != nil && err.Error() != want {
			t.Errorf("%s %q: %v, want %s", test.mode, test.text, err, want)
		}
	}
}

func TestRefusedMarkup(t *testing.T) {
	s := started(t, Options{Rate: Unlimited, Burst: Unlimited})
	const inline, key = "can't parse inline keyboard button: ", "can't parse keyboard button: "
	one := func(button string) string { return `{"inline_keyboard":[[` + button + `]]}` }
	many := one(strings.Repeat(`{"text":"a","callback_data":"a"},`, 100) + `{"text":"a","callback_data":"a"}`)
	for _, test := range []struct{ markup, want string }{
		{`{"inline_keyboard":[[`, "can't parse reply keyboard markup JSON object"},
		{`[]`, "object expected as reply markup"},
		{`{}`, "object expected as reply markup"},
		{`{"inline_keyboard":{}}`, `field "inline_keyboard" must be of type Array`},
		{`{"inline_keyboard":[{}]}`, `field "inline_keyboard" must be an Array of Arrays`},
		{`{"keyboard":[{}]}`, `field "keyboard" must be an Array of Arrays`},
		{one(`[]`), inline + "InlineKeyboardButton must be an Object"},
		{one(`{"callback_data":"a"}`), inline + `Can't find field "text"`},
		{one(`{"text":1,"callback_data":"a"}`), inline + `Field "text" must be of type String`},
		{one(`{"text":"a","callback_data":null}`), inline + `Field "callback_data" must be of type String`},
		{one(`{"text":"","callback_data":"a"}`), "inline keyboard button text must be non-empty"},
		{one(`{"text":"a"}`), inline + "Text buttons are unallowed in the inline keyboard"},
		{one(`{"text":"a","callback_data":""}`), inline + "Text buttons are unallowed in the inline keyboard"},
		{one(`{"text":"a","callback_data":"a","url":"https://a.b"}`), inline +
			"Exactly one of the optional fields must be used"},
		{one(`{"text":"a","callback_data":"` + strings.Repeat("ä", 32) + `."}`), "BUTTON_DATA_INVALID"},
		{one(`{"text":"a","url":"tel:116123"}`), "inline keyboard button URL 'tel:116123' is invalid: Wrong HTTP URL"},
		{many, "reply markup is too long"},
		{`{"keyboard":[[{}]]}`, key + `Can't find field "text"`},
		{`{"keyboard":[[{"text":1}]]}`, key + `Field "text" must be of type String`},
		{`{"keyboard":[[1]]}`, key + "KeyboardButton must be a String or an Object"},
		{`{"keyboard":[[{"text":""}]]}`, "keyboard button text must be non-empty"},
	} {
		f := fields{"chat_id": anna, "text": "hello", "reply_markup": test.markup}
		wrong(t, s, "sendMessage", f, 400, "Bad Request: "+test.want)
	}
	for _, markup := range []string{
		one(`{"text":"a","callback_data":"` + strings.Repeat("ä", 32) + `"}`),
		one(`{"text":"a","url":"t.me/footing_bot?start=x"}`),
		one(`{"text":"a","url":"tg://user?id=1"}`), `{"inline_keyboard":[]}`, `{"force_reply":true}`, `{"keyboard":[["a"]]}`,
	} {
		send(t, s, fields{"reply_markup": markup})
	}
}

func TestFiles(t *testing.T) {
	s := started(t, Options{Rate: Unlimited})
	upload := func(method, field string, data []byte, caption string) answer {
		t.Helper()
		var body bytes.Buffer
		body.WriteString("--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n1001\r\n" +
			"--x\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\n" + caption + "\r\n" +
			"--x\r\nContent-Disposition: form-data; name=\"" + field + "\"\r\n\r\nattach://f\r\n" +
			"--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.bin\"\r\n\r\n")
		body.Write(data)
		body.WriteString("\r\n--x--\r\n")
		a, err := do(t, s.Transport(), newRequest(t, "/bot"+token+"/"+method, "multipart/form-data; boundary=x",
			body.String()))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, test := range []struct {
		method, field string
		data          []byte
		caption, want string
	}{
		{"sendPhoto", "photo", picture(t, 30, 20), strings.Repeat("a", 1024), ""},
		{"sendPhoto", "photo", picture(t, 30, 20), strings.Repeat("a", 1025), "Bad Request: message caption is too long"},
		{"sendPhoto", "photo", []byte("no picture"), "", "Bad Request: IMAGE_PROCESS_FAILED"},
		{"sendPhoto", "photo", picture(t, 210, 10), "", "Bad Request: PHOTO_INVALID_DIMENSIONS"},
		{"sendDocument", "document", []byte("a,b"), "x", ""},
		{"sendDocument", "document", nil, "", "Bad Request: file must be non-empty"},
	} {
		if a := upload(test.method, test.field, test.data, test.caption); a.Text != test.want {
			t.Errorf("%s: got %q, want %q", test.method, a.Text, test.want)
		}
	}
	var photo struct{ Photo []wirePhoto }
	decode(t, done(t, s, "sendPhoto", fields{"chat_id": anna, "photo": "photo-1"}), &photo)
	if len(photo.Photo) != 1 || photo.Photo[0].Width != 30 || photo.Photo[0].Height != 20 {
		t.Errorf("a photo sent again: %+v", photo)
	}
	wrong(t, s, "sendPhoto", fields{"chat_id": anna}, 400, "Bad Request: there is no photo in the request")
	wrong(t, s, "sendDocument", fields{"chat_id": anna, "document": "photo-1"}, 400,
		"Bad Request: wrong file identifier/HTTP URL specified")
	wrong(t, s, "sendContact", fields{"chat_id": anna, "first_name": "x"}, 400, "Bad Request: phone number is empty")
	wrong(t, s, "sendContact", fields{"chat_id": anna, "phone_number": "1"}, 400, "Bad Request: first name is empty")
	wrong(t, s, "sendChatAction", fields{"chat_id": anna, "action": "dancing"}, 400,
		"Bad Request: wrong parameter action in request")
	want := []string{"sendContact.phone_number: required", "sendContact.first_name: required"}
	if diff := cmp.Diff(append([]string{"sendPhoto.photo: required"}, want...), s.Violations()); diff != "" {
		t.Error(diff)
	}
}

func TestShownMessages(t *testing.T) {
	c := newClock()
	s := started(t, Options{Now: c.now})
	c.pass(time.Minute)
	id := send(t, s, fields{
		"text": "  see /help 😀 ", "entities": []fields{
			{"type": "bold", "offset": 0, "length": 5},
			{"type": "code", "offset": 12, "length": 2},
		},
		"reply_parameters": fields{"message_id": 1}, "protect_content": true, "disable_notification": "true",
		"reply_markup": fields{"inline_keyboard": []any{
			[]any{fields{"text": "a", "callback_data": "1"}},
			[]any{fields{"text": "b", "url": "https://a.b"}},
		}},
	})
	want := Message{
		ID: id, FromBot: true, Text: "see /help 😀", ReplyTo: 1, Date: c.at, Protected: true, Silent: true,
		Entities: []Entity{
			{Type: "bold", Offset: 0, Length: 3},
			{Type: "bot_command", Offset: 4, Length: 5},
			{Type: "code", Offset: 10, Length: 2},
		},
		Buttons: [][]Button{{{Text: "a", Data: "1"}}, {{Text: "b", URL: "https://a.b"}}},
	}
	shown := s.Chat(anna)
	if diff := cmp.Diff(want, shown[1]); diff != "" {
		t.Error(diff)
	}
	if s.Chat(berta) != nil || s.Keyboard(berta) != nil || s.Answers(berta) != nil {
		t.Error("a stranger has something to show")
	}
	send(t, s, fields{"reply_parameters": fields{"message_id": 99, "allow_sending_without_reply": true}})
	if last := s.Chat(anna)[2]; last.ReplyTo != 0 {
		t.Errorf("answers %d", last.ReplyTo)
	}
}

func TestReplyKeyboard(t *testing.T) {
	s := started(t, Options{Rate: Unlimited, Burst: Unlimited})
	check := func(what string, want [][]string) {
		t.Helper()
		if diff := cmp.Diff(want, s.Keyboard(anna)); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	rows := [][]string{{"Help"}, {"Pause", "Stop"}}
	help := send(t, s, fields{"reply_markup": fields{"keyboard": rows, "is_persistent": true}})
	check("sent", rows)
	say(t, s, anna, "Help")
	send(t, s, fields{"reply_markup": buttons("a")})
	check("after a press and another message", rows)
	wrong(t, s, "editMessageText", fields{"chat_id": anna, "message_id": help, "text": "new"}, 400,
		"Bad Request: message can't be edited")
	done(t, s, "deleteMessage", fields{"chat_id": anna, "message_id": help})
	check("its message deleted", nil)
	send(t, s, fields{"reply_markup": fields{"keyboard": rows, "one_time_keyboard": true}})
	check("once", rows)
	say(t, s, anna, "else")
	check("once, other text", rows)
	say(t, s, anna, "Stop")
	check("once, pressed", nil)
	send(t, s, fields{"reply_markup": fields{"keyboard": rows}})
	send(t, s, fields{"reply_markup": fields{"remove_keyboard": true}})
	check("removed", nil)
}
