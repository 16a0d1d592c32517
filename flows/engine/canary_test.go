package engine_test

import (
	"fmt"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestEverybodyIsTestedOnceAWeek: each of those who can be called gets one test alert in every week with an open day,
// on an open day and spread over them, and nobody else does.
func TestEverybodyIsTestedOnceAWeek(t *testing.T) {
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	clinic := *shipped(t).Clinic
	clinic.Closed = flows.ClosedDays{Dates: map[string]string{"2026-03-10": "", "2026-03-11": "", "2026-03-12": ""}}
	plan := *shipped(t)
	plan.Clinic = &clinic
	s := state.State{ID: state.OfficeID, Office: &state.Office{}}
	posts := []record.Role{record.Clinician, record.Backup, record.Lead, record.Night, record.Supervisor}
	for n := range 40 {
		s.Office.Staff = append(s.Office.Staff, state.Contact{ID: fmt.Sprintf("s03-%02d", n), Role: posts[n%len(posts)]})
	}
	s, _ = engine.Step(&plan, s, state.Begun{Header: state.Header{ID: "begun", At: monday}})
	tests, days := map[string]int{}, map[time.Weekday]bool{}
	const weeks = 3
	for at := s.Office.CanaryNext; at.Before(monday.AddDate(0, 0, 7*weeks)); at = s.Office.CanaryNext {
		var effects []state.Effect
		s, effects = engine.Step(&plan, s, state.Due{
			Header: state.Header{ID: at.String(), At: at}, Kind: state.WakeCanary, Key: "next", Nominal: at,
		})
		if !s.Office.CanaryNext.After(at) {
			t.Fatalf("after %s comes %s", at, s.Office.CanaryNext)
		}
		for _, e := range effects {
			if late, ok := e.(state.Wake); ok && late.Key == "late" {
				s, _ = engine.Step(&plan, s, state.Due{
					Header: state.Header{ID: at.String() + "/late", At: late.At}, Kind: late.Kind, Key: late.Key, Nominal: late.At,
				})
			}
			tell, ok := e.(state.Tell)
			if _, test := tell.Letter.(state.Canary); ok && test {
				tests[fmt.Sprintf("%s in week %d", tell.To, int(at.Sub(monday).Hours())/(7*24))]++
				days[at.Weekday()] = true
				if !clinic.DutyDay(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)) {
					t.Errorf("%s is tested at %s", tell.To, at)
				}
			}
		}
	}
	for _, c := range s.Office.Staff {
		for week := range weeks {
			want := map[bool]int{true: 1}[c.Role != record.Supervisor]
			if got := tests[fmt.Sprintf("%s in week %d", c.ID, week)]; got != want {
				t.Errorf("%s (%s) is tested %d times in week %d, want %d", c.ID, c.Role, got, week, want)
			}
		}
	}
	if len(days) < 4 {
		t.Errorf("all are tested on %v", days)
	}
}

// TestNobodyIsPassedOverWhileTheBotIsDown: whose day went by meanwhile is tested when it is back.
func TestNobodyIsPassedOverWhileTheBotIsDown(t *testing.T) {
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	s := state.State{ID: state.OfficeID, Office: &state.Office{}}
	for n := range 20 {
		s.Office.Staff = append(s.Office.Staff, state.Contact{ID: fmt.Sprintf("s03-%02d", n), Role: record.Backup})
	}
	plan := shipped(t)
	s, _ = engine.Step(plan, s, state.Begun{Header: state.Header{ID: "begun", At: monday}})
	due, back := s.Office.CanaryNext, monday.Add(4*24*time.Hour+12*time.Hour)
	s, effects := engine.Step(plan, s, state.Due{
		Header: state.Header{ID: "late", At: back}, Kind: state.WakeCanary, Key: "next", Nominal: due,
	})
	tested := 0
	for _, e := range effects {
		if tell, ok := e.(state.Tell); ok {
			if _, test := tell.Letter.(state.Canary); test {
				tested++
			}
		}
	}
	if tested != len(s.Office.Staff) {
		t.Errorf("due %s, back %s: %d of %d are tested", due, back, tested, len(s.Office.Staff))
	}
}
