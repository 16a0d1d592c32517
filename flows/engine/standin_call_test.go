package engine_test

import (
	"fmt"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestStandInComesAtAnyMinute: somebody who comes to stand in while an alert is open is called, and the next call of
// the ladder lies ahead, also where it falls into this very moment or is overdue.
func TestStandInComesAtAnyMinute(t *testing.T) {
	plan := shipped(t)
	began := time.Date(2026, 3, 10, 11, 0, 0, 0, time.UTC) // a Tuesday
	lind := state.Contact{ID: "s01-C", Name: "Dr Lind", Role: record.Clinician}
	for minute := range 6 * 60 {
		now := began.Add(time.Duration(minute) * time.Minute)
		s := state.State{
			ID: "s02-P", Chat: 5, Locale: "en", Zone: "Europe/London",
			Patient: &state.Patient{
				Ties:      state.Ties{Code: "A-17", Clinician: lind, First: lind.ID},
				Enrolment: state.Enrolment{Active: true},
				Safety: state.Safety{Alerts: []state.Alert{{
					ID: "u1", Short: "7F3K", At: began, Restarted: began, Repeated: began, Latest: 1,
					Called: []string{lind.ID}, Taken: []int{0},
				}}},
			},
		}
		berg := state.Contact{ID: "s01-B", Name: "Dr Berg", Role: record.Clinician}
		_, effects := engine.Step(plan, s, state.Told{
			Header: state.Header{ID: fmt.Sprintf("l%d", minute), At: now}, From: lind.ID,
			Letter: state.Away{Who: berg, Until: began.AddDate(0, 0, 7)},
		})
		called, ahead := false, time.Time{}
		for _, e := range effects {
			switch e := e.(type) {
			case state.Tell:
				_, alarm := e.Letter.(state.Alarm)
				called = called || alarm && e.To == berg.ID
			case state.Wake:
				if e.Kind == state.WakeCall {
					ahead = e.At
				}
			}
		}
		if !called || !ahead.After(now) {
			t.Errorf("at %s: called %t, the next call at %s", now.Format(time.TimeOnly), called, ahead)
		}
	}
}
