package attendant

import (
	"context"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
)

// tellsAt is when the patient is told that nobody has pressed, or not since: at the ladder's time for that, whoever is
// on it. Where nobody is, they were told so at once.
func (a *Attendant) tellsAt(c *emergency) time.Time {
	if len(c.route.Steps) == 0 && !c.route.None() {
		return time.Time{}
	}
	for _, step := range a.with.Bare.Clinic().Ladder.Steps {
		if step.Tell {
			return c.began.Add(step.After)
		}
	}
	return time.Time{}
}

// CallsAbout are the emergency calls that were made because of an event, or about an alert. They are known here before
// they have come out of the data folder: its turn may be made before, where Redis had the event though its answer was
// lost.
func (a *Attendant) CallsAbout(event string) []state.Called {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.emergencies[event]; c != nil {
		return slices.Clone(c.made)
	}
	return slices.Clone(a.over[event].made)
}

// dueStanding takes an alarm of which the patient is to be told now how it stands.
func (a *Attendant) dueStanding(at time.Time) *emergency {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.earliest(at, func(c *emergency) time.Time { return c.tells })
	if c != nil {
		c.tells, c.telling = time.Time{}, c.telling+1
	}
	return c
}

// tellStanding tells the patient who has pressed, or that nobody has, unless another process has made the turn. What
// Telegram does not take is tried again.
func (a *Attendant) tellStanding(ctx context.Context, c *emergency, now loop.Reading) {
	defer func() {
		a.mu.Lock()
		c.telling--
		a.mu.Unlock()
	}()
	a.mu.Lock()
	acted, where, route := c.acted, a.pleas[c.evidence].where, c.route
	a.mu.Unlock()
	if a.doneElsewhere(ctx, c.evidence, a.shardOf(c.chat), where) {
		a.Answered(c.evidence)
		return
	}
	if over, done := a.pushes(ctx, a.with.Bare.Stands(route, c.evidence, acted, now.Wall)); over {
		a.mu.Lock()
		c.untold = !done
		a.mu.Unlock()
		switch {
		case acted.Lapsed && !acted.Next.IsZero(): // that nobody has noted a call; how the alarm stands is told in its time
			a.mu.Lock()
			c.acted.Next, c.tells = time.Time{}, a.tellsAt(c)
			a.mu.Unlock()
		case c.alert != nil && (acted.At.IsZero() || acted.Lapsed):
			a.write(c, "told", state.Called{Told: true})
		}
		return
	}
	a.mu.Lock()
	if at := a.steady(now); c.tells.IsZero() && at.Sub(c.first) <= emergencyLife { // else there is news
		c.tells = at.Add(attendedAgain)
	}
	a.mu.Unlock()
	a.Nudge.Poke()
}

// pushes sends what nobody has asked for, and tells whether there is no point in trying again, and whether it arrived.
func (a *Attendant) pushes(ctx context.Context, effects []state.Effect) (over, done bool) {
	over, done = true, true
	for _, e := range effects {
		kind := a.send(ctx, e).Kind
		over = over && (kind == telegram.Done || kind == telegram.Blocked || kind == telegram.Missing)
		done = done && kind == telegram.Done
	}
	return over, done
}

// acted notes that somebody who was called has pressed on an alarm.
func (a *Attendant) acted(e state.Event, id string, now loop.Reading) {
	for _, c := range a.emergencies {
		who, ok := c.holder(id)
		if !ok || !a.covers(c, e, id) {
			continue
		}
		act := a.with.Bare.ActedBy(who, e)
		if told := c.pressed() && c.tells.IsZero(); !c.pressed() || supersedes(act, c.acted) {
			a.silence(c, act, now)
			c.noted = false
			if c.press = e; told && act.Closes { // its own turn says so
				c.tells = time.Time{}
			}
		}
	}
	a.rememberAct(e, id)
}

// silence stops an alarm on which somebody has pressed: nobody else is called, and the patient hears of it. Only the
// turn of the evidence, which takes the alarm over, can be before that: the press may have had its own turn long ago.
func (a *Attendant) silence(c *emergency, acted engine.Acted, now loop.Reading) {
	at := a.steady(now)
	c.acted, c.next, c.pageNext, c.tells = acted, time.Time{}, time.Time{}, at.Add(attendedAfter)
	c.news = c.tells
	c.reopens = time.Time{}
	if lapses := a.with.Bare.Lapses(acted); !lapses.IsZero() {
		c.reopens = at.Add(lapses.Sub(now.Wall))
	}
}

// lapses tells whether the press on an alarm will lapse, or has, while no step of it is being taken.
func (c *emergency) lapses() bool {
	return c.pressed() && !c.busy && !c.paging && !c.reopens.IsZero()
}

// reopen calls an alarm out anew on whose press nothing has followed, from the first person on, as a turn would. It
// tells whether there was one.
func (a *Attendant) reopen(now loop.Reading) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.steady(now)
	for _, c := range a.emergencies {
		if !c.lapses() || c.reopens.After(at) {
			continue
		}
		c.reopens, c.news = time.Time{}, time.Time{}
		if c.alert == nil && at.Sub(c.first) > emergencyLife || a.calledAgain(c) {
			return true
		}
		tried := !c.acted.Next.IsZero()
		c.acted.Lapsed, c.noted, c.press = true, false, nil
		c.anew, c.rounds = c.anew+1, c.rounds+1
		c.began, c.wall, c.taken, c.plan, c.next = at, now.Wall, nil, 0, at
		c.rung, c.from, c.tells = make(map[flows.Rank]bool), nil, a.tellsAt(c)
		if tried { // backup and lead are called at once, and the patient is told that nobody has noted a call
			c.others, c.tells = true, at
		}
		c.reopened = true
		a.planPage(c, now)
		a.with.Log.Warn("nothing has followed on a press: an alarm is called out anew", "alert", a.with.Bare.Page(c.evidence))
		a.Nudge.Poke()
		return true
	}
	return false
}

// calledAgain tells whether a later alarm about the same patient is being called out.
func (a *Attendant) calledAgain(c *emergency) bool {
	for _, other := range a.emergencies {
		if other.chat == c.chat && !other.pressed() {
			return true
		}
	}
	return false
}

// callActed finds the alarm that a press is an act on.
func (a *Attendant) callActed(e state.Event) *emergency {
	for _, c := range a.emergencies {
		if a.with.Bare.Pressed(e, c.evidence) {
			return c
		}
	}
	return nil
}

func (a *Attendant) actedOn(e state.Event) *emergency {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.callActed(e)
}

// callOpened finds the alarm of a patient whose note about it an event opens.
func (a *Attendant) callOpened(e state.Event, chat int64) *emergency {
	for _, c := range a.emergencies {
		if c.chat == chat && a.with.Bare.Opens(e, c.evidence) {
			return c
		}
	}
	return nil
}

// opened shows how an alarm stands, in the place of the note about it.
func (a *Attendant) opened(p *plight, now time.Time) []state.Effect {
	a.mu.Lock()
	acted := p.opens.acted
	a.mu.Unlock()
	return a.with.Bare.Opened(p.route, p.arrival.Event, acted, now)
}
