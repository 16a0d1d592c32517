package attendant

import (
	"context"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/telegram"
)

// unread is an alert with which no turn can go on, because its record cannot be read or its turn fails.
type unread struct {
	id, short string    // the patient, and the alert's name for people; empty: which is not known
	due       time.Time // steady: when somebody is told; zero: they are
}

// Unread notes that no turn can go on with an alert, or with whatever there is of somebody. The next person of the
// ladder who can be reached is told, once.
func (a *Attendant) Unread(id, short string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := id + "/" + short
	if a.unread[key] == nil {
		a.unread[key] = &unread{id, short, a.steady(a.with.Clock())}
		a.Nudge.Poke()
	}
}

// dueUnread takes an alert of which somebody is to be told.
func (a *Attendant) dueUnread(at time.Time) *unread {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, u := range a.unread {
		if !u.due.IsZero() && !u.due.After(at) {
			u.due = time.Time{}
			return u
		}
	}
	return nil
}

// tellUnread tells the first person of the ladder whom Telegram brings it, by the patient's route. If nobody has it,
// all are tried again later.
func (a *Attendant) tellUnread(ctx context.Context, u *unread, now loop.Reading) {
	route, ok := a.with.Routes.Named(u.id)
	if !ok || route.Staff {
		return // the second channel knows
	}
	for _, step := range route.Steps {
		for _, p := range step.People {
			callee, known := a.with.Routes.Named(p.ID)
			if !known || callee.Chat == 0 || callee.Chat == route.Chat {
				continue
			}
			within, cancel := context.WithTimeout(ctx, alarmWithin)
			outcome := a.send(within, a.with.Bare.Unread(route, callee, u.short, now.Wall))
			cancel()
			if outcome.Kind == telegram.Done {
				return
			}
		}
	}
	a.mu.Lock()
	u.due = a.steady(now).Add(attendedAgain)
	a.mu.Unlock()
	a.Nudge.Poke()
}
