package simulator

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	token = "42:secret"
	anna  = int64(1001) // a person of most tests
	berta = int64(1002)
)

// clock is a virtual clock.
type clock struct{ at time.Time }

func newClock() *clock { return &clock{time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time { return c.at }

func (c *clock) pass(d time.Duration) { c.at = c.at.Add(d) }

func newServer(t *testing.T, opts Options) *Server {
	t.Helper()
	opts.Token, opts.Username = token, "footing_bot"
	if opts.Now == nil {
		opts.Now = currentTime
	}
	s := New(opts)
	t.Cleanup(s.Close)
	return s
}

// started is a server where one person has written /start, which the bot has fetched.
func started(t *testing.T, opts Options) *Server {
	t.Helper()
	s := newServer(t, opts)
	s.AddUser(User{ID: anna, FirstName: "A-17", LanguageCode: "en"})
	say(t, s, anna, "/start")
	call(t, s, "getUpdates", fields{"offset": -1})
	call(t, s, "getUpdates", fields{"offset": 2})
	return s
}

type fields map[string]any

// answer is what the Bot API answered.
type answer struct {
	OK         bool            `json:"ok"`
	Result     json.RawMessage `json:"result"`
	Code       int             `json:"error_code"`
	Text       string          `json:"description"`
	Parameters struct {
		Retry int `json:"retry_after"`
	} `json:"parameters"`
	status int
	raw    string
}

// try calls a method with a JSON body, without any connection.
func try(t *testing.T, s *Server, method string, f fields) (answer, error) {
	t.Helper()
	body, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://telegram/bot"+token+"/"+method,
		bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	return do(t, s.Transport(), req)
}

func do(t *testing.T, through http.RoundTripper, req *http.Request) (answer, error) {
	t.Helper()
	resp, err := through.RoundTrip(req)
	if err != nil {
		return answer{}, err
	}
	var raw bytes.Buffer
	if _, err := raw.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	a := answer{status: resp.StatusCode, raw: raw.String()}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(raw.Bytes(), &a); err != nil {
			t.Fatalf("%s: %v", raw.String(), err)
		}
	}
	return a, nil
}

// call is try for calls that are answered.
func call(t *testing.T, s *Server, method string, f fields) answer {
	t.Helper()
	a, err := try(t, s, method, f)
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return a
}

// done is call for calls that must succeed.
func done(t *testing.T, s *Server, method string, f fields) json.RawMessage {
	t.Helper()
	a := call(t, s, method, f)
	if !a.OK || a.status != http.StatusOK {
		t.Fatalf("%s: %d %s", method, a.Code, a.Text)
	}
	return a.Result
}

// wrong is call for calls that must be refused.
func wrong(t *testing.T, s *Server, method string, f fields, code int, text string) answer {
	t.Helper()
	a := call(t, s, method, f)
	if a.OK || a.Code != code || a.status != code || a.Text != text {
		t.Errorf("%s %v: got %d %q (HTTP %d), want %d %q", method, f, a.Code, a.Text, a.status, code, text)
	}
	return a
}

// send sends a text to anna and returns the id of the message.
func send(t *testing.T, s *Server, f fields) int {
	t.Helper()
	if f["chat_id"] == nil {
		f["chat_id"] = anna
	}
	if f["text"] == nil {
		f["text"] = "How are you?"
	}
	var m struct {
		ID int `json:"message_id"`
	}
	decode(t, done(t, s, "sendMessage", f), &m)
	return m.ID
}

func decode(t *testing.T, data json.RawMessage, target any) {
	t.Helper()
	if err := json.Unmarshal(data, target); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
}

func say(t *testing.T, s *Server, user int64, text string) int {
	t.Helper()
	id, err := s.Send(user, text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// fetched is the parts of an update that tests look at.
type fetched struct {
	ID      int64           `json:"update_id"`
	Message *fetchedMessage `json:"message"`
	Edited  *fetchedMessage `json:"edited_message"`
	Query   *struct {
		ID      string         `json:"id"`
		Data    string         `json:"data"`
		Message fetchedMessage `json:"message"`
	} `json:"callback_query"`
	Member *memberChange `json:"my_chat_member"`
}

type fetchedMessage struct {
	ID       int      `json:"message_id"`
	Date     int64    `json:"date"`
	EditDate int64    `json:"edit_date"`
	Text     string   `json:"text"`
	Entities []Entity `json:"entities"`
	Chat     chatInfo `json:"chat"`
	From     user     `json:"from"`
}

func poll(t *testing.T, s *Server, f fields) []fetched {
	t.Helper()
	var list []fetched
	decode(t, done(t, s, "getUpdates", f), &list)
	return list
}

func ids(list []fetched) []int64 {
	all := []int64{}
	for _, u := range list {
		all = append(all, u.ID)
	}
	return all
}

// buttons is an inline keyboard of one row.
func buttons(data ...string) fields {
	var row []fields
	for _, d := range data {
		row = append(row, fields{"text": strings.ToUpper(d), "callback_data": d})
	}
	return fields{"inline_keyboard": []any{row}}
}
