package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestClassify(t *testing.T) {
	refusal := func(code int, description string) string {
		return fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, code, description)
	}
	wait := func(seconds string) string {
		return `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":` +
			seconds + `}}`
	}
	for name, tt := range map[string]struct {
		status int
		body   string
		want   Outcome
	}{
		"done":                {200, `{"ok":true,"result":{"message_id":9}}`, Outcome{Done, 0}},
		"wait":                {429, wait("7"), Outcome{Throttled, 7 * time.Second}},
		"wait nonsense":       {429, wait("-5"), Outcome{Throttled, time.Second}},
		"wait for ever":       {429, wait("9223372036854775807"), Outcome{Throttled, 24 * time.Hour}},
		"wait unsaid":         {429, refusal(429, "Too Many Requests"), Outcome{Throttled, time.Second}},
		"wait in HTML":        {429, `<html>slow down</html>`, Outcome{Throttled, 3 * time.Second}},
		"blocked":             {403, refusal(403, "Forbidden: bot was blocked by the user"), Outcome{Blocked, 0}},
		"blocked, newer word": {400, refusal(400, "Bad Request: USER_IS_BLOCKED"), Outcome{Blocked, 0}},
		"deactivated":         {403, refusal(403, "Forbidden: user is deactivated"), Outcome{Missing, 0}},
		"unknown chat":        {400, refusal(400, "Bad Request: chat not found"), Outcome{Missing, 0}},
		"unknown peer":        {400, refusal(400, "Bad Request: PEER_ID_INVALID"), Outcome{Missing, 0}},
		"unknown forbidding":  {403, refusal(403, "Forbidden: something new"), Outcome{Missing, 0}},
		"too long":            {400, refusal(400, "Bad Request: message is too long"), Outcome{Rejected, 0}},
		"unknown refusal":     {400, refusal(400, "Bad Request: something new"), Outcome{Unclear, 0}},
		"unknown code":        {418, refusal(418, "I'm a teapot"), Outcome{Unclear, 0}},
		"undeletable":         {403, refusal(403, "Forbidden: MESSAGE_DELETE_FORBIDDEN"), Outcome{Rejected, 0}},
		"too large":           {413, refusal(413, "Request Entity Too Large"), Outcome{Rejected, 0}},
		"too large in HTML":   {413, `<html><h1>413</h1></html>`, Outcome{Rejected, 0}},
		"wrong token":         {401, refusal(401, "Unauthorized"), Outcome{Unauthorized, 0}},
		"no such token":       {404, refusal(404, "Not Found"), Outcome{Unauthorized, 0}},
		"second poller":       {409, refusal(409, "Conflict: terminated by other getUpdates request"), Outcome{Conflict, 0}},
		"server error":        {500, refusal(500, "Internal Server Error"), Outcome{Retry, 0}},
		"server error, wait": {
			503, `{"ok":false,"error_code":503,"parameters":{"retry_after":4}}`,
			Outcome{Retry, 4 * time.Second},
		},
		"gateway in HTML":     {502, `<html>Bad Gateway</html>`, Outcome{Retry, 0}},
		"portal in HTML":      {200, `<html>Please log in</html>`, Outcome{Retry, 0}},
		"not found in HTML":   {404, `<html>404</html>`, Outcome{Retry, 0}},
		"redirect":            {302, ``, Outcome{Retry, 0}},
		"nothing":             {200, ``, Outcome{Retry, 0}},
		"other JSON":          {200, `{"status":"up"}`, Outcome{Retry, 0}},
		"no result":           {200, `{"ok":true}`, Outcome{Retry, 0}},
		"an empty result":     {200, `{"ok":true,"result":null}`, Outcome{Retry, 0}},
		"half an answer":      {200, `{"ok":true,"result":{"messa`, Outcome{Retry, 0}},
		"refusal without any": {200, `{"ok":false}`, Outcome{Retry, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "3")
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			})
			_, err := c.Send(t.Context(), Message{Chat: 7, Text: "x"})
			if diff := cmp.Diff(tt.want, Classify(err)); diff != "" {
				t.Errorf("%v: %s", err, diff)
			}
			if got := Classify(fmt.Errorf("wrapped: %w", err)); err != nil && got != tt.want {
				t.Errorf("wrapped: %v, want %v", got, tt.want)
			}
		})
	}
	if got := Classify(errors.New("from elsewhere")); got.Kind != Retry {
		t.Errorf("an error from elsewhere is %v", got)
	}
}

// TestHarmless: what is so already is done, and only for the call that wanted it.
func TestHarmless(t *testing.T) {
	const (
		same = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
		late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
		gone = "Bad Request: message to delete not found"
		left = "Forbidden: bot is not a member of the group chat"
	)
	harmless := map[string]string{
		"editMessageText": same, "answerCallbackQuery": late,
		"deleteMessage": gone, "deleteMessages": gone, "leaveChat": left,
	}
	for _, description := range []string{same, late, gone, left, "Bad Request: message can't be deleted for everyone"} {
		c, _ := newClient(t, answering(400, fmt.Sprintf(`{"ok":false,"error_code":400,"description":%q}`, description)))
		for _, call := range everyCall() {
			err := call.do(t.Context(), c)
			if want := harmless[call.method] == description; (err == nil) != want {
				t.Errorf("%s, told %q: %v", call.method, description, err)
			}
		}
	}
}

// TestErrorText: an operator reads what was attempted, what became of it and why, as far as we know the reason.
func TestErrorText(t *testing.T) {
	for body, want := range map[string]string{
		`{"ok":false,"error_code":400,"description":"Bad Request: message text is empty"}`:                              "telegram sendMessage: rejected (400): message text is empty",
		`{"ok":false,"error_code":400,"description":"Bad Request: no words for this"}`:                                  "telegram sendMessage: unclear (400)",
		`{"ok":false,"error_code":400,"description":"Bad Request: can't parse entities: tag \"canary\""}`:               "telegram sendMessage: rejected (400): can't parse entities",
		`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9","parameters":{"retry_after":9}}`: "telegram sendMessage: throttled for 9s (429)",
		`<html>`: "telegram sendMessage: retry (200): not an answer of the Bot API",
	} {
		c, _ := newClient(t, answering(200, body))
		if _, err := c.Send(t.Context(), Message{Chat: 7, Text: "x"}); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// TestRefusedHere: an edit cannot carry another keyboard than an inline one, and nothing is sent to find out.
func TestRefusedHere(t *testing.T) {
	c, _ := newClient(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was sent", r.URL.Path) })
	err := c.Edit(t.Context(), 1, Message{Chat: 7, Text: "x", Keyboard: Reply{{"a"}}})
	if Classify(err).Kind != Rejected {
		t.Error(err)
	}
}

func TestGivingUp(t *testing.T) {
	release := make(chan struct{})
	c, _ := newClient(t, func(http.ResponseWriter, *http.Request) { <-release })
	defer close(release)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	for _, call := range everyCall() {
		err := call.do(ctx, c)
		if !errors.Is(err, context.Canceled) || Classify(err).Kind != Retry || !strings.Contains(err.Error(), "cancelled") {
			t.Errorf("%s: %v", call.method, err)
		}
	}
}

// TestBroken: without an answer an operator still learns what to look at.
func TestBroken(t *testing.T) {
	untrusted := httptest.NewUnstartedServer(answering(200, `{"ok":true,"result":{"message_id":1}}`))
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.StartTLS()
	defer untrusted.Close()
	closing := httptest.NewServer(hijacked(""))
	defer closing.Close()
	nowhere := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	}}
	for want, o := range map[string]Options{
		"certificate not trusted": {BaseURL: untrusted.URL},
		"connection closed":       {BaseURL: closing.URL},
		"connection refused":      {BaseURL: "http://127.0.0.1:1"},
		"host name not found":     {Transport: nowhere},
	} {
		o.Token = testToken
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Send(t.Context(), Message{Chat: 7, Text: "x"})
		if Classify(err).Kind != Retry || err.Error() != "telegram sendMessage: retry: "+want {
			t.Errorf("want %s: %v", want, err)
		}
	}
}

// TestReason: an operator reads what is known, without the call and without a word of somebody else.
func TestReason(t *testing.T) {
	for want, err := range map[string]error{
		"": errors.New("geheim"),
		"connection refused": fmt.Errorf("wrapped: %w",
			&failure{method: "getMe", reason: "connection refused"}),
		"not an answer of the Bot API (502)": &failure{method: "getMe", status: 502, reason: "not an answer of the Bot API"},
		"(400)":                              &failure{method: "getMe", status: 400},
	} {
		if got := Reason(err); got != want {
			t.Errorf("Reason(%v) = %q, want %q", err, got, want)
		}
	}
}
