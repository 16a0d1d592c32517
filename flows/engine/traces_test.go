package engine_test

import (
	"fmt"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/engine/internal/patient"
	"footing/flows/state"
)

// TestLegibleIsNotForgotten: in discreet mode a message that can still be read stays known, however many came with it:
// else it would never be removed. Outside of it, and without an end, nothing is remembered.
func TestLegibleIsNotForgotten(t *testing.T) {
	plan := shipped(t)
	for _, c := range []struct {
		discreet   bool
		sent, want int
	}{
		{true, 2 * patient.MostTraces, 2 * patient.MostTraces},
		{true, 9 * patient.MostTraces, 5 * patient.MostTraces},
		{false, 2 * patient.MostTraces, patient.MostTraces},
	} {
		s := state.State{ID: "s02-P", Chat: 3, Locale: "en", Patient: &state.Patient{}}
		s.Patient.Active, s.Patient.Discreet = true, c.discreet
		for n := range c.sent {
			s, _ = engine.Step(plan, s, state.Sent{
				Header:  state.Header{ID: fmt.Sprint("e", n), At: noon().Add(time.Duration(n) * time.Second)},
				Message: 100 + n, Trace: state.TracePlain,
			})
		}
		if got := len(s.Traces); got != c.want || s.Traces[got-1].Message != 99+c.sent {
			t.Errorf("discreet %t, %d sent: %d are remembered, want %d", c.discreet, c.sent, got, c.want)
		}
	}
}
