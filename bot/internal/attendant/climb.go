package attendant

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/flows"
	"footing/flows/state"
)

// An alarm climbs as a turn's does. Each step is taken at its own time, in its hours, whichever stands before it. When
// the last one's time is over, those who were called are called again in the clinic's interval, within their hours.

// The plans that are no step of the ladder.
const (
	repeats  = -1 // those who were called are called again
	handover = -2 // a leave or a swap begins or ends: who is on a step now is called by it
)

// climb takes the step of an alarm that is due, and at once further ones until somebody is reached.
func (a *Attendant) climb(ctx context.Context, c *emergency, now loop.Reading) {
	a.noteAnew(c)
	switch {
	case a.asked(c):
		a.callOnceMore(ctx, c)
	case c.others:
		a.callOthers(ctx, c)
	case c.plan == repeats:
		a.repeat(ctx, c)
	case c.plan == handover:
		a.handOver(ctx, c)
	default:
		for n, reached := c.plan, false; !reached && n < len(c.route.Steps) && a.goesOn(c); n = c.untaken() {
			reached = a.step(ctx, c, n, nil)
			a.mu.Lock()
			c.taken = append(c.taken, n)
			a.mu.Unlock()
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.steady(now)
	if c.busy, c.again = false, false; c.plan != handover || c.called.IsZero() {
		c.called = c.wallAt(at)
	}
	a.planPage(c, now)
	switch {
	case c.pressed() || c.alert == nil && at.Sub(c.first) > emergencyLife: // an alert that is open is never called less
		c.next = time.Time{}
	case len(c.route.Steps) == 0:
		c.next = a.nextStep(c, at)
	case len(c.reached) == 0: // and all steps were taken
		c.tries++
		c.taken, c.plan, c.next, c.wait = nil, 0, at.Add(cmp.Or(c.wait, attendedAgain)), 0
	default:
		c.next = a.nextStep(c, at)
	}
	a.Nudge.Poke()
}

// noteAnew writes down that an alert was called out anew, before anybody is called.
func (a *Attendant) noteAnew(c *emergency) {
	if c.reopened && c.alert != nil {
		a.write(c, fmt.Sprintf("anew%d", c.anew), state.Called{Anew: true})
	}
	c.reopened = false
}

// callOthers calls the first person, and of backup and lead whoever is there now, each once: somebody has tried to
// reach the patient and noted nothing since.
func (a *Attendant) callOthers(ctx context.Context, c *emergency) {
	c.others = false
	var called []string
	route := a.routeOf(c)
	for n := range route.Steps {
		step := a.with.Bare.Step(route, n)
		others := step.Call == flows.RankBackup || step.Call == flows.RankLead
		if !a.goesOn(c) || len(called) > 0 && (!others || !a.with.Bare.Clinic().Reachable(step, a.now())) {
			continue
		}
		called = a.stepBut(ctx, c, n, called)
		a.mu.Lock()
		c.taken = append(c.taken, n)
		a.mu.Unlock()
	}
}

// handOver calls whoever is on the steps that were taken, or are due, and has not had the alarm.
func (a *Attendant) handOver(ctx context.Context, c *emergency) {
	a.mu.Lock()
	began, now := a.with.Bare.Begins(c.route, c.wall), c.wallAt(a.steady(a.with.Clock()))
	for n := range c.route.Steps {
		due := a.with.Bare.Clinic().Due(a.with.Bare.Step(c.route, n), began)
		if !slices.Contains(c.taken, n) && !due.After(now) {
			c.taken = append(c.taken, n)
		}
	}
	a.mu.Unlock()
	var had []string
	for _, p := range c.reached {
		had = append(had, p.ID)
	}
	for _, n := range slices.Sorted(slices.Values(c.taken)) {
		if n < len(c.route.Steps) && a.goesOn(c) {
			had = a.stepBut(ctx, c, n, had)
		}
	}
}

// wallAt is the wall clock's time at a steady one, as it ran when the alarm was last called out anew, or began.
func (c *emergency) wallAt(at time.Time) time.Time { return c.wall.Add(at.Sub(c.began)) }

// untaken is the first step that was not taken.
func (c *emergency) untaken() int {
	for n := range c.route.Steps {
		if !slices.Contains(c.taken, n) {
			return n
		}
	}
	return len(c.route.Steps)
}

// nextStep plans the next step that has somebody to call, or the next repeat, and says when it is due; zero: never.
func (a *Attendant) nextStep(c *emergency, at time.Time) time.Time {
	clinic, began := a.with.Bare.Clinic(), a.with.Bare.Begins(c.route, c.wall)
	shift := c.route.NextShift(c.wallAt(at))
	if len(c.route.Steps) == 0 {
		if c.plan = handover; shift.IsZero() {
			return shift
		}
		return at.Add(max(shift.Sub(c.wallAt(at)), 0))
	}
	if a.isSlow(c, at) {
		if next, ok := clinic.TwiceADay(c.called); ok {
			c.plan = repeats
			return at.Add(max(next.Sub(c.wallAt(at)), 0))
		}
	}
	var next, last time.Time
	var taken []flows.LadderStep
	for n := range c.route.Steps {
		step := a.with.Bare.Step(c.route, n)
		last = flows.Later(last, began.Add(step.After))
		if slices.Contains(c.taken, n) {
			taken = append(taken, step)
			continue
		}
		if due := clinic.Due(step, began); len(c.route.Steps[n].People) > 0 && (next.IsZero() || due.Before(next)) {
			c.plan, next = n, due
		}
	}
	if clinic.Ladder.Every > 0 && (next.IsZero() || !last.After(c.wallAt(at))) {
		if again := clinic.NextRepeat(c.called, taken); next.IsZero() || again.Before(next) {
			c.plan, next = repeats, again
		}
	}
	if !shift.IsZero() && (next.IsZero() || shift.Before(next)) {
		c.plan, next = handover, shift
	}
	if next.IsZero() {
		return next
	}
	return at.Add(max(next.Sub(c.wallAt(at)), 0))
}

// isSlow tells whether nobody has pressed on an open alert for so long that it is called out twice each duty day, as a
// turn would do it.
func (a *Attendant) isSlow(c *emergency, at time.Time) bool {
	if c.alert == nil {
		return false
	}
	end, ok := a.with.Bare.Clinic().AfterDutyDays(c.wall, flows.UnseenDays)
	return c.alert.Slow && c.anew == 0 || ok && !end.After(c.wallAt(at))
}

// slowly has everybody but the night post called, the last of them that somebody holds by the second channel too. The
// first time the patient is told once more that nobody has pressed.
func (a *Attendant) slowly(c *emergency, at time.Time) (steps []int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	last := flows.Rank("")
	for n, step := range c.route.Steps {
		if step.Call == flows.RankNight {
			continue
		}
		steps = append(steps, n)
		if post := cmp.Or(step.Post, step.Call); len(step.People) > 0 && last != flows.RankLead {
			last = post
		}
		if !slices.Contains(c.taken, n) {
			c.taken = append(c.taken, n)
		}
	}
	delete(c.rung, last)
	if !c.slowed && !c.alert.Slow {
		c.tells = at
	}
	c.slowed = true
	return steps
}

// repeat calls those again, each once, who were called and can be called now.
func (a *Attendant) repeat(ctx context.Context, c *emergency) {
	c.rounds++
	var called []string
	steps, at, route := c.taken, a.steady(a.with.Clock()), a.routeOf(c)
	slow := a.isSlow(c, at)
	if slow {
		steps = a.slowly(c, at)
	}
	for _, n := range steps {
		there := slow || n < len(route.Steps) && a.with.Bare.Clinic().Reachable(a.with.Bare.Step(route, n), a.now())
		if n < len(route.Steps) && there && a.goesOn(c) {
			called = a.stepBut(ctx, c, n, called)
		}
	}
}

// asked tells whether those who were called are to be called once more.
func (a *Attendant) asked(c *emergency) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return c.again
}

// callOnceMore calls those who were called, each once and at any hour, because the patient has called again.
func (a *Attendant) callOnceMore(ctx context.Context, c *emergency) {
	c.rounds++
	steps := slices.Sorted(slices.Values(c.taken))
	if len(steps) == 0 {
		steps = []int{0}
	}
	var called []string
	for _, n := range steps {
		if n < len(c.route.Steps) && a.goesOn(c) {
			called = a.stepBut(ctx, c, n, called)
		}
	}
}

// stepBut takes a step for those who were not called just now, and adds its people to them.
func (a *Attendant) stepBut(ctx context.Context, c *emergency, n int, called []string) []string {
	a.step(ctx, c, n, called)
	for _, p := range c.route.Steps[n].People {
		called = append(called, p.ID)
	}
	return called
}

// step calls the people of one step, all at once but for those who were called just now, and tells whether Telegram has
// brought the alarm to any of them. The call is written down before and after, so that the turn which takes over knows
// of it.
func (a *Attendant) step(ctx context.Context, c *emergency, n int, but []string) bool {
	people := slices.DeleteFunc(slices.Clone(c.route.Steps[n].People), func(p state.Contact) bool {
		route, ok := a.with.Routes.Named(p.ID)
		return !ok || route.Chat == 0 || route.Chat == c.chat || slices.Contains(but, p.ID)
	})
	if len(people) == 0 {
		return false
	}
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	a.write(c, fmt.Sprintf("step%d.%d", n, c.tries+c.rounds), state.Called{To: ids, Step: n})
	results := make(chan bool, len(people))
	for _, p := range people {
		go func() { results <- a.ring(ctx, c, n, p) }()
	}
	reached := false
	for range people {
		reached = <-results || reached
	}
	return reached
}
