package simulator

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCommands(t *testing.T) {
	for _, test := range []struct {
		text string
		want []Entity
	}{
		{"/start abc", []Entity{{Type: "bot_command", Offset: 0, Length: 6}}},
		{"😀 /help@footing_bot, /stop!", []Entity{
			{Type: "bot_command", Offset: 3, Length: 17}, {Type: "bot_command", Offset: 22, Length: 5},
		}},
		{"and/or 1/2 //x <b/> /ä /" + strings.Repeat("a", 65), nil},
		{"(/a)", []Entity{{Type: "bot_command", Offset: 1, Length: 2}}},
	} {
		if diff := cmp.Diff(test.want, commands(test.text)); diff != "" {
			t.Errorf("%q: %s", test.text, diff)
		}
	}
}

func TestPeopleSay(t *testing.T) {
	c := newClock()
	s := newServer(t, Options{Now: c.now})
	if _, err := s.Send(anna, "hello"); err == nil {
		t.Error("an unknown person said something")
	}
	s.AddUser(User{ID: anna, FirstName: "A-17"})
	s.AddUser(User{ID: anna, FirstName: "A-17", LanguageCode: "de"})
	for _, text := range []string{"", " ", strings.Repeat("a", 4097)} {
		if _, err := s.Send(anna, text); err == nil {
			t.Errorf("a phone does not send %d characters", len(text))
		}
	}
	say(t, s, anna, " hello ")
	if _, err := s.SendPhoto(anna, []byte("jpeg"), "look"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SendSticker(anna, "🙂"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SendContact(anna, Contact{Phone: "1", FirstName: "x"}); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Minute)
	if err := s.EditOwn(anna, 1, "/help"); err != nil {
		t.Fatal(err)
	}
	for id, text := range map[int]string{1: " ", 2: "x", 99: "x"} {
		if s.EditOwn(anna, id, text) == nil {
			t.Errorf("message %d was edited to %q", id, text)
		}
	}
	if s.EditOwn(berta, 1, "x") == nil {
		t.Error("a stranger edited")
	}
	raw := string(done(t, s, "getUpdates", fields{}))
	for _, part := range []string{
		`"text":"hello"`, `"photo":[{"file_id":"photo-1"`, `"caption":"look"`, `"emoji":"🙂"`, `"contact":{"phone_number":"1"`,
		`"edited_message":{`, `"language_code":"de"`,
	} {
		if !strings.Contains(raw, part) {
			t.Errorf("%s is not in %s", part, raw)
		}
	}
	got := poll(t, s, fields{})
	if e := got[4].Edited; e.ID != 1 || e.Text != "/help" || len(e.Entities) != 1 || e.EditDate != c.at.Unix() {
		t.Errorf("edited: %+v", e)
	}
	shown := s.Chat(anna)
	if shown[0].Text != "/help" || shown[0].Edited != c.at || string(shown[1].Photo) != "jpeg" || shown[2].Sticker != "🙂" {
		t.Errorf("the phone shows %+v", shown)
	}
}

func TestBlocks(t *testing.T) {
	s := started(t, Options{})
	s.AddUser(User{ID: berta})
	id := send(t, s, fields{"reply_markup": buttons("a")})
	if s.Block(berta) == nil || s.Unblock(5) == nil || s.Deactivate(5) == nil {
		t.Error("who has no chat cannot block")
	}
	for range 2 { // the second time changes nothing
		if err := s.Block(anna); err != nil {
			t.Fatal(err)
		}
	}
	const blocked = "Forbidden: bot was blocked by the user"
	wrong(t, s, "sendMessage", fields{"chat_id": anna, "text": "hello"}, 403, blocked)
	wrong(t, s, "editMessageText", fields{"chat_id": anna, "text": "hello", "message_id": id}, 403, blocked)
	wrong(t, s, "sendChatAction", fields{"chat_id": anna, "action": "typing"}, 403, blocked)
	if _, err := s.Send(anna, "hello"); err == nil {
		t.Error("said something while the bot was blocked")
	}
	if _, err := s.Tap(anna, id, 0, 0); err == nil {
		t.Error("tapped while the bot was blocked")
	}
	if err := s.Unblock(anna); err != nil {
		t.Fatal(err)
	}
	send(t, s, fields{})
	got := poll(t, s, fields{})
	if len(got) != 2 || got[0].Member.New.Status != "kicked" || got[0].Member.Old.Status != "member" ||
		got[1].Member.New.Status != "member" || got[0].Member.From.ID != anna || got[0].Member.New.User.ID != 42 {
		t.Errorf("got %+v", got)
	}
	if err := s.Deactivate(anna); err != nil {
		t.Fatal(err)
	}
	wrong(t, s, "sendMessage", fields{"chat_id": anna, "text": "hello"}, 403, "Forbidden: user is deactivated")
	if _, err := s.Send(anna, "hello"); err == nil {
		t.Error("said something after the account was gone")
	}
}

func TestGroups(t *testing.T) {
	s := started(t, Options{})
	const group = int64(-7)
	if s.AddToGroup(berta, group, "x") == nil || s.AddToGroup(anna, 7, "x") == nil {
		t.Error("no such person, no such group")
	}
	for range 2 {
		if err := s.AddToGroup(anna, group, "Family"); err != nil {
			t.Fatal(err)
		}
	}
	heard := func(text string) {
		t.Helper()
		if _, err := s.SendToGroup(anna, group, text); err != nil {
			t.Fatal(err)
		}
	}
	heard("hello all")
	heard("/help@other_bot")
	heard("/help@Footing_Bot")
	got := poll(t, s, fields{})
	if len(got) != 3 || got[0].Member.New.Status != "member" || got[0].Member.Chat.Type != "group" ||
		got[1].Message.Chat.Title != "Family" || got[2].Message.Text != "/help@Footing_Bot" {
		t.Fatalf("got %+v", got)
	}
	done(t, s, "sendMessage", fields{"chat_id": group, "text": "I only talk in private."})
	wrong(t, s, "deleteMessage", fields{"chat_id": group, "message_id": got[2].Message.ID}, 400,
		"Bad Request: message can't be deleted")
	done(t, s, "leaveChat", fields{"chat_id": group})
	const gone = "Forbidden: bot is not a member of the group chat"
	wrong(t, s, "leaveChat", fields{"chat_id": group}, 403, gone)
	wrong(t, s, "sendMessage", fields{"chat_id": group, "text": "hello"}, 403, gone)
	wrong(t, s, "leaveChat", fields{"chat_id": anna}, 400,
		"Bad Request: chat member status can't be changed in private chats")
	heard("/help")
	if got := poll(t, s, fields{"offset": -1}); len(got) != 1 || got[0].Member.New.Status != "left" {
		t.Errorf("got %+v", got)
	}
	if _, err := s.SendToGroup(anna, -8, "hello"); err == nil {
		t.Error("spoke in a group that is not there")
	}
	wrong(t, s, "getChat", fields{"chat_id": berta}, 400, "Bad Request: chat not found")
	if raw := string(done(t, s, "getChat", fields{"chat_id": anna})); !strings.Contains(raw, `"type":"private"`) {
		t.Error(raw)
	}
}

func TestProfile(t *testing.T) {
	s := started(t, Options{})
	s.AddUser(User{ID: berta, LanguageCode: "de"})
	list := func(name string) []fields { return []fields{{"command": name, "description": "x"}} }
	done(t, s, "setMyCommands", fields{"commands": list("one")})
	done(t, s, "setMyCommands", fields{
		"commands": list("two"), "scope": fields{"type": "all_private_chats"},
		"language_code": "de",
	})
	done(t, s, "setMyCommands", fields{"commands": list("three"), "scope": fields{"type": "chat", "chat_id": anna}})
	done(t, s, "setMyName", fields{"name": "Footing"})
	done(t, s, "setMyName", fields{"name": "Notiz", "language_code": "de"})
	done(t, s, "setMyDescription", fields{"description": "d"})
	done(t, s, "setMyShortDescription", fields{"short_description": "s"})
	done(t, s, "setChatMenuButton", fields{"chat_id": anna, "menu_button": fields{"type": "commands"}})
	want := []Profile{
		{Name: "Footing", Description: "d", About: "s", Menu: "commands", Commands: []Command{{"three", "x"}}},
		{Name: "Notiz", Description: "d", About: "s", Menu: "default", Commands: []Command{{"two", "x"}}},
	}
	if diff := cmp.Diff(want, []Profile{s.Profile(anna), s.Profile(berta)}); diff != "" {
		t.Error(diff)
	}
	done(t, s, "deleteMyCommands", fields{"scope": fields{"type": "chat", "chat_id": anna}})
	done(t, s, "setMyName", fields{"name": ""})
	var left []Command
	decode(t, done(t, s, "getMyCommands", fields{}), &left)
	p := s.Profile(anna)
	if !cmp.Equal(left, []Command{{"one", "x"}}) || !cmp.Equal(p.Commands, left) || p.Name != "footing_bot" {
		t.Errorf("left %v, shown %+v", left, p)
	}
	for _, test := range []struct {
		method string
		f      fields
		want   string
	}{
		{"setMyCommands", fields{"commands": list("Help")}, "BOT_COMMAND_INVALID"},
		{"setMyCommands", fields{"commands": list(strings.Repeat("a", 33))}, "BOT_COMMAND_INVALID"},
		{
			"setMyCommands",
			fields{"commands": []fields{{"command": "a", "description": ""}}},
			"BOT_COMMAND_DESCRIPTION_INVALID",
		},
		{"setMyCommands", fields{"commands": make([]fields, 101)}, "BOT_COMMANDS_TOO_MUCH"},
		{"setMyCommands", fields{"commands": "x"}, "can't parse commands JSON object"},
		{"getMyCommands", fields{"scope": "x"}, "can't parse BotCommandScope JSON object"},
		{"getMyCommands", fields{"scope": fields{"type": "admins"}}, "can't parse BotCommandScope: unsupported type specified"},
		{
			"setMyCommands",
			fields{"commands": list("a"), "scope": fields{"type": "chat"}},
			"can't parse BotCommandScope: can't find field \"chat_id\"",
		},
		{
			"deleteMyCommands",
			fields{"scope": fields{"type": "chat_member", "chat_id": anna}},
			"can't parse BotCommandScope: can't find field \"user_id\"",
		},
		{"setMyName", fields{"name": strings.Repeat("a", 65)}, "name is too long"},
		{"setChatMenuButton", fields{"menu_button": fields{"type": "x"}}, "MenuButton has unsupported type"},
		{"setChatMenuButton", fields{"chat_id": 5}, "chat not found"},
	} {
		wrong(t, s, test.method, test.f, 400, "Bad Request: "+test.want)
	}
	var me struct{ ID int64 }
	if decode(t, done(t, s, "getMe", fields{}), &me); me.ID != 42 {
		t.Errorf("me: %+v", me)
	}
}

// TestScopesOfCommands: the commands of one scope and language are nobody else's.
func TestScopesOfCommands(t *testing.T) {
	s := started(t, Options{})
	admins := fields{"type": "all_chat_administrators"}
	mark := []fields{{"command": "store", "description": "abcdefghijklmnop"}}
	done(t, s, "setMyCommands", fields{"commands": mark, "scope": admins})
	of := func(f fields) (list []Command) {
		decode(t, done(t, s, "getMyCommands", f), &list)
		return list
	}
	if got := of(fields{"scope": admins}); !cmp.Equal(got, []Command{{"store", "abcdefghijklmnop"}}) {
		t.Errorf("the scope has %v", got)
	}
	for name, f := range map[string]fields{
		"everybody": {}, "another language": {"scope": admins, "language_code": "de"},
		"groups": {"scope": fields{"type": "all_group_chats"}}, "private chats": {"scope": fields{"type": "all_private_chats"}},
		"administrators of one group": {"scope": fields{"type": "chat_administrators", "chat_id": -7}},
	} {
		if got := of(f); len(got) > 0 {
			t.Errorf("%s has %v", name, got)
		}
	}
	if shown := s.Profile(anna).Commands; len(shown) > 0 {
		t.Errorf("a patient is shown %v", shown)
	}
}

// TestAcquainted: the bot may write first to somebody who spoke with it before, and no update says so.
func TestAcquainted(t *testing.T) {
	s := started(t, Options{})
	s.AddAcquainted(User{ID: 77, FirstName: "A-17"})
	done(t, s, "sendMessage", fields{"chat_id": 77, "text": "hello again"})
	s.AddAcquainted(User{ID: 77, FirstName: "A-17", LanguageCode: "de"})
	if n := len(s.Chat(77)); n != 1 {
		t.Errorf("the chat shows %d messages, want the one that was sent", n)
	}
	if n := s.Pending(); n != 0 {
		t.Errorf("%d updates, want none", n)
	}
}
