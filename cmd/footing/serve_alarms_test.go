package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"footing/bot"
	"footing/cmd/footing/internal/assembly"
)

// TestAlarms: the page says all that is wrong, in the times of UTC, to programs and to people.
func TestAlarms(t *testing.T) {
	at := time.Date(2026, 11, 30, 8, 5, 0, 0, time.FixedZone("somewhere", 3600))
	var trouble bot.Alarms
	trouble.Red = []string{"2 things were set aside"}
	trouble.Alerts.Open, trouble.Alerts.Unseen, trouble.Alerts.Counting = 2, 1, true
	trouble.Alerts.OldestOpen = &at
	trouble.Urgent = bot.Waiting{Count: 1, Oldest: &at}
	trouble.Waiting = map[string]bot.Waiting{"safety": {Count: 1, Oldest: &at}, "digest": {}}
	trouble.HeldChats, trouble.HeldUntil, trouble.AllHeld = 3, &at, &at
	trouble.Spool, trouble.SetAside, trouble.Unlooked, trouble.LastAside = 4, 2, 1, &at
	trouble.Polled, trouble.Taken, trouble.Fed, trouble.Shards = &at, &at, &at, 16
	ways := []assembly.Way{
		{Name: "Dr Lind", Posts: []string{"clinician", "night"}, Proven: &at},
		{Name: "Dr Reed", Posts: []string{"lead"}, Proven: &at, Missed: &at},
		{Name: "Dr Berg", Posts: []string{"backup"}},
	}
	for name, c := range map[string]struct {
		page alarms
		want string
	}{
		"well": {alarms{Alarms: bot.Alarms{Shards: 16}}, `Nothing is red.
alerts   0 open, 0 unseen
urgent   0 texts about safety wait for Telegram
spool    0 updates wait for Redis
aside    0 things were set aside, 0 of them not looked at
shards   16 are worked on by this process
`},
		"in trouble": {alarms{trouble, ways}, `RED      2 things were set aside
alerts   2 open (the oldest since 2026-11-30 07:05 UTC), 1 unseen; still counting, there may be more
urgent   1 texts about safety wait for Telegram (the oldest since 2026-11-30 07:05 UTC)
waiting  0 of class digest
waiting  1 of class safety (the oldest since 2026-11-30 07:05 UTC)
held     everything, until 2026-11-30 07:05 UTC
held     something in 3 chats, until 2026-11-30 07:05 UTC
spool    4 updates wait for Redis
aside    2 things were set aside, 1 of them not looked at, the last at 2026-11-30 07:05 UTC
seen     Telegram last answered a poll at 2026-11-30 07:05 UTC
seen     Telegram last took a message at 2026-11-30 07:05 UTC
seen     the dead man's switch was last fed at 2026-11-30 07:05 UTC
way      to Dr Lind (clinician, night): last proven by a press at 2026-11-30 07:05 UTC
way      to Dr Reed (lead): last proven by a press at 2026-11-30 07:05 UTC; the test alert of 2026-11-30 07:05 UTC had no answer
way      to Dr Berg (backup): not proven yet
shards   16 are worked on by this process
`},
	} {
		t.Run(name, func(t *testing.T) {
			request := httptest.NewRequestWithContext(t.Context(), "GET", "/alarms", nil)
			request.Header.Set("Accept", "text/plain")
			answer := httptest.NewRecorder()
			showAlarms(answer, request, c.page)
			if diff := cmp.Diff(c.want, answer.Body.String()); diff != "" {
				t.Errorf("to people (-want +got):\n%s", diff)
			}
			answer = httptest.NewRecorder()
			showAlarms(answer, httptest.NewRequestWithContext(t.Context(), "GET", "/alarms", nil), c.page)
			var read alarms
			if err := json.Unmarshal(answer.Body.Bytes(), &read); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.page, read); diff != "" {
				t.Errorf("to programs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRedPages: while numbers only are served, every page says so, and there are numbers for those who read numbers.
func TestRedPages(t *testing.T) {
	pages := redPages("clinic", func() int { return 3 }, prometheus.NewRegistry())
	for path, want := range map[string]struct {
		code int
		says []string
	}{
		"/healthz": {http.StatusOK, []string{`"ready":false`, `"red":["numbers only: failed clinic; 3 updates wait in the data folder"]`}},
		"/readyz":  {http.StatusServiceUnavailable, []string{`numbers only`}},
		"/alarms":  {http.StatusOK, []string{`"red":["numbers only: failed clinic;`, `"counting":true`, `"spool":3`}},
		"/metrics": {http.StatusOK, []string{"\nfooting_red 1\n", "\nfooting_spool_updates 3\n"}},
	} {
		answer := httptest.NewRecorder()
		pages.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "GET", path, nil))
		if answer.Code != want.code {
			t.Errorf("%s answers %d, want %d", path, answer.Code, want.code)
		}
		for _, said := range want.says {
			if !strings.Contains(answer.Body.String(), said) {
				t.Errorf("%s lacks %q:\n%s", path, said, answer.Body)
			}
		}
	}
}
