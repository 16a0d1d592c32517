// Package polling knows whether this process may poll Telegram, which gives each update to one poller only.
//
// Three things must be so. The process has the right to poll, which is leased in the store: the leaseholder says so
// with Leased. Telegram has the mark of this store and of no other: a mark is written where a bot has none, and read
// before the first poll and each hour. Where another store's stands, whoever set the bot up there has it, and to poll
// here would take people's words from the store that knows them. And nobody else polls, as far as that can be known:
// Telegram refuses a poll when another one comes (Conflict). While the store is away, the last poller goes on until
// that happens, and another process begins when it sees that nobody fetches what people write.
//
//	permit := polling.New(polling.Parts{...})
//	permit.Leased(now, true)
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
	"footing/storage"
)

const (
	// lookEvery is how often Telegram is asked whose mark it has.
	lookEvery = time.Hour
	// recheckEvery is how often it is asked while another store's mark stands there, or none can be read.
	recheckEvery = time.Minute
	// lookWithin is how long it may take to find out. Nobody is heard meanwhile.
	lookWithin = 5 * time.Second
)

// Parts are what a permit works with.
type Parts struct {
	Log    *slog.Logger
	Client *telegram.Client
	Store  *storage.Store // nil: numbers only, which no store gives the right to poll
	Mark   string         // the store's; empty: it is not known, and then nothing is asked about it
}

// Permit is whether this process may poll.
type Permit struct {
	with Parts

	mu     sync.Mutex
	leased bool
	since  loop.Reading // when it was leased
	looked loop.Reading // when Telegram was last asked about the mark; zero: never
	other  string       // the mark of another store, which stands at Telegram; empty: there is none
	unread string       // why the mark could not be read, at the last look; empty: it could

	conflicts []loop.Reading // that count
	suspect   bool           // there was a conflict since the last look at the mark
	webhook   bool           // one is set
	refused   loop.Reading   // since when Telegram refuses the token; zero: it does not
	paused    loop.Reading   // when the last poll was refused; zero: it was not
	logged    loop.Reading   // when the log last had a line of it

	answered loop.Reading // when the store was last heard
	yielded  loop.Reading // when the right was last given up without the store's word
	waited   bool         // updates waited at Telegram at the last look, and the store was away
}

// New makes one that is not leased.
func New(with Parts) *Permit { return &Permit{with: with} }

// Leased notes whether this process has the right to poll, as the store says, and tells whether that is new.
func (p *Permit) Leased(now loop.Reading, has bool) (begins bool) {
	p.Answered(now)
	p.mu.Lock()
	defer p.mu.Unlock()
	if begins = has && !p.leased; begins {
		p.begin(now)
	}
	p.leased = has
	return begins
}

func (p *Permit) begin(now loop.Reading) {
	p.leased, p.since, p.conflicts = true, now, nil
}

// Answered notes that the store was heard.
func (p *Permit) Answered(now loop.Reading) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answered = now
}

// Polling tells whether this process has the right to poll, or stands in for whoever has it.
func (p *Permit) Polling() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.leased
}

// May tells whether to poll now. It asks Telegram whose mark it has if that was not asked for long enough.
func (p *Permit) May(ctx context.Context, now loop.Reading) bool {
	if !p.Polling() && !p.standsIn(ctx, now) {
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
	if p.other != "" || p.unread != "" || p.suspect {
		every = recheckEvery
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
	p.looked, p.suspect = now, false
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
