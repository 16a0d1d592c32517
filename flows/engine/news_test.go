package engine

import (
	"testing"
	"time"
)

// TestNewsWaitForTheMorning: news that were due in the morning, and come up at night because nobody was there to tell
// them, wait until the next morning.
func TestNewsWaitForTheMorning(t *testing.T) {
	plan := shipped(t)
	london := plan.Clinic.Location()
	for _, key := range []string{newsAppointment, newsDosing, newsProposal, newsStand, newsOrphan} {
		s := State{ID: "s00-patient", Chat: 1, Locale: "en", Patient: &Patient{
			Clinician: Contact{ID: "s01-desk", Name: "Dr Lind"}, Active: true, Orphaned: "Dr Moss", WasAway: true,
			Changes: []Change{{}}, Proposal: &Proposal{},
		}}
		night := time.Date(2026, 3, 3, 1, 42, 0, 0, london)
		_, effects := Step(plan, s, Due{Header: Header{ID: "d1", At: night}, Kind: WakeNews, Key: key, Nominal: night.Add(-16 * time.Hour)})
		waits := false
		for _, e := range effects {
			switch e := e.(type) {
			case Say:
				t.Errorf("%s: at night somebody is told %q", key, e.Text)
			case Wake:
				waits = waits || e.Kind == WakeNews && e.Key == key && e.At.Equal(time.Date(2026, 3, 3, 9, 0, 0, 0, london))
			}
		}
		if !waits {
			t.Errorf("%s does not wait for the morning: %+v", key, effects)
		}
	}
}
