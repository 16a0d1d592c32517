package telegram

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestRequestsCanBeRepeated: net/http knows the length of every body and can get it again, byte for byte.
func TestRequestsCanBeRepeated(t *testing.T) {
	c, err := New(Options{Token: testToken, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		first, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		again, err := r.GetBody()
		if err != nil {
			t.Fatal(err)
		}
		second, err := io.ReadAll(again)
		if err != nil || !bytes.Equal(first, second) || r.ContentLength != int64(len(first)) {
			t.Errorf("%s: %d bytes announced, %d sent, %d on repetition, %v", r.URL.Path, r.ContentLength, len(first),
				len(second), err)
		}
		return nil, io.EOF
	})})
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range everyCall() {
		if err := call.do(t.Context(), c); Classify(err).Kind != Retry {
			t.Errorf("%s: %v", call.method, err)
		}
	}
}

// TestNoRedirectIsFollowed: what a server elsewhere would be sent is the message, and the token in the address.
func TestNoRedirectIsFollowed(t *testing.T) {
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		c, err := New(Options{Token: testToken, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host == "elsewhere.example" {
				t.Errorf("with %d a call was sent elsewhere", status)
				return nil, io.EOF
			}
			header := http.Header{"Location": {"https://elsewhere.example" + r.URL.Path}}
			return &http.Response{StatusCode: status, Header: header, Body: http.NoBody, Request: r}, nil
		})})
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range everyCall() {
			if err := call.do(t.Context(), c); err == nil {
				t.Errorf("%s: a redirect was taken for an answer", call.method)
			}
		}
	}
}

// TestOneConnection: calls one after the other share a connection, whatever the answers were.
func TestOneConnection(t *testing.T) {
	var connections, calls atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bodies := []string{`{"ok":false,"error_code":400}`, strings.Repeat("<html>", 1<<14), `{"ok":true,"result":true}`}
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, bodies[int(calls.Add(1))%len(bodies)])
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	c, err := New(Options{Token: testToken, BaseURL: server.URL + "/"})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		for _, call := range everyCall() {
			_ = call.do(t.Context(), c)
		}
	}
	if connections.Load() != 1 || int(calls.Load()) != 3*len(everyCall()) {
		t.Errorf("%d calls over %d connections", calls.Load(), connections.Load())
	}
}

// TestGoAway: over HTTP/2 a server that says GOAWAY after each answer loses no call.
func TestGoAway(t *testing.T) {
	var protocols atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protocols.Store(int32(r.ProtoMajor))
		w.Header().Set("Connection", "close") // on HTTP/2: GOAWAY
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":1}}`)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	c, err := New(Options{Token: testToken, BaseURL: server.URL, Transport: server.Client().Transport})
	if err != nil {
		t.Fatal(err)
	}
	failed := make(chan error, 4)
	for range cap(failed) {
		go func() {
			var all error
			for range 15 {
				_, err := c.Send(t.Context(), Message{Chat: 7, Text: "x"})
				all = errors.Join(all, err)
			}
			failed <- all
		}()
	}
	for range cap(failed) {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	if protocols.Load() != 2 {
		t.Errorf("this ran over HTTP/%d", protocols.Load())
	}
}

func TestAnswerTooLarge(t *testing.T) {
	c, _ := newClient(t, answering(200, `{"ok":true,"result":[`+strings.Repeat(" ", 1000)+`]}`))
	c.wire.limit = 1000
	if _, err := c.Updates(t.Context(), 0, 100, 0); Classify(err).Kind != Retry ||
		!strings.Contains(err.Error(), "too large") {
		t.Errorf("over the limit: %v", err)
	}
	c.wire.limit = 2000
	if _, err := c.Updates(t.Context(), 0, 100, 0); err != nil {
		t.Errorf("under the limit: %v", err)
	}
}

// TestTimeouts: a silent server costs a call 10 s, one with a file 30 s, and a poll its wait and 5 s; and no goroutine
// of the library is left behind, which the bubble would report.
func TestTimeouts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := New(Options{Token: testToken, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})})
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range everyCall() {
			start, want := currentTime(), 10*time.Second
			switch call.method {
			case "getUpdates":
				want = 6 * time.Second
			case "sendPhoto", "sendDocument":
				want = 30 * time.Second
			}
			err := call.do(t.Context(), c)
			if !errors.Is(err, context.DeadlineExceeded) || Classify(err).Kind != Retry || currentTime().Sub(start) != want {
				t.Errorf("%s after %v: %v", call.method, currentTime().Sub(start), err)
			}
		}
		start := currentTime()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, err := c.Updates(ctx, 0, 1, time.Hour); err == nil || currentTime().Sub(start) != 5*time.Second {
			t.Errorf("the caller's deadline: %v after %v", err, currentTime().Sub(start))
		}
	})
}

// TestSentIsSent: a message that arrived is a success, though the library cannot read what Telegram says about it.
func TestSentIsSent(t *testing.T) {
	const strange = `{"message_id":77,"date":1,"chat":{"id":7,"type":"private"},"reply_to_message":
		{"message_id":1,"paid_media":{"paid_media":[{"type":"invented later"}]},"forward_origin":{"type":"invented later"}}}`
	c, _ := newClient(t, answering(200, `{"ok":true,"result":`+strange+`}`))
	got, err := c.Send(t.Context(), Message{Chat: 7, Text: "x"})
	if got != 77 || err != nil {
		t.Errorf("id %d, %v", got, err)
	}
	if err := c.Edit(t.Context(), 77, Message{Chat: 7, Text: "y"}); err != nil {
		t.Error(err)
	}
}

func TestResults(t *testing.T) {
	c, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"ok":true,"result":`+result(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:])+`}`)
	})
	me, err := c.Me(t.Context())
	if diff := cmp.Diff(Me{ID: 4242, Username: "footing_bot"}, me); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for method, send := range map[string]func() (int, error){
		"sendMessage":  func() (int, error) { return c.Send(t.Context(), Message{Chat: 7, Text: "x"}) },
		"sendPhoto":    func() (int, error) { return c.SendPhoto(t.Context(), File{Chat: 7, Name: "x"}) },
		"sendDocument": func() (int, error) { return c.SendDocument(t.Context(), File{Chat: 7, Name: "x"}) },
		"sendContact":  func() (int, error) { return c.SendContact(t.Context(), 7, "1", "x") },
	} {
		if got, err := send(); got != len(method) || err != nil {
			t.Errorf("%s: id %d, %v", method, got, err)
		}
	}
}

// TestDate: Telegram's clock is what its answer to a poll says, and nothing else is taken for it.
func TestDate(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 7, 0, time.UTC)
	c, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		said := at
		if !strings.HasSuffix(r.URL.Path, "/getUpdates") {
			said = at.Add(time.Hour)
		}
		w.Header().Set("Date", said.Format(http.TimeFormat))
		_, _ = io.WriteString(w, `{"ok":true,"result":[]}`)
	})
	if got := c.Date(); !got.IsZero() {
		t.Errorf("before any answer it is %s", got)
	}
	if _, err := c.Updates(t.Context(), 0, 1, 0); err != nil {
		t.Fatal(err)
	}
	if err := c.Prove(t.Context(), 7); err == nil { // []
		t.Error("an answer without a result is no proof")
	}
	if got := c.Date(); !got.Equal(at) {
		t.Errorf("it is %s, want %s", got, at)
	}
}

func TestUpdates(t *testing.T) {
	var asked string
	c, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = string(body)
		_, _ = io.WriteString(w, `{"ok":true,"result":[{"update_id":1}, {"update_id":"broken"},3]}`)
	})
	got, err := c.Updates(t.Context(), -1, 1000, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, raw := range got {
		texts = append(texts, string(raw))
	}
	if diff := cmp.Diff([]string{`{"update_id":1}`, `{"update_id":"broken"}`, `3`}, texts); diff != "" {
		t.Error(diff)
	}
	const want = `{"offset":-1,"limit":100,"timeout":50,"allowed_updates":["message","edited_message","callback_query","my_chat_member"]}`
	if asked != want {
		t.Errorf("asked %s", asked)
	}
	if _, err := c.Updates(t.Context(), 7, 0, -time.Second); err != nil ||
		!strings.HasPrefix(asked, `{"offset":7,"limit":1,"timeout":0,`) {
		t.Errorf("asked %s, %v", asked, err)
	}
}
