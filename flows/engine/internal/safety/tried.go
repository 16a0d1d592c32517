package safety

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// tried takes a try to reach the patient that had no answer. Whoever tried holds the alert until the time they named.
// Where they named none, or none can be granted, the others are called now. If the alert was closed meanwhile, only
// whoever tried is told so, by whom and when.
func (t Side) tried(a *state.Alert, c state.Contact, l state.Acted) {
	switch {
	case !a.Closed.IsZero():
		if l := a.Ended; l.Act != "" { // an earlier release did not keep it, and has told them when it was closed
			l.Late = true
			t.Tell(c.ID, l)
		}
		return
	case a.Newer(l):
		t.staysOpen(a, c)
		t.settle(a, c, l, true)
		return
	}
	but := ""
	if l.Next.IsZero() {
		but = c.ID
	} else if !t.granted(a, c, l) { // the letter took too long: who tried must know, too
		l.Next = time.Time{}
	}
	a.Tries = append(a.Tries, state.Try{By: c.ID, Name: c.Name, At: l.At, Next: l.Next, Upto: a.Latest})
	t.markSeen(a, c, l.At)
	t.settle(a, c, l, false)
	if l.Next.IsZero() {
		t.Say(state.ClassSafety, t.Text("safety.tried_once",
			"name", c.Name, "time", t.Clock(l.At), "numbers", t.Numbers()), t.HelpRow())
		t.callOthers(a, but)
		if but != "" {
			t.sayFollows(a, c, l)
		}
		return
	}
	a.Pause = l.Next
	t.sayTried(a.Tries[len(a.Tries)-1])
	t.Wake(state.WakeCall, a.ID, t.pauseEnds(a))
	t.sayFollows(a, c, l)
}

// sayTried tells the patient of a try and when the next one is.
func (t Side) sayTried(one state.Try) {
	t.Say(state.ClassSafety, t.triedText(one), t.HelpRow())
}

func (t Side) triedText(one state.Try) string {
	return t.Text("safety.tried",
		"name", one.Name, "time", t.Clock(one.At), "next", t.Clock(one.Next), "numbers", t.Numbers())
}

// granted reports whether the time named for the next try may pause the calls.
func (t Side) granted(a *state.Alert, c state.Contact, l state.Acted) bool {
	before := 0
	for _, one := range a.Tries {
		if one.By == c.ID && one.Upto == a.Latest && !one.Next.IsZero() {
			before++
		}
	}
	return before < state.MostTries && l.Next.After(t.Now()) && !l.Next.After(t.TryUntil(c.ID, t.State.Patient.Team, l.At))
}

// pauseEnds is when something is due about a try: the reminder at the time that was named, then the call of the others.
func (t Side) pauseEnds(a *state.Alert) time.Time {
	if n := len(a.Tries); n > 0 && a.Tries[n-1].Called {
		return a.Pause.Add(turn.TryGrace)
	}
	return a.Pause
}

// pauseDue reminds whoever tried at the time they named. Where nothing is pressed soon after it, the others are called
// and the patient is told.
func (t Side) pauseDue(a *state.Alert) {
	last := &a.Tries[len(a.Tries)-1]
	if ends := a.Pause.Add(turn.TryGrace); ends.After(t.Now()) {
		last.Called = true
		t.remind(a, last)
		t.Wake(state.WakeCall, a.ID, ends)
		return
	}
	t.Say(state.ClassSafety, t.Text("safety.tried_lapsed",
		"time", t.Clock(last.Next), "numbers", t.Numbers()), t.HelpRow())
	t.callOthers(a, "")
}

// remind calls whoever tried once more, without taking "seen" off their screen. It asks whether they may act on the
// alert, not whether they may be called: who held a post for a while keeps what they have seen after it.
func (t Side) remind(a *state.Alert, last *state.Try) {
	if t.May(last.By, state.RightAct) {
		t.Tell(last.By, t.alarm(a, state.Alarm{Tried: last.Next, Alone: t.onlyOne(last.By)}))
	}
}

// callOthers calls out an alert anew after a try: the first person, and of backup and lead whoever is there now.
// Who has just tried is left in peace for now. The patient has just read of the try; if these do not answer either, the
// ladder tells them.
func (t Side) callOthers(a *state.Alert, but string) {
	t.Keep(record.Acknowledgement{Alert: a.ID, Act: record.Reopened})
	t.restartBut(a, state.Alarm{Reopen: true}, but)
	for n, step := range t.Plan.Clinic.Ladder.Steps {
		others := step.Call == flows.RankBackup || step.Call == flows.RankLead
		if others && !slices.Contains(a.Taken, n) && t.Plan.Clinic.Reachable(step, t.Now()) {
			t.takeBut(a, n, but)
		}
	}
	t.climb(a)
}
