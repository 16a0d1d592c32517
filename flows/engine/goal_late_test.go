package engine_test

import (
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestALateGoalGoesOn: what is written within a minute after the answer to a goal is added to it, as that answer says,
// though the goal itself was kept for an hour while the store was away.
func TestALateGoalGoesOn(t *testing.T) {
	plan, said := shipped(t), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	late := said.Add(time.Hour)
	s := swappedPatient(said, said.AddDate(0, 0, 1))
	s.Patient.Consents = map[record.Purpose]bool{record.ForCare: true}
	say := func(id, text string, said, at time.Time) {
		s, _ = engine.Step(plan, s, state.Said{
			Header: state.Header{ID: id, At: at}, Sender: state.Sender{Chat: s.Chat}, SaidAt: said, Text: record.FreeText(text),
		})
	}
	say("u1", "/goal", said, said)
	say("u2", "A driving licence", said.Add(time.Second), late)
	say("u3", "and a van", late.Add(30*time.Second), late.Add(30*time.Second))
	if got := s.Patient.Goal.Text.Reveal(); got != "A driving licence\nand a van" {
		t.Errorf("the goal is %q", got)
	}
}
