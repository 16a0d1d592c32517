package desk

import "footing/flows/state"

// careChanged: a patient has turned check-ins on or off.
func (t Side) careChanged(m *state.Member, l state.CareChanged) {
	m.Care = l.Care
	key := "desk.care_off"
	if l.Care {
		key = "desk.care_on"
	}
	t.Say(state.ClassReply, t.Text(key, "code", m.Code))
}
