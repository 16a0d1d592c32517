package patient

import (
	"strconv"

	"footing/flows"
	"footing/flows/state"
)

// ownCheckIn starts a check-in at the patient's wish, with the next questions of the rotation. Safety questions are
// included only if enough duty time is left. An open check-in is shown again instead.
func (t Side) ownCheckIn() {
	p := t.State.Patient
	if p.Open != nil && t.RepeatQuestion() {
		return
	}
	n, due := t.nextSlot(t.Now())
	if due.IsZero() {
		t.Reply("own.nothing")
		return
	}
	day := t.Wall(due)
	if weekly, ok := t.Recurs(n); ok {
		day = t.nominal(weekly, due)
	}
	asked := t.questionnaires(t.Plan.Rotation[n], day)
	if len(asked) == 0 {
		t.Reply("own.nothing")
		return
	}
	t.DropSection()
	own := flows.Slot{ID: flows.OwnSlot + "-" + strconv.Itoa(p.Count+1)}
	t.begun(state.ClassReply, own.OccasionID(t.Wall(t.Now())), t.Now(), asked)
	if p.Open == nil { // none of the questions applies
		t.Reply("own.nothing")
	}
}
