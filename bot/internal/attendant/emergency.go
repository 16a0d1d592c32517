package attendant

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"footing/bot/channel"
	"footing/bot/internal/loop"
	"footing/bot/internal/metrics"
	"footing/bot/telegram"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

const (
	// alarmWithin is how long Telegram may take over an alarm until the next person is called.
	alarmWithin = 3 * time.Second
	// emergencyLife is how long an alarm goes on that no turn takes over.
	emergencyLife = 7 * 24 * time.Hour
)

// emergency is an alarm by the emergency way: the ladder of one patient as their route has it, and the second channel.
// Each way is used once a step. It ends when the turn of its evidence is committed, because the turn goes on with it.
type emergency struct {
	evidence string // the id of the red event
	chat     int64  // the patient's
	route    state.Route
	said     time.Time // when the patient pressed
	began    time.Time // steady
	wall     time.Time // the same, by the wall clock
	first    time.Time // steady: when the first round began

	rounds  int       // how often the whole ladder was taken
	taken   int       // how many steps of the ladder were taken
	next    time.Time // when the next one is due; zero: none is
	busy    bool
	reached []state.Contact // whom Telegram has brought the alarm
	at      time.Time       // when the first of them, or the second channel, had it
	tries   int             // rounds in which nobody was reached
	wait    time.Duration   // the shortest that Telegram asked for in this round; 0: none failed yet

	pageNext time.Time // when the second channel is used next; zero: it is not
	paging   bool
	paged    bool // it has taken the alarm
	pages    int

	pressed string    // the name of who has pressed on the alarm
	when    time.Time // when they did
	tells   time.Time // steady: when the patient is told that nobody has; zero: no more
	seen    bool      // the patient was told who has

	made []state.Called // the calls, as they are written down

	told   engine.Deed // what the patient was told last
	toldAt time.Time   // steady: when; zero: nothing yet
}

// settled tells whether there is something to say about the alarm: somebody was reached, or every way was tried.
func (c *emergency) settled() bool {
	tried := c.tries > 0 || len(c.route.Steps) == 0
	return len(c.reached) > 0 || tried && (c.paged || c.pages > 0 || c.pageNext.IsZero())
}

// raise begins the alarm of a red answer. One that nobody has pressed on yet is not begun again.
func (a *Attendant) raise(p *plight, now loop.Reading) {
	a.mu.Lock()
	defer a.mu.Unlock()
	head := p.post.Event.Head()
	for _, c := range a.calls {
		if c.chat == p.post.Chat && c.pressed == "" {
			p.call = c
			return
		}
	}
	at := a.steady(now)
	c := &emergency{
		evidence: head.ID, chat: p.post.Chat, route: p.route, said: head.At, began: at, first: at, wall: now.Wall,
		next: at,
	}
	if len(c.route.Steps) == 0 {
		c.next = time.Time{}
	}
	if a.with.Channel != nil {
		c.pageNext = at
	}
	c.tells = a.tellsAt(c)
	a.calls[head.ID], p.call = c, c
	a.with.Log.Error("a red answer has no turn: a human is called by the emergency way",
		"alert", a.with.Bare.Page(head.ID), "steps", len(c.route.Steps), "channel", a.with.Channel != nil)
}

// done says what came of an alarm so far, and whether that is settled.
func (a *Attendant) done(c *emergency, d engine.Deed) (engine.Deed, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d.Called, d.Channel, d.At = namesOf(c.reached), c.paged, c.at
	settled := c.settled()
	if !settled {
		for _, step := range c.route.Steps[:min(1, len(c.route.Steps))] {
			d.Trying = namesOf(step.People)
		}
	}
	return d, settled
}

func namesOf(people []state.Contact) []string {
	var names []string
	for _, c := range people {
		if !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

// dueCall takes an alarm whose next step is due.
func (a *Attendant) dueCall(at time.Time) *emergency {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.calls {
		if !c.busy && !c.next.IsZero() && !c.next.After(at) {
			c.busy = true
			a.Nudge.Poke()
			return c
		}
	}
	return nil
}

// duePage takes an alarm for which the second channel is due.
func (a *Attendant) duePage(at time.Time) *emergency {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.calls {
		if !c.paging && !c.pageNext.IsZero() && !c.pageNext.After(at) {
			c.paging = true
			a.Nudge.Poke()
			return c
		}
	}
	return nil
}

// goesOn tells whether an alarm is neither pressed on nor taken over by its turn.
func (a *Attendant) goesOn(c *emergency) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.calls[c.evidence] == c && c.pressed == ""
}

// climb takes the next step of an alarm, and the steps after it until somebody is reached.
func (a *Attendant) climb(ctx context.Context, c *emergency, now loop.Reading) {
	reached, first := false, c.taken == 0
	for !reached && c.taken < len(c.route.Steps) && a.goesOn(c) {
		reached = a.step(ctx, c, c.taken)
		a.mu.Lock()
		c.taken++
		a.mu.Unlock()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.steady(now)
	c.busy = false
	if !first && c.rounds == 0 && c.paged && c.pressed == "" && a.with.Channel != nil {
		c.pageNext = at
	}
	switch {
	case c.pressed != "" || at.Sub(c.began) > emergencyLife:
		c.next = time.Time{}
	case len(c.reached) == 0: // and all steps were taken
		c.tries++
		c.taken, c.next, c.wait = 0, at.Add(cmp.Or(c.wait, attendedAgain)), 0
	default:
		c.next = a.nextStep(c, at)
	}
	a.Nudge.Poke()
}

// nextStep is when the next step is due that has somebody to call: by the ladder's times, within the step's hours.
// After the last one the whole ladder is taken again each time that the clinic's interval has passed.
func (a *Attendant) nextStep(c *emergency, at time.Time) time.Time {
	clinic := a.with.Bare.Clinic()
	for ; c.taken < len(c.route.Steps); c.taken++ {
		if step := a.with.Bare.Step(c.route, c.taken); len(c.route.Steps[c.taken].People) > 0 {
			due := clinic.Due(step, a.with.Bare.Begins(c.route, c.wall))
			return at.Add(max(due.Sub(c.wall)-at.Sub(c.began), 0))
		}
	}
	c.taken, c.wall, c.began = 0, c.wall.Add(at.Sub(c.began)), at
	c.rounds++
	every := clinic.Ladder.Every
	if every <= 0 {
		return time.Time{}
	}
	return at.Add(every)
}

// step calls the people of one step, all at once, and tells whether Telegram has brought the alarm to any of them. The
// call is written down before and after, so that the turn which takes over knows of it.
func (a *Attendant) step(ctx context.Context, c *emergency, n int) bool {
	people := slices.DeleteFunc(slices.Clone(c.route.Steps[n].People), func(p state.Contact) bool {
		route, ok := a.with.Routes.Named(p.ID)
		return !ok || route.Chat == 0 || route.Chat == c.chat
	})
	if len(people) == 0 {
		return false
	}
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	a.write(c, fmt.Sprintf("step%d.%d", n, c.tries), state.Called{To: ids, Step: n})
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

// ring sends the alarm to one person.
func (a *Attendant) ring(ctx context.Context, c *emergency, n int, p state.Contact) bool {
	callee, _ := a.with.Routes.Named(p.ID)
	within, cancel := context.WithTimeout(ctx, alarmWithin)
	defer cancel()
	message, err := a.with.Speaker.Do(within, a.with.Bare.Alarm(c.route, callee, c.evidence, c.said, a.now()))
	outcome := telegram.Classify(err)
	a.with.Metrics.Sends.WithLabelValues("Emergency", outcome.Kind.String()).Inc()
	if outcome.Kind != telegram.Done {
		a.mu.Lock()
		c.wait = min(cmp.Or(c.wait, attendedAgain), pauseAfter(outcome))
		a.mu.Unlock()
		a.with.Log.Warn("an alarm by the emergency way did not arrive", "alert", a.with.Bare.Page(c.evidence), "step", n,
			"error", err)
		return false
	}
	a.mu.Lock()
	if c.at.IsZero() {
		c.at = a.now()
	}
	c.reached = append(c.reached, p)
	a.mu.Unlock()
	a.Nudge.Poke()
	a.write(c, fmt.Sprintf("step%d.%d.%s", n, c.tries, p.ID), state.Called{To: []string{p.ID}, Step: n, Message: message})
	return true
}

// page uses the second channel. After a failure it is tried again.
func (a *Attendant) page(ctx context.Context, c *emergency, now loop.Reading) {
	id := fmt.Sprintf("%s/emergency%d", c.evidence, c.pages)
	err := a.with.Channel.Send(ctx, channel.Notice{
		ID: id, Text: a.with.Bare.Page(c.evidence), Reason: "Footing's store cannot be reached", Since: c.wall,
	})
	a.with.Metrics.Pages.WithLabelValues(metrics.OutcomeOf(err)).Inc()
	a.mu.Lock()
	c.paging, c.pageNext = false, time.Time{}
	c.pages++
	if err != nil {
		c.pageNext = a.steady(now).Add(channel.Again)
	} else {
		c.paged = true
		if c.at.IsZero() {
			c.at = a.now()
		}
	}
	step := max(c.taken-1, 0)
	a.mu.Unlock()
	a.Nudge.Poke()
	if err != nil {
		a.with.Log.Error("the second channel did not take an alarm", "error", err)
		return
	}
	a.write(c, fmt.Sprintf("page%d", c.pages), state.Called{Step: step, Channel: true})
}

// write writes an emergency call down behind the update that was its reason. If that fails, it is made all the same.
func (a *Attendant) write(c *emergency, what string, e state.Called) {
	e.Header = state.Header{ID: c.evidence + "/" + what, At: a.now()}
	e.Evidence = c.evidence
	a.mu.Lock()
	c.made = append(c.made, e)
	a.mu.Unlock()
	if !a.with.Spool.There() {
		return
	}
	if err := a.with.Spool.Keep([]storage.Post{{Chat: c.chat, Event: e}}); err != nil {
		a.with.Log.Error("an emergency call is not written down: it may be made twice", "error", err)
	}
}
