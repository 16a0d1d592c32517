package engine

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// The calling goes by times that are kept, never by how often something woke us: after a stop, a restart or a
// clock that jumped, all steps whose time has come are taken, each once.

// climb takes the steps of the ladder whose time has come, and asks to be woken for the next one.
func (t *turn) climb(a *Alert) {
	t.takeDue(a)
	t.wake(WakeCall, a.ID, t.nextCall(a))
}

// takeDue takes the steps of the ladder whose time has come.
func (t *turn) takeDue(a *Alert) {
	began := t.begins(a.Restarted)
	for n, step := range t.plan.Clinic.Ladder.Steps {
		if !slices.Contains(a.Taken, n) && !t.plan.Clinic.Due(step, began).After(t.now()) {
			t.take(a, n)
		}
		// The patient is told when the calling has gone on for so long, whether the step's own person is there then or not:
		// an alert of a Friday afternoon must not leave them waiting for Monday.
		if step.Tell && !a.Told && !began.Add(step.After).After(t.now()) {
			t.nobody(a)
		}
	}
}

// take takes one step: its person is called. Where the patient has left that person out, the next one is called at once.
func (t *turn) take(a *Alert, n int) {
	step := t.plan.Clinic.Ladder.Steps[n]
	a.Taken = append(a.Taken, n)
	a.Repeated = t.now()
	callees := t.callees(a, step.Call)
	for _, c := range callees {
		t.call(a, c, Alarm{Again: slices.Contains(a.Called, c.ID)})
	}
	if next := t.freshStep(a, ""); len(callees) == 0 && len(t.holders(step.Call)) > 0 && next >= 0 {
		t.take(a, next)
	}
}

// freshStep is the first step that was not taken and has somebody, apart from one, who was not called yet; -1 where there
// is none.
func (t *turn) freshStep(a *Alert, but string) int {
	for n, step := range t.plan.Clinic.Ladder.Steps {
		fresh := slices.ContainsFunc(t.onLadder(step.Call), func(c Contact) bool {
			return c.ID != but && !slices.Contains(a.Called, c.ID)
		})
		if fresh && !slices.Contains(a.Taken, n) {
			return n
		}
	}
	return -1
}

// onLadder is the person of a rank for this patient, with those who are told together with the first. Nobody where
// the post is empty, or is held by somebody whom the patient excluded. Where nobody is left of those who could be
// first, the lead is, and does not wait for the lead's own turn.
func (t *turn) onLadder(rank flows.Rank) []Contact {
	all := t.ofRank(rank)
	if rank == flows.RankFirst && len(all) == 0 {
		all = t.ofRank(flows.RankLead)
	}
	return all
}

func (t *turn) ofRank(rank flows.Rank) []Contact {
	return slices.DeleteFunc(t.holders(rank), func(c Contact) bool { return slices.Contains(t.state.Patient.Excluded, c.ID) })
}

// holders are those of a rank whether the patient left them out or not.
func (t *turn) holders(rank flows.Rank) []Contact {
	p := t.state.Patient
	people := p.contacts()
	var all []Contact
	switch {
	case rank == flows.RankFirst:
		all = append(people[:min(1, len(people)):min(1, len(people))], p.along()...)
	case rank == flows.RankBackup && len(people) > 1:
		all = people[1:]
	case rank == flows.RankLead && p.Lead != nil:
		all = []Contact{*p.Lead}
	case rank == flows.RankNight && p.Night != nil:
		all = []Contact{*p.Night}
	}
	return slices.DeleteFunc(all, func(c Contact) bool {
		return c.ID == "" || c.ID == t.state.ID
	})
}

// callees is whom a step of the ladder calls about an alert: the people of its rank, and with the first the clinician who
// is away, once the one who stands in could not be reached.
func (t *turn) callees(a *Alert, rank flows.Rank) []Contact {
	all := t.onLadder(rank)
	p := t.state.Patient
	if rank == flows.RankFirst && p.Stand != nil && slices.Contains(a.Called, p.Clinician.ID) {
		all = append(all, p.Clinician)
	}
	return all
}

// staffed are the steps of the ladder for which there is a person.
func (t *turn) staffed() []flows.LadderStep {
	return slices.DeleteFunc(slices.Clone(t.plan.Clinic.Ladder.Steps), func(s flows.LadderStep) bool {
		return len(t.onLadder(s.Call)) == 0
	})
}

// Callable tells whether anybody on a patient's ladder is there to be called, as the caller knows of each by id.
func Callable(p *flows.Protocol, s State, there func(id string) bool) bool {
	if s.Patient == nil {
		return false
	}
	t := &turn{plan: p, state: s}
	return slices.ContainsFunc(p.Clinic.Ladder.Steps, func(step flows.LadderStep) bool {
		return slices.ContainsFunc(t.onLadder(step.Call), func(c Contact) bool { return there(c.ID) })
	})
}

// attended tells whether anybody on this patient's ladder is there now.
func (t *turn) attended() bool {
	return slices.ContainsFunc(t.staffed(), func(s flows.LadderStep) bool { return t.plan.Clinic.Reachable(s, t.now()) })
}

// attendedFrom is when somebody on this patient's ladder is there next.
func (t *turn) attendedFrom() time.Time { return t.begins(t.now()) }

// begins is when a ladder that was to begin at some time runs: a post that nobody holds does not begin it.
func (t *turn) begins(at time.Time) time.Time {
	clinic := *t.plan.Clinic
	clinic.Ladder.Steps = t.staffed()
	return clinic.LadderFrom(at)
}

// nextCall is when the alert is called out next: at the next step, or, when all were taken, when those who were
// called are called again.
func (t *turn) nextCall(a *Alert) time.Time { return t.callAfter(a, t.now()) }

// callAfter is nextCall where those who were called were called at a time that may be a while ago.
func (t *turn) callAfter(a *Alert, called time.Time) time.Time {
	clinic := t.plan.Clinic
	began := t.begins(a.Restarted)
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
	if next.IsZero() || !began.Add(last.After).After(t.now()) {
		if again := clinic.Again(called, t.steps(a.Taken)); next.IsZero() || again.Before(next) {
			next = again
		}
	}
	return next
}

// steps are the ladder's steps by their places in it.
func (t *turn) steps(places []int) []flows.LadderStep {
	steps := make([]flows.LadderStep, 0, len(places))
	for _, n := range places {
		if n < len(t.plan.Clinic.Ladder.Steps) {
			steps = append(steps, t.plan.Clinic.Ladder.Steps[n])
		}
	}
	return steps
}

// callAgain goes on calling until somebody has seen the alert; and when it was seen but nobody has said since
// that contact was made, it begins anew.
func (t *turn) callAgain(id string) {
	a := t.alertOf(id)
	switch {
	case a == nil || !a.Closed.IsZero():
		t.ignore("an alert that is over")
		return
	case !a.Seen.IsZero():
		t.keep(record.Acknowledgement{Alert: a.ID, Act: record.Reopened})
		t.restart(a, Alarm{Reopen: true})
		return
	}
	before := len(a.Taken)
	every := t.now().Sub(a.Repeated) >= t.plan.Clinic.Ladder.Every
	t.climb(a)
	if every {
		t.repeat(a, before)
	}
}

// repeat calls everybody again who can be called now, apart from those whom a step has just called: the steps before it.
func (t *turn) repeat(a *Alert, before int) {
	a.Repeated = t.now()
	var called []string
	for _, step := range t.steps(a.Taken[before:]) {
		for _, c := range t.callees(a, step.Call) {
			called = append(called, c.ID)
		}
	}
	for _, step := range t.steps(a.Taken[:before]) {
		for _, c := range t.callees(a, step.Call) {
			if !slices.Contains(called, c.ID) && t.plan.Clinic.Reachable(step, t.now()) {
				called = append(called, c.ID)
				t.call(a, c, Alarm{Again: true})
			}
		}
	}
}

// restart begins the calling anew. The first person is called at once, at any hour; where the ladder holds, its
// first step is taken again when it begins.
func (t *turn) restart(a *Alert, l Alarm) {
	if !a.Seen.IsZero() {
		a.Before, a.BeforeBy = a.Seen, a.SeenBy
	}
	a.Seen, a.SeenBy, a.SeenID, a.Told, a.Called, a.Taken = time.Time{}, "", "", len(t.staffed()) == 0, nil, nil
	a.Restarted, a.Repeated, a.Reopened, a.Looked = t.now(), t.now(), l.Reopen, false
	if !t.begins(t.now()).After(t.now()) {
		a.Taken = append(a.Taken, 0)
	}
	for _, c := range t.onLadder(flows.RankFirst) {
		t.call(a, c, l)
	}
	t.climb(a)
}

// callFirst calls whoever is first from now on about alerts that nobody has seen and that they have not heard of.
func (t *turn) callFirst() {
	for n := range t.state.Patient.Alerts {
		a := &t.state.Patient.Alerts[n]
		for _, c := range t.onLadder(flows.RankFirst) {
			if a.Closed.IsZero() && a.Seen.IsZero() && !slices.Contains(a.Called, c.ID) {
				t.call(a, c, Alarm{})
			}
		}
	}
}

// relieve takes somebody whom the patient leaves out off the alerts that are not over: they can do nothing about them any
// more, and must not believe that they have.
func (t *turn) relieve(id string) {
	for n := range t.state.Patient.Alerts {
		a := &t.state.Patient.Alerts[n]
		if a.Closed.IsZero() && slices.Contains(a.Called, id) {
			a.Called = slices.DeleteFunc(a.Called, func(other string) bool { return other == id })
			t.tell(id, Relieved{Alert: a.ID})
		}
	}
}

// call sends the alarm to one person, with what is known of it: that it was seen before it was called out anew, and whether
// the patient hears of anything. Before the set-up is over nobody but the clinician has heard of the patient,
// and an alarm of somebody unknown would not be shown.
func (t *turn) call(a *Alert, c Contact, l Alarm) {
	if p := t.state.Patient; !p.Active && c.ID != p.Clinician.ID {
		t.tell(c.ID, Enrolled{Code: p.Code, Name: t.state.Name, Backup: true})
	}
	if !slices.Contains(a.Called, c.ID) {
		a.Called = append(a.Called, c.ID)
	}
	l.Reopen, l.More, l.Unheard = a.Reopened, l.More || a.Noticed && !a.Reopened, t.state.Blocked
	l.Alert, l.Short, l.Code, l.At, l.Upto = a.ID, a.Short, t.state.Patient.Code, a.At, a.Latest
	t.tell(c.ID, l)
}

// unreached passes over a person whom the alarm cannot reach: the next one of the ladder who was not called yet is
// called at once, whatever the hours. If there is none the patient is told the truth.
func (t *turn) unreached(c Contact, l Unreached) {
	a := t.alertOf(l.Alert)
	if a == nil || !a.Seen.IsZero() {
		t.ignore("an alert that is seen")
		return
	}
	p := t.state.Patient
	if p.Stand != nil && c.ID == p.Stand.ID && !slices.Contains(a.Called, p.Clinician.ID) && !slices.Contains(p.Excluded, p.Clinician.ID) {
		t.call(a, p.Clinician, Alarm{})
	}
	if n := t.freshStep(a, c.ID); n >= 0 {
		t.take(a, n)
		if t.plan.Clinic.Ladder.Steps[n].Tell && !a.Told {
			t.nobody(a)
		}
		t.climb(a)
		return
	}
	if !a.Told {
		t.nobody(a)
	}
}

// nobody tells the patient the truth: it was sent, and nobody has opened it, or at least not said that they have seen it; or
// it was seen, and nobody has said what came of it.
func (t *turn) nobody(a *Alert) {
	a.Told = true
	t.sayNobody(a)
	if !a.Reopened {
		t.milestone(a.ID, a.At, record.StepUnreached)
	}
}

func (t *turn) sayNobody(a *Alert) {
	text := t.text("safety.nobody", "numbers", t.numbers())
	switch {
	case a.Reopened && a.BeforeBy != "":
		text = t.text("safety.nobody_since", "name", a.BeforeBy, "time", t.clock(a.Before), "numbers", t.numbers())
	case a.Looked:
		text = t.text("safety.nobody_confirms", "numbers", t.numbers())
	case len(t.staffed()) > 0 && !t.attended():
		text = t.text("safety.nobody_before", "when", t.clock(t.attendedFrom()), "numbers", t.numbers())
	}
	t.say(ClassSafety, text, t.helpRow())
}
