package attendant

import (
	"cmp"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// restored is a red answer that waits in the data folder, with the calls that an earlier process made because of it.
type restored struct {
	arrival storage.Arrival
	id      string
	route   state.Route
	calls   []state.Called
	round   int // the first of those calls since it was last called out anew
	anew    int // how often that was
	acted   engine.Acted
	heard   []state.Called // those who were told who has pressed
}

func (r *restored) pressed() bool { return !r.acted.At.IsZero() && !r.acted.Lapsed }

// Resume goes on with the alarms of an earlier process that was ended while the store was away: it had written down
// what it did, behind the update that was the reason. An alarm on which nobody has pressed goes on up the ladder where
// it stood, by the times of its beginning. One on which somebody has stays as it is, and its patient, who may not have
// heard of that, is told. A red answer for which nobody was called yet begins its alarm.
func (a *Attendant) Resume(now loop.Reading) error {
	all, err := a.restore()
	if err != nil {
		return err
	}
	for _, r := range all {
		if now.Wall.Sub(r.arrival.Event.Head().At) > emergencyLife {
			continue
		}
		// What belongs to an alert that stands goes on with that (takeup.go).
		reached := len(r.route.Alerts) == 0 && len(r.calls) > 0 && a.resume(r, now)
		if !reached { // who called for help may have heard nothing either
			a.Came([]storage.Arrival{r.arrival}, now)
			a.Kept([]storage.Arrival{r.arrival}, InSpool, now)
		}
	}
	return nil
}

// restore reads what an earlier process has written down.
func (a *Attendant) restore() ([]*restored, error) {
	var all []*restored
	err := a.with.Spool.Each(func(arrival storage.Arrival) {
		id, route, _ := a.with.Routes.Of(arrival.Chat)
		if called, ok := arrival.Event.(state.Called); ok {
			for _, r := range all {
				switch {
				case r.arrival.Event.Head().ID != called.Evidence:
				case called.Act != "":
					r.heard = append(r.heard, called)
				default:
					r.add(called, a.with.Bare.Lapses(r.acted))
				}
			}
			return
		}
		for _, r := range all {
			who, rang := r.rang(id)
			if rang && !r.pressed() && a.with.Bare.Pressed(arrival.Event, r.arrival.Event.Head().ID) {
				r.acted = a.with.Bare.ActedBy(who, arrival.Event)
			}
		}
		if a.with.Bare.Plea(route, arrival.Event) == engine.PleaRed {
			all = append(all, &restored{arrival: arrival, id: id, route: route})
		}
	})
	return all, err //nolint:wrapcheck // it says what it did
}

// add notes a call. One that was made when a press no longer held was one of those anew.
func (r *restored) add(called state.Called, lapses time.Time) {
	if r.pressed() && !lapses.IsZero() && !called.At.Before(lapses) {
		r.acted.Lapsed, r.round, r.anew = true, len(r.calls), r.anew+1
	}
	r.calls = append(r.calls, called)
}

// rang finds somebody on the ladder to whom an alarm was brought.
func (r *restored) rang(id string) (who state.Contact, ok bool) {
	if !slices.ContainsFunc(r.calls, func(c state.Called) bool { return c.Message != 0 && slices.Contains(c.To, id) }) {
		return who, false
	}
	return r.route.Contact(id)
}

// resume makes the emergency as it stood, and tells whether anybody was reached. Then the next step is due by its own
// time, unless somebody has pressed; else all are taken again.
func (a *Attendant) resume(r *restored, now loop.Reading) (reached bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.steady(now)
	since := func(called state.Called) time.Time { return at.Add(-max(now.Wall.Sub(called.At), 0)) }
	c := &emergency{
		evidence: r.arrival.Event.Head().ID, patient: r.id, chat: r.arrival.Chat, route: r.route, heard: r.heard,
		said: r.arrival.Event.Head().At,
		wall: r.calls[r.round].At, began: since(r.calls[r.round]), first: since(r.calls[0]), next: at,
		rung: make(map[flows.Rank]bool), made: r.calls, acted: r.acted, anew: r.anew, rounds: len(r.calls),
	}
	c.storm.count(r.arrival.Event, at)
	c.tells = a.tellsAt(c)
	for n, called := range r.calls {
		c.restore(called, n >= r.round)
	}
	if len(c.reached) > 0 {
		c.next = a.nextStep(c, at)
	} else {
		c.taken = nil
	}
	if r.pressed() {
		a.silence(c, r.acted, now)
	}
	a.planPage(c, now)
	a.emergencies[c.evidence] = c
	a.with.Log.Warn("an alarm of an earlier process goes on", "alert", a.with.Bare.Page(c.evidence), "steps", len(c.taken),
		"pressed", c.pressed())
	return len(c.reached) > 0 || c.paged
}

// restore takes over a call that an earlier process has made; a step counts as taken only since the alarm was last
// called out anew.
func (c *emergency) restore(called state.Called, counts bool) {
	if counts && !slices.Contains(c.taken, called.Step) {
		c.taken = append(c.taken, called.Step)
	}
	c.called = flows.Later(c.called, called.At)
	if called.Channel {
		c.rang(called, counts)
	}
	if called.Message == 0 {
		return
	}
	if c.arrived.IsZero() {
		c.arrived = called.At
	}
	for _, id := range called.To {
		c.storm.sent(id, called.Message, 1, c.began.Add(called.At.Sub(c.wall)))
	}
	for _, p := range c.route.Everybody() {
		if slices.Contains(called.To, p.ID) && !slices.Contains(c.reached, p) {
			c.reached = append(c.reached, p)
		}
	}
}

// rang notes for which posts the second channel has taken the alarm: the release before wrote down up to which step.
func (c *emergency) rang(called state.Called, counts bool) {
	c.paged = true
	if c.pagedAt.IsZero() {
		c.pagedAt = called.At
	}
	if !counts {
		return
	}
	c.rung[called.Post] = true
	for n, step := range c.route.Steps {
		if called.Post == "" && n <= called.Step {
			c.rung[cmp.Or(step.Post, step.Call)] = true
		}
	}
}
