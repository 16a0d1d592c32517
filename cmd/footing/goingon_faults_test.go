//go:build faults

package main

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"footing/bot/simulator"
)

// goingOn are journeys about an alert whose turn was made before the store went away.
func goingOn() map[string]func(*testing.T, string) error {
	return map[string]func(*testing.T, string) error{
		"Redis goes after the call":           redisGoes,
		"Redis and serve go after the call":   bothGo,
		"Redis goes after the call was heard": heardBefore,
	}
}

// calledOut is an alert that its turn has called out, of a patient with a clinician and a backup who is called when a
// given time has passed, as is the second channel after a minute. Began is when the patient confirmed it.
func calledOut(t *testing.T, binary, backup string) (s *stage, l *line, pages *atomic.Int32, began time.Time) {
	t.Helper()
	s = newStage(t, binary)
	l, pages = s.throughLine(t), s.pagesOf(t)
	s.clinicWith(t, "after: 5m", "after: 1m", "after: 15m", "after: "+backup, "unseen_after: 10m", "unseen_after: 1m")
	s.serve.again = 1
	s.begins()
	s.joins(colleague, "backup", "Dr Berg")
	s.rests()
	s.asks()
	began = s.now()
	s.hears(clinician, called, s.confirms, "Safety alert")
	s.settles()
	return s, l, pages, began
}

// by waits until something holds that must not come before a time, nor long after it.
func (s *stage) by(what string, at time.Time, holds func() bool) {
	s.untilWithin(at.Sub(s.now())+patience, what, holds)
	if early := at.Sub(s.now()); s.err == nil && early > 2*time.Second {
		s.fail(fmt.Errorf("%w: %s was %s too early", errDiffers, what, early))
	}
}

// alarmsOf counts the calls to somebody.
func (s *stage) alarmsOf(user int64) (n int) {
	for _, e := range s.sim.Log() {
		if e.Chat == user && e.What == simulator.Sent && strings.HasPrefix(e.Text, "Safety alert") {
			n++
		}
	}
	return n
}

// goesOn: the next steps are called in their time, and the second channel is used for both posts. When Redis is back,
// the alert is the same and nobody is called twice.
func (s *stage) goesOn(l *line, pages *atomic.Int32, next time.Time, paged int32) {
	s.by("the colleague to be called", next, func() bool { return s.hasHeard(colleague, "Sent by the emergency way") })
	s.sees(clinician, "Sent by the emergency way")
	s.until("the second channel", func() bool { return pages.Load() == paged })
	if s.err == nil {
		time.Sleep(2 * time.Second) // whom Telegram has brought the alarm is written down
	}
	s.act(l.begins)
	s.settles()
	if first, second := s.alarmsOf(clinician), s.alarmsOf(colleague); s.err == nil && (first != 2 || second != 1) {
		s.fail(fmt.Errorf("%w: the clinician was called %d times, the colleague %d times", errDiffers, first, second))
	}
	s.taps(colleague, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Berg opened it at")
	if n := pages.Load(); s.err == nil && n != paged {
		s.fail(fmt.Errorf("%w: %d pages, want %d", errDiffers, n, paged))
	}
}

// redisGoes: serve works on without its Redis.
func redisGoes(t *testing.T, binary string) error {
	s, l, pages, began := calledOut(t, binary, "2m")
	s.act(l.dies)
	s.goesOn(l, pages, began.Add(2*time.Minute), 2)
	return s.err
}

// bothGo: serve is killed with its Redis, and the next one serves numbers only.
func bothGo(t *testing.T, binary string) error {
	s, l, pages, began := calledOut(t, binary, "1m")
	s.act(l.dies)
	s.act(func() error { s.serve.kill(); return nil })
	s.until("numbers only", func() bool { return s.serve.serves() && pages.Load() >= 1 })
	s.goesOn(l, pages, began.Add(time.Minute), 3)
	return s.err
}

// heardBefore: the clinician presses on the alarm before Redis goes, and serve with it. Nobody is called any more.
func heardBefore(t *testing.T, binary string) error {
	s, l, pages, began := calledOut(t, binary, "1m")
	s.taps(clinician, "Safety alert", "I have seen this")
	s.sees(patient, "Dr Lind opened it at")
	s.settles()
	s.act(l.dies)
	s.act(func() error { s.serve.kill(); return nil })
	s.until("numbers only", func() bool { return s.serve.serves() && pages.Load() == 1 })
	for s.err == nil && s.now().Before(began.Add(80*time.Second)) {
		time.Sleep(time.Second)
	}
	if first, second := s.alarmsOf(clinician), s.alarmsOf(colleague); s.err == nil &&
		(first != 1 || second != 0 || pages.Load() != 1) {
		s.fail(fmt.Errorf("%w: %d and %d calls, %d pages about an alert that was seen", errDiffers, first, second, pages.Load()))
	}
	s.act(l.begins)
	s.settles()
	return s.err
}

// onAlerts are defects in how an alert goes on whose turn was made before the store went away.
func onAlerts() map[string]defect {
	return map[string]defect{
		"an open alert stands still without the store": {
			file: "bot/internal/attendant/takeup.go", protection: "return at.Sub(since) >= turnless && a.lacks(id)",
			without: "return at.Sub(since) >= 1000*turnless && a.lacks(id)", among: "Redis goes after the call",
		},
		"an open alert is not in the data folder": {
			file: "flows/engine/route.go", protection: "r.Alerts = safety.Side{Turn: &turn.Turn{Plan: p, State: s}}.ForRoute()",
			without: "_ = safety.Side{Turn: &turn.Turn{Plan: p, State: s}}", among: "Redis and serve go after the call",
		},
		"an alert that was seen counts as open": {
			file: "flows/engine/internal/safety/unpressed.go", protection: "one.Seen = a.Seen; one.Held()",
			without: "false",
			among:   "Redis goes after the call was heard",
		},
	}
}
