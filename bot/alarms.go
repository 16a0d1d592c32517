package bot

import (
	"time"

	"footing/bot/internal/alarms"
	"footing/bot/internal/lanes"
)

// Alarms is what somebody who watches over the service wants to know: the page /alarms.
type Alarms = alarms.Page

// Waiting is how many messages wait, and since when the oldest of them has.
type Waiting = alarms.Waiting

// Alarms looks at what is in memory. It asks neither Redis nor Telegram.
func (b *Bot) Alarms(now Reading) Alarms {
	a := Alarms{
		Red: b.sentry.Guard(now), Alerts: b.alerts.Count(), Waiting: make(map[string]Waiting),
		Spool: b.overflow.Len(), Shards: len(b.leases.Held()),
		Polled: known(b.ear.Last()), Taken: known(b.sentry.lastProven()), Fed: known(b.watchman.lastFed()),
	}
	if a.Red == nil {
		a.Red = []string{}
	}
	since := func(w lanes.Waiting) Waiting {
		if w.N == 0 {
			return Waiting{}
		}
		at := now.Wall.Add(-w.Oldest)
		return Waiting{Count: w.N, Oldest: &at}
	}
	for class, w := range b.sender.byClass(now) {
		a.Waiting[class.String()] = since(*w)
	}
	a.Urgent = since(b.sender.urgent(now))
	steady := b.o.steady(now)
	n, until := b.sender.holds.Chats(steady)
	if a.HeldChats = n; n > 0 {
		until = now.Wall.Add(until.Sub(steady))
		a.HeldUntil = &until
	}
	if until, _ := b.sender.holds.Everything(); until.After(steady) {
		until = now.Wall.Add(until.Sub(steady))
		a.AllHeld = &until
	}
	put := b.sentry.setAside()
	if a.SetAside, a.Unlooked = put.All, put.Unseen; put.All > 0 {
		a.LastAside = &put.Latest
	}
	return a
}

// known is the time of a reading; nil if there is none.
func known(at Reading) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at.Wall
}
