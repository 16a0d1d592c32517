package attendant

import (
	"context"
	"fmt"
	"slices"
	"time"

	"footing/bot/internal/inbox"
	"footing/bot/internal/loop"
	"footing/bot/telegram"
	"footing/flows/engine"
	"footing/flows/state"
	"footing/storage"
)

// An alert may be stuck although the store is there: its patient's state can't be read, their turn fails, or what is
// due does not come. It goes on here as if the store were away, until a turn goes on with it (package stuck finds out).

// Stuck notes that no turn goes on with the alerts about somebody, and what was set aside of theirs. They go on here at
// once.
func (a *Attendant) Stuck(id string, events []state.Event, now loop.Reading) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, known := a.stuck[id]; !known {
		a.with.Log.Error("no turn goes on with the alerts about somebody: they go on by the emergency way", "participant", id)
	}
	a.stuck[id] = events
	for _, c := range a.emergencies {
		if c.alert == nil || c.patient != id || c.pressed() {
			continue
		}
		for _, e := range events {
			if acted, ok := a.toldOf(c, &restored{route: c.route}, e); ok && !acted.At.Before(c.wall.Truncate(time.Second)) {
				a.silence(c, acted, now)
				break
			}
		}
	}
	a.Nudge.Poke()
}

// Moves notes that turns go on, or are about to, with the alerts about somebody.
func (a *Attendant) Moves(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, known := a.stuck[id]; !known {
		return
	}
	delete(a.stuck, id)
	a.with.Log.Info("turns go on with the alerts about somebody again", "participant", id)
	a.Nudge.Poke()
}

// toldOf gives the act on an alarm that a desk's letter tells of, by somebody whose press on it counts: also by one of
// some calls that were made since.
func (a *Attendant) toldOf(c *emergency, since *restored, e state.Event) (engine.Acted, bool) {
	told, _ := e.(state.Told)
	l, ok := told.Letter.(state.Acted)
	if !ok || c.alert == nil || !a.with.Bare.LetterStops(l, *c.alert) {
		return engine.Acted{}, false
	}
	who, holds := c.holder(told.From)
	if !holds {
		who, holds = since.rang(told.From)
	}
	return a.with.Bare.ActedByLetter(who, l), holds
}

// passedOn is what the patient's side is told of a press on a stuck alert by somebody whose desk does not know it:
// they were called without a turn, and the desk waits for that call. A desk that knows it has told the patient's side.
func (a *Attendant) passedOn(c *emergency) (storage.Arrival, bool) {
	_, stuck := a.stuck[c.patient]
	if c.press == nil || !stuck || c.alert.Shown(c.acted.ID) {
		return storage.Arrival{}, false
	}
	act, ok := a.with.Bare.Act(c.press, c.evidence)
	act.Upto = max(act.Upto, 1)
	return storage.Arrival{To: c.patient, Event: state.Told{
		Header: state.Header{ID: c.press.Head().ID + "/passed", At: a.now()}, From: c.acted.ID, Letter: act,
	}}, ok
}

// bring is an alarm that somebody's desk can't take: its turn fails, or its state can't be read; or word that careful
// contact holds, or of what a colleague has done (news.go).
type bring struct {
	patient, whom string
	alarm         state.Alarm
	care          bool
	of            *emergency   // whose news it is, with what was done about it
	acted         engine.Acted // about that
	due           time.Time    // steady
	tries         int
	busy          bool
}

// bringTries is how often one is tried; by then the ladder calls them again.
const bringTries = 10

// Bring brings somebody an alarm by their route, because their desk can't take it. Telegram tells whether it arrived,
// and the patient's side hears of that.
func (a *Attendant) Bring(patient, whom string, alarm state.Alarm) {
	a.mu.Lock()
	defer a.mu.Unlock()
	route, ok := a.with.Routes.Named(patient)
	_, on := route.Contact(whom)
	waits := slices.ContainsFunc(a.brings, func(b *bring) bool {
		return b.whom == whom && b.alarm.Alert == alarm.Alert && !b.busy && !b.care && b.of == nil
	})
	if !ok || !on || waits {
		return
	}
	a.brings = append(a.brings, &bring{patient: patient, whom: whom, alarm: alarm, due: a.steady(a.with.Clock())})
	a.Nudge.Poke()
}

// dueBring takes an alarm that is to be brought.
func (a *Attendant) dueBring(at time.Time) *bring {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, b := range a.brings {
		if !b.busy && !b.due.After(at) {
			b.busy = true
			a.Nudge.Poke()
			return b
		}
	}
	return nil
}

// bring brings one, unless the patient has left its reader out meanwhile.
func (a *Attendant) bring(ctx context.Context, b *bring, now loop.Reading) {
	route, _ := a.with.Routes.Named(b.patient)
	callee, known := a.with.Routes.Named(b.whom)
	_, on := route.Contact(b.whom)
	over := true
	say, there := a.says(b, route, callee)
	if on && known && there && callee.Chat != 0 && callee.Chat != route.Chat && !a.toldByTurn(ctx, b) {
		within, cancel := context.WithTimeout(ctx, alarmWithin)
		message, err := a.with.Speaker.Do(within, say)
		cancel()
		outcome := telegram.Classify(err)
		a.with.Metrics.Sends.WithLabelValues("Emergency", outcome.Kind.String()).Inc()
		switch outcome.Kind {
		case telegram.Done:
			switch {
			case b.of != nil:
				a.spreadTo(b)
			case !b.care:
				a.brought(ctx, b, route, message)
			}
		case telegram.Blocked, telegram.Missing, telegram.Rejected:
		default:
			a.mu.Lock()
			b.tries++
			b.due = a.steady(now).Add(pauseAfter(outcome))
			over = b.tries >= bringTries
			a.mu.Unlock()
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if b.busy = false; over {
		a.brings = slices.DeleteFunc(a.brings, func(other *bring) bool { return other == b })
	}
	a.Nudge.Poke()
}

// says is the message that is brought; false if there are no words for it.
func (a *Attendant) says(b *bring, patient, callee state.Route) (state.Say, bool) {
	now, bare := a.now(), a.with.Bare
	switch {
	case b.of != nil:
		a.mu.Lock()
		call := b.of.about()
		a.mu.Unlock()
		return bare.News(patient, callee, call, b.acted, now)
	case b.care:
		return bare.CarefulNow(patient, callee, state.Standing{ID: b.alarm.Alert, At: b.alarm.At}, now), true
	}
	call := engine.Emergency{Alert: b.alarm.Alert, Upto: b.alarm.Upto, First: b.alarm.At, Last: b.alarm.At, N: 1}
	return bare.Alarm(patient, callee, call, now), true
}

// brought tells the patient's side that somebody has the alarm, as of every emergency call.
func (a *Attendant) brought(ctx context.Context, b *bring, route state.Route, message int) {
	step := slices.IndexFunc(route.Steps, func(s state.RouteStep) bool {
		return slices.ContainsFunc(s.People, func(p state.Contact) bool { return p.ID == b.whom })
	})
	a.with.Log.Error("somebody's desk can't take an alarm: it was brought to them by the emergency way",
		"alert", b.alarm.Short, "step", step)
	a.post(ctx, []storage.Arrival{{To: b.patient, Event: state.Called{
		Header:   state.Header{ID: fmt.Sprintf("%s/brought/%s/%d", b.alarm.Alert, b.whom, message), At: a.now()},
		Evidence: b.alarm.Alert, To: []string{b.whom}, Step: max(step, 0), Message: message, Upto: b.alarm.Upto,
	}}})
}

// post writes down what was done without a turn: into the data folder, else into the store.
func (a *Attendant) post(ctx context.Context, posts []storage.Arrival) {
	var err error
	switch {
	case a.with.Spool.There():
		err = a.with.Spool.Keep(posts)
	case a.with.Store != nil:
		within, cancel := context.WithTimeout(ctx, postWithin)
		defer cancel()
		_, err = inbox.All(a.with.Inboxes).Receive(within, a.with.Store, a.now(), posts)
	}
	if err != nil {
		a.with.Log.Error("an emergency call is not written down: it may be made twice", "error", err)
	}
}

// postWithin is how long the store may take to note a call.
const postWithin = time.Second
