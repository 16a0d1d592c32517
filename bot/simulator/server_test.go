package simulator

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	"github.com/google/go-cmp/cmp"
)

func TestEncodings(t *testing.T) {
	s := started(t, Options{})
	multipart := "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n1001\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello\r\n--x--\r\n"
	form := url.Values{"chat_id": {"1001"}, "text": {"hello"}}.Encode()
	for _, test := range []struct{ name, query, kind, body string }{
		{"json", "", "application/json; charset=utf-8", `{"chat_id":1001,"text":"hello","entities":null}`},
		{"json with a string for the id", "", "application/json", `{"chat_id":"1001","text":"hello"}`},
		{"form", "", "application/x-www-form-urlencoded", form},
		{"multipart", "", "multipart/form-data; boundary=x", multipart},
		{"query", "?" + form, "", ""},
	} {
		req := newRequest(t, "/bot"+token+"/sendmessage"+test.query, test.kind, test.body)
		if a, err := do(t, s.Transport(), req); err != nil || !a.OK {
			t.Errorf("%s: %+v %v", test.name, a, err)
		}
	}
	if n := len(s.Chat(anna)); n != 6 {
		t.Errorf("%d messages, want 1 said and 5 sent", n)
	}
	for _, test := range []struct{ name, path, kind, body, want string }{
		{"no bot", "/", "", "", "404 Not Found"},
		{"no method", "/bot" + token, "", "", "404 Not Found"},
		{"unknown method", "/bot" + token + "/getFish", "", "", "404 Not Found: method not found"},
		{"wrong token", "/bot42:guess/getMe", "", "", "401 Unauthorized"},
		{
			"half a body", "/bot" + token + "/sendMessage", "multipart/form-data; boundary=x", multipart[:90],
			"400 Bad Request: can't parse the body of the request as multipart/form-data",
		},
		{
			"bad json", "/bot" + token + "/sendMessage", "application/json", "{",
			"400 Bad Request: can't parse the body of the request as application/json",
		},
		{
			"strange kind", "/bot" + token + "/sendMessage", "text/plain", "hello",
			"400 Bad Request: unsupported content type of the request",
		},
		{
			"no kind", "/bot" + token + "/sendMessage", "", "hello",
			"400 Bad Request: can't parse the content type of the request",
		},
		{
			"too much", "/bot" + token + "/sendMessage", "application/json", strings.Repeat(" ", maxBody+1),
			"413 Request Entity Too Large",
		},
	} {
		a, err := do(t, s.Transport(), newRequest(t, test.path, test.kind, test.body))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%d %s", a.status, a.Text); got != test.want || a.Code != a.status || a.OK {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func newRequest(t *testing.T, path, kind, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://telegram"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	return req
}

// TestRealClient lets go-telegram/bot talk to the server over a real connection.
func TestRealClient(t *testing.T) {
	s := newServer(t, Options{})
	s.AddUser(User{ID: anna, FirstName: "A-17", LanguageCode: "de"})
	web := httptest.NewServer(s)
	defer web.Close()
	b, err := bot.New(token, bot.WithServerURL(web.URL))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	say(t, s, anna, "/start abc")
	var got *models.Update
	heard := make(chan struct{})
	b.RegisterHandlerMatchFunc(func(*models.Update) bool { return true },
		func(_ context.Context, _ *bot.Bot, u *models.Update) {
			got = u
			close(heard)
		})
	polling, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		b.Start(polling)
		close(ended)
	}()
	<-heard
	stop()
	<-ended
	if got.Message == nil || got.Message.Text != "/start abc" || got.Message.Entities[0].Length != 6 {
		t.Fatalf("got %+v", got)
	}
	sent, err := b.SendMessage(ctx, &bot.SendMessageParams{
		ChatID: anna, Text: "Where?", ProtectContent: true,
		Entities: []models.MessageEntity{{Type: models.MessageEntityTypeBold, Offset: 0, Length: 5}},
		ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{
			{{Text: "here", CallbackData: "1"}, {Text: "there", CallbackData: "2"}},
		}},
	})
	if err != nil || sent.ID != 2 || sent.ReplyMarkup.InlineKeyboard[0][1].Text != "there" {
		t.Fatalf("sent %+v %v", sent, err)
	}
	query, err := s.Tap(anna, sent.ID, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	realClientRest(t, s, b, sent.ID, query)
	if v := s.Violations(); len(v) > 0 {
		t.Errorf("violations: %q", v)
	}
}

func realClientRest(t *testing.T, s *Server, b *bot.Bot, id int, query string) {
	t.Helper()
	ctx := t.Context()
	var errs []error
	try := func(_ any, err error) { errs = append(errs, err) }
	try(b.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: query, Text: "noted"}))
	try(b.EditMessageText(ctx, &bot.EditMessageTextParams{ChatID: anna, MessageID: id, Text: "There."}))
	try(b.SendPhoto(ctx, &bot.SendPhotoParams{
		ChatID: anna, Caption: "a week", Photo: &models.InputFileUpload{
			Filename: "week.png",
			Data:     bytes.NewReader(picture(t, 4, 3)),
		},
	}))
	try(b.SendDocument(ctx, &bot.SendDocumentParams{
		ChatID: anna, Document: &models.InputFileUpload{Filename: "data.csv", Data: strings.NewReader("a,b")},
	}))
	try(b.SendContact(ctx, &bot.SendContactParams{ChatID: anna, PhoneNumber: "+44116123", FirstName: "Helpline"}))
	try(b.SetMyCommands(ctx, &bot.SetMyCommandsParams{
		Commands: []models.BotCommand{{Command: "help", Description: "Help"}},
		Scope:    &models.BotCommandScopeChat{ChatID: anna},
	}))
	try(b.SetMyName(ctx, &bot.SetMyNameParams{Name: "Footing"}))
	try(b.SetChatMenuButton(ctx, &bot.SetChatMenuButtonParams{
		ChatID:     anna,
		MenuButton: models.MenuButtonCommands{Type: "commands"},
	}))
	try(b.SendChatAction(ctx, &bot.SendChatActionParams{ChatID: anna, Action: models.ChatActionTyping}))
	try(b.DeleteMessages(ctx, &bot.DeleteMessagesParams{ChatID: anna, MessageIDs: []int{id}}))
	try(b.GetChat(ctx, &bot.GetChatParams{ChatID: anna}))
	for i, err := range errs {
		if err != nil {
			t.Errorf("call %d: %v", i, err)
		}
	}
	shown := s.Chat(anna)
	if len(shown) != 4 || shown[1].Caption != "a week" || string(shown[2].Document.Data) != "a,b" ||
		shown[2].Document.Name != "data.csv" || shown[3].Contact.Phone != "+44116123" {
		t.Errorf("the phone shows %+v", shown)
	}
	want := Profile{Name: "Footing", Commands: []Command{{"help", "Help"}}, Menu: "commands"}
	if diff := cmp.Diff(want, s.Profile(anna)); diff != "" {
		t.Error(diff)
	}
	if toasts := s.Answers(anna); len(toasts) != 1 || toasts[0].Text != "noted" || toasts[0].QueryID != query {
		t.Errorf("toasts %+v", toasts)
	}
}

// picture is a PNG of a size.
func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestSameBytes plays the same scene twice.
func TestSameBytes(t *testing.T) {
	scene := func() string {
		c := newClock()
		s := started(t, Options{Now: c.now, RestartSeed: 7})
		var all strings.Builder
		for range 3 {
			c.pass(8 * 24 * 60 * 60 * 1e9)
			id := send(t, s, fields{"reply_markup": buttons("a", "b")})
			if _, err := s.Tap(anna, id, 0, 1); err != nil {
				t.Fatal(err)
			}
			all.Write(done(t, s, "getUpdates", fields{}))
		}
		for _, e := range s.Log() {
			all.WriteString(e.String() + "\n")
		}
		return all.String()
	}
	if diff := cmp.Diff(scene(), scene()); diff != "" {
		t.Error(diff)
	}
}

func TestTransportGone(t *testing.T) {
	s := started(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://telegram/bot"+token+"/getMe", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := do(t, s.Transport(), req); err == nil {
		t.Error("a request whose context has ended was answered")
	}
	req = req.Clone(t.Context())
	req.Body = io.NopCloser(failing{})
	req.Header.Set("Content-Type", "application/json")
	if _, err := do(t, s.Transport(), req); err == nil {
		t.Error("a body that breaks was answered")
	}
}

// failing is a body that breaks.
type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func FuzzRequest(f *testing.F) {
	f.Add("application/json", `{"chat_id":1001,"text":"a","entities":[{"type":"bold","offset":0,"length":1}]}`)
	f.Add("application/json",
		`{"chat_id":1001,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"a","url":"t.me"}]]}}`)
	f.Add("application/json", `{"chat_id":1001,"text":"<b>a</b>","parse_mode":"HTML"}`)
	f.Add("multipart/form-data; boundary=x",
		"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello\r\n--x--\r\n")
	f.Add("application/x-www-form-urlencoded", "chat_id=1001&text=%ff&parse_mode=MarkdownV2")
	f.Fuzz(func(t *testing.T, kind, body string) {
		offline := &http.Client{Transport: newServer(t, Options{}).Transport()} // webhooks lead nowhere
		s := started(t, Options{Rate: Unlimited, Burst: Unlimited, Client: offline})
		for _, method := range []string{
			"sendMessage", "editMessageText", "setMyCommands", "answerCallbackQuery",
			"setWebhook",
		} {
			a, err := do(t, s.Transport(), newRequest(t, "/bot"+token+"/"+method, kind, body))
			if err != nil {
				t.Fatalf("%s broke: %v", method, err)
			}
			if a.OK != (a.status == http.StatusOK) || a.OK != (a.Text == "") {
				t.Errorf("%s: %s", method, a.raw)
			}
		}
	})
}

// TestManyAtOnce is for the race detector: everything at once, and every number given once.
func TestManyAtOnce(t *testing.T) {
	s := started(t, Options{Rate: Unlimited, Burst: Unlimited, LogSize: 50})
	const each = 40
	var all sync.WaitGroup
	for worker := range int64(4) {
		user := 2000 + worker
		s.AddUser(User{ID: user})
		all.Go(func() {
			for range each {
				say(t, s, user, "hello")
				id := send(t, s, fields{"chat_id": user, "reply_markup": buttons("a")})
				query, err := s.Tap(user, id, 0, 0)
				if err != nil {
					t.Error(err)
					return
				}
				done(t, s, "answerCallbackQuery", fields{"callback_query_id": query})
				done(t, s, "editMessageText", fields{"chat_id": user, "message_id": id, "text": "done"})
				s.Chat(user)
				s.Log()
			}
		})
	}
	seen := map[int64]bool{}
	for offset := int64(0); len(seen) < 4*each*2; {
		for _, u := range poll(t, s, fields{"offset": offset}) {
			if seen[u.ID] {
				t.Errorf("update %d came twice", u.ID)
			}
			seen[u.ID], offset = true, u.ID+1
		}
	}
	all.Wait()
	if n := s.world.lastMessage; n != 1+4*each*2 {
		t.Errorf("%d messages", n)
	}
}

// BenchmarkTap is a tap, its update, an edit and an answer, without a connection.
func BenchmarkTap(b *testing.B) {
	s := New(Options{Token: token, Now: currentTime, Rate: Unlimited, Burst: Unlimited, LogSize: 1000})
	defer s.Close()
	s.AddUser(User{ID: anna})
	if _, err := s.Send(anna, "/start"); err != nil {
		b.Fatal(err)
	}
	through := s.Transport()
	post := func(method, body string) {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://telegram/bot"+token+"/"+method,
			strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := through.RoundTrip(req)
		if err != nil || resp.StatusCode != http.StatusOK {
			b.Fatalf("%s: %v", method, err)
		}
		if err := resp.Body.Close(); err != nil {
			b.Fatal(err)
		}
	}
	const keys = `"reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"a"},{"text":"b","callback_data":"b"}]]}`
	post("sendMessage", `{"chat_id":1001,"text":"0",`+keys+`}`)
	for n := 0; b.Loop(); n++ {
		query, err := s.Tap(anna, 2, 0, 0)
		if err != nil {
			b.Fatal(err)
		}
		post("getUpdates", fmt.Sprintf(`{"offset":%d}`, n+2))
		post("editMessageText", fmt.Sprintf(`{"chat_id":1001,"message_id":2,"text":"%d",%s}`, n+1, keys))
		post("answerCallbackQuery", `{"callback_query_id":"`+query+`"}`)
	}
}
