package simulator

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestChatLimit(t *testing.T) {
	c := newClock()
	s := started(t, Options{Now: c.now})
	var id int
	for range 5 {
		id = send(t, s, fields{"reply_markup": buttons("a")})
	}
	hello := fields{"chat_id": anna, "text": "hello"}
	for range 3 { // what is refused is not counted
		if a := wrong(t, s, "sendMessage", hello, 429, "Too Many Requests: retry after 1"); a.Parameters.Retry != 1 {
			t.Errorf("retry_after %d", a.Parameters.Retry)
		}
	}
	edit := fields{"chat_id": anna, "message_id": id, "reply_markup": buttons("b")}
	wrong(t, s, "editMessageReplyMarkup", edit, 429, "Too Many Requests: retry after 1") // edits count as well
	c.pass(999 * time.Millisecond)
	wrong(t, s, "sendMessage", hello, 429, "Too Many Requests: retry after 1")
	c.pass(time.Millisecond)
	done(t, s, "editMessageReplyMarkup", edit)
	wrong(t, s, "sendMessage", hello, 429, "Too Many Requests: retry after 1")
	c.pass(time.Second)
	send(t, s, hello)
	wrong(t, s, "sendMessage", hello, 429, "Too Many Requests: retry after 1")
	c.pass(time.Hour)
	for range 5 {
		send(t, s, hello)
	}
	wrong(t, s, "sendMessage", hello, 429, "Too Many Requests: retry after 1")
}

func TestRate(t *testing.T) {
	for _, test := range []struct {
		rate, burst, chats, want int
	}{
		{0, 0, 40, 30},
		{3, 0, 40, 3},
		{Unlimited, 0, 40, 40},
		{Unlimited, 2, 1, 2},
		{Unlimited, Unlimited, 1, 40},
	} {
		c := newClock()
		s := newServer(t, Options{Now: c.now, Rate: test.rate, Burst: test.burst})
		for id := range int64(test.chats) {
			s.AddUser(User{ID: id + 1})
			say(t, s, id+1, "/start")
		}
		sent := 0
		for i := range 40 {
			a := call(t, s, "sendMessage", fields{"chat_id": i%test.chats + 1, "text": "hello"})
			switch {
			case a.OK:
				sent++
			case a.Code != 429 || a.Parameters.Retry < 1:
				t.Errorf("%+v", a)
			}
		}
		if sent != test.want {
			t.Errorf("%+v: sent %d", test, sent)
		}
	}
}

func TestJournal(t *testing.T) {
	c := newClock()
	s := newServer(t, Options{Now: c.now})
	s.AddUser(User{ID: anna})
	say(t, s, anna, "/start\nhello")
	c.pass(time.Minute)
	id := send(t, s, fields{"reply_markup": buttons("a", "b")})
	query, err := s.Tap(anna, id, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	done(t, s, "answerCallbackQuery", fields{"callback_query_id": query})
	done(t, s, "editMessageText", fields{"chat_id": anna, "message_id": id, "text": "B"})
	done(t, s, "sendContact", fields{"chat_id": anna, "phone_number": "1", "first_name": "x"})
	done(t, s, "deleteMessage", fields{"chat_id": anna, "message_id": id})
	if err := s.Block(anna); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range s.Log() {
		got = append(got, e.String())
	}
	want := []string{
		"2026-01-05 09:00:00 1001 said #1: /start / hello",
		"2026-01-05 09:01:00 1001 sent #2: How are you? [A] [B]",
		"2026-01-05 09:01:00 1001 tapped #2: B",
		"2026-01-05 09:01:00 1001 answered",
		"2026-01-05 09:01:00 1001 edited #2: B",
		"2026-01-05 09:01:00 1001 sent #3: (contact x 1)",
		"2026-01-05 09:01:00 1001 deleted #2: B",
		"2026-01-05 09:01:00 1001 blocked",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLogSize(t *testing.T) {
	s := started(t, Options{LogSize: 3})
	for range 20 {
		say(t, s, anna, "hello")
	}
	log := s.Log()
	if n := len(log); n < 3 || n > 6 || log[n-1].Message != 21 {
		t.Errorf("%d entries, the last is %v", n, log[n-1])
	}
}

func TestSubscribe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := started(t, Options{})
		ctx, cancel := context.WithCancel(t.Context())
		changes, others := s.Subscribe(ctx), s.Subscribe(t.Context())
		say(t, s, anna, "hello")
		say(t, s, anna, "hello")
		<-changes
		select {
		case <-changes:
			t.Error("two changes before the first look were told twice")
		default:
		}
		say(t, s, anna, "hello")
		<-changes
		cancel()
		if _, open := <-changes; open {
			t.Error("still subscribed")
		}
		<-others
		s.Close()
		if _, open := <-others; open {
			t.Error("subscribed to a closed server")
		}
		if _, open := <-s.Subscribe(t.Context()); open {
			t.Error("subscribed after the end")
		}
	})
}
