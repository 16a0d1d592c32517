package engine

import (
	"time"

	"footing/flows"
	"footing/flows/record"
)

// Planned asks for the first check-ins of somebody enrolled that come after a time, as the end of the set-up does. A
// rehearsal begins with it.
func Planned(p *flows.Protocol, s State, after time.Time) []Effect {
	t := &turn{plan: p, state: clone(s), event: Header{ID: "planned", At: after}}
	for n := range p.Rotation {
		t.scheduleSlot(n, after)
	}
	t.scheduleRandom(after)
	return t.effects
}

// Meeting settles when a patient's sessions are, as the patient says it.
func Meeting(p *flows.Protocol, s State, h Header, planned record.Appointment) (State, []Effect) {
	t := &turn{plan: p, state: clone(s), event: h}
	t.sessionsAre(planned, s.ID)
	return t.state, t.effects
}
