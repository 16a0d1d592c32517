package attendant

import (
	"context"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
)

const (
	lookWithin = 300 * time.Millisecond // how long Redis may take to say whether another process has made a turn
	lookPage   = 500
	// sameEvery is how soon a patient is told again how their alarm stands, if it stands as before.
	sameEvery = 5 * time.Minute
)

// attend tells somebody the truth about their update. The first time that a red answer is due, its alarm begins; its
// sender is told when something has come of that, or that it is on its way.
func (a *Attendant) attend(ctx context.Context, p *plight, now loop.Reading) {
	at := a.steady(now)
	if a.slow(p, at) {
		a.postpone(p, at.Add(time.Second))
		return
	}
	event, raised := p.arrival.Event.Head().ID, p.emergency != nil && !p.tried
	if !raised && a.doneElsewhere(ctx, event, p.shard, p.where) {
		a.Answered(event)
		return
	}
	a.cares(p)
	if p.plea == engine.PleaRed && p.emergency == nil {
		a.raise(p, now)
		a.postpone(p, flows.Later(p.came.Add(attendedAfter), at.Add(raisedRest)))
		return
	}
	handling := engine.Handling{Kept: p.kept(), Known: p.known(), At: now.Wall, Now: now.Wall}
	settled := true
	if p.emergency != nil {
		handling, settled = a.done(p.emergency, handling)
		if !settled && p.tried {
			a.postpone(p, at.Add(time.Second))
			return
		}
	}
	if delivered, after := a.tell(ctx, p, handling, at); !delivered {
		a.retry(p, at, after)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	p.busy, p.tried = false, true
	if !settled {
		p.due = at.Add(time.Second)
		return
	}
	a.forget(p, at)
}

// slow tells whether the turn of an update that is not urgent will soon come: its shard is worked on, and nothing
// fails.
func (a *Attendant) slow(p *plight, at time.Time) bool {
	return p.plea == engine.PleaOther && p.where == InInbox && !p.held && at.Sub(p.came) < turnComes &&
		a.with.Inboxes[p.shard].Well()
}

// doneElsewhere tells whether another process, which holds the shard, has made an event's turn.
func (a *Attendant) doneElsewhere(ctx context.Context, event string, shard int, where Whereabouts) bool {
	if where != InInbox || a.with.Inboxes[shard].Holds() {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	waiting, ok := a.inInbox(ctx, shard)
	return ok && !waiting[event]
}

// tell answers a press, and sends a text unless the chat has just had one. If the text was not delivered it has to be
// tried again after a while.
func (a *Attendant) tell(ctx context.Context, p *plight, d engine.Handling, at time.Time) (delivered bool,
	after time.Duration,
) {
	text := a.mayTell(p, d, at)
	delivered = true
	for _, e := range a.answer(p, d, text) {
		outcome := a.send(ctx, e)
		_, says := e.(state.Say)
		if _, edits := e.(state.Edit); says || edits {
			kind := outcome.Kind
			p.heard = kind == telegram.Done
			delivered, after = kind == telegram.Done || kind == telegram.Blocked || kind == telegram.Missing, pauseAfter(outcome)
		}
	}
	if text && delivered {
		a.mu.Lock()
		a.spoke[p.arrival.Chat] = at
		if p.emergency != nil {
			p.emergency.told, p.emergency.toldAt = d, at
		}
		a.mu.Unlock()
	}
	return delivered, after
}

// pauseAfter is how long after a failure a call is made again: no longer than Telegram itself asked for.
func pauseAfter(o telegram.Outcome) time.Duration {
	if o.Kind == telegram.Throttled {
		return min(o.After, attendedAgain)
	}
	return attendedAgain
}

func (a *Attendant) answer(p *plight, d engine.Handling, text bool) []state.Effect {
	if !text || p.tries > 0 {
		toast := a.with.Bare.Toast(p.route, p.arrival.Event, p.taken || a.actedOn(p.arrival.Event) != nil)
		if !text {
			return toast
		}
	}
	effects := a.with.Bare.Answer(p.route, p.arrival.Event, d)
	if p.opens != nil {
		effects = a.opened(p, d.Now)
	}
	if p.tries > 0 || p.tried { // the press is answered
		for n, e := range effects {
			if _, ok := e.(state.Toast); ok {
				return append(effects[:n:n], effects[n+1:]...)
			}
		}
	}
	return effects
}

// mayTell tells whether a text is sent to this chat now. A red answer and help for known people always bring one, but
// a red answer that is repeated brings one only when there is news of its alarm, or after a while.
func (a *Attendant) mayTell(p *plight, d engine.Handling, at time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	every := restEvery
	switch {
	case p.plea == engine.PleaRed:
		c := p.emergency
		return c == nil || c.toldAt.IsZero() || at.Sub(c.toldAt) >= sameEvery || !c.told.Says(d)
	case p.taken || a.callActed(p.arrival.Event) != nil:
		return false
	case p.plea == engine.PleaHelp && p.known():
		return true
	case p.plea == engine.PleaHelp:
		every = unknownEvery
	}
	last, ok := a.spoke[p.arrival.Chat]
	return !ok || at.Sub(last) >= every
}

// send makes one call to Telegram, past all queues.
func (a *Attendant) send(ctx context.Context, e state.Effect) telegram.Outcome {
	_, err := a.with.Speaker.Do(ctx, e)
	outcome := telegram.Classify(err)
	a.with.Metrics.Sends.WithLabelValues(metrics.KindOf(e), outcome.Kind.String()).Inc()
	return outcome
}

// postpone leaves an update until a later time.
func (a *Attendant) postpone(p *plight, due time.Time) {
	a.mu.Lock()
	p.busy, p.due = false, due
	a.mu.Unlock()
	a.Nudge.Poke()
}

// retry gives an update back whose text Telegram did not take.
func (a *Attendant) retry(p *plight, at time.Time, after time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p.busy, p.due = false, at.Add(after)
	if p.tries++; p.tries > attendedTries || p.plea == engine.PleaOther {
		a.forget(p, at)
	}
}

// forget stops waiting for the turn of an update that was attended to. That it was is forgotten after a while, too.
func (a *Attendant) forget(p *plight, at time.Time) {
	key := p.arrival.Event.Head().ID
	delete(a.waiting, key)
	a.attended[key] = attended{at, p.heard}
	for key, then := range a.attended {
		if at.Sub(then.at) > rememberedFor {
			delete(a.attended, key)
		}
	}
	for chat, then := range a.spoke {
		if at.Sub(then) > restEvery {
			delete(a.spoke, chat)
		}
	}
}
