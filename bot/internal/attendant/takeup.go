package attendant

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"footing/bot/internal/loop"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// An alert whose turn was saved has its ladder in the store. While no turns are made it goes on here, from where the
// route says that it stood and at the ladder's own times, until a turn can be made again. What is done is written down
// under the alert's own id, so that the turns go on behind it.

const (
	// turnless is how long a shard may have no turns until its alerts are taken up. A shard counts as lost half a minute
	// after Redis was last heard, so by then no turn was made for a minute.
	turnless = 30 * time.Second
	// numbersRest is how long numbers only may have been served until then: the store may only be slow to begin.
	numbersRest = 10 * time.Second
	// elsewhereFor is how long after another program was seen to poll for the bot it is left to make the turns.
	elsewhereFor = 2 * time.Minute
	glance       = 5 * time.Second // between two looks whether turns are made, while an alert stands
)

// Elsewhere notes that another program polls for this bot: it may make the turns that are not made here.
func (a *Attendant) Elsewhere(now loop.Reading) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.elsewhere = a.steady(now)
}

// watch ends the alarms that turns go on with again, and takes up alerts for which none have been made for too long.
func (a *Attendant) watch(ctx context.Context, now loop.Reading) {
	a.writeDown(ctx)
	ids := a.with.Routes.Standing()
	a.mu.Lock()
	at := a.steady(now)
	for key, c := range a.emergencies {
		if c.alert != nil && !c.busy && !c.paging && c.telling == 0 &&
			(!a.stands(c) || len(c.red) == 0 && a.wellOf(c.patient)) {
			delete(a.emergencies, key)
			a.over[key] = ended{c.made, at}
		}
	}
	maps.DeleteFunc(a.over, func(_ string, e ended) bool { return at.Sub(e.at) > rememberedFor })
	maps.DeleteFunc(a.still, func(id string, _ time.Time) bool { return !slices.Contains(ids, id) })
	var due []string
	for _, id := range ids {
		if a.turnlessFor(id, at) {
			due = append(due, id)
		}
	}
	busy := a.takingUp || len(due) == 0 || !a.elsewhere.IsZero() && at.Sub(a.elsewhere) < elsewhereFor
	a.takingUp = a.takingUp || !busy
	a.mu.Unlock()
	if busy {
		return
	}
	a.takeUp(due, now)
	a.mu.Lock()
	a.takingUp = false
	a.mu.Unlock()
}

// writeDown writes down who has pressed on alerts of earlier turns, so that the turns wait for the press itself.
func (a *Attendant) writeDown(ctx context.Context) {
	a.mu.Lock()
	var pressed []*emergency
	var passed []storage.Arrival
	for _, c := range a.emergencies {
		if c.alert != nil && c.pressed() && !c.noted {
			c.noted = true
			pressed = append(pressed, c)
			if post, ok := a.passedOn(c); ok {
				passed = append(passed, post)
			}
		}
	}
	a.mu.Unlock()
	if len(passed) > 0 {
		a.post(ctx, passed)
	}
	for _, c := range pressed {
		called := state.Called{To: []string{c.acted.ID}, Pressed: true}
		a.write(c, fmt.Sprintf("pressed%d.%d", c.anew, c.acted.At.Unix()), called)
	}
}

// ended is what an alarm had called when the turns went on with its alert: they may not know yet.
type ended struct {
	made []state.Called
	at   time.Time // steady
}

// wellOf tells whether turns are made for somebody, and go on with the alerts about them.
func (a *Attendant) wellOf(id string) bool {
	if _, stuck := a.stuck[id]; stuck || a.with.Store == nil {
		return false
	}
	shard, err := a.with.Store.ShardOfID(id)
	return err == nil && a.with.Inboxes[shard].Well()
}

// turnlessFor tells whether no turns have been made for somebody for too long, and no alert about them is left out.
func (a *Attendant) turnlessFor(id string, at time.Time) bool {
	if a.wellOf(id) {
		delete(a.still, id)
		return false
	}
	since, known := a.still[id]
	_, stuck := a.stuck[id]
	switch {
	case stuck:
		return a.lacks(id)
	case a.with.Store == nil:
		return at.Sub(a.steady(a.with.Began)) >= numbersRest && a.lacks(id)
	case !known:
		a.still[id] = at
		return false
	default:
		return at.Sub(since) >= turnless && a.lacks(id)
	}
}

// lacks tells whether an alert about somebody is not taken up yet.
func (a *Attendant) lacks(id string) bool {
	route, _ := a.with.Routes.Named(id)
	left := func(s state.Standing) bool { return a.emergencies[s.ID] == nil }
	return len(route.Everybody()) > 0 && slices.ContainsFunc(route.Alerts, left)
}

// stands tells whether an alarm is still about what the route has: nobody has pressed, and the same people are called.
func (a *Attendant) stands(c *emergency) bool {
	route, ok := a.with.Routes.Named(c.patient)
	return ok && route.Same(c.route.At(a.now()))
}

// takeUp goes on with the alerts about some people.
func (a *Attendant) takeUp(ids []string, now loop.Reading) {
	written, err := a.written()
	if err != nil {
		a.with.Log.Error("what was done about open alerts can't be read: some may be called twice", "error", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range ids {
		route, _ := a.with.Routes.Named(id)
		for _, s := range route.Alerts {
			if len(route.Everybody()) > 0 && a.emergencies[s.ID] == nil {
				a.goOn(id, route, s, written, now)
			}
		}
	}
	a.Nudge.Poke()
}

// written gives what waits in the data folder of calls, and of presses on alarms.
func (a *Attendant) written() (arrivals []storage.Arrival, err error) {
	if !a.with.Spool.There() {
		return nil, nil
	}
	err = a.with.Spool.Each(func(arrival storage.Arrival) {
		if _, called := arrival.Event.(state.Called); called || a.with.Bare.Acts(arrival.Event) {
			arrivals = append(arrivals, arrival)
		}
	})
	return arrivals, err //nolint:wrapcheck // it says what it did
}

// goOn makes the alarm of one alert as it stands: by the route, then by what was done since without a turn.
func (a *Attendant) goOn(id string, route state.Route, s state.Standing, written []storage.Arrival, now loop.Reading) {
	at := a.steady(now)
	since := func(when time.Time) time.Time { return at.Add(-max(now.Wall.Sub(when), 0)) }
	c := &emergency{
		evidence: s.ID, patient: id, chat: route.Chat, route: route, alert: &s, said: s.At, wall: s.Since,
		began: since(s.Since), first: at, next: at, taken: slices.Clone(s.Taken), called: flows.Later(s.Repeated, s.Since),
		tag: fmt.Sprintf("%d/", now.Wall.Unix()), arrived: s.Repeated, rung: make(map[flows.Rank]bool),
		from: make(map[flows.Rank]time.Time), red: make(map[string]bool),
	}
	switch {
	case s.Held():
		c.acted = engine.Acted{ID: s.SeenID, Name: s.SeenBy, At: s.Seen, Said: s.Pressed, Next: s.Next}
		c.noted = true
	case !s.Before.IsZero():
		c.acted = engine.Acted{Name: s.BeforeBy, At: s.Before, Lapsed: true}
	}
	for _, p := range s.Pages {
		c.from[p.Call], c.rung[p.Call] = p.From, !p.At.IsZero()
	}
	for _, who := range s.Called {
		if p, ok := route.Contact(who); ok {
			c.reached = append(c.reached, p)
		}
	}
	c.storm.stood(s, at)
	a.emergencies[s.ID] = c
	told := a.since(c, written, now)
	if c.tells = a.tellsAt(c); told {
		c.tells = time.Time{}
	}
	c.deaf = c.unheard()
	if len(c.reached) > 0 {
		c.next = a.nextStep(c, at)
	} else {
		c.taken = nil
	}
	if acted, ok := a.actOn(route, s); ok && (!c.pressed() || supersedes(acted, c.acted)) {
		c.acted = acted
	}
	if c.pressed() {
		a.silence(c, c.acted, now)
		if s.Held() && (c.acted.At.Equal(s.Seen) || c.acted.Closes) { // a turn has told the patient, or does
			c.tells = time.Time{}
		}
		if s.Held() && c.acted.Act == "" { // the turn tells everybody
			c.news = time.Time{}
		}
	}
	a.planPage(c, now)
	if _, known := a.over[s.ID]; !known {
		a.with.Log.Error("no turns are made: an open alert goes on by the emergency way", "alert", a.with.Bare.Page(s.ID),
			"steps", len(c.taken), "pressed", c.pressed())
	}
}

// since adds what was done about an alert without a turn, and tells whether the patient was told that nobody has
// pressed.
func (a *Attendant) since(c *emergency, written []storage.Arrival, now loop.Reading) (told bool) {
	r := restored{route: c.route, acted: c.acted}
	told = c.alert.Told
	var anew, tells time.Time
	var made []state.Called
	var known []storage.Arrival // by this process, and what was set aside
	for _, called := range a.over[c.evidence].made {
		known = append(known, storage.Arrival{Chat: c.chat, Event: called})
	}
	for _, e := range a.stuck[c.patient] {
		known = append(known, storage.Arrival{Event: e})
	}
	for _, arrival := range slices.Concat(known, written) {
		called, ok := arrival.Event.(state.Called)
		if ok {
			twice := slices.ContainsFunc(made, func(other state.Called) bool { return other.ID == called.ID })
			if twice || called.Evidence != c.evidence || called.At.Before(c.alert.Since) {
				continue
			}
			made = append(made, called)
		}
		switch {
		case ok && called.Act != "":
			c.heard = append(c.heard, called)
		case ok && called.Told:
			told, tells = true, called.At
		case ok && called.Pressed:
			c.noted = true
		case ok && called.Anew:
			r.acted.Lapsed, r.round, r.anew, anew = true, len(r.calls), r.anew+1, called.At
		case ok:
			r.add(called, a.with.Bare.Lapses(r.acted))
		case arrival.Chat == 0:
			acted, counts := a.toldOf(c, &r, arrival.Event)
			if counts && !r.pressed() && !acted.At.Before(c.alert.Since) {
				r.acted = acted
			}
		default:
			a.restorePress(c, &r, arrival)
		}
	}
	if r.anew > 0 { // it was called out anew since
		at := a.steady(now)
		if c.wall = anew; anew.IsZero() {
			c.wall = r.calls[r.round].At
		}
		c.began, c.taken, told = at.Add(-max(now.Wall.Sub(c.wall), 0)), nil, tells.After(c.wall)
		clear(c.rung)
		clear(c.from)
	}
	for n, called := range r.calls {
		c.restore(called, n >= r.round)
	}
	c.made, c.rounds, c.acted, c.anew = made, len(r.calls), r.acted, r.anew
	return told
}

// restorePress adds a press on the alert's alarm by somebody who was called, unless a newer one stands.
func (a *Attendant) restorePress(c *emergency, r *restored, arrival storage.Arrival) {
	id, _, _ := a.with.Routes.Of(arrival.Chat)
	who, rang := r.rang(id)
	if !rang {
		who, rang = c.holder(id)
	}
	act := a.with.Bare.ActedBy(who, arrival.Event)
	if rang && (!r.pressed() || supersedes(act, r.acted)) && a.with.Bare.PressedAll(arrival.Event, *c.alert) {
		r.acted = act
	}
}
