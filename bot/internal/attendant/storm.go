package attendant

import (
	"context"
	"fmt"
	"time"

	"footing/bot/internal/loop"
	"footing/bot/telegram"
	"footing/flows"
	"footing/flows/engine"
	"footing/flows/state"
)

// A patient who presses twenty times is one alarm. Its messages are brought up to date: how often they have called, and
// when last.

// editEvery is how often the messages of an alarm are changed at most, because Telegram counts edits in a chat's limit.
const editEvery = 5 * time.Second

// storm is how often a patient has called about one alarm, and what the messages of those called say of it.
type storm struct {
	before  int                  // how often they had called at the first of these times
	last    time.Time            // when they had for the last of those
	at      []time.Time          // by the wall clock, when they called
	known   map[string]time.Time // by what was pressed: when it was counted last
	rang    time.Time            // steady: when the youngest message was sent
	message map[string]shown     // the newest message to each person
	due     time.Time            // steady: when the messages may be changed next
	busy    bool
}

// shown is a message of the alarm, and how many calls it tells of.
type shown struct{ id, tells int }

// count counts a call, and tells whether it is one: the same button pressed twice within a minute is not another.
func (s *storm) count(e state.Event, now time.Time) bool {
	key := e.Head().ID
	if tap, ok := e.(state.Tapped); ok {
		key = fmt.Sprint(tap.Message, " ", tap.Data)
	}
	before, known := s.known[key]
	if known && e.Head().At.Sub(before) < engine.StormFor {
		return false
	}
	if s.known == nil {
		s.known = make(map[string]time.Time)
	}
	s.known[key], s.at = e.Head().At, append(s.at, e.Head().At)
	if s.due.IsZero() || s.due.Before(now) {
		s.due = now
	}
	return true
}

// renewCalls has those who were called called once more, because the patient has called again. While the youngest
// message is fresh it is brought up to date instead; later nobody would notice that, for an edit makes no sound. A call
// from before that message, which a process before this one has dealt with, is none.
func (a *Attendant) renewCalls(c *emergency, e state.Event, now loop.Reading) {
	at := a.steady(now)
	fresh := at.Sub(c.storm.rang) < engine.StormFor || !e.Head().At.After(c.wallAt(c.storm.rang))
	if c.renewed || len(c.storm.message) > 0 && fresh {
		return
	}
	c.renewed, c.reached, c.arrived, c.next = true, nil, time.Time{}, at
	clear(c.from)
	a.planPage(c, now)
}

// stood begins the count with what an alert had when its last turn was made.
func (s *storm) stood(alert state.Standing, now time.Time) {
	s.at, s.before, s.last, s.due = []time.Time{alert.At}, max(alert.Latest-1, 0), alert.Last, now
}

// about is what those who are called are told.
func (c *emergency) about() engine.Emergency {
	s := &c.storm
	call := engine.Emergency{
		Alert: c.evidence, First: s.at[0], Last: s.at[len(s.at)-1], N: s.before + len(s.at), Untold: c.untold,
	}
	if c.alert != nil {
		call.Upto = c.alert.Latest
	}
	if len(s.at) == 1 && !s.last.IsZero() {
		call.Last = s.last
	}
	if s.before > 0 && len(s.at) == 1 && s.last.IsZero() { // when is not known
		call.N = 1
	}
	return call
}

// sent notes a new message that tells of so many calls.
func (s *storm) sent(person string, message, tells int, at time.Time) {
	s.rang = at
	s.tells(person, message, tells)
}

// tells notes of how many calls a message tells.
func (s *storm) tells(person string, message, tells int) {
	if s.message == nil {
		s.message = make(map[string]shown)
	}
	s.message[person] = shown{message, tells}
}

// stale tells whether a message says less than there is to say, and none is about to be sent in its place.
func (c *emergency) stale() bool {
	if c.storm.busy || c.renewed {
		return false
	}
	for _, m := range c.storm.message {
		if m.tells < len(c.storm.at) {
			return true
		}
	}
	return false
}

// dueEdit takes an alarm whose messages are to be brought up to date.
func (a *Attendant) dueEdit(at time.Time) *emergency {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.earliest(at, func(c *emergency) time.Time {
		return unless(c.pressed() || !c.stale(), flows.Later(c.storm.due, c.began))
	})
	if c != nil {
		c.storm.busy = true
		a.Nudge.Poke()
	}
	return c
}

// edit brings the messages of an alarm up to date. What Telegram does not take is tried again.
func (a *Attendant) edit(ctx context.Context, c *emergency) {
	a.mu.Lock()
	call, tells, route := c.about(), len(c.storm.at), c.route
	stale := make(map[string]shown)
	for person, m := range c.storm.message {
		if m.tells < tells {
			stale[person] = m
		}
	}
	a.mu.Unlock()
	wait := editEvery
	for person, m := range stale {
		callee, _ := a.with.Routes.Named(person)
		say := a.with.Bare.Alarm(route, callee, call, a.now())
		outcome := a.send(ctx, state.Edit{
			Chat: say.Chat, Message: m.id, Class: say.Class, Text: say.Text, Buttons: say.Buttons,
		})
		switch outcome.Kind {
		case telegram.Throttled, telegram.Retry, telegram.Conflict, telegram.Unauthorized:
			wait = max(wait, pauseAfter(outcome))
			continue
		case telegram.Done, telegram.Blocked, telegram.Missing, telegram.Rejected, telegram.Unclear:
		}
		a.mu.Lock()
		if c.storm.message[person].id == m.id { // no newer one was sent meanwhile
			c.storm.tells(person, m.id, tells)
		}
		a.mu.Unlock()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	c.storm.busy, c.storm.due = false, a.steady(a.with.Clock()).Add(wait)
	a.Nudge.Poke()
}
