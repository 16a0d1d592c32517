package engine_test

import (
	"testing"
	"time"

	"footing/flows/state"
)

// TestWhoReads: the clinician, a second whom the patient lets read, a stand-in until the leave is over, and nobody who
// is the patient themselves.
func TestWhoReads(t *testing.T) {
	s := state.State{ID: "s02-P", Patient: &state.Patient{
		Ties: state.Ties{
			Clinician: state.Contact{ID: "s01-OWN"},
			Team:      state.Team{Backup: &state.Contact{ID: "s01-BACKUP"}, Lead: &state.Contact{ID: "s01-LEAD"}},
			Seconds: []state.Second{
				{Contact: state.Contact{ID: "s01-BOTH"}, Alerts: true, Summary: true},
				{Contact: state.Contact{ID: "s01-CALLED"}, Alerts: true},
				{Contact: state.Contact{ID: "s01-READS"}, Summary: true},
			},
			Stand: &state.Stand{Contact: state.Contact{ID: "s01-STAND"}, Until: noon()},
		},
	}}
	before, after := noon().Add(-time.Second), noon()
	for _, c := range []struct {
		desk          string
		at            time.Time
		facts, alerts bool
	}{
		{"s01-OWN", after, true, true},
		{"s01-BACKUP", before, false, false},
		{"s01-LEAD", before, false, false},
		{"s01-BOTH", before, true, true},
		{"s01-CALLED", before, false, false},
		{"s01-READS", before, true, false},
		{"s01-STAND", before, true, true},
		{"s01-STAND", after, false, false},
		{"s02-P", before, false, false},
		{"s09-NOBODY", before, false, false},
		{"", before, false, false},
	} {
		facts, alerts := s.May(c.desk, state.RightFacts, c.at), s.May(c.desk, state.RightAlerts, c.at)
		if facts != c.facts || alerts != c.alerts {
			t.Errorf("%q at %s reads %t and of alerts %t, want %t and %t", c.desk, c.at, facts, alerts, c.facts, c.alerts)
		}
	}
	s.Patient.Clinician.ID = "" // who left
	if s.May("", state.RightFacts, before) {
		t.Error("nobody reads for a patient without a clinician")
	}
	s.Patient.Excluded = []string{"s01-BOTH"}
	if !s.May("s01-BOTH", state.RightFacts, before) || s.May("s01-BOTH", state.RightAlerts, before) {
		t.Error("somebody whom the patient keeps alerts from reads of them")
	}
}
