package desk

import (
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// Any press of the last day proves the way to a human as well as a test alert does. It is noted to the hour.
const (
	proves     = 24 * time.Hour
	notedEvery = time.Hour
)

// pressed notes that a human has pressed a button here. That answers a test alert that waits, whatever was pressed.
func (t Side) pressed(p press.Press) {
	d := t.State.Desk
	if d == nil {
		return
	}
	if t.Now().Sub(d.Pressed) >= notedEvery {
		d.Pressed = t.Now()
	}
	if _, answer := p.(press.Canary); d.Tested != "" && !answer {
		t.Tell(state.OfficeID, state.CanaryAnswered{ID: d.Tested, Proved: true, At: t.Now()})
	}
	d.Tested = ""
}

// canaryShown shows the test alert on a clinician's phone, in the class of a real one, unless a press has proved the
// way. A clinician on leave is not asked, and is not reported as unreachable.
func (t Side) canaryShown(from string, l state.Canary) {
	if from != state.OfficeID || t.State.Desk == nil {
		t.Ignore("a test alert for nobody")
		return
	}
	if t.away() {
		t.Tell(state.OfficeID, state.CanaryAnswered{ID: l.ID, Away: true})
		return
	}
	if t.Now().Sub(t.State.Desk.Pressed) < proves {
		t.Tell(state.OfficeID, state.CanaryAnswered{ID: l.ID, Proved: true, At: t.State.Desk.Pressed})
		return
	}
	t.State.Desk.Tested = l.ID
	t.Say(state.ClassSafety, t.Text("canary.alert", "time", t.Clock(l.At)),
		turn.Row(turn.Button(t.Text("canary.button"), press.Canary{ID: l.ID})))
}

// canaryTapped takes the answer.
func (t Side) canaryTapped(e state.Tapped, p press.Canary) {
	if t.State.Desk == nil {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	t.Tell(state.OfficeID, state.CanaryAnswered{ID: p.ID, At: t.Now()})
	t.Edit(e.Message, t.Text("canary.done", "time", t.Clock(t.Now())))
}

// canaryMissed names a colleague whom the test alert did not reach.
func (t Side) canaryMissed(from string, l state.CanaryMissed) {
	if from != state.OfficeID || t.State.Desk == nil {
		t.Ignore("news of a test alert for nobody")
		return
	}
	t.Say(state.ClassReply, t.Text("canary.missed", "name", l.Name, "time", t.Clock(l.At)))
}
