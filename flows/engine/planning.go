package engine

import (
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// Planned schedules the first check-ins of an enrolled patient after a given time, as the end of the set-up does. A
// rehearsal starts with it.
func Planned(p *flows.Protocol, s state.State, after time.Time) []state.Effect {
	t := newSides(p, s, state.Header{ID: "planned", At: after})
	for n := range p.Rotation {
		t.patient.ScheduleSlot(n, after)
	}
	t.patient.ScheduleRandom(after)
	return t.Effects
}

// Meeting records the patient's session times, as told by the patient.
func Meeting(p *flows.Protocol, s state.State, h state.Header, planned record.Appointment) (state.State,
	[]state.Effect,
) {
	t := newSides(p, s, h)
	t.patient.SessionsAre(planned, s.ID)
	return t.State, t.Effects
}
