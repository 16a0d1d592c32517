package engine

import (
	"strconv"

	"footing/flows"
)

// ownCheckIn starts a check-in because the patient wants one: with the questions that come next in the rotation, and
// with the safety questions among them only while somebody is on duty for long enough. One that is open is shown
// again instead.
func (t *turn) ownCheckIn() {
	p := t.state.Patient
	if p.Open != nil && t.askAgain() {
		return
	}
	n, due := t.nextSlot(t.now())
	if due.IsZero() {
		t.reply("own.nothing")
		return
	}
	day := t.wall(due)
	if weekly, ok := t.recurs(n); ok {
		day = t.nominal(weekly, due)
	}
	asked := t.questionnaires(t.plan.Rotation[n], day)
	if len(asked) == 0 {
		t.reply("own.nothing")
		return
	}
	t.dropPart()
	own := flows.Slot{ID: flows.OwnSlot + "-" + strconv.Itoa(p.Count+1)}
	t.begun(ClassReply, occasionID(own, t.wall(t.now())), t.now(), asked)
	if p.Open == nil { // none of the questions applies
		t.reply("own.nothing")
	}
}
