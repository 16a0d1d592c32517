package attendant

import (
	"cmp"
	"time"

	"footing/bot/internal/loop"
	"footing/flows/engine"
)

// Rest is how long nothing is due.
func (a *Attendant) Rest(now loop.Reading) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	at, wait := a.steady(now), time.Hour
	if len(a.with.Routes.Standing()) > 0 {
		wait = glance
	}
	if len(a.refused.waiting) > 0 {
		wait = min(wait, a.refused.next.Sub(at))
	}
	for _, p := range a.waiting {
		if !p.busy {
			wait = min(wait, a.when(p).Sub(at))
		}
	}
	for _, b := range a.brings {
		if !b.busy {
			wait = min(wait, b.due.Sub(at))
		}
	}
	for _, u := range a.unread {
		if !u.due.IsZero() {
			wait = min(wait, u.due.Sub(at))
		}
	}
	for _, c := range a.emergencies {
		if !c.busy && !c.next.IsZero() {
			wait = min(wait, c.next.Sub(at))
		}
		if !c.paging && !c.pageNext.IsZero() {
			wait = min(wait, c.pageNext.Sub(at))
		}
		if !c.pressed() && c.stale() {
			wait = min(wait, c.storm.due.Sub(at))
		}
		if !c.tells.IsZero() {
			wait = min(wait, c.tells.Sub(at))
		}
		if c.hasNews() {
			wait = min(wait, c.news.Sub(at))
		}
		if c.lapses() {
			wait = min(wait, c.reopens.Sub(at))
		}
	}
	return max(wait, leastRest)
}

// when is the time at which an update is attended to. The sender of a red answer first hears what became of the alarm.
func (a *Attendant) when(p *plight) time.Time {
	if p.emergency != nil && p.tries == 0 && p.emergency.settled() {
		return p.came
	}
	if !p.known() && a.strangers.After(p.due) {
		return a.strangers
	}
	return p.due
}

// duePlight takes the most urgent update that is due, those of known people first.
func (a *Attendant) duePlight(at time.Time) *plight {
	a.mu.Lock()
	defer a.mu.Unlock()
	var best *plight
	for _, p := range a.waiting {
		if !p.busy && !a.when(p).After(at) && (best == nil || before(p, best)) {
			best = p
		}
	}
	if best == nil {
		return nil
	}
	best.busy = true
	if !best.known() {
		a.strangers = at.Add(strangerEvery)
	}
	a.Nudge.Poke() // there may be more
	return best
}

// earliest is the alarm that has waited longest for something that is due by now; nil if none has. A crowd of alarms
// then waits in turn, and none is passed over again and again. When gives the time, zero for never. The attendant's
// lock is held.
func (a *Attendant) earliest(now time.Time, when func(*emergency) time.Time) *emergency {
	var first *emergency
	var since time.Time
	for _, c := range a.emergencies {
		at := when(c)
		if at.IsZero() || at.After(now) {
			continue
		}
		if order := at.Compare(since); first == nil || order < 0 || order == 0 && c.evidence < first.evidence {
			first, since = c, at
		}
	}
	return first
}

// unless is a time, or never.
func unless(not bool, at time.Time) time.Time {
	if not {
		return time.Time{}
	}
	return at
}

// before orders updates: red ones, those of known people, help, and then as they came.
func before(p, q *plight) bool {
	red := func(p *plight) int {
		if p.plea == engine.PleaRed {
			return 0
		}
		return 1
	}
	known := func(p *plight) int {
		if p.known() {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(red(p), red(q)), cmp.Compare(known(p), known(q)), cmp.Compare(q.plea, p.plea),
		p.came.Compare(q.came), cmp.Compare(p.arrival.Event.Head().ID, q.arrival.Event.Head().ID)) < 0
}
