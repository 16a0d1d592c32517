package office

import (
	"footing/flows/state"
)

func (t Side) progressed(l state.Progress) {
	if t.State.ID != state.OfficeID || t.State.Office == nil {
		t.Ignore("a step of an alert outside the office")
		return
	}
	t.Keep(l.Milestone)
}

// operated files what an operator did.
func (t Side) operated(e state.Operated) {
	if t.State.ID != state.OfficeID {
		t.Ignore("an operator's command outside the office")
		return
	}
	if t.State.Office == nil {
		t.State.Office = &state.Office{Codes: map[string]string{}}
	}
	line, _ := state.Operating(e)
	t.Keep(line)
}
