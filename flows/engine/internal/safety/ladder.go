package safety

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// The ladder runs on stored times, not on how often a turn was woken. After a stop, a restart or a clock jump, every
// step that is due is taken, each once.

// climb takes the due steps of the ladder and schedules the next wake-up.
func (t Side) climb(a *state.Alert) {
	t.takeDue(a)
	t.page(a)
	t.Wake(state.WakeCall, a.ID, t.nextCall(a))
}

// takeDue takes the due steps of the ladder.
func (t Side) takeDue(a *state.Alert) {
	began := t.Begins(a.Restarted)
	for n, step := range t.Plan.Clinic.Ladder.Steps {
		if !slices.Contains(a.Taken, n) && !t.Plan.Clinic.Due(step, began).After(t.Now()) {
			t.take(a, n)
		}
		// The patient is told after this much time even if the step's own person is off duty then: an alert raised on
		// Friday afternoon must not leave them waiting until Monday.
		if step.Tell && !a.Told && !began.Add(step.After).After(t.Now()) {
			t.nobody(a)
		}
	}
}

// take takes one step and calls its people. If the patient has excluded all of them, or none of them is there, the next
// step is taken at once.
func (t Side) take(a *state.Alert, n int) { t.takeBut(a, n, "") }

// takeBut is take without a call to one person, who has just acted on the alert.
func (t Side) takeBut(a *state.Alert, n int, but string) {
	step := t.Plan.Clinic.Ladder.Steps[n]
	a.Taken = append(a.Taken, n)
	a.Repeated = t.Now()
	callees := t.callees(a, step.Call)
	for _, c := range callees {
		if c.ID != but {
			t.call(a, c, state.Alarm{Repeat: slices.Contains(a.Called, c.ID)})
		}
	}
	if len(callees) > 0 {
		t.expectPage(a, step.Call, t.unseenAt(t.Now()))
	}
	if next := t.freshStep(a, ""); len(callees) == 0 && t.PassedOver(step.Call) && next >= 0 {
		t.take(a, next)
	}
}

// freshStep is the first untaken step with someone not yet called (ignoring `but`), or -1.
func (t Side) freshStep(a *state.Alert, but string) int {
	for n, step := range t.Plan.Clinic.Ladder.Steps {
		fresh := slices.ContainsFunc(t.OnLadder(step.Call), func(c state.Contact) bool {
			return c.ID != but && !slices.Contains(a.Called, c.ID)
		})
		if fresh && !slices.Contains(a.Taken, n) {
			return n
		}
	}
	return -1
}

// callees lists the people a step calls about an alert: those of its rank. The first rank includes the clinician on
// leave once the stand-in, or everybody else, could not be reached.
func (t Side) callees(a *state.Alert, rank flows.Rank) []state.Contact {
	all := t.OnLadder(rank)
	p := t.State.Patient
	only := t.IsAway(p.Clinician.ID) && len(t.othersReached(a)) == 0
	if rank == flows.RankFirst && (p.Stand != nil || only) && slices.Contains(a.Called, p.Clinician.ID) &&
		!slices.Contains(all, p.Clinician) {
		all = append(all, p.Clinician)
	}
	return all
}

// nextCall is the time of the next call: the next step, or, after the last step, the next repeat, or the use of the
// second channel.
func (t Side) nextCall(a *state.Alert) time.Time { return t.callAfter(a, a.Repeated) }

// callAt schedules the next call, or makes it now if it is overdue.
func (t Side) callAt(a *state.Alert, next time.Time) {
	if next.After(t.Now()) {
		t.Wake(state.WakeCall, a.ID, next)
		return
	}
	t.ResumeCalls(a.ID)
}

// callAfter is nextCall, given the time of the last call.
func (t Side) callAfter(a *state.Alert, called time.Time) time.Time {
	return t.orPage(a, t.stepAfter(a, called))
}

// stepAfter is the time of the next step or repeat.
func (t Side) stepAfter(a *state.Alert, called time.Time) time.Time {
	clinic := t.Plan.Clinic
	if t.slow(a) {
		if at, ok := t.slowAfter(a, t.Now()); ok {
			return at
		}
	}
	began := t.Begins(a.Restarted)
	var next time.Time
	for n, step := range clinic.Ladder.Steps {
		var at time.Time
		switch {
		case step.Tell && !a.Told:
			at = began.Add(step.After)
		case slices.Contains(a.Taken, n):
			continue
		default:
			at = clinic.Due(step, began)
		}
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	taken := t.steps(a.Taken)
	if next.IsZero() {
		return clinic.NextRepeat(called, taken)
	}
	// A step may wait for its hours until tomorrow, or have nobody. Meanwhile the others are called again, from the time
	// of the last step on.
	last := clinic.Ladder.Steps[len(clinic.Ladder.Steps)-1]
	again := clinic.NextRepeat(flows.Later(called, began.Add(last.After-clinic.Ladder.Every)), taken)
	if again.Before(next) {
		return again
	}
	return next
}

// steps looks up the ladder's steps by index. It skips an index that the ladder no longer has.
func (t Side) steps(places []int) []flows.LadderStep {
	steps := make([]flows.LadderStep, 0, len(places))
	for _, n := range places {
		if n < len(t.Plan.Clinic.Ladder.Steps) {
			steps = append(steps, t.Plan.Clinic.Ladder.Steps[n])
		}
	}
	return steps
}

// ResumeCalls continues the calls until somebody acknowledges the alert. If the alert was acknowledged but contact was
// never reported, the calls start anew.
func (t Side) ResumeCalls(id string) {
	a := t.alertOf(id)
	switch {
	case a == nil || !a.Closed.IsZero():
		t.Ignore("an alert that is over")
		return
	case a.Awaits.After(a.Seen) && !a.Awaited:
		a.Awaited = true
		t.Wake(state.WakeCall, a.ID, t.Now().Add(pressComes))
		return
	case !a.Seen.IsZero() && !a.Pause.IsZero():
		t.pauseDue(a)
		return
	case !a.Seen.IsZero():
		t.Keep(record.Acknowledgement{Alert: a.ID, Act: record.Reopened})
		t.restart(a, state.Alarm{Reopen: true})
		return
	case t.slow(a):
		t.slowDue(a)
		return
	}
	before := len(a.Taken)
	every := t.Now().Sub(a.Repeated) >= t.Plan.Clinic.Ladder.Every
	if every {
		a.Repeated = t.Now()
	}
	t.climb(a)
	if every {
		t.repeat(a, before)
	}
}

// repeat calls everybody on the steps before `before` again if they can be reached now. It skips the people whom a
// later step has just called.
func (t Side) repeat(a *state.Alert, before int) {
	var called []string
	for _, step := range t.steps(a.Taken[before:]) {
		for _, c := range t.callees(a, step.Call) {
			called = append(called, c.ID)
		}
	}
	for _, step := range t.steps(a.Taken[:before]) {
		for _, c := range t.callees(a, step.Call) {
			if !slices.Contains(called, c.ID) && t.Plan.Clinic.Reachable(step, t.Now()) {
				called = append(called, c.ID)
				t.call(a, c, state.Alarm{Repeat: true})
			}
		}
	}
}

// restart starts the calls anew. The first person is called at once, at any hour. If the ladder is running now, this
// call counts as its first step; otherwise the first step comes when the ladder starts.
func (t Side) restart(a *state.Alert, l state.Alarm) { t.restartBut(a, l, "") }

// restartBut is restart without a call to one person, who has just acted on the alert.
func (t Side) restartBut(a *state.Alert, l state.Alarm, but string) {
	t.anew(a, t.Now(), l.Reopen)
	if but != "" {
		a.Called = []string{but}
	}
	if !t.Begins(t.Now()).After(t.Now()) {
		a.Taken = append(a.Taken, 0)
	}
	first := t.OnLadder(flows.RankFirst)
	for _, c := range first {
		if c.ID != but {
			t.call(a, c, l)
			t.expectPage(a, flows.RankFirst, t.unseenAt(t.Now()))
		}
	}
	if next := t.freshStep(a, but); len(first) == 0 && next >= 0 { // passed over
		t.takeBut(a, next, but)
	}
	t.climb(a)
}

// anew begins the calling at a time, of which nothing was done yet.
func (t Side) anew(a *state.Alert, at time.Time, reopened bool) {
	if !a.Seen.IsZero() || a.Unseen.IsZero() {
		a.Unseen = at
	}
	if !a.Seen.IsZero() {
		a.Before, a.BeforeBy = pressedAt(a), a.SeenBy
	}
	a.Earlier = everybody(a)
	a.Seen, a.SeenBy, a.SeenID, a.Pressed = time.Time{}, "", "", time.Time{}
	a.Told, a.Called, a.Taken = len(t.Staffed()) == 0, nil, nil
	a.Restarted, a.Repeated, a.Reopened, a.Looked = at, at, reopened, false
	a.Pause, a.Slow, a.Pages, a.Unreached, a.Awaited = time.Time{}, false, nil, nil, true
	a.Heard = nil
}

// CallFirst calls the new first person about unseen alerts that they have not been called about.
func (t Side) CallFirst() {
	for n := range t.State.Patient.Alerts {
		a := &t.State.Patient.Alerts[n]
		for _, c := range t.OnLadder(flows.RankFirst) {
			if a.Closed.IsZero() && a.Seen.IsZero() && !slices.Contains(a.Called, c.ID) {
				t.call(a, c, state.Alarm{})
			}
		}
	}
}

// call sends the alarm to one person. It says whether the alert was seen before and whether messages reach the patient.
// Until the set-up is over only the clinician knows the patient, so others are introduced first: a desk does not show
// an alarm about a stranger.
func (t Side) call(a *state.Alert, c state.Contact, l state.Alarm) {
	t.introduce(c)
	if !slices.Contains(a.Called, c.ID) {
		a.Called = append(a.Called, c.ID)
	}
	a.Unreached = without(a.Unreached, c.ID) // it may reach them now; if not, that is heard of again
	for _, step := range t.steps(a.Taken) {  // also of one that was taken when nobody held the post
		if slices.Contains(t.OnLadder(step.Call), c) {
			t.expectPage(a, step.Call, t.unseenAt(t.Now()))
		}
	}
	l.Reopen, l.More = a.Reopened, l.More || a.EverSeen && !a.Reopened
	if e, ok := t.emergency(c.ID); ok { // they were called about this very evidence
		l.Evidence, l.Message = e.Evidence, e.Message
	}
	l.Alone = t.onlyOne(c.ID)
	t.Tell(c.ID, t.alarm(a, l))
}

// alarm fills what every alarm about an alert says.
func (t Side) alarm(a *state.Alert, l state.Alarm) state.Alarm {
	l.Alert, l.Short, l.Code, l.At, l.Upto = a.ID, a.Short, t.State.Patient.Code, raisedAt(a), a.Latest
	l.Unheard = t.State.Blocked
	return l
}

// introduce tells a person about the patient while only the clinician knows them.
func (t Side) introduce(c state.Contact) {
	if p := t.State.Patient; !p.Active && c.ID != p.Clinician.ID {
		t.Tell(c.ID, state.Enrolled{Code: p.Code, Name: t.State.Name, Backup: true})
	}
}

// nobody tells the patient the truth: the alert was sent, but nobody has opened or acknowledged it; or it was
// acknowledged, but nobody has reported contact.
func (t Side) nobody(a *state.Alert) {
	a.Told = true
	t.sayNobody(a)
	t.Milestone(a.ID, a.At, record.StepUnreached)
}

func (t Side) sayNobody(a *state.Alert) { t.Say(state.ClassSafety, t.nobodyText(a), t.HelpRow()) }

// nobodyText says how an alert stands that nobody holds, and, where nobody is on duty, from when somebody is.
func (t Side) nobodyText(a *state.Alert) string {
	key, before, words := "safety.nobody", "safety.nobody_before", []string{"numbers", t.Numbers()}
	switch {
	case a.Reopened && a.BeforeBy != "":
		key, before = "safety.nobody_since", "safety.nobody_since_before"
		words = append(words, "name", a.BeforeBy, "time", t.Clock(a.Before))
	case a.Looked:
		key, before = "safety.nobody_confirms", "safety.nobody_confirms_before"
	}
	if len(t.Staffed()) > 0 && !t.Attended() {
		key, words = before, append(words, "when", t.Clock(t.AttendedFrom()))
	}
	return t.Text(key, words...)
}
