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
	a.renew(c)
	switch {
	case a.asked(c):
		a.callOnceMore(ctx, c)
	case c.others:
		a.callOthers(ctx, c)
	case c.plan == repeats || c.plan >= 0 && a.turnedSlow(c, a.steady(now)):
		a.repeat(ctx, c)
	case c.plan == handover:
		a.handOver(ctx, c)
	default:
		a.takeSteps(ctx, c, a.steady(now))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.steady(now)
	if c.busy, c.renewed = false, false; c.plan != handover || c.called.IsZero() {
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

// renew writes down that an alert was called out anew, before anybody is called.
func (a *Attendant) renew(c *emergency) {
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
		a.took(c, n)
	}
}

// handOver calls whoever is on the steps that were taken, or are due, and has not had the alarm.
func (a *Attendant) handOver(ctx context.Context, c *emergency) {
	a.mu.Lock()
	began, now := a.with.Bare.Begins(c.route, c.wall), c.wallAt(a.steady(a.with.Clock()))
	for n := range c.route.Steps {
		due := a.with.Bare.Clinic().Due(a.with.Bare.Step(c.route, n), began)
		if !due.After(now) {
			c.take(n)
		}
	}
	a.mu.Unlock()
	had := idsOf(c.reached)
	for _, n := range slices.Sorted(slices.Values(c.taken)) {
		if n < len(c.route.Steps) && a.goesOn(c) && !a.leftInPeace(c, n) {
			had = a.stepBut(ctx, c, n, had)
		}
	}
}

// wallAt is the wall clock's time at a steady one, as it ran when the alarm was last called out anew, or began.
func (c *emergency) wallAt(at time.Time) time.Time { return c.wall.Add(at.Sub(c.began)) }

// fresh is the first untaken step with someone whom no taken step has called, or -1.
func (a *Attendant) fresh(c *emergency) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	called := idsOf(c.reached)
	for _, n := range c.taken {
		if n < len(c.route.Steps) {
			called = append(called, idsOf(c.route.Steps[n].People)...)
		}
	}
	return slices.IndexFunc(c.route.Steps, func(s state.RouteStep) bool {
		return slices.ContainsFunc(s.People, func(p state.Contact) bool { return !slices.Contains(called, p.ID) })
	})
}

// takeSteps takes the steps that are due. If the clinic's interval is over, those who were called before are called
// again.
func (a *Attendant) takeSteps(ctx context.Context, c *emergency, at time.Time) {
	a.mu.Lock()
	clinic, now, before := a.with.Bare.Clinic(), c.wallAt(at), slices.Clone(c.taken)
	again := len(c.reached) > 0 && clinic.Ladder.Every > 0 && now.Sub(c.called) >= clinic.Ladder.Every
	began := a.with.Bare.Begins(c.route, c.wall)
	var due []int
	for n := range c.route.Steps {
		is := n == c.plan || !clinic.Due(a.with.Bare.Step(c.route, n), began).After(now)
		if is && !slices.Contains(before, n) {
			due = append(due, n)
		}
	}
	a.mu.Unlock()
	called := a.callThose(ctx, c, due, nil)
	if again {
		a.callThose(ctx, c, a.there(c, before), called)
	}
}

// callThose takes some steps and calls their people, each once and but for those who were called just now, to whom it
// adds them. For each step that reaches nobody the next with somebody else is taken at once, until one does. A step
// that has nobody counts as such only while nobody has the alarm.
func (a *Attendant) callThose(ctx context.Context, c *emergency, steps []int, called []string) []string {
	a.mu.Lock()
	waits, unreached := len(c.reached) > 0, 0
	a.mu.Unlock()
	for _, n := range steps {
		if !a.goesOn(c) {
			return called
		}
		ids := idsOf(c.route.Steps[n].People)
		left := slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(called, id) })
		if !a.step(ctx, c, n, called) && (left || len(ids) == 0 && !waits) {
			unreached++
		}
		called = append(called, ids...)
		a.took(c, n)
	}
	for n := a.fresh(c); unreached > 0 && n >= 0 && a.goesOn(c); n = a.fresh(c) {
		if a.step(ctx, c, n, called) {
			unreached--
		}
		called = append(called, idsOf(c.route.Steps[n].People)...)
		a.took(c, n)
	}
	return called
}

// took notes that a step was taken.
func (a *Attendant) took(c *emergency, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c.take(n)
}

// take notes that steps are taken, each once. The attendant's lock is held.
func (c *emergency) take(steps ...int) {
	for _, n := range steps {
		if !slices.Contains(c.taken, n) {
			c.taken = append(c.taken, n)
		}
	}
}

func idsOf(people []state.Contact) []string {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	return ids
}

// nextStep plans the next step, repeat or handover, and says when it is due; zero: never.
func (a *Attendant) nextStep(c *emergency, at time.Time) time.Time {
	now := c.wallAt(at)
	var next time.Time
	if c.plan = handover; len(c.route.Steps) > 0 {
		next = a.nextCall(c, at)
	}
	if shift := c.route.NextShift(now); !shift.IsZero() && (next.IsZero() || shift.Before(next)) {
		c.plan, next = handover, shift
	}
	if next.IsZero() {
		return next
	}
	return at.Add(max(next.Sub(now), 0))
}

// nextCall plans the next step or repeat, and says when it is due by the wall clock; zero: never. A step that nobody
// holds is taken, too: those who were called are called again an interval after it.
func (a *Attendant) nextCall(c *emergency, at time.Time) time.Time {
	clinic, began := a.with.Bare.Clinic(), a.with.Bare.Begins(c.route, c.wall)
	if a.isSlow(c, at) {
		if next, ok := a.slowAfter(c, c.called); ok {
			c.plan = repeats
			return next
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
		if due := clinic.Due(step, began); next.IsZero() || due.Before(next) {
			c.plan, next = n, due
		}
	}
	if clinic.Ladder.Every <= 0 {
		return next
	}
	after := c.called
	if !next.IsZero() { // a step may wait for its hours until tomorrow; the others are called again meanwhile
		after = flows.Later(after, last.Add(-clinic.Ladder.Every))
	}
	if again := clinic.NextRepeat(after, taken); next.IsZero() || again.Before(next) {
		c.plan, next = repeats, again
	}
	return next
}

// repeat calls those again, each once, who were called and can be called now; where nobody presses for days, those whom
// a turn would call then.
func (a *Attendant) repeat(ctx context.Context, c *emergency) {
	c.rounds++
	steps, at := a.there(c, c.taken), a.steady(a.with.Clock())
	if a.isSlow(c, at) {
		steps = a.slowly(c, at)
	}
	a.callThose(ctx, c, steps, nil)
}

// there are those of some steps whose people can be called now.
func (a *Attendant) there(c *emergency, steps []int) []int {
	route := a.routeOf(c)
	return slices.DeleteFunc(slices.Clone(steps), func(n int) bool {
		return n >= len(route.Steps) || !a.with.Bare.Clinic().Reachable(a.with.Bare.Step(route, n), a.now())
	})
}

// asked tells whether those who were called are to be called once more.
func (a *Attendant) asked(c *emergency) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return c.renewed
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
	return append(called, idsOf(c.route.Steps[n].People)...)
}

// hasChat tells whether somebody can be called by Telegram about the patient of an alarm.
func (a *Attendant) hasChat(c *emergency, id string) bool {
	route, ok := a.with.Routes.Named(id)
	return ok && route.Chat != 0 && route.Chat != c.chat
}

// step calls the people of one step, all at once but for those who were called just now, and tells whether Telegram has
// brought the alarm to any of them. The call is written down before and after, so that the turn which takes over knows
// of it.
func (a *Attendant) step(ctx context.Context, c *emergency, n int, but []string) bool {
	people := slices.DeleteFunc(slices.Clone(c.route.Steps[n].People), func(p state.Contact) bool {
		return !a.hasChat(c, p.ID) || slices.Contains(but, p.ID)
	})
	if len(people) == 0 {
		return false
	}
	a.write(c, fmt.Sprintf("step%d.%d", n, c.tries+c.rounds), state.Called{To: idsOf(people), Step: n})
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
