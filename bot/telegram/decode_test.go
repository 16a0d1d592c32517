package telegram

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"
	"github.com/google/go-cmp/cmp"
)

const (
	from = `"from":{"id":7,"is_bot":false,"first_name":"A-17","last_name":"x","language_code":"de"}`
	chat = `"chat":{"id":7,"first_name":"A-17","type":"private"}`
	head = `"message_id":5,` + from + `,` + chat + `,"date":1700000000`
)

// message is what every message in these tests has in common.
func message(change func(*Update)) Update {
	u := Update{
		ID: 9, Kind: KindMessage, ChatID: 7, ChatType: Private, FromID: 7, FirstName: "A-17", LastName: "x", Language: "de",
		MessageID: 5, Date: time.Unix(1700000000, 0).UTC(),
	}
	change(&u)
	return u
}

func content(c Content, text string) Update {
	return message(func(u *Update) { u.Content, u.Text = c, text })
}

func TestDecode(t *testing.T) {
	for name, tt := range map[string]struct {
		raw  string
		want Update
	}{
		"text": {`{"update_id":9,"message":{` + head + `,"text":"hi"}}`, content(ContentText, "hi")},
		"photo": {
			`{"update_id":9,"message":{` + head + `,"photo":[{"file_id":"f"}],"caption":"look"}}`,
			content(ContentPhoto, "look"),
		},
		"sticker":  {`{"update_id":9,"message":{` + head + `,"sticker":{"type":"new"}}}`, content(ContentSticker, "")},
		"voice":    {`{"update_id":9,"message":{` + head + `,"voice":{}}}`, content(ContentVoice, "")},
		"document": {`{"update_id":9,"message":{` + head + `,"document":{}}}`, content(ContentDocument, "")},
		"contact":  {`{"update_id":9,"message":{` + head + `,"contact":{}}}`, content(ContentContact, "")},
		"dice":     {`{"update_id":9,"message":{` + head + `,"dice":{}}}`, content(ContentOther, "")},
		"absent":   {`{"update_id":9,"message":{` + head + `,"photo":null}}`, content(ContentOther, "")},
		"text with unknown unions": {
			`{"update_id":9,"message":{` + head +
				`,"text":"help","forward_origin":{"type":"later"},"paid_media":{"paid_media":[{"type":"later"}]}}}`,
			content(ContentText, "help"),
		},
		"edited": {
			`{"update_id":9,"edited_message":{` + head + `,"edit_date":1800000000,"text":"ho"}}`,
			message(func(u *Update) {
				u.Kind, u.Content, u.Text, u.Written = KindEdited, ContentText, "ho", u.Date
				u.Date = time.Unix(1800000000, 0).UTC()
			}),
		},
		"edited at a time unknown": {
			`{"update_id":9,"edited_message":{` + head + `,"text":"ho"}}`,
			message(func(u *Update) { u.Kind, u.Content, u.Text = KindEdited, ContentText, "ho" }),
		},
		"tap": {
			`{"update_id":9,"callback_query":{"id":"q1",` + from + `,"message":{"message_id":5,` + chat +
				`,"date":1,"text":"?"},"chat_instance":"1","data":"a:1"}}`,
			message(func(u *Update) { u.Kind, u.TapID, u.Data, u.Date = KindTap, "q1", "a:1", time.Time{} }),
		},
		"tap on a message too old": {
			`{"update_id":9,"callback_query":{"id":"q1",` + from + `,"message":{"message_id":5,` + chat +
				`,"date":0},"chat_instance":"1"}}`,
			message(func(u *Update) { u.Kind, u.TapID, u.Date = KindTap, "q1", time.Time{} }),
		},
		"tap elsewhere": {
			`{"update_id":9,"callback_query":{"id":"q1",` + from + `,"inline_message_id":"1","chat_instance":"1","data":"d"}}`,
			message(func(u *Update) {
				u.Kind, u.TapID, u.Data, u.Date, u.ChatID, u.ChatType, u.MessageID = KindTap, "q1", "d", time.Time{}, 0, "", 0
			}),
		},
		"blocked": {
			`{"update_id":9,"my_chat_member":{` + from + `,` + chat +
				`,"date":1700000000,"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked","until_date":0}}}`,
			message(func(u *Update) { u.Kind, u.Status, u.MessageID = KindMember, "kicked", 0 }),
		},
		"unknown kind": {`{"update_id":9,"thought_reading":{"text":"hi"}}`, Update{ID: 9}},
		"bare":         {`{"update_id":-9}`, Update{ID: -9}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Decode(json.RawMessage(tt.raw))
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	for raw, want := range map[string]string{
		``:                                   "decode update 0: not JSON at byte 0",
		`{"update_id":9`:                     "decode update 0: not JSON at byte 14",
		`null`:                               "decode update: no update_id",
		`[]`:                                 "decode update 0: wrong type at byte 1",
		`{"message":{}}`:                     "decode update: no update_id",
		`{"update_id":"nine"}`:               "decode update 0: wrong type at byte 19",
		`{"update_id":9,"message":"secret"}`: "decode update 9: wrong type at byte 33",
		`{"update_id":9,"message":{"text":12345}}`:                           "decode update 9: wrong type at byte 38",
		`{"update_id":9,"message":{"text":"secret"}}`:                        "decode update 9: message without a chat",
		`{"update_id":9,"my_chat_member":{}}`:                                "decode update 9: member without a chat",
		`{"update_id":9,"callback_query":{"data":"secret","from":{"id":1}}}`: "decode update 9: tap without an id",
		`{"update_id":9,"callback_query":{"data":"secret","id":"1"}}`:        "decode update 9: tap without a sender",
	} {
		u, err := Decode(json.RawMessage(raw))
		if err == nil || err.Error() != want {
			t.Errorf("%s\ngot  %v\nwant %s", raw, err, want)
		}
		if wantID := strings.Contains(want, "update 9"); (u.ID == 9) != wantID || u.Kind != KindOther || u.Text != "" {
			t.Errorf("%s: left %d %v", raw, u.ID, u.Kind)
		}
	}
}

func TestWords(t *testing.T) {
	for k := range KindMember + 2 {
		if (k.String() == "unknown") != (k > KindMember) {
			t.Errorf("kind %d is %s", uint8(k), k)
		}
	}
	for k := range Retry + 2 {
		if (k.String() == "unknown") != (k > Retry) {
			t.Errorf("outcome %d is %s", uint8(k), k)
		}
	}
}

var (
	printedUpdate = regexp.MustCompile(`^update -?\d+ \((other|message|edited|tap|member)\)$`)
	printedError  = regexp.MustCompile(`^decode update( -?\d+)?: (no update_id|(not JSON|wrong type) at byte \d+|(message|edited|tap|member) without an? (id|sender|chat))$`)
)

// FuzzDecode: no bytes make it panic, neither an update nor an error shows anything of them, and wherever the
// library can read an update too, both read the same.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"update_id":9,"message":{` + head + `,"text":"hi \ud83d\ude00"}}`,
		`{"update_id":9,"edited_message":{` + head + `,"photo":[],"caption":"c"}}`,
		`{"update_id":9,"callback_query":{"id":"q",` + from + `,"message":{"message_id":5,` + chat +
			`,"date":0},"data":"a"}}`,
		`{"update_id":9,"my_chat_member":{` + from + `,` + chat + `,"date":1,"new_chat_member":{"status":"kicked"}}}`,
		`{"update_id":1e2}`, `{"update_id":9,"message":{"text":7}}`, `{"update_id":9,"message":null,"poll":{}}`, `[`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := Decode(raw)
		if text := fmt.Sprintf("%+v", got); !printedUpdate.MatchString(text) {
			t.Errorf("prints %s", text)
		}
		if err != nil {
			if !printedError.MatchString(err.Error()) {
				t.Errorf("fails with %v", err)
			}
			return
		}
		if !json.Valid(raw) {
			t.Error("read something that is not JSON")
		}
		theirs, err := byLibrary(raw)
		if err != nil {
			return
		}
		got.Content = ContentOther // theirs cannot tell an empty photo from none
		if diff := cmp.Diff(theirs, got); diff != "" {
			t.Error(diff)
		}
	})
}

// byLibrary reads an update with the library's models, without what a message holds.
func byLibrary(raw []byte) (u Update, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	var r models.Update
	if err := json.Unmarshal(raw, &r); err != nil {
		return u, err
	}
	u.ID = r.ID
	person := func(chat models.Chat, from *models.User) {
		u.ChatID, u.ChatType = chat.ID, string(chat.Type)
		if from != nil {
			u.FromID, u.FirstName, u.LastName, u.Language = from.ID, from.FirstName, from.LastName, from.LanguageCode
		}
	}
	written := func(kind Kind, m *models.Message) {
		person(m.Chat, m.From)
		u.Kind, u.MessageID, u.Date, u.Text = kind, m.ID, time.Unix(int64(m.Date), 0).UTC(), m.Text
		if kind == KindEdited && m.EditDate > 0 {
			u.Date, u.Written = time.Unix(int64(m.EditDate), 0).UTC(), u.Date
		}
		if m.Text == "" {
			u.Text = m.Caption
		}
	}
	switch {
	case r.Message != nil:
		written(KindMessage, r.Message)
	case r.EditedMessage != nil:
		written(KindEdited, r.EditedMessage)
	case r.CallbackQuery != nil:
		tap := r.CallbackQuery
		var origin models.InaccessibleMessage
		if tap.Message.Message != nil {
			origin.Chat, origin.MessageID = tap.Message.Message.Chat, tap.Message.Message.ID
		} else if tap.Message.InaccessibleMessage != nil {
			origin = *tap.Message.InaccessibleMessage
		}
		person(origin.Chat, &tap.From)
		u.Kind, u.TapID, u.Data, u.MessageID = KindTap, tap.ID, tap.Data, origin.MessageID
	case r.MyChatMember != nil:
		person(r.MyChatMember.Chat, &r.MyChatMember.From)
		u.Kind, u.Date = KindMember, time.Unix(int64(r.MyChatMember.Date), 0).UTC()
		u.Status = string(r.MyChatMember.NewChatMember.Type)
	}
	return u, nil
}

// TestSalvage: of an update that cannot be decoded, who sent it is read where that is there.
func TestSalvage(t *testing.T) {
	for raw, want := range map[string]Update{
		`{"update_id":9,"message":{"text":12345,"from":{"id":5},"chat":{"id":5,"type":"private"}}}`: {
			ID: 9, Kind: KindMessage, ChatID: 5, ChatType: Private, FromID: 5,
		},
		`{"update_id":9,"callback_query":{"data":"h:told","from":{"id":5},"message":{"chat":{"id":5,"type":"private"}}}}`: {
			ID: 9, Kind: KindTap, ChatID: 5, ChatType: Private, FromID: 5, Data: "h:told",
		},
		`{"update_id":9,"message":{"text":"secret"}}`: {},
		`{"update_id":9,"message":"secret"}`:          {},
		`{"update_id":9`:                              {},
	} {
		got, ok := Salvage(json.RawMessage(raw))
		got.Date = want.Date
		if ok != (want.ID != 0) || ok && got != want {
			t.Errorf("%s: %v, %+v", raw, ok, got)
		}
	}
}
