package safety

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// mostCalls is how many emergency calls are remembered whose evidence has not come yet. There is one for each red event
// of a time without a store, and older ones are rather forgotten than all kept.
const mostCalls = 16

// Called joins a call by the emergency way to the alert that has its evidence, or remembers it until the evidence's
// turn comes. A call that was not sent yet counts as none: it may never have been.
func (t Side) Called(e state.Called) {
	p := t.State.Patient
	switch {
	case p == nil:
		t.Ignore("an emergency call about nobody")
	case e.Told && t.alertWith(e.Evidence) != nil:
		t.joinTold(t.alertWith(e.Evidence), e)
	case e.Anew && t.alertWith(e.Evidence) != nil:
		t.joinAnew(t.alertWith(e.Evidence), e)
	case e.Pressed && t.alertWith(e.Evidence) != nil:
		t.joinPressed(t.alertWith(e.Evidence), e)
	case e.Act != "" && t.alertWith(e.Evidence) != nil:
		t.joinHeard(t.alertWith(e.Evidence), e)
	case e.Act == "" && !e.Channel && (e.Message == 0 || len(e.To) == 0):
		t.Ignore("an emergency call that was not sent yet")
	case t.alertWith(e.Evidence) != nil:
		t.join(t.alertWith(e.Evidence), e)
	default:
		t.Expect([]state.Called{e})
	}
}

// Expect remembers emergency calls whose evidence is yet to come. It must come before the turn of that evidence.
func (t Side) Expect(calls []state.Called) {
	p := t.State.Patient
	if p != nil {
		p.Calls = slices.DeleteFunc(p.Calls, func(c state.Called) bool { return t.Now().Sub(c.At) > turn.AlarmLife })
	}
	for _, c := range calls {
		known := p == nil || t.alertWith(c.Evidence) != nil || slices.ContainsFunc(p.Calls, func(k state.Called) bool {
			return k.Evidence == c.Evidence && k.Message == c.Message && k.Channel == c.Channel && k.Step == c.Step &&
				k.Act == c.Act && (c.Act == "" || slices.Equal(k.To, c.To))
		})
		if (c.Message != 0 || c.Channel || c.Act != "") && !known {
			p.Calls = append(p.Calls, c)
		}
	}
	if p != nil && len(p.Calls) > mostCalls {
		p.Calls = p.Calls[len(p.Calls)-mostCalls:]
	}
}

// alertWith finds the alert that has the evidence of an event.
func (t Side) alertWith(event string) *state.Alert {
	for n := range t.State.Patient.Alerts {
		a := &t.State.Patient.Alerts[n]
		if a.ID == event || numberOf(a, event) > 0 {
			return a
		}
	}
	return nil
}

// numberOf is the number of an event's evidence in an alert; 0 if it has none of it.
func numberOf(a *state.Alert, event string) int {
	for _, e := range a.Evidence {
		if e.Event == event {
			return e.Number
		}
	}
	if a.ID == event {
		return 1
	}
	return 0
}

// join counts an emergency call as a call of the ladder: whoever was called is not called again for that step. A step
// before it that was passed over, because nobody of it was there or it was not its hours, is still called when it is
// due. What was sent by the second channel is no answer of anybody.
func (t Side) join(a *state.Alert, e state.Called) {
	if !a.Closed.IsZero() {
		t.Ignore("an alert that is over")
		return
	}
	if e.Channel && a.Seen.IsZero() {
		t.joinPage(a, e)
	}
	if e.Message == 0 { // of the second channel only; whom Telegram brought the call comes by itself
		return
	}
	a.Repeated = flows.Later(a.Repeated, e.At)
	early := e.Step == 0 && t.Begins(a.Restarted).After(t.Now()) // the step itself comes when the ladder starts
	if steps := t.Plan.Clinic.Ladder.Steps; e.Step < len(steps) && !early && !slices.Contains(a.Taken, e.Step) {
		a.Taken = append(a.Taken, e.Step)
		t.expectPage(a, steps[e.Step].Call, t.unseenAt(e.At))
	}
	for _, id := range e.To {
		c, _ := t.State.Patient.Contact(id)
		switch {
		case !t.May(id, state.RightCalled): // left out meanwhile
			t.Tell(id, state.Relieved{Alert: a.ID, Message: e.Message})
		case slices.Contains(a.Called, id):
			a.Unreached = without(a.Unreached, id)
			t.Tell(id, t.joined(state.Alarm{Below: true, Reopen: a.Reopened, Alone: t.onlyOne(id)}, a, e, id))
			t.tellSeen(a, id, false)
		default:
			t.callJoined(a, c, e)
		}
	}
	if a.Seen.IsZero() { // what is overdue waits for the other calls that are to be joined
		t.Wake(state.WakeCall, a.ID, flows.Later(t.callAfter(a, t.Now()), t.Now().Add(time.Second)))
	}
}

// Join joins the calls that are known when an alert is to be called out again.
func (t Side) Join(calls []state.Called) {
	for _, call := range calls {
		t.Called(call)
	}
}

// pressComes is how long a press that was made without the store may take, when turns are made again, to reach the
// alert by way of the presser's desk.
const pressComes = time.Minute

// joinPressed lets the calls wait once for a press that is on its way.
func (t Side) joinPressed(a *state.Alert, e state.Called) {
	counts := len(e.To) == 1 && t.May(e.To[0], state.RightAct) && !e.At.Before(a.Restarted)
	if !a.Closed.IsZero() || !e.At.After(a.Seen) || !e.At.After(a.Awaits) || !counts {
		t.Ignore("a press that stops no calls")
		return
	}
	a.Awaits, a.Awaited = e.At, false
}

// callJoined counts somebody as called by an emergency call. Their desk learns which alert it belongs to, and how that
// stands.
func (t Side) callJoined(a *state.Alert, c state.Contact, e state.Called) {
	a.Called = append(a.Called, c.ID)
	t.introduce(c)
	t.Tell(c.ID, t.joined(state.Alarm{Unheard: t.State.Blocked, Alone: t.onlyOne(c.ID)}, a, e, c.ID))
	if toldUpto(a, e) < a.Latest && a.Seen.IsZero() {
		t.call(a, c, state.Alarm{More: true})
	}
	t.tellSeen(a, c.ID, false)
}

// tellSeen tells somebody that the alert has been seen, if it has: before their own press, where that is late, or by
// themselves, by a press of which their desk does not know.
func (t Side) tellSeen(a *state.Alert, id string, late bool) {
	l := state.Settled{
		Alert: a.ID, Act: record.Seen, Name: a.SeenBy, At: pressedAt(a), Late: late,
		Heard: heard(a, id, a.SeenID, record.Seen, time.Time{}),
	}
	if a.SeenID == id {
		l.Name = ""
	}
	if !a.Seen.IsZero() {
		t.Tell(id, l)
	}
}

// joinTold counts the patient as told that nobody has opened an alert, if that is still what is to be told.
func (t Side) joinTold(a *state.Alert, e state.Called) {
	if !a.Closed.IsZero() || !a.Seen.IsZero() || a.Told || e.At.Before(a.Restarted) {
		t.Ignore("an alert of which the patient knows")
		return
	}
	a.Told = true
	t.Milestone(a.ID, a.At, record.StepUnreached)
}

// joinHeard notes that colleagues were told without a turn what somebody has done about an alert: its turn does not
// tell them again.
func (t Side) joinHeard(a *state.Alert, e state.Called) {
	if !slices.ContainsFunc(a.Heard, func(h state.Called) bool { return h.ID == e.ID }) {
		a.Heard = append(a.Heard, e)
	}
}

// heard tells whether somebody was told without a turn what a colleague did at a time, or after it.
func heard(a *state.Alert, id, by string, act record.Act, at time.Time) bool {
	return slices.ContainsFunc(a.Heard, func(h state.Called) bool {
		return slices.Contains(h.To, id) && h.By == by && h.Act == act && !h.At.Before(at)
	})
}

// joinAnew notes that an alert was called out anew without a turn, because nothing had followed on a press: from then
// on the calls count that come behind this.
func (t Side) joinAnew(a *state.Alert, e state.Called) {
	lapsed := t.Plan.Clinic.AfterDuty(a.Seen, t.Plan.Clinic.Ladder.Reopen)
	if !a.Pause.IsZero() {
		lapsed = a.Pause.Add(turn.TryGrace)
	}
	if !a.Closed.IsZero() || a.Seen.IsZero() || e.At.Before(lapsed.Truncate(time.Second)) {
		t.Ignore("an alert that somebody has pressed on since")
		return
	}
	t.Keep(record.Acknowledgement{Alert: a.ID, Act: record.Reopened})
	t.anew(a, e.At, true)
	t.Wake(state.WakeCall, a.ID, t.Now().Add(time.Second)) // behind the other calls that are to be joined
}

// toldUpto is the number of the youngest evidence of an alert that an emergency call told of.
func toldUpto(a *state.Alert, e state.Called) int {
	if e.Upto > 0 {
		return min(e.Upto, a.Latest)
	}
	return numberOf(a, e.Evidence)
}

// joined is the letter to somebody that ties the message of an emergency call to its alert.
func (t Side) joined(l state.Alarm, a *state.Alert, e state.Called, id string) state.Alarm {
	l.Alert, l.Short, l.Code, l.At, l.Upto = a.ID, a.Short, t.State.Patient.Code, raisedAt(a), toldUpto(a, e)
	l.Evidence, l.Message, l.Seen = e.Evidence, e.Message, a.SeenID == id
	return l
}

// pressedAt is when an alert was seen, as people are told: when that was pressed.
func pressedAt(a *state.Alert) time.Time {
	if a.Pressed.IsZero() {
		return a.Seen
	}
	return a.Pressed
}

// raisedAt is when an alert was raised, as people are told: when its first evidence was said.
func raisedAt(a *state.Alert) time.Time {
	if a.Said.IsZero() {
		return a.At
	}
	return a.Said
}

// emergency takes the remembered call to somebody about the evidence of this turn.
func (t Side) emergency(id string) (e state.Called, ok bool) {
	n := slices.IndexFunc(t.State.Patient.Calls, func(e state.Called) bool {
		return e.Evidence == t.Event.ID && slices.Contains(e.To, id)
	})
	if n < 0 {
		return e, false
	}
	return t.State.Patient.Calls[n], true
}

// calledOutside says who was called about the evidence of this turn without a turn, and when; empty: nobody was. One of
// them may have pressed meanwhile, so it says nothing of that: their press has a text of its own.
func (t Side) calledOutside(a *state.Alert, key string) string {
	var to []string
	var at time.Time
	for _, e := range t.State.Patient.Calls {
		if e.Evidence != t.Event.ID || e.Message == 0 {
			continue
		}
		if at.IsZero() || e.At.Before(at) {
			at = e.At
		}
		for _, id := range e.To {
			if !slices.Contains(to, id) && t.May(id, state.RightAct) {
				to = append(to, id)
			}
		}
	}
	if len(to) == 0 {
		return ""
	}
	a.Outside = t.Now()
	return t.Text(key, "name", t.namesOf(to), "time", t.Clock(at))
}

// mayBePressed tells whether somebody may have pressed on a call that was made without a turn, so that nothing may be
// said of it.
func (t Side) mayBePressed(a *state.Alert) bool {
	return a.Seen.IsZero() && !a.Outside.IsZero() && t.Now().Sub(a.Outside) < turn.EarlyLife
}

// joinRemembered joins the remembered calls about the evidence of this turn and forgets them.
func (t Side) joinRemembered(a *state.Alert) {
	p := t.State.Patient
	var rest []state.Called
	for _, e := range p.Calls {
		if e.Evidence != t.Event.ID {
			rest = append(rest, e)
			continue
		}
		if e.Act != "" {
			t.joinHeard(a, e)
			continue
		}
		e.To = slices.DeleteFunc(slices.Clone(e.To), func(id string) bool { return slices.Contains(a.Called, id) })
		t.join(a, e)
	}
	p.Calls = rest
}
