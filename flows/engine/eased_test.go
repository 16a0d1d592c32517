package engine_test

import (
	"strings"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/state"
)

// TestEasedWithNobodyThere: "I'm safe for now" is passed on to whoever was called. Where nobody could be, that is not
// said.
func TestEasedWithNobodyThere(t *testing.T) {
	plan := shipped(t)
	for _, called := range [][]string{nil, {"s01-desk"}} {
		s := state.State{ID: "s00-patient", Chat: 1, Locale: "en", Patient: &state.Patient{
			Ties:      state.Ties{Clinician: state.Contact{ID: "s01-desk", Name: "Dr Lind"}},
			Enrolment: state.Enrolment{Active: true},
			Safety:    state.Safety{Alerts: []state.Alert{{ID: "a1", Short: "7F3K", Called: called}}},
		}}
		_, effects := engine.Step(plan, s, state.Tapped{
			Header: state.Header{ID: "u1.c1", At: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}, Sender: state.Sender{Chat: 1},
			Message: 3, Data: "s:7F3K",
		})
		var said, told []string
		for _, e := range effects {
			switch e := e.(type) {
			case state.Say:
				said = append(said, e.Text)
			case state.Tell:
				told = append(told, e.To)
			}
		}
		if len(said) != 1 || strings.Contains(said[0], "passed it on to Dr Lind") != (len(called) > 0) ||
			len(told) != len(called) {
			t.Errorf("called %v: said %q, told %v", called, said, told)
		}
	}
}
