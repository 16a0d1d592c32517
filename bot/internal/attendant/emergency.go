package attendant

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/telegram"
	"footing/flows"
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
// Each way is used once a step. It ends when the turn of its evidence is committed, because the turn goes on with it;
// one about an alert of an earlier turn, when turns are made again.
type emergency struct {
	evidence string // the id of the red event, or of the alert
	patient  string // participant id; empty if no route is known
	chat     int64  // the patient's
	route    state.Route
	said     time.Time // when the patient pressed
	first    time.Time // steady: when it began
	began    time.Time // steady: when it was last called out anew, or began
	wall     time.Time // the same, by the wall clock
	anew     int       // how often it was called out anew

	taken   []int     // the steps of the ladder that were taken, by their place in it
	plan    int       // the step that is taken next; repeats: those who were called are called again
	next    time.Time // when that is due; zero: nothing is
	called  time.Time // by the wall clock: when somebody was last called
	rounds  int       // how often they were called again
	busy    bool
	reached []state.Contact // whom Telegram has brought the alarm
	deaf    map[string]bool // whom it did not reach when they were last called, by participant id
	arrived time.Time       // when the first of them had it
	tries   int             // rounds in which nobody was reached
	wait    time.Duration   // the shortest that Telegram asked for in this round; 0: none failed yet

	pageNext  time.Time // steady: when the second channel is used next; zero: it is not
	pageWaits bool      // until then nobody's hours allow it
	paging    bool
	paged     bool                // it has taken the alarm
	pagedAt   time.Time           // when it first had
	pages     int                 // how often it was tried
	rung      map[flows.Rank]bool // the posts for which it has

	acted   engine.Acted // who has pressed on the alarm
	tells   time.Time    // steady: when the patient is told how it stands; zero: they know
	untold  bool         // Telegram does not bring the patient that
	news    time.Time    // steady: when the others who have it are told who has pressed; zero: they are not
	heard   []state.Called
	telling int       // how often they are being told that
	reopens time.Time // steady: when it is called out anew after a press; zero: it is not

	made []state.Called // the calls, as they are written down

	storm storm // how often the patient has called

	// of an alert that a turn has raised, and whose calls the turns go on with as soon as they can (takeup.go)
	alert    *state.Standing // as its last turn has left it; nil: a red event has had no turn
	tag      string          // tells its calls from those of other times without turns
	from     map[flows.Rank]time.Time
	red      map[string]bool // the red events since that have had no turn
	noted    bool            // it is written down that somebody has pressed
	press    state.Event     // the press, if it came to this process
	others   bool            // it was called out anew after a try: backup and lead are called at once
	reopened bool            // that it was called out anew is yet to be written down
	slowed   bool            // nobody has pressed for so long that it is called out twice a duty day
	renewed  bool            // because of one of them those who were called are called once more

	told   engine.Handling // what the patient was told last
	toldAt time.Time       // steady: when; zero: nothing yet
}

// pressed tells whether somebody has pressed on the alarm, so that nobody is called.
func (c *emergency) pressed() bool { return !c.acted.At.IsZero() && !c.acted.Lapsed }

// settled tells whether there is something to say about the alarm: somebody was reached, or every way was tried, also
// where those who were called are called once more.
func (c *emergency) settled() bool {
	called := c.tries > 0 || len(c.route.Steps) == 0
	rung := c.paged || c.pages > 0 || c.pageWaits || c.pageNext.IsZero() && !c.paging
	return !c.renewed && (len(c.reached) > 0 || called && rung)
}

// raise begins the alarm of a red answer. One that nobody has pressed on yet is not begun again.
func (a *Attendant) raise(p *plight, now loop.Reading) {
	if a.raiseStanding(p, now) {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	head := p.arrival.Event.Head()
	for _, c := range a.emergencies {
		if c.chat == p.arrival.Chat && !c.pressed() {
			p.emergency = c
			if c.storm.count(p.arrival.Event, a.steady(now)) && len(c.storm.message) > 0 {
				a.renewCalls(c, p.arrival.Event, now)
			}
			return
		}
	}
	at := a.steady(now)
	c := &emergency{
		evidence: head.ID, patient: p.id, chat: p.arrival.Chat, route: p.route, said: head.At, began: at, first: at,
		wall: now.Wall, next: at, rung: make(map[flows.Rank]bool),
	}
	c.storm.count(p.arrival.Event, at)
	if len(c.route.Steps) == 0 {
		c.next = a.nextStep(c, at)
	}
	a.planPage(c, now)
	c.tells = a.tellsAt(c)
	a.emergencies[head.ID], p.emergency = c, c
	a.with.Log.Error("a red answer has no turn: a human is called by the emergency way",
		"alert", a.with.Bare.Page(head.ID), "steps", len(c.route.Steps), "channel", a.with.Channel != nil)
}

// done says what came of an alarm so far, and whether that is settled.
func (a *Attendant) done(c *emergency, d engine.Handling) (engine.Handling, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d.Called, d.Channel, d.At, d.Alarm = namesOf(c.reached), c.paged, c.pagedAt, c.evidence
	if len(c.reached) > 0 {
		d.At = c.arrived
	}
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
	c := a.earliest(at, func(c *emergency) time.Time { return unless(c.busy, c.next) })
	if c != nil {
		c.busy, c.route = true, c.route.At(a.now())
		a.Nudge.Poke()
	}
	return c
}

// routeOf is an alarm's route, which changes while it is called out: contact may have to be careful from now on.
func (a *Attendant) routeOf(c *emergency) state.Route {
	a.mu.Lock()
	defer a.mu.Unlock()
	return c.route
}

// goesOn tells whether an alarm is neither pressed on nor taken over by its turn.
func (a *Attendant) goesOn(c *emergency) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch route, _ := a.with.Routes.Named(c.patient); {
	case a.emergencies[c.evidence] != c || c.pressed():
		return false
	case c.alert == nil:
		return true
	default: // how far the calls have come may have been joined meanwhile
		turns := len(c.red) == 0 && a.wellOf(c.patient)
		return !turns && route.Alert(c.evidence) != nil && route.SameSteps(c.route.At(a.now()))
	}
}

// ring sends the alarm to one person.
func (a *Attendant) ring(ctx context.Context, c *emergency, n int, p state.Contact) bool {
	callee, _ := a.with.Routes.Named(p.ID)
	within, cancel := context.WithTimeout(ctx, alarmWithin)
	defer cancel()
	a.mu.Lock()
	call, tells, route := c.about(), len(c.storm.at), c.route
	a.mu.Unlock()
	message, err := a.with.Speaker.Do(within, a.with.Bare.Alarm(route, callee, call, a.now()))
	outcome := telegram.Classify(err)
	a.with.Metrics.Sends.WithLabelValues("Emergency", outcome.Kind.String()).Inc()
	if outcome.Kind != telegram.Done {
		a.mu.Lock()
		c.wait = min(cmp.Or(c.wait, attendedAgain), pauseAfter(outcome))
		c.hears(p.ID, false)
		a.mu.Unlock()
		a.with.Log.Warn("an alarm by the emergency way did not arrive", "alert", a.with.Bare.Page(c.evidence), "step", n,
			"error", err)
		return false
	}
	a.mu.Lock()
	if c.arrived.IsZero() {
		c.arrived = a.now()
	}
	c.reached = append(c.reached, p)
	c.hears(p.ID, true)
	c.storm.sent(p.ID, message, tells, a.steady(a.with.Clock()))
	a.mu.Unlock()
	a.Nudge.Poke()
	a.write(c, fmt.Sprintf("step%d.%d.%s", n, c.tries+c.rounds, p.ID),
		state.Called{To: []string{p.ID}, Step: n, Message: message})
	return true
}

// hears notes whether Telegram has reached somebody.
func (c *emergency) hears(id string, heard bool) {
	if c.deaf == nil {
		c.deaf = make(map[string]bool)
	}
	c.deaf[id] = !heard
}

// write writes an emergency call down behind the update that was its reason. If that fails, it is made all the same.
func (a *Attendant) write(c *emergency, what string, e state.Called) {
	e.Header = state.Header{ID: c.evidence + "/" + c.tag + what, At: a.now()}
	if e.Evidence = c.evidence; c.alert != nil {
		e.Upto = c.alert.Latest
	}
	a.mu.Lock()
	c.made = append(c.made, e)
	a.mu.Unlock()
	if !a.with.Spool.There() {
		return
	}
	if err := a.with.Spool.Keep([]storage.Arrival{{Chat: c.chat, Event: e}}); err != nil {
		a.with.Log.Error("an emergency call is not written down: it may be made twice", "error", err)
	}
}
