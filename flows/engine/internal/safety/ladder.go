package safety

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// The calling goes by times that are kept, never by how often something woke us: after a stop, a restart or a
// clock that jumped, all steps whose time has come are taken, each once.

// climb takes the steps of the ladder whose time has come, and asks to be woken for the next one.
func (t Side) climb(a *state.Alert) {
	t.takeDue(a)
	t.Wake(state.WakeCall, a.ID, t.nextCall(a))
}

// takeDue takes the steps of the ladder whose time has come.
func (t Side) takeDue(a *state.Alert) {
	began := t.Begins(a.Restarted)
	for n, step := range t.Plan.Clinic.Ladder.Steps {
		if !slices.Contains(a.Taken, n) && !t.Plan.Clinic.Due(step, began).After(t.Now()) {
			t.take(a, n)
		}
		// The patient is told when the calling has gone on for so long, whether the step's own person is there then or not:
		// an alert of a Friday afternoon must not leave them waiting for Monday.
		if step.Tell && !a.Told && !began.Add(step.After).After(t.Now()) {
			t.nobody(a)
		}
	}
}

// take takes one step: its person is called. Where the patient has left that person out, the next one is called at
// once.
func (t Side) take(a *state.Alert, n int) {
	step := t.Plan.Clinic.Ladder.Steps[n]
	a.Taken = append(a.Taken, n)
	a.Repeated = t.Now()
	callees := t.callees(a, step.Call)
	for _, c := range callees {
		t.call(a, c, state.Alarm{Again: slices.Contains(a.Called, c.ID)})
	}
	if next := t.freshStep(a, ""); len(callees) == 0 && len(t.Holders(step.Call)) > 0 && next >= 0 {
		t.take(a, next)
	}
}

// freshStep is the first step that was not taken and has somebody, apart from one, who was not called yet; -1 where
// there is none.
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

// callees is whom a step of the ladder calls about an alert: the people of its rank, and with the first the clinician
// who is away, once the one who stands in could not be reached.
func (t Side) callees(a *state.Alert, rank flows.Rank) []state.Contact {
	all := t.OnLadder(rank)
	p := t.State.Patient
	if rank == flows.RankFirst && p.Stand != nil && slices.Contains(a.Called, p.Clinician.ID) {
		all = append(all, p.Clinician)
	}
	return all
}

// nextCall is when the alert is called out next: at the next step, or, when all were taken, when those who were
// called are called again.
func (t Side) nextCall(a *state.Alert) time.Time { return t.callAfter(a, t.Now()) }

// callAfter is nextCall where those who were called were called at a time that may be a while ago.
func (t Side) callAfter(a *state.Alert, called time.Time) time.Time {
	clinic := t.Plan.Clinic
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
	last := clinic.Ladder.Steps[len(clinic.Ladder.Steps)-1]
	if next.IsZero() || !began.Add(last.After).After(t.Now()) {
		if again := clinic.Again(called, t.steps(a.Taken)); next.IsZero() || again.Before(next) {
			next = again
		}
	}
	return next
}

// steps are the ladder's steps by their places in it.
func (t Side) steps(places []int) []flows.LadderStep {
	steps := make([]flows.LadderStep, 0, len(places))
	for _, n := range places {
		if n < len(t.Plan.Clinic.Ladder.Steps) {
			steps = append(steps, t.Plan.Clinic.Ladder.Steps[n])
		}
	}
	return steps
}

// CallAgain goes on calling until somebody has seen the alert; and when it was seen but nobody has said since
// that contact was made, it begins anew.
func (t Side) CallAgain(id string) {
	a := t.alertOf(id)
	switch {
	case a == nil || !a.Closed.IsZero():
		t.Ignore("an alert that is over")
		return
	case !a.Seen.IsZero():
		t.Keep(record.Acknowledgement{Alert: a.ID, Act: record.Reopened})
		t.restart(a, state.Alarm{Reopen: true})
		return
	}
	before := len(a.Taken)
	every := t.Now().Sub(a.Repeated) >= t.Plan.Clinic.Ladder.Every
	t.climb(a)
	if every {
		t.repeat(a, before)
	}
}

// repeat calls everybody again who can be called now, apart from those whom a step has just called: the steps before
// it.
func (t Side) repeat(a *state.Alert, before int) {
	a.Repeated = t.Now()
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
				t.call(a, c, state.Alarm{Again: true})
			}
		}
	}
}

// restart begins the calling anew. The first person is called at once, at any hour; where the ladder holds, its
// first step is taken again when it begins.
func (t Side) restart(a *state.Alert, l state.Alarm) {
	if !a.Seen.IsZero() {
		a.Before, a.BeforeBy = a.Seen, a.SeenBy
	}
	a.Seen, a.SeenBy, a.SeenID, a.Told, a.Called, a.Taken = time.Time{}, "", "", len(t.Staffed()) == 0, nil, nil
	a.Restarted, a.Repeated, a.Reopened, a.Looked = t.Now(), t.Now(), l.Reopen, false
	if !t.Begins(t.Now()).After(t.Now()) {
		a.Taken = append(a.Taken, 0)
	}
	for _, c := range t.OnLadder(flows.RankFirst) {
		t.call(a, c, l)
	}
	t.climb(a)
}

// CallFirst calls whoever is first from now on about alerts that nobody has seen and that they have not heard of.
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

// Relieve takes somebody whom the patient leaves out off the alerts that are not over: they can do nothing about them
// any more, and must not believe that they have.
func (t Side) Relieve(id string) {
	for n := range t.State.Patient.Alerts {
		a := &t.State.Patient.Alerts[n]
		if a.Closed.IsZero() && slices.Contains(a.Called, id) {
			a.Called = slices.DeleteFunc(a.Called, func(other string) bool { return other == id })
			t.Tell(id, state.Relieved{Alert: a.ID})
		}
	}
}

// call sends the alarm to one person, with what is known of it: that it was seen before it was called out anew, and
// whether the patient hears of anything. Before the set-up is over nobody but the clinician has heard of the patient,
// and an alarm of somebody unknown would not be shown.
func (t Side) call(a *state.Alert, c state.Contact, l state.Alarm) {
	if p := t.State.Patient; !p.Active && c.ID != p.Clinician.ID {
		t.Tell(c.ID, state.Enrolled{Code: p.Code, Name: t.State.Name, Backup: true})
	}
	if !slices.Contains(a.Called, c.ID) {
		a.Called = append(a.Called, c.ID)
	}
	l.Reopen, l.More, l.Unheard = a.Reopened, l.More || a.Noticed && !a.Reopened, t.State.Blocked
	l.Alert, l.Short, l.Code, l.At, l.Upto = a.ID, a.Short, t.State.Patient.Code, a.At, a.Latest
	t.Tell(c.ID, l)
}

// Unreached passes over a person whom the alarm cannot reach: the next one of the ladder who was not called yet is
// called at once, whatever the hours. If there is none the patient is told the truth.
func (t Side) Unreached(c state.Contact, l state.Unreached) {
	a := t.alertOf(l.Alert)
	if a == nil || !a.Seen.IsZero() {
		t.Ignore("an alert that is seen")
		return
	}
	p := t.State.Patient
	if p.Stand != nil && c.ID == p.Stand.ID && !slices.Contains(a.Called, p.Clinician.ID) &&
		t.May(p.Clinician.ID, state.RightCalled) {
		t.call(a, p.Clinician, state.Alarm{})
	}
	if n := t.freshStep(a, c.ID); n >= 0 {
		t.take(a, n)
		if t.Plan.Clinic.Ladder.Steps[n].Tell && !a.Told {
			t.nobody(a)
		}
		t.climb(a)
		return
	}
	if !a.Told {
		t.nobody(a)
	}
}

// nobody tells the patient the truth: it was sent, and nobody has opened it, or at least not said that they have seen
// it; or it was seen, and nobody has said what came of it.
func (t Side) nobody(a *state.Alert) {
	a.Told = true
	t.sayNobody(a)
	if !a.Reopened {
		t.Milestone(a.ID, a.At, record.StepUnreached)
	}
}

func (t Side) sayNobody(a *state.Alert) {
	text := t.Text("safety.nobody", "numbers", t.Numbers())
	switch {
	case a.Reopened && a.BeforeBy != "":
		text = t.Text("safety.nobody_since", "name", a.BeforeBy, "time", t.Clock(a.Before), "numbers", t.Numbers())
	case a.Looked:
		text = t.Text("safety.nobody_confirms", "numbers", t.Numbers())
	case len(t.Staffed()) > 0 && !t.Attended():
		text = t.Text("safety.nobody_before", "when", t.Clock(t.AttendedFrom()), "numbers", t.Numbers())
	}
	t.Say(state.ClassSafety, text, t.HelpRow())
}

// SetBack moves the times of open alerts with the clock that was set back, so that no step comes later for it: what was
// ten minutes ago is ten minutes ago still. What has been shown or recorded keeps the time that it was given.
func (t Side) SetBack(by time.Duration) {
	p := t.State.Patient
	if p == nil || by <= 0 || len(t.OpenAlerts()) == 0 {
		t.Ignore("a clock that times nothing here")
		return
	}
	for n := range p.Alerts {
		a := &p.Alerts[n]
		if !a.Closed.IsZero() {
			continue
		}
		for _, at := range []*time.Time{&a.Restarted, &a.Repeated, &a.Seen, &a.Before} {
			if !at.IsZero() {
				*at = at.Add(-by)
			}
		}
		next := t.CallFrom(a)
		if a.Seen.IsZero() {
			t.takeDue(a)
			next = t.callAfter(a, a.Repeated)
		}
		if next.After(t.Now()) {
			t.Wake(state.WakeCall, a.ID, next)
		} else {
			t.CallAgain(a.ID)
		}
	}
}
