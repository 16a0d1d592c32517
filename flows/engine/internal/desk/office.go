package desk

import (
	"footing/flows/state"
	"reflect"
)

// roster is who works here, as the office says.
func (t Side) roster(from string, l state.Roster) {
	if from != state.OfficeID || t.State.Desk == nil {
		t.Ignore("roster without a desk")
		return
	}
	before := t.State.Desk.Team(t.State.ID)
	t.State.Desk.Staff = l.Staff
	t.standInGone()
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
