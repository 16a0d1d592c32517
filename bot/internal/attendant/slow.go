package attendant

import (
	"cmp"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/state"
)

// An open alert on which nobody presses for days is called out twice each duty day, as a turn would do it. Where it
// rests on the night post, that is called twice in its own hours.

// isSlow tells whether nobody has pressed on an open alert for so long.
func (a *Attendant) isSlow(c *emergency, at time.Time) bool {
	if c.alert == nil {
		return false
	}
	end, ok := a.with.Bare.Clinic().AfterDutyDays(c.wall, flows.UnseenDays)
	return c.alert.Slow && c.anew == 0 || ok && !end.After(c.wallAt(at))
}

// turnedSlow tells whether an alert that somebody has is slow, whatever was planned before it was.
func (a *Attendant) turnedSlow(c *emergency, at time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(c.reached) > 0 && a.isSlow(c, at)
}

// slowAfter is when such an alert is called out next after a time. False where nobody has any hours.
func (a *Attendant) slowAfter(c *emergency, after time.Time) (next time.Time, ok bool) {
	var night []flows.LadderStep
	for _, n := range a.nights(c) {
		night = append(night, a.with.Bare.Step(c.route, n))
	}
	return a.with.Bare.Clinic().Slowly(night, after)
}

// nights are the steps of the night post where an alert rests on it: nobody else can be called, or Telegram reaches
// nobody else.
func (a *Attendant) nights(c *emergency) (night []int) {
	for n, step := range c.route.Steps {
		switch {
		case step.Call == flows.RankNight && len(step.People) > 0:
			night = append(night, n)
		case step.Call == flows.RankNight:
		case slices.ContainsFunc(step.People, func(p state.Contact) bool { return a.hasChat(c, p.ID) && !c.deaf[p.ID] }):
			return nil
		}
	}
	return night
}

// leftInPeace tells whether a step is of the night post, and nobody has pressed for so long that it is called no more.
func (a *Attendant) leftInPeace(c *emergency, n int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	night := c.route.Steps[n].Call == flows.RankNight && a.isSlow(c, a.steady(a.with.Clock()))
	return night && !slices.Contains(a.nights(c), n)
}

// slowly lists the steps that are called now: all but the night post, and that where the alert rests on it. The last of
// them that somebody holds is called by the second channel too. The first time the patient is told once more that
// nobody has pressed.
func (a *Attendant) slowly(c *emergency, at time.Time) (steps []int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	clinic, now := a.with.Bare.Clinic(), c.wallAt(at)
	if due, ok := a.slowAfter(c, c.called); ok && due.After(now) {
		return nil
	}
	if due, ok := clinic.TwiceADay(c.called); !ok || !due.After(now) {
		last := flows.Rank("")
		for n, step := range c.route.Steps {
			if step.Call == flows.RankNight {
				continue
			}
			steps = append(steps, n)
			if post := cmp.Or(step.Post, step.Call); len(step.People) > 0 && last != flows.RankLead {
				last = post
			}
		}
		delete(c.rung, last)
	}
	for _, n := range a.nights(c) {
		step := a.with.Bare.Step(c.route, n)
		if due, ok := clinic.TwiceIn(step.Hours, c.called); ok && !due.After(now) && clinic.Reachable(step, now) {
			steps = append(steps, n)
			delete(c.rung, flows.RankNight)
		}
	}
	c.take(steps...)
	if !c.slowed && !c.alert.Slow {
		c.tells = at
	}
	c.slowed = true
	return steps
}

// unheard are the people of the steps that were taken, or of all but the night post where everybody was called, whom
// Telegram has not brought the alarm.
func (c *emergency) unheard() map[string]bool {
	deaf := make(map[string]bool)
	for n, step := range c.route.Steps {
		if !slices.Contains(c.taken, n) && (!c.alert.Slow || step.Call == flows.RankNight) {
			continue
		}
		for _, p := range step.People {
			deaf[p.ID] = !slices.ContainsFunc(c.reached, func(r state.Contact) bool { return r.ID == p.ID })
		}
	}
	return deaf
}
