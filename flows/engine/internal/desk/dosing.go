package desk

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// declined shows that a patient did not want what was settled.
func (t Side) declined(m *state.Member, l state.Declined) {
	key := "desk.dosing_refused"
	if l.What == record.ChangeStandIn {
		key = "desk.stand_in_refused"
	}
	t.Keep(record.Audit{By: m.ID, Deed: record.DeedRefused, What: l.What, Of: m.ID, Code: m.Code})
	t.Say(state.ClassReply, t.Text(key, "code", m.Code), turn.Row(turn.Button(t.Text("pick.card"), "m:"+m.ID+":card")))
}
