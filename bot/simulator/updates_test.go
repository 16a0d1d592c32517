package simulator

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOffsets(t *testing.T) {
	s := newServer(t, Options{})
	s.AddUser(User{ID: anna, FirstName: "A-17"})
	for range 130 {
		say(t, s, anna, "hello")
	}
	check := func(f fields, first, last int64, pending int) {
		t.Helper()
		got := ids(poll(t, s, f))
		var want []int64
		for id := first; id <= last; id++ {
			want = append(want, id)
		}
		if diff := cmp.Diff(want, got); diff != "" || s.Pending() != pending {
			t.Errorf("%v: %s, %d pending, want %d", f, diff, s.Pending(), pending)
		}
	}
	check(fields{}, 1, 100, 130)
	check(fields{"limit": 500}, 1, 100, 130)
	check(fields{"limit": 0}, 1, 1, 130)
	check(fields{"offset": 3, "limit": 2}, 3, 4, 128)
	check(fields{"limit": 1}, 3, 3, 128)
	check(fields{"offset": 100000}, 3, 102, 128) // a number from before a restart confirms nothing
	check(fields{"offset": -500, "limit": 1}, 3, 3, 128)
	check(fields{"offset": -4}, 127, 130, 4)
	check(fields{}, 127, 130, 4)
	if left := poll(t, s, fields{"offset": 131}); len(left) != 0 || s.Pending() != 0 {
		t.Errorf("%d left, %d pending", len(left), s.Pending())
	}
}

func TestRetention(t *testing.T) {
	c := newClock()
	s := started(t, Options{Now: c.now})
	id := send(t, s, fields{"reply_markup": buttons("a")})
	tap := func() {
		if _, err := s.Tap(anna, id, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	tap()
	say(t, s, anna, "hello")
	c.pass(149 * time.Second)
	tap()
	if got := ids(poll(t, s, fields{})); !cmp.Equal(got, []int64{2, 3, 4}) {
		t.Errorf("after 149 s: %v", got)
	}
	c.pass(time.Second)
	if got := ids(poll(t, s, fields{})); !cmp.Equal(got, []int64{3, 4}) {
		t.Errorf("after 150 s: %v", got)
	}
	c.pass(24*time.Hour - 151*time.Second)
	if got := ids(poll(t, s, fields{})); !cmp.Equal(got, []int64{3}) {
		t.Errorf("before a day: %v", got)
	}
	c.pass(time.Second)
	if n := s.Pending(); n != 0 {
		t.Errorf("after a day: %d pending", n)
	}
}

func TestAllowedUpdates(t *testing.T) {
	s := started(t, Options{})
	poll(t, s, fields{"allowed_updates": []string{"callback_query", "fish"}})
	say(t, s, anna, "hello")
	if _, err := s.TapData(anna, 1, "x"); err != nil {
		t.Fatal(err)
	}
	got := poll(t, s, fields{})
	if len(got) != 1 || got[0].Query == nil {
		t.Errorf("got %+v", got)
	}
	poll(t, s, fields{"allowed_updates": []string{}})
	say(t, s, anna, "hello")
	if got := poll(t, s, fields{}); len(got) != 2 {
		t.Errorf("an empty list is the default, got %+v", got)
	}
	want := []string{`getUpdates.allowed_updates: no update of kind "fish"`}
	if diff := cmp.Diff(want, s.Violations()); diff != "" {
		t.Error(diff)
	}
	wrong(t, s, "getUpdates", fields{"allowed_updates": "x"}, 400, "Bad Request: can't parse allowed_updates JSON object")
}

func TestRestartOfNumbers(t *testing.T) {
	c := newClock()
	s := started(t, Options{Now: c.now, RestartSeed: 3})
	c.pass(longSilence - time.Second)
	say(t, s, anna, "hello")
	c.pass(longSilence)
	say(t, s, anna, "after a week")
	say(t, s, anna, "and again")
	got := ids(poll(t, s, fields{"offset": 3}))
	if len(got) != 2 || got[0] == 3 || got[1] != got[0]+1 {
		t.Errorf("got %v", got)
	}
	plain := started(t, Options{Now: c.now})
	c.pass(longSilence)
	say(t, plain, anna, "hello")
	if got := ids(poll(t, plain, fields{})); !cmp.Equal(got, []int64{2}) {
		t.Errorf("without a seed: %v", got)
	}
}

func TestLongPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := started(t, Options{})
		begin := currentTime()
		if got := poll(t, s, fields{"timeout": 3}); len(got) != 0 || currentTime().Sub(begin) != 3*time.Second {
			t.Errorf("%d updates after %v", len(got), currentTime().Sub(begin))
		}
		if got := poll(t, s, fields{"timeout": 500}); len(got) != 0 || currentTime().Sub(begin) != 53*time.Second {
			t.Errorf("a poll longer than 50 s: %v", currentTime().Sub(begin))
		}
		time.AfterFunc(10*time.Second, func() {
			if _, err := s.Send(anna, "hello"); err != nil {
				t.Error(err)
			}
		})
		if got := poll(t, s, fields{"timeout": 50}); len(got) != 1 || currentTime().Sub(begin) != 63*time.Second {
			t.Errorf("%d updates after %v", len(got), currentTime().Sub(begin))
		}
	})
}

func TestSecondPoller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := started(t, Options{})
		first := make(chan answer)
		go func() { first <- call(t, s, "getUpdates", fields{"timeout": 50}) }()
		synctest.Wait()
		second := make(chan answer)
		go func() { second <- call(t, s, "getUpdates", fields{"timeout": 50}) }()
		if a := <-first; a.Code != http.StatusConflict ||
			!strings.HasPrefix(a.Text, "Conflict: terminated by other getUpdates request") {
			t.Errorf("first: %+v", a)
		}
		say(t, s, anna, "hello")
		if a := <-second; !a.OK {
			t.Errorf("second: %+v", a)
		}
	})
}

func TestPollsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := started(t, Options{})
		ctx, cancel := context.WithCancel(t.Context())
		broken := make(chan error)
		wait := func(ctx context.Context) {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://telegram/bot"+token+"/getUpdates?timeout=50",
				nil)
			if err == nil {
				_, err = do(t, s.Transport(), req)
			}
			broken <- err
		}
		go wait(ctx)
		synctest.Wait()
		cancel()
		if err := <-broken; err == nil {
			t.Error("a poll outlived its context")
		}
		if a := call(t, s, "getUpdates", fields{}); !a.OK {
			t.Errorf("the poll that has gone is still in the way: %+v", a)
		}
		go wait(t.Context())
		synctest.Wait()
		s.Close()
		if err := <-broken; err == nil {
			t.Error("a poll outlived the server")
		}
	})
}
