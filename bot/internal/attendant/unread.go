package attendant

import (
	"context"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/telegram"
	"footing/flows/state"
)

// unread is an alert with which no turn can go on, because its record cannot be read or its turn fails.
type unread struct {
	id, short string    // the patient, and the alert's name for people; empty: which is not known
	due       time.Time // steady: when somebody is told; zero: they are
	away      bool      // somebody who is away was told
}

// Unread notes that no turn can go on with an alert, or with whatever there is of somebody. The next person of the
// ladder who is there and can be reached is told, once.
func (a *Attendant) Unread(id, short string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := id + "/" + short
	if a.unread[key] == nil {
		a.unread[key] = &unread{id: id, short: short, due: a.steady(a.with.Clock())}
		a.Nudge.Poke()
	}
}

// dueUnread takes an alert of which somebody is to be told.
func (a *Attendant) dueUnread(at time.Time) *unread {
	a.mu.Lock()
	defer a.mu.Unlock()
	var first *unread
	for _, u := range a.unread {
		if !u.due.IsZero() && !u.due.After(at) && (first == nil || u.due.Before(first.due)) {
			first = u
		}
	}
	if first != nil {
		first.due = time.Time{}
	}
	return first
}

// tellUnread tells the first person of the ladder who is there and whom Telegram brings it, by the patient's route. If
// none of them has it, whoever is away is told beside them, and all who may still be told are tried again later.
func (a *Attendant) tellUnread(ctx context.Context, u *unread, now loop.Reading) {
	route, ok := a.with.Routes.Named(u.id)
	if !ok || route.Staff {
		return // the second channel knows
	}
	told, hope := a.bringUnread(ctx, u, route, false)
	if told {
		return
	}
	if !u.away {
		u.away, _ = a.bringUnread(ctx, u, route, true)
	}
	if u.away && !hope {
		return
	}
	a.mu.Lock()
	u.due = a.steady(now).Add(attendedAgain)
	a.mu.Unlock()
	a.Nudge.Poke()
}

// bringUnread tells the first of those who are away, or of the others, whom Telegram brings it. If nobody has it, there
// is hope that Telegram brings it later.
func (a *Attendant) bringUnread(ctx context.Context, u *unread, route state.Route, away bool) (told, hope bool) {
	now := a.now()
	for _, p := range route.Everybody() {
		callee, known := a.with.Routes.Named(p.ID)
		_, gone := route.AwayUntil(p.ID, now)
		if !known || callee.Chat == 0 || callee.Chat == route.Chat || gone != away || !away && !on(route.Steps, p) {
			continue
		}
		within, cancel := context.WithTimeout(ctx, alarmWithin)
		outcome := a.send(within, a.with.Bare.Unread(route, callee, u.short, now))
		cancel()
		switch outcome.Kind {
		case telegram.Done:
			return true, false
		case telegram.Blocked, telegram.Missing, telegram.Rejected:
		default:
			hope = true
		}
	}
	return false, hope
}

// on tells whether somebody is called by a step.
func on(steps []state.RouteStep, p state.Contact) bool {
	return slices.ContainsFunc(steps, func(s state.RouteStep) bool { return slices.Contains(s.People, p) })
}
