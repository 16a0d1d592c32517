package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestUnseen: an alert that nobody sees is called out on every duty day at least twice, for a month, and after two full
// duty days not more often. Every person of the ladder is among those called.
func TestUnseen(t *testing.T) {
	plan := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 7*24*60).
			Draw(t, "minute")) * time.Minute)
		late := time.Duration(rapid.IntRange(0, 3).Draw(t, "late")) * time.Minute
		alarms := unseenAlarms(state.State{
			ID: "s02-P", Chat: 5, Locale: "en", Zone: "Europe/London",
			Patient: &state.Patient{
				Ties: state.Ties{
					Code: "A-17", Clinician: state.Contact{ID: "s01-C", Name: "Dr Lind", Role: record.Clinician},
					Team: state.Team{
						Backup: &state.Contact{ID: "s01-B", Name: "Dr Berg", Role: record.Backup},
						Lead:   &state.Contact{ID: "s01-L", Name: "Dr Moss", Role: record.Lead},
					},
				},
				Enrolment: state.Enrolment{Active: true},
			},
		}, func(s state.State, e state.Event) (state.State, []state.Effect) { return engine.Step(plan, s, e) }, start, late)
		slowFrom, ok := plan.Clinic.AfterDutyDays(start, 2)
		if !ok {
			t.Fatal("the sample clinic has no duty")
		}
		for day := range 30 {
			at := start.AddDate(0, 0, day)
			from := time.Date(at.Year(), at.Month(), at.Day(), 9, 0, 0, 0, time.UTC)
			if !plan.Clinic.OnDuty(from) || from.Before(start) {
				continue
			}
			got := alarms[from.Format(time.DateOnly)]
			for _, who := range []string{"s01-C", "s01-B", "s01-L"} {
				slow := from.After(slowFrom)
				if n := strings.Count(got, who); slow && n != 2 || n < 2 {
					t.Fatalf("begun %s: %s was called %d times on %s", start.Format(time.DateTime), who, n, from.Format(time.DateOnly))
				}
			}
		}
	})
}

// unseenAlarms raises an alert and lets a month pass. It returns by date who was called on it.
func unseenAlarms(s state.State, step func(state.State, state.Event) (state.State, []state.Effect), now time.Time,
	late time.Duration,
) map[string]string {
	alarms := map[string]string{}
	var due time.Time
	var key string
	take := func(effects []state.Effect) {
		for _, e := range effects {
			switch e := e.(type) {
			case state.Wake:
				if e.Kind == state.WakeCall {
					due, key = e.At, e.Key
				}
			case state.Tell:
				if _, ok := e.Letter.(state.Alarm); ok {
					alarms[now.Format(time.DateOnly)] += e.To + " "
				}
			}
		}
	}
	end := now.AddDate(0, 0, 31)
	s, effects := step(s, state.Tapped{
		Header: state.Header{ID: "u1.c1", At: now}, Sender: state.Sender{Chat: 5}, Message: 1, Callback: "c", Data: "h:told",
	})
	take(effects)
	for n := 0; !due.IsZero() && due.Before(end); n++ {
		now = due.Add(late)
		due = time.Time{}
		head := state.Header{ID: fmt.Sprintf("d%d", n), At: now}
		s, effects = step(s, state.Due{Header: head, Kind: state.WakeCall, Key: key})
		take(effects)
	}
	return alarms
}
