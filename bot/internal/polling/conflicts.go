package polling

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/telegram"
)

const (
	// ownPoll is how long after the first poll of this process the last one of another, which has ended, may still be
	// under way: Telegram waits up to 50 s.
	ownPoll = 55 * time.Second
	// So many conflicts within that time are another poller.
	many     = 3
	manyFor  = 5 * time.Minute
	logEvery = time.Minute
	// How long nothing is asked after a conflict, after several, and where there is no store: who else polls may have one.
	onceRest, manyRest, storelessRest = time.Second, 5 * time.Second, time.Minute
	// tokenFor is how long Telegram may refuse the token until that is believed.
	tokenFor = 5 * time.Minute
	// askWithin is how long the store may take to say whose the right to poll is.
	askWithin = time.Second
)

// Conflict notes that Telegram has refused a poll because of another one, or because a webhook is set. A process that
// cannot ask the store yields, because another one may have taken over. One that may poll goes on: the other poller is
// a stranger, or a process that was cut off and yields.
func (p *Permit) Conflict(ctx context.Context, now loop.Reading, why error) {
	p.confirm(ctx, now)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused, p.suspect = now, true
	if p.webhook = strings.Contains(telegram.Reason(why), "webhook"); p.webhook {
		p.log(now, "a webhook is set at Telegram: nobody is heard", why)
	}
	if !p.leased || p.webhook || now.Run-p.since.Run < ownPoll {
		return
	}
	if p.conflicts = append(p.recent(now), now); len(p.conflicts) >= many {
		p.log(now, "another program polls for this bot: find and stop it", why)
	}
}

// confirm asks the store whether this process still has the right to poll.
func (p *Permit) confirm(ctx context.Context, now loop.Reading) {
	if p.with.Store == nil || !p.Polling() {
		return
	}
	within, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	has, err := p.with.Store.AcquirePoll(within)
	if err == nil {
		p.Leased(now, has)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.leased, p.yielded = false, now
	p.with.Log.Warn("another process polls, and Redis does not say whether it may: it is left to that one", "error", err)
}

// recent are the conflicts that count.
func (p *Permit) recent(now loop.Reading) []loop.Reading {
	return slices.DeleteFunc(slices.Clone(p.conflicts), func(at loop.Reading) bool { return now.Run-at.Run > manyFor })
}

func (p *Permit) log(now loop.Reading, what string, why error) {
	if p.logged.IsZero() || now.Run-p.logged.Run >= logEvery {
		p.logged = now
		p.with.Log.Error(what, "within five minutes", len(p.conflicts), "error", why)
	}
}

// Refused notes that Telegram has refused the token, and tells whether it has done so for too long to be a mistake.
func (p *Permit) Refused(now loop.Reading, why error) (ended bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paused = now; p.refused.IsZero() {
		p.refused = now
		p.with.Log.Error("Telegram does not accept the bot's token: it is tried again for five minutes", "error", why)
	}
	return now.Run-p.refused.Run >= tokenFor
}

// Heard notes that Telegram has answered a poll.
func (p *Permit) Heard() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused, p.refused, p.webhook = loop.Reading{}, loop.Reading{}, false
}

// Rest is how long to wait after a poll that brought nothing, or after none. A poll waits itself, so that is only after
// one that was refused, or while this process may not poll.
func (p *Permit) Rest(now loop.Reading, period time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !p.leased || p.other != "":
		return period
	case p.paused.IsZero():
		return 0
	case p.with.Store == nil && p.refused.IsZero():
		return storelessRest
	case p.webhook, !p.refused.IsZero(), len(p.recent(now)) >= many:
		return manyRest
	}
	return onceRest
}

// Red says what a human must look at.
func (p *Permit) Red(now loop.Reading) (red []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.leased {
		return nil
	}
	if p.other != "" {
		red = append(red, Another(p.other, p.with.Mark)+": nobody is heard here. If this store is to have it, run footing bot take")
	}
	if p.webhook {
		red = append(red, "a webhook is set at Telegram: nobody is heard, footing doctor says what to do")
	}
	if n := len(p.recent(now)); n >= many {
		red = append(red, fmt.Sprintf("another program polls for this bot, and takes part of what people write "+
			"(%d conflicts within five minutes): find and stop it", n))
	}
	if !p.refused.IsZero() {
		red = append(red, fmt.Sprintf("Telegram has not accepted the bot's token for %s: it is tried for five minutes",
			(now.Run-p.refused.Run).Round(time.Second)))
	}
	return red
}
