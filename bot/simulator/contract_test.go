package simulator

import (
	"encoding/json"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMethodsAndFields proves that Bot API 10.1 has every method that the server routes and every parameter that it
// reads, and that the specification keeps no method that is not routed.
func TestMethodsAndFields(t *testing.T) {
	s := started(t, Options{Rate: Unlimited, Burst: Unlimited})
	read := map[string]bool{}
	s.onRead = func(method, field string) { read[method+"."+field] = true }
	routed := append([]string{"getUpdates"}, keys(s.routes)...)
	sort.Strings(routed)
	if diff := cmp.Diff(keys(s.contract.Methods), routed); diff != "" {
		t.Error(diff)
	}
	for _, method := range routed {
		for field := range s.contract.Methods[method] { // once missing, once good: each is read on some path
			call(t, s, method, good(method, field))
		}
		call(t, s, method, good(method, ""))
	}
	for name := range read {
		method, field, _ := strings.Cut(name, ".")
		if _, known := s.contract.Methods[method][field]; !known {
			t.Errorf("%s is read and not in the specification", name)
		}
	}
	for _, name := range []string{
		"sendMessage.text", "sendPhoto.caption_entities", "getUpdates.offset",
		"setWebhook.secret_token",
	} {
		if !read[name] {
			t.Errorf("%s was not read: the test proves nothing", name)
		}
	}
}

// good is a call with values that pass, but for one field.
func good(method, without string) fields {
	f := fields{
		"chat_id": anna, "text": "hello", "caption": "x", "message_id": 1, "message_ids": []int{1}, "photo": "photo-1",
		"document": "document-1", "phone_number": "1", "first_name": "x", "action": "typing", "url": "https://x.y",
		"commands": []fields{{"command": "a", "description": "a"}}, "callback_query_id": "1",
	}
	if method == "setWebhook" {
		f["url"] = ""
	}
	delete(f, without)
	return f
}

func keys[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// TestAnswersFit holds everything that the server says against the specification.
func TestAnswersFit(t *testing.T) {
	c := newClock()
	s := started(t, Options{Now: c.now, Rate: Unlimited, Burst: Unlimited})
	id := send(t, s, fields{
		"reply_markup": buttons("a"),
		"entities":     []fields{{"type": "bold", "offset": 0, "length": 3}},
	})
	check := func(kind string, raw json.RawMessage) {
		t.Helper()
		var value any
		decode(t, raw, &value)
		if found := in(kind, s.contract.checkType(kind, value)); len(found) > 0 {
			t.Errorf("%s: %q", raw, found)
		}
	}
	var errs []error
	try := func(_ any, err error) { errs = append(errs, err) }
	try(s.Tap(anna, id, 0, 0))
	try(s.TapData(anna, 99, "x"))
	try(s.SendPhoto(anna, picture(t, 2, 2), "/look"))
	try(s.SendSticker(anna, "🙂"))
	try(s.SendContact(anna, Contact{Phone: "1", FirstName: "x"}))
	try(nil, s.EditOwn(anna, 1, "/stop"))
	try(nil, s.AddToGroup(anna, -7, "x"))
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	check("Message", done(t, s, "sendMessage", fields{
		"chat_id": anna, "text": "x",
		"reply_parameters": fields{"message_id": id},
	}))
	check("Message", done(t, s, "sendPhoto", fields{"chat_id": anna, "photo": "photo-1"}))
	check("Message", done(t, s, "editMessageText", fields{"chat_id": anna, "message_id": id, "text": "new"}))
	check("ChatFullInfo", done(t, s, "getChat", fields{"chat_id": anna}))
	check("ChatFullInfo", done(t, s, "getChat", fields{"chat_id": -7}))
	check("User", done(t, s, "getMe", fields{}))
	check("Array of BotCommand", done(t, s, "getMyCommands", fields{}))
	check("WebhookInfo", done(t, s, "getWebhookInfo", fields{}))
	done(t, s, "leaveChat", fields{"chat_id": -7})
	if err := s.Block(anna); err != nil {
		t.Fatal(err)
	}
	check("Array of Update", done(t, s, "getUpdates", fields{}))
	c.pass(time.Hour)
}

func TestViolations(t *testing.T) {
	s := started(t, Options{Rate: Unlimited, Burst: Unlimited})
	for range 2 { // each is listed once
		call(t, s, "sendMessageDraft", fields{})
		send(t, s, fields{"colour": "red"})
		call(t, s, "sendMessage", fields{"chat_id": anna, "text": "x", "disable_notification": "maybe", "entities": fields{}})
		send(t, s, fields{"reply_markup": `{"inline_keyboard":[[{"text":"a","callback_data":"a","disabled":{}}]],"force":1}`})
		send(t, s, fields{"reply_markup": `{"keyboard":[["a"],[{"text":"b","request_user":{}}]],"resize_keyboard":"yes"}`})
		call(t, s, "sendMessage", fields{"text": "x", "chat_id": "@x", "link_preview_options": "{"})
		call(t, s, "editMessageReplyMarkup", fields{
			"chat_id": anna, "message_id": "two",
			"reply_markup": fields{"inline_keyboard": []any{[]any{fields{"text": 1}}}},
		})
		call(t, s, "setMyCommands", fields{"scope": fields{"type": "chat"}})
	}
	want := []string{
		"sendMessageDraft: not a method that Bot API 10.1 and the simulator have",
		"sendMessage.colour: no such parameter",
		"sendMessage.disable_notification: not a Boolean",
		"sendMessage.entities: not Array of MessageEntity",
		"sendMessage.reply_markup.force: no such field in InlineKeyboardMarkup",
		"sendMessage.reply_markup.inline_keyboard[][].disabled: no such field in InlineKeyboardButton",
		"sendMessage.reply_markup.keyboard[][].request_user: no such field in KeyboardButton",
		"sendMessage.reply_markup.resize_keyboard: not Boolean",
		"sendMessage.link_preview_options: not JSON",
		"editMessageReplyMarkup.message_id: not Integer",
		"editMessageReplyMarkup.reply_markup.inline_keyboard[][].text: not String",
		"setMyCommands.commands: required",
	}
	if diff := cmp.Diff(want, s.Violations()); diff != "" {
		t.Error(diff)
	}
}
