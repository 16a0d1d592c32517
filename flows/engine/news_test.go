package engine_test

import (
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/state"
)

// TestNewsWaitForTheMorning: news that were due in the morning, and come up at night because nobody was there to tell
// them, wait until the next morning.
func TestNewsWaitForTheMorning(t *testing.T) {
	plan := shipped(t)
	london := plan.Clinic.Location()
	for _, key := range []string{
		state.NewsAppointment, state.NewsAdjustment, state.NewsProposal, state.NewsStand,
		state.NewsOrphan,
	} {
		s := state.State{ID: "s00-patient", Chat: 1, Locale: "en", Patient: &state.Patient{
			Ties: state.Ties{
				Clinician: state.Contact{ID: "s01-desk", Name: "Dr Lind"},
				Orphaned:  "Dr Moss",
				WasAway:   true,
				Proposal:  &state.Proposal{},
			},
			Enrolment: state.Enrolment{Active: true},
			Amount:    state.Amount{Changes: []state.Change{{}}},
		}}
		night := time.Date(2026, 3, 3, 1, 42, 0, 0, london)
		_, effects := engine.Step(plan, s, state.Due{
			Header: state.Header{ID: "d1", At: night}, Kind: state.WakeNews,
			Key: key, Nominal: night.Add(-16 * time.Hour),
		})
		waits := false
		for _, e := range effects {
			switch e := e.(type) {
			case state.Say:
				t.Errorf("%s: at night somebody is told %q", key, e.Text)
			case state.Wake:
				waits = waits || e.Kind == state.WakeNews && e.Key == key && e.At.Equal(time.Date(2026, 3, 3, 9, 0, 0, 0, london))
			}
		}
		if !waits {
			t.Errorf("%s does not wait for the morning: %+v", key, effects)
		}
	}
}
