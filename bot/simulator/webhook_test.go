package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// pipes is a listener whose connections are net.Pipes, and their dialer.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	conn, open := <-p
	if !open {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func (p pipes) Close() error {
	close(p)
	return nil
}

func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (p pipes) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		p <- theirs
		return ours, nil
	}}}
}

// listen serves a handler over pipes until the test ends.
func listen(t *testing.T, h http.Handler) *http.Client {
	t.Helper()
	p := make(pipes)
	web := &http.Server{Handler: h}
	ended := make(chan error)
	go func() { ended <- web.Serve(p) }()
	client := p.client()
	t.Cleanup(func() {
		client.CloseIdleConnections()
		if err := web.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return client
}

// posted is what a webhook was sent.
type posted struct {
	ID     int64
	Secret string
}

// receiver takes updates, after it has refused so many. It settles which
// before it says that one came: who hears of it may change the number.
func receiver(refuse *atomic.Int64, got chan<- posted) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var u fetched
		if err := json.NewDecoder(r.Body).Decode(&u); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		refused := refuse.Add(-1) >= 0
		got <- posted{u.ID, r.Header.Get("X-Telegram-Bot-Api-Secret-Token")}
		if refused {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
}

func TestWebhook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := make(chan posted, 10)
		var refuse atomic.Int64
		refuse.Store(2)
		s := newServer(t, Options{Client: listen(t, receiver(&refuse, got))})
		s.AddUser(User{ID: anna})
		say(t, s, anna, "/start")
		say(t, s, anna, "hello")
		begin := currentTime()
		done(t, s, "setWebhook", fields{"url": "http://bot/hook", "secret_token": "s3"})
		for i, want := range []int64{1, 1, 1, 2} {
			if p := <-got; p.ID != want || p.Secret != "s3" {
				t.Errorf("delivery %d: %+v, want %d", i, p, want)
			}
		}
		if d := currentTime().Sub(begin); d != 3*time.Second {
			t.Errorf("refused twice and taken after %v", d)
		}
		synctest.Wait()
		var info webhookInfo
		decode(t, done(t, s, "getWebhookInfo", fields{}), &info)
		if info.URL != "http://bot/hook" || info.Pending != 0 || info.LastErrorDate == 0 ||
			info.LastError != "wrong response from the webhook: 503 Service Unavailable" {
			t.Errorf("%+v", info)
		}
		wrong(t, s, "getUpdates", fields{}, 409,
			"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
		s.Misbehave(Fault{Method: Webhook, Kind: Duplicate})
		say(t, s, anna, "twice")
		if first, second := <-got, <-got; first.ID != 3 || second.ID != 3 {
			t.Errorf("%v %v", first, second)
		}
		refuse.Store(1 << 30)
		say(t, s, anna, "never taken")
		<-got
		done(t, s, "deleteWebhook", fields{})
		if list := poll(t, s, fields{}); len(list) != 1 || list[0].ID != 4 {
			t.Errorf("left for polling: %+v", list)
		}
	})
}

func TestWebhookChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := make(chan posted, 10)
		var refuse atomic.Int64
		refuse.Store(1)
		s := started(t, Options{Client: listen(t, receiver(&refuse, got))})
		first := make(chan answer)
		go func() { first <- call(t, s, "getUpdates", fields{"timeout": 50}) }()
		synctest.Wait()
		done(t, s, "setWebhook", fields{"url": "http://bot/one", "allowed_updates": []string{"message"}})
		if a := <-first; a.Text != "Conflict: terminated by setWebhook request" || a.Code != 409 {
			t.Errorf("%+v", a)
		}
		say(t, s, anna, "hello")
		<-got
		done(t, s, "setWebhook", fields{"url": "http://bot/two", "secret_token": "new"})
		if diff := cmp.Diff(posted{2, "new"}, <-got); diff != "" {
			t.Error(diff)
		}
		refuse.Store(1 << 30)
		say(t, s, anna, "hello")
		<-got
		done(t, s, "setWebhook", fields{"url": "", "drop_pending_updates": true})
		if n := s.Pending(); n != 0 {
			t.Errorf("%d pending", n)
		}
		for _, f := range []fields{{"url": "ftp://bot"}, {"url": "bot"}} {
			wrong(t, s, "setWebhook", f, 400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
		}
		wrong(t, s, "setWebhook", fields{"url": "https://bot", "secret_token": "a b"}, 400,
			"Bad Request: secret token contains unallowed characters")
		done(t, s, "setWebhook", fields{"url": "http://bot/two"})
		s.Close()
		if _, err := try(t, s, "setWebhook", fields{"url": "http://bot/two"}); err == nil {
			t.Error("a closed server took a webhook")
		}
	})
}

// TestPipes serves the Bot API itself over pipes within a bubble.
func TestPipes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := started(t, Options{})
		client := listen(t, s)
		time.AfterFunc(20*time.Second, func() {
			if _, err := s.Send(anna, "hello"); err != nil {
				t.Error(err)
			}
		})
		a, err := do(t, client.Transport, newRequest(t, "/bot"+token+"/getUpdates?timeout=50", "", ""))
		if err != nil || !a.OK || len(a.Result) < 10 {
			t.Errorf("%+v %v", a, err)
		}
	})
}
