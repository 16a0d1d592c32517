package bot

import (
	"time"

	"footing/bot/internal/alerts"
)

// Alarms is what somebody who watches over the service wants to know, beside whether requests may be sent here. It
// names nobody.
type Alarms struct {
	Red       []string           `json:"red"` // what a human must look at; none if there is nothing
	Alerts    alerts.Count       `json:"alerts"`
	Waiting   map[string]Waiting `json:"waiting"` // for Telegram, by class
	Urgent    Waiting            `json:"urgent"`  // of these, texts about safety that are not known to be in vain
	HeldChats int                `json:"held_chats"`
	HeldUntil *time.Time         `json:"held_until,omitempty"`     // the latest end of those holds
	AllHeld   *time.Time         `json:"all_held_until,omitempty"` // Telegram takes nothing at all until then
	Spool     int                `json:"spool"`                    // updates that wait for Redis
	SetAside  int                `json:"set_aside"`
	Unlooked  int                `json:"set_aside_unlooked"` // of these, nobody has looked at
	LastAside *time.Time         `json:"last_set_aside,omitempty"`
	Polled    *time.Time         `json:"polled,omitempty"` // when Telegram last answered
	Taken     *time.Time         `json:"taken,omitempty"`  // when it last took something that was sent
	Fed       *time.Time         `json:"watch_fed,omitempty"`
	Shards    int                `json:"shards"` // that this process holds; others count what is theirs
}

// Waiting is how many messages wait, and since when the oldest of them has.
type Waiting struct {
	Count  int        `json:"count"`
	Oldest *time.Time `json:"oldest,omitempty"`
}

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
	since := func(w waiting) Waiting {
		if w.n == 0 {
			return Waiting{}
		}
		at := now.Wall.Add(-w.oldest)
		return Waiting{w.n, &at}
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
	if a.SetAside, a.Unlooked = put.all, put.unseen; put.all > 0 {
		a.LastAside = &put.latest
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
