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

// Unplanned lists the check-ins of an enrolled patient that should come and for which no moment is planned, by what
// awaits says: without a moment they are never asked.
func Unplanned(p *flows.Protocol, s state.State, now time.Time, awaits func(state.WakeKind, string) bool) []string {
	if !s.Patient.SetUp() {
		return nil
	}
	var keys []string
	for _, e := range Planned(p, s, now) {
		if w, ok := e.(state.Wake); ok && !awaits(w.Kind, w.Key) {
			keys = append(keys, w.Key)
		}
	}
	return keys
}

// Meeting records the patient's session times, as told by the patient.
func Meeting(p *flows.Protocol, s state.State, h state.Header, planned record.Appointment) (state.State,
	[]state.Effect,
) {
	t := newSides(p, s, h)
	t.patient.SessionsAre(planned, s.ID)
	return t.State, t.Effects
}
