// Package polling knows whether this process may poll Telegram, which gives each update to one poller only.
//
// Two things must be so. The process has the right to poll, which is leased in the store: the leaseholder says so with
// Leased. And Telegram has the mark of this store and of no other: a mark is written where a bot has none, and read
// before the first poll and each hour. Where another store's stands, whoever set the bot up there has it, and to poll
// here would take people's words from the store that knows them.
//
//	permit := polling.New(polling.Parts{...})
//	permit.Leased(true)
//	if permit.May(ctx, now) { ... } // a poll
//
// May asks Telegram now and then, and else remembers. Red and Doubt say, in words for an operator, what is wrong.
package polling

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/telegram"
)

const (
	// lookEvery is how often Telegram is asked whose mark it has.
	lookEvery = time.Hour
	// againEvery is how often it is asked while another store's mark stands there, or none can be read.
	againEvery = time.Minute
	// lookWithin is how long it may take to find out. Nobody is heard meanwhile.
	lookWithin = 5 * time.Second
)

// Parts are what a permit works with.
type Parts struct {
	Clock  loop.Clock
	Log    *slog.Logger
	Client *telegram.Client
	Mark   string // this store's; empty: it is not known, and then nothing is asked about it
}

// Permit is whether this process may poll.
type Permit struct {
	with Parts

	mu     sync.Mutex
	leased bool
	looked loop.Reading // when Telegram was last asked about the mark; zero: never
	other  string       // the mark of another store, which stands at Telegram; empty: there is none
	unread string       // why the mark could not be read, at the last look; empty: it could
}

// New makes one that is not leased.
func New(with Parts) *Permit { return &Permit{with: with} }

// Leased notes whether this process has the right to poll in the store, and tells whether it is new to it.
func (p *Permit) Leased(has bool) (begins bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	begins = has && !p.leased
	p.leased = has
	return begins
}

// Polling tells whether this process has the right to poll in the store.
func (p *Permit) Polling() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.leased
}

// May tells whether to poll now. It asks Telegram whose mark it has if that was not asked for long enough.
func (p *Permit) May(ctx context.Context, now loop.Reading) bool {
	if !p.Polling() {
		return false
	}
	if p.with.Mark != "" && p.lookNow(now) {
		p.look(ctx, now)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.other == ""
}

func (p *Permit) lookNow(now loop.Reading) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	every := lookEvery
	if p.other != "" || p.unread != "" {
		every = againEvery
	}
	return p.looked.IsZero() || now.Run-p.looked.Run >= every
}

// look reads the mark at Telegram, and leaves this store's where there is none. What cannot be read is as it was.
func (p *Permit) look(ctx context.Context, now loop.Reading) {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	found, err := p.with.Client.Mark(ctx)
	if err == nil && found == "" {
		if err = p.with.Client.SetMark(ctx, p.with.Mark); err == nil { // another store may have done so as well
			found, err = p.with.Client.Mark(ctx)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.looked = now
	if err != nil {
		if p.unread == "" {
			p.with.Log.Warn("Telegram does not say which store has the bot", "error", err)
		}
		p.unread = err.Error()
		return
	}
	had := p.other
	if p.unread, p.other = "", ""; found != p.with.Mark {
		p.other = found
	}
	switch {
	case p.other != "" && had == "":
		p.with.Log.Error("another store has this bot at Telegram: nobody is heard here", "mark", found, "own", p.with.Mark)
	case p.other == "" && had != "":
		p.with.Log.Info("this store has the bot at Telegram again: people are heard")
	}
}

// Rest is how long to wait after a poll that brought nothing, or none: a poll waits itself.
func (p *Permit) Rest(period time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.leased && p.other == "" {
		return 0
	}
	return period
}

// Red says what a human must look at.
func (p *Permit) Red() (red []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.leased && p.other != "" {
		red = append(red, Another(p.other, p.with.Mark)+": nobody is heard here. If this store is to have it, run footing bot take")
	}
	return red
}

// Another says that another store has the bot.
func Another(theirs, own string) string {
	return fmt.Sprintf("another store has this bot at Telegram (its mark is %s, this one's %s)", theirs, own)
}

// Doubt says why nothing is known of the mark; empty if something is.
func (p *Permit) Doubt() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.leased || p.unread == "" {
		return ""
	}
	return "Telegram does not say which store has the bot: " + p.unread
}
