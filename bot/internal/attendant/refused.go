package attendant

import (
	"context"
	"time"

	"footing/bot/telegram"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

const (
	// refusedEvery is the least time between two answers to refused presses: Telegram takes some thirty calls a second,
	// and the others come first.
	refusedEvery = 40 * time.Millisecond
	// mostRefused is how many of them wait. Who presses beyond that is one of a crowd, and reads nothing.
	mostRefused = 4096
)

// refusals are the answers to presses that were not kept. They wait in memory only, because no phone waits for long.
type refusals struct {
	waiting []refusal
	last    map[int64]int // the number of the last answer in each chat that has one waiting
	number  int
	next    time.Time // when the next may go out
}

// refusal is an answer that waits.
type refusal struct {
	chat   int64
	effect state.Effect
}

// Refused answers a press of a chat that writes more than is taken, so that its button does not go on turning. The same
// says that it merely repeats what was kept a moment ago.
func (a *Attendant) Refused(arrival storage.Arrival, same bool) {
	if same {
		a.refuse(arrival, engine.RefusedSame)
		return
	}
	a.refuse(arrival, engine.RefusedMuch)
}

// refuse has a press answered that was not kept. A text has no answer of this kind.
func (a *Attendant) refuse(arrival storage.Arrival, why engine.Refusal) {
	_, route, _ := a.with.Routes.Of(arrival.Chat)
	effects := a.with.Bare.Refused(route, arrival.Event, why)
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, e := range effects {
		if len(a.refused.waiting) < mostRefused {
			a.refused.waiting = append(a.refused.waiting, refusal{arrival.Chat, e})
		}
	}
	a.Nudge.Poke()
}

// dueRefusal takes the answer that goes out next, of the chat that had none for the longest: one that presses a
// thousand times holds up nobody else.
func (a *Attendant) dueRefusal(at time.Time) state.Effect {
	a.mu.Lock()
	defer a.mu.Unlock()
	r := &a.refused
	if len(r.waiting) == 0 || r.next.After(at) {
		return nil
	}
	best := 0
	for n, one := range r.waiting {
		if r.last[one.chat] < r.last[r.waiting[best].chat] {
			best = n
		}
	}
	one := r.waiting[best]
	r.waiting = append(r.waiting[:best], r.waiting[best+1:]...)
	if r.last == nil || len(r.waiting) == 0 {
		r.last = make(map[int64]int)
	}
	r.number++
	r.last[one.chat], r.next = r.number, at.Add(refusedEvery)
	a.Nudge.Poke() // there may be more
	return one.effect
}

// tellRefused answers a refused press, once.
func (a *Attendant) tellRefused(ctx context.Context, e state.Effect, at time.Time) {
	outcome := a.send(ctx, e)
	if outcome.Kind == telegram.Throttled {
		a.mu.Lock()
		a.refused.next = at.Add(outcome.After)
		a.mu.Unlock()
	}
}
