package engine

import (
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// Planned asks for the first check-ins of somebody enrolled that come after a time, as the end of the set-up does. A
// rehearsal begins with it.
func Planned(p *flows.Protocol, s state.State, after time.Time) []state.Effect {
	t := newSides(p, s, state.Header{ID: "planned", At: after})
	for n := range p.Rotation {
		t.patient.ScheduleSlot(n, after)
	}
	t.patient.ScheduleRandom(after)
	return t.Effects
}

// Meeting settles when a patient's sessions are, as the patient says it.
func Meeting(p *flows.Protocol, s state.State, h state.Header, planned record.Appointment) (state.State,
	[]state.Effect,
) {
	t := newSides(p, s, h)
	t.patient.SessionsAre(planned, s.ID)
	return t.State, t.Effects
}
