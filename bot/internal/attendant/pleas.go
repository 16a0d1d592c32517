package attendant

import (
	"context"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/state"
	"footing/storage"
)

// plea is a call for help, or more, that waits for its turn.
type plea struct {
	shard int
	where Whereabouts
	came  time.Time // steady
}

// mostPleas is how many are remembered; beyond, the oldest tell enough.
const mostPleas = 10_000

func (a *Attendant) plead(event string, shard int, at time.Time) {
	if _, known := a.pleas[event]; !known && len(a.pleas) < mostPleas {
		a.pleas[event] = plea{shard: shard, came: at}
	}
}

// locate notes where the update of a call for help is. One that is nowhere is fetched again, or was set aside.
func (a *Attendant) locate(event string, where Whereabouts) {
	if p, ok := a.pleas[event]; ok {
		p.where = where
		a.pleas[event] = p
	}
}

// Pleads tells whether an update that has had no turn is a call for help, or more urgent.
func (a *Attendant) Pleads(event string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, ok := a.pleas[event]
	return ok
}

// Pleas counts the calls for help, and what is more urgent, whose turn was not made yet, and how long the oldest waits.
// That its sender was told the truth meanwhile makes no difference.
func (a *Attendant) Pleas(now loop.Reading) (n int, oldest time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.steady(now)
	for _, p := range a.pleas {
		n, oldest = n+1, max(oldest, at.Sub(p.came))
	}
	return n, oldest
}

// Calls counts the alarms by the emergency way that nobody has pressed on and no turn has taken over yet, and how long
// the oldest stands.
func (a *Attendant) Calls(now loop.Reading) (n int, oldest time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.steady(now)
	for _, c := range a.emergencies {
		if !c.pressed() {
			n, oldest = n+1, max(oldest, at.Sub(c.first))
		}
	}
	return n, oldest
}

// Look asks the store about old calls for help on shards that another process holds, whose turns are not heard of here.
func (a *Attendant) Look(ctx context.Context, now loop.Reading) {
	a.mu.Lock()
	at := a.steady(now)
	asked := make(map[int][]string)
	for event, p := range a.pleas {
		if p.where == InInbox && at.Sub(p.came) > turnComes && !a.with.Inboxes[p.shard].Holds() {
			asked[p.shard] = append(asked[p.shard], event)
		}
	}
	a.mu.Unlock()
	for shard, events := range asked {
		within, cancel := context.WithTimeout(ctx, lookWithin)
		waiting, ok := a.inInbox(within, shard)
		cancel()
		for _, event := range events {
			if ok && !waiting[event] {
				a.Answered(event)
			}
		}
	}
}

// inInbox reads which events wait on a shard; not ok if that is not known of all. A store that was emptied, or is older
// than before, is not believed: whoever waits would hear nothing more.
func (a *Attendant) inInbox(ctx context.Context, shard int) (waiting map[string]bool, ok bool) {
	entries, err := a.with.Store.Inbox(ctx, shard, "", lookPage)
	if err != nil || len(entries) == lookPage || a.with.Store.Trusted(ctx, shard) != nil {
		return nil, false
	}
	waiting = make(map[string]bool, len(entries))
	for _, e := range entries {
		if e.Event == nil {
			return nil, false
		}
		waiting[e.Event.Head().ID] = true
	}
	return waiting, true
}

// Waits notes that the turn of what somebody said or pressed has to wait although the store is there: they hear so at
// once. After a restart this may be the first that is heard of it.
func (a *Attendant) Waits(event state.Event, now loop.Reading) {
	if _, ok := a.hear(event, now); !ok {
		return
	}
	a.mu.Lock()
	if p := a.waiting[event.Head().ID]; p != nil {
		p.where, p.held = InInbox, true
		if at := a.steady(now); p.due.After(at) {
			p.due = at
		}
	}
	a.mu.Unlock()
	a.Nudge.Poke()
}

// hear makes sure that an update is known that somebody said or pressed; others are not answered.
func (a *Attendant) hear(event state.Event, now loop.Reading) (storage.Arrival, bool) {
	var chat int64
	switch e := event.(type) {
	case state.Said:
		chat = e.Chat
	case state.Tapped:
		chat = e.Chat
	default:
		return storage.Arrival{}, false
	}
	arrival := storage.Arrival{Chat: chat, Event: event}
	a.mu.Lock()
	known := a.waiting[event.Head().ID] != nil
	a.mu.Unlock()
	if !known {
		a.Came([]storage.Arrival{arrival}, now)
	}
	return arrival, true
}
