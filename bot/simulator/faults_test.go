package simulator

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// outcomes calls a method and notes each outcome in a word.
func outcomes(t *testing.T, s *Server, method string, times int) string {
	t.Helper()
	var all []string
	for range times {
		a, err := try(t, s, method, fields{"chat_id": anna, "text": "hello"})
		switch {
		case err != nil:
			all = append(all, "broken")
		case a.OK:
			all = append(all, "ok")
		default:
			all = append(all, fmt.Sprint(a.status))
		}
	}
	return strings.Join(all, " ")
}

func TestFaults(t *testing.T) {
	for _, test := range []struct {
		fault Fault
		want  string
		sent  int
	}{
		{Fault{Method: "sendMessage", Kind: Throttle}, "429 ok ok ok ok ok", 5},
		{Fault{Method: "*", Kind: ServerError, Times: 2}, "500 500 ok ok ok ok", 4},
		{Fault{Method: "sendMessage", Kind: BadGateway, Skip: 3, Times: Unlimited}, "ok ok ok 502 502 502", 3},
		{Fault{Method: "sendMessage", Kind: DropBefore, Every: 2, Times: Unlimited}, "ok broken ok broken ok broken", 3},
		{Fault{Method: "sendMessage", Kind: DropAfter, Skip: 1, Every: 3, Times: 5}, "ok ok ok broken ok ok", 6},
		{Fault{Method: "sendPhoto", Kind: DropBefore, Times: Unlimited}, "ok ok ok ok ok ok", 6},
		{Fault{Method: "sendMessage", Kind: Duplicate, Times: Unlimited}, "ok ok ok ok ok ok", 6},
		{Fault{Method: "sendMessage", Kind: Delay, Times: Unlimited, Delay: time.Microsecond}, "ok ok ok ok ok ok", 6},
	} {
		s := started(t, Options{Burst: Unlimited})
		s.Misbehave(test.fault)
		if got := outcomes(t, s, "sendMessage", 6); got != test.want {
			t.Errorf("%+v: got %s, want %s", test.fault, got, test.want)
		}
		if sent := len(s.Chat(anna)) - 1; sent != test.sent {
			t.Errorf("%+v: sent %d, want %d", test.fault, sent, test.sent)
		}
		s.Behave()
		if got := outcomes(t, s, "sendMessage", 2); got != "ok ok" {
			t.Errorf("%+v: %s after the end of faults", test.fault, got)
		}
	}
}

func TestFaultDetails(t *testing.T) {
	s := started(t, Options{})
	s.Misbehave(Fault{Method: "getMe", Kind: Throttle, RetryAfter: 17}, Fault{Method: "getMe", Kind: ServerError, Skip: 1})
	if a := wrong(t, s, "getMe", fields{}, 429, "Too Many Requests: retry after 17"); a.Parameters.Retry != 17 {
		t.Errorf("%+v", a)
	}
	if a := call(t, s, "getMe", fields{}); a.status != 500 || !strings.HasPrefix(a.raw, "<html>") {
		t.Errorf("%+v", a)
	}
}

// TestFaultOfOneChat hits the calls that name the chat, wherever they name it, and counts no others.
func TestFaultOfOneChat(t *testing.T) {
	s := newServer(t, Options{})
	for _, id := range []int64{anna, berta} {
		s.AddUser(User{ID: id})
		say(t, s, id, "/start")
	}
	s.Misbehave(Fault{Method: "*", Chat: anna, Kind: Throttle, RetryAfter: 600, Skip: 1, Times: Unlimited})
	const reason = "Too Many Requests: retry after 600"
	hello := func(chat int64) fields { return fields{"chat_id": chat, "text": "hello"} }
	menu := func(chat int64) fields {
		return fields{"commands": []any{}, "scope": map[string]any{"type": "chat", "chat_id": chat}}
	}
	done(t, s, "sendMessage", hello(berta))
	done(t, s, "getMe", fields{})
	done(t, s, "sendMessage", hello(anna)) // the one that is let through
	for range 2 {
		wrong(t, s, "sendMessage", hello(anna), 429, reason)
		wrong(t, s, "setMyCommands", menu(anna), 429, reason)
		done(t, s, "sendMessage", hello(berta))
		done(t, s, "setMyCommands", menu(berta))
		done(t, s, "getMe", fields{})
	}
}

// TestRefuse answers with the code and the words it was given.
func TestRefuse(t *testing.T) {
	s := started(t, Options{})
	s.Misbehave(Fault{Method: "sendMessage", Chat: anna, Kind: Refuse, Code: 403, Text: "Forbidden: user is deactivated"})
	hello := fields{"chat_id": anna, "text": "hello"}
	wrong(t, s, "sendMessage", hello, 403, "Forbidden: user is deactivated")
	send(t, s, hello)
}

// TestChance draws the same calls from the same seed, about as many as asked for.
func TestChance(t *testing.T) {
	draws := func(seed uint64) string {
		s := started(t, Options{Rate: Unlimited, Burst: Unlimited})
		s.Misbehave(Fault{Method: "sendMessage", Kind: BadGateway, Chance: 0.2, Seed: seed, Times: Unlimited})
		return outcomes(t, s, "sendMessage", 400)
	}
	one := draws(1)
	if n := strings.Count(one, "502"); n < 55 || n > 105 {
		t.Errorf("%d of 400 calls hit, want about 80", n)
	}
	if draws(1) != one || draws(2) == one {
		t.Error("a seed does not decide which calls are hit")
	}
}

// TestBrokenConnections does the same over a real connection.
func TestBrokenConnections(t *testing.T) {
	s := started(t, Options{})
	web := httptest.NewServer(s)
	defer web.Close()
	s.Misbehave(Fault{Method: "sendMessage", Kind: DropBefore}, Fault{Method: "sendMessage", Kind: DropAfter, Skip: 1})
	for i, want := range []int{1, 2} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
			web.URL+"/bot"+token+"/sendMessage?chat_id=1001&text=hello", nil)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := do(t, http.DefaultTransport, req); err == nil {
			t.Errorf("call %d was answered: %+v", i, a)
		}
		if n := len(s.Chat(anna)); n != want {
			t.Errorf("call %d: %d messages, want %d", i, n, want)
		}
	}
}

func TestDuplicates(t *testing.T) {
	s := started(t, Options{})
	s.Misbehave(Fault{Method: "*", Kind: Duplicate})
	for range 3 {
		say(t, s, anna, "hello")
	}
	got := ids(poll(t, s, fields{"limit": 2}))
	got = append(got, ids(poll(t, s, fields{"offset": 4}))...)
	got = append(got, ids(poll(t, s, fields{"offset": 5}))...)
	if diff := cmp.Diff([]int64{2, 3, 2, 3, 4}, got); diff != "" || s.Pending() != 0 {
		t.Errorf("%s, %d pending", diff, s.Pending())
	}
}

func TestDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := started(t, Options{})
		s.Misbehave(Fault{Method: "getMe", Kind: Delay, Delay: time.Minute})
		begin := currentTime()
		done(t, s, "getMe", fields{})
		if d := currentTime().Sub(begin); d != time.Minute {
			t.Errorf("waited %v", d)
		}
	})
}
