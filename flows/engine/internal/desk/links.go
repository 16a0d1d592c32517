package desk

import (
	"reflect"
	"slices"

	"footing/flows/record"
	"footing/flows/state"
)

// careChanged: a patient has turned check-ins on or off.
func (t Side) careChanged(m *state.Member, l state.CareChanged) {
	m.Care = l.Care
	key := "desk.care_off"
	if l.Care {
		key = "desk.care_on"
	}
	t.Say(state.ClassReply, t.Text(key, "code", m.Code))
}

// recode lists a patient and their alerts by their code of now.
func (t Side) recode(m *state.Member, code string) {
	m.Code = code
	for n := range t.State.Desk.Alarms {
		if a := &t.State.Desk.Alarms[n]; a.Patient == m.ID {
			a.Code = code
		}
	}
}

// linkEnded: the link with a patient is over. The patient is taken off the panel, and their alerts can no longer be
// opened here.
func (t Side) linkEnded(m *state.Member, l state.Ended) {
	d := t.State.Desk
	for _, a := range d.Alarms {
		if a.Patient == m.ID && a.Message != 0 {
			t.Edit(a.Message, t.alarmText(&a)+"\n"+t.Text("alarm.not_yours"))
		}
	}
	switch {
	case l.To != "":
		t.Say(state.ClassReply, t.Text("desk.ended_to", "code", m.Code, "to", l.To))
	case m.Until.IsZero() && (!m.Backup || m.Second): // a leave ends for many at once, as it was agreed
		t.Say(state.ClassReply, t.Text("desk.ended", "code", m.Code))
	}
	t.drop(m.ID)
}

// drop removes everything about a patient from the panel.
func (t Side) drop(id string) {
	d := t.State.Desk
	if m := t.member(id); m != nil && m.Planned != (record.Appointment{}) {
		t.Forget(state.WakeSession, id)
	}
	d.Panel = slices.DeleteFunc(d.Panel, func(m state.Member) bool { return m.ID == id })
	d.Alarms = slices.DeleteFunc(d.Alarms, func(a state.Alarmed) bool { return a.Patient == id })
	t.noticesBack(id)
	t.noReply(id)
}

// noReply forgets the reply that is being chosen for a patient.
func (t Side) noReply(patient string) {
	if r := &t.State.Desk.Replying; r.Patient == patient {
		r.End()
	}
}

// roster is who works here, as the office says.
func (t Side) roster(from string, l state.Roster) {
	if from != state.OfficeID || t.State.Desk == nil {
		t.Ignore("roster without a desk")
		return
	}
	before := t.State.Desk.Team(t.State.ID)
	t.State.Desk.Staff, t.State.Desk.Swaps = l.Staff, l.Swaps
	t.offersGone()
	t.standInGone()
	if t.away() { // agreed to just before the leave began
		t.giveBack(true)
	}
	team := t.State.Desk.Team(t.State.ID)
	if reflect.DeepEqual(before, team) {
		return
	}
	for _, m := range t.State.Desk.Panel {
		if !m.Backup {
			t.Tell(m.ID, team)
		}
	}
}

// offersGone drops unanswered offers from colleagues who have left, because nobody would act on an answer.
func (t Side) offersGone() {
	d := t.State.Desk
	d.Offers = slices.DeleteFunc(d.Offers, func(o state.Offer) bool {
		return !o.Said && !slices.ContainsFunc(d.Staff, func(c state.Contact) bool { return c.ID == o.By.ID })
	})
}
