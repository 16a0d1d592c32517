package attendant

import (
	"log/slog"
	"testing"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/internal/spool"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestAnOldPressSilencesNothing: a press on an alert whose turn was made holds the alert back without the store only
// while it covers all evidence, belongs to the present round of calls, and is of somebody who is still on the ladder.
func TestAnOldPressSilencesNothing(t *testing.T) {
	began := loop.Reading{Wall: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	lind := state.Contact{ID: "s00-L", Name: "Dr Lind", Role: record.Clinician}
	berg := state.Contact{ID: "s00-B", Name: "Dr Berg", Role: record.Backup}
	route := func(latest int, since time.Duration, first ...state.Contact) state.Route {
		return state.Route{Chat: ann, Code: "A-17", Told: true, Steps: []state.RouteStep{
			{Call: flows.RankFirst, People: first}, {Call: flows.RankBackup, After: time.Hour, People: []state.Contact{berg}},
		}, Alerts: []state.Standing{{
			ID: "u7.c9", At: began.Wall, Since: began.Wall.Add(since), Repeated: began.Wall.Add(since), Latest: latest,
			Taken: []int{0}, Called: []string{lind.ID, berg.ID},
		}}}
	}
	earlier := func(r state.Route) state.Route {
		r.Alerts[0].Called, r.Alerts[0].Earlier = []string{berg.ID}, []string{lind.ID}
		return r
	}
	seen := state.Route{Chat: ann, Code: "A-17", Told: true, Steps: route(1, 0, lind).Steps}
	later := func(after time.Duration) loop.Reading {
		return loop.Reading{Wall: began.Wall.Add(after), Run: after}
	}
	for name, c := range map[string]struct {
		then  state.Route // when the store goes
		early bool        // they were called before it was called out anew, and not since
		again bool        // they had pressed once more
		want  time.Duration
	}{
		"its turn was not made":        {then: route(1, 0, lind), want: 2 * time.Minute},
		"newer evidence":               {then: route(2, 30*time.Minute, lind)},
		"newer evidence, in one round": {then: route(2, 0, lind)},
		"called out anew":              {then: route(1, 30*time.Minute, lind)},
		"off the ladder":               {then: route(1, 0)},
		"called before, and not since": {
			then: earlier(route(1, 10*time.Minute, lind)), early: true, want: 12 * time.Minute,
		},
		"newer evidence, and a new press": {then: route(2, 30*time.Minute, lind), again: true, want: 31 * time.Minute},
	} {
		a := unheard(t, began)
		a.with.Log, a.with.Spool = slog.New(slog.DiscardHandler), new(spool.Spool)
		book := a.with.Routes
		learn(book, "s00-K", route(1, 0, lind))
		press := func(after time.Duration) {
			standing, _ := book.Named("s00-K")
			call := engine.Emergency{Alert: "u7.c9", First: began.Wall, N: 1, Upto: standing.Alerts[0].Latest}
			alarm := a.with.Bare.Alarm(standing, state.Route{Chat: ben, Staff: true}, call, began.Wall)
			a.acted(state.Tapped{
				Header: state.Header{ID: "press", At: later(after).Wall}, Sender: state.Sender{Chat: ben},
				Data: alarm.Buttons[1][0].Data,
			}, lind.ID, later(after))
		}
		if press(2 * time.Minute); c.early {
			learn(book, "s00-K", c.then)
			press(12 * time.Minute)
		} else if c.want != 2*time.Minute {
			learn(book, "s00-K", seen)
		}
		learn(book, "s00-K", c.then)
		if c.again {
			press(31 * time.Minute)
		}
		a.takeUp([]string{"s00-K"}, later(32*time.Minute))
		alarm := a.emergencies["u7.c9"]
		held := c.want != 0
		if alarm == nil || alarm.pressed() != held || alarm.next.IsZero() != held ||
			held && !alarm.acted.At.Equal(began.Wall.Add(c.want)) {
			t.Errorf("%s: %+v", name, alarm)
		}
	}
}

// TestNobodyIsRungForNobody: the second channel is used for no post only where no route is known. About a known patient
// whom nobody is left for it is not used, and they are not told later that nobody has opened what nobody got.
func TestNobodyIsRungForNobody(t *testing.T) {
	now := loop.Reading{Wall: time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)}
	a := unheard(t, now)
	for name, c := range map[string]struct {
		route state.Route
		want  bool
	}{
		"no route": {want: true}, "nobody is left": {route: state.Route{Chat: ann, Code: "A-17", Told: true}},
	} {
		alarm := &emergency{route: c.route, began: a.steady(now)}
		if next, ok := a.nextPage(alarm, now.Wall); ok != c.want || next.post != "" {
			t.Errorf("%s: rung, %t, for %q", name, ok, next.post)
		}
		if told := a.tellsAt(alarm); told.IsZero() == c.want {
			t.Errorf("%s: the patient is told at %s", name, told)
		}
	}
}
