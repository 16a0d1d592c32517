package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// shown is everything that a careless line of code could make of a value.
func shown(v any) string {
	var b strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&b, verb+"\n", v)
	}
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "v", v)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
	if err, is := v.(error); is {
		raw, _ := json.Marshal(err)
		b.Write(raw)
		for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
			fmt.Fprintf(&b, "%v %+v %#v\n", inner, inner, inner)
		}
	}
	return b.String()
}

func leaks(v any) bool {
	text := shown(v)
	return strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret))
}

// TestNothingLeaks lets every call fail in every way in which the other side can quote what it was sent, and looks
// for the secret, which stands in the token and in every text, in the error, its chain and the standard log.
func TestNothingLeaks(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)

	for name, h := range echoes() {
		c, server := newClient(t, h)
		server.Config.ErrorLog = log.New(&bytes.Buffer{}, "", 0) // the server's own complaints are not ours
		provoke(t, name, c)
	}
	for name, transport := range brokenTransports() {
		c, err := New(Options{Token: testToken, BaseURL: "http://" + secret + ".invalid", Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		provoke(t, name, c)
	}
	c, err := New(Options{Token: testToken, BaseURL: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	provoke(t, "nobody listens", c)
	if logged.Len() > 0 {
		t.Errorf("logged: %s", logged.String())
	}
}

// provoke makes every call and expects an error without the secret, but where there is no error to be had.
func provoke(t *testing.T, name string, c *Client) {
	t.Helper()
	for _, call := range everyCall() {
		err := call.do(t.Context(), c)
		if err == nil && name != "success in vain" {
			t.Errorf("%s: %s succeeded", name, call.method)
		}
		if err != nil && leaks(err) {
			t.Errorf("%s: %s leaks: %s", name, call.method, shown(err))
		}
	}
	if leaks(c) || leaks(*c) {
		t.Errorf("%s: the client itself leaks", name)
	}
}

func echoes() map[string]http.HandlerFunc {
	all := map[string]http.HandlerFunc{
		"HTML":            answering(502, "<html>"+secret),
		"half JSON":       answering(200, `{"ok":true,"result":"`+secret),
		"success in vain": answering(200, `{"ok":true,"result":{"`+secret+`":"`+secret+`"}}`),
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/"+secret, http.StatusTemporaryRedirect)
		},
		"no HTTP":    hijacked(secret + " " + secret + "\r\n\r\n"),
		"bad header": hijacked("HTTP/1.1 200 OK\r\n" + secret + "\r\n\r\n"),
		"bad length": hijacked("HTTP/1.1 200 OK\r\nContent-Length: " + secret + "\r\n\r\n"),
		"cut off":    hijacked("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"" + secret),
		"closed":     hijacked(""),
	}
	for _, code := range []int{400, 401, 403, 404, 409, 413, 429, 500} {
		for _, words := range []string{secret, "Bad Request: " + secret, "Bad Request: can't parse entities: " + secret} {
			body := fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q,"parameters":{"retry_after":1}}`, code, words)
			all[fmt.Sprint(code, " ", words)] = answering(code, body)
		}
	}
	return all
}

func hijacked(bytes string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = conn.Write([]byte(bytes))
		_ = conn.Close()
	}
}

func brokenTransports() map[string]http.RoundTripper {
	return map[string]http.RoundTripper{
		"transport quotes the URL": roundTrip(func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: errors.New(r.URL.String())}
		}),
		"transport joins errors": roundTrip(func(r *http.Request) (*http.Response, error) {
			return nil, errors.Join(errors.New(r.URL.String()), fmt.Errorf("deep: %w", errors.New(secret)))
		}),
		"no such host": &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.DNSError{Err: secret, Name: secret, IsNotFound: true}
		}},
		"body fails": roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: failing{r.URL.String()}, Request: r}, nil
		}),
	}
}

type failing struct{ words string }

func (f failing) Read([]byte) (int, error) { return 0, errors.New(f.words) }
func (f failing) Close() error             { return errors.New(f.words) }

func TestValuesHideText(t *testing.T) {
	for _, v := range []any{
		Update{ID: 3, Kind: KindMessage, FirstName: secret, Text: secret, Data: secret, Date: time.Unix(1, 0)},
		Message{Text: secret, Entities: []Entity{{URL: secret}}, Keyboard: Reply{{secret}}},
		File{Name: secret, Caption: secret, Data: []byte(secret)},
	} {
		for _, v := range []any{v, []any{v}, struct{ V any }{v}} {
			// slog's JSON of a nested value is the one way in that neither Format nor LogValue sees
			if text := fmt.Sprintf("%v %+v %#v %s", v, v, v, v); strings.Contains(text, secret) {
				t.Errorf("%T shows %s", v, text)
			}
		}
		if leaks(v) {
			t.Errorf("%T leaks: %s", v, shown(v))
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, o := range map[string]Options{
		"no token":          {},
		"line feed":         {Token: testToken + "\n"},
		"slash":             {Token: "1:a/../" + secret},
		"no secret part":    {Token: secret},
		"user in URL":       {Token: testToken, BaseURL: "https://" + secret + "@example.org"},
		"query in URL":      {Token: testToken, BaseURL: "https://example.org/?" + secret},
		"no host":           {Token: testToken, BaseURL: "https:///" + secret},
		"no scheme":         {Token: testToken, BaseURL: "example.org/" + secret},
		"other scheme":      {Token: testToken, BaseURL: "ftp://example.org/" + secret},
		"control in URL":    {Token: testToken, BaseURL: "https://example.org/\n" + secret},
		"relative nonsense": {Token: testToken, BaseURL: "%zz" + secret},
	} {
		if _, err := New(o); err == nil || leaks(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
