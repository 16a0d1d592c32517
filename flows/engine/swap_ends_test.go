package engine_test

import (
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// swappedPatient is a patient about whom Dr Moss holds the backup's post until a time, as their clinician has told.
func swappedPatient(at, until time.Time) state.State {
	berg := state.Contact{ID: "s01-B", Name: "Dr Berg", Role: record.Backup}
	moss := state.Contact{ID: "s01-M", Name: "Dr Moss", Role: record.Clinician}
	return state.State{
		ID: "s02-P", Chat: 5, Locale: "en", Zone: "Europe/London",
		Patient: &state.Patient{
			Ties: state.Ties{
				Code: "A-17", Clinician: state.Contact{ID: "s01-C", Name: "Dr Lind", Role: record.Clinician}, First: "s01-C",
				Team: state.Team{Backup: &moss, Swaps: []state.Swap{{
					ID: "s", Post: record.Backup, Of: berg, Who: moss, From: at, Until: until, Said: true, Begun: true,
				}}},
			},
			Enrolment: state.Enrolment{Active: true},
		},
	}
}

// TestSwapEndsWithoutALetter: a swap ends on the patient's side by its own moment, though no letter says so, and not
// before, though the clock was set back.
func TestSwapEndsWithoutALetter(t *testing.T) {
	plan, at := shipped(t), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	until := at.Add(time.Hour)
	due := func(s state.State, now time.Time) (state.State, []state.Effect) {
		return engine.Step(plan, s, state.Due{
			Header: state.Header{ID: "d" + now.String(), At: now}, Kind: state.WakeSwap, Key: string(record.Backup),
			Nominal: until,
		})
	}
	s, effects := due(swappedPatient(at, until), until.Add(-time.Minute))
	if s.Patient.Backup.ID != "s01-M" || !wakes(effects, until) {
		t.Fatalf("before its end %s is the backup: %+v", s.Patient.Backup.ID, effects)
	}
	s, effects = due(s, until)
	if s.Patient.Backup.ID != "s01-B" || len(s.Patient.Swaps) > 0 {
		t.Errorf("after its end %+v", s.Patient.Team)
	}
	ended, routed := false, false
	for _, e := range effects {
		switch e := e.(type) {
		case state.Tell:
			_, is := e.Letter.(state.Ended)
			ended = ended || is && e.To == "s01-M"
		case state.Route:
			for _, step := range e.Steps {
				for _, c := range step.People {
					routed = routed || c.ID == "s01-B"
					if c.ID == "s01-M" {
						t.Errorf("the route names %s", c.ID)
					}
				}
			}
		}
	}
	if !ended || !routed {
		t.Errorf("ended %t, in the route %t: %+v", ended, routed, effects)
	}
}

// wakes reports whether the end of the swap is waited for.
func wakes(effects []state.Effect, until time.Time) bool {
	for _, e := range effects {
		if w, ok := e.(state.Wake); ok && w.Kind == state.WakeSwap && w.Key == string(record.Backup) && w.At.Equal(until) {
			return true
		}
	}
	return false
}

// TestSwapOutlivesErasing: what is left of somebody with an open alert still ends the swap.
func TestSwapOutlivesErasing(t *testing.T) {
	plan, at := shipped(t), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	until := at.Add(time.Hour)
	s := swappedPatient(at, until)
	s.Patient.Alerts = []state.Alert{{ID: "a", Short: "7F3K", At: at, Restarted: at}}
	s, effects := engine.Step(plan, s, state.Due{
		Header: state.Header{ID: "d", At: at.Add(time.Minute)}, Kind: state.WakeErase, Key: "all",
	})
	if s.Patient == nil || s.Patient.Swapped(record.Backup) == nil || !wakes(effects, until) {
		t.Errorf("after erasing nobody ends the swap: %+v %+v", s.Patient, effects)
	}
}

// TestOldOfferWithASwap: an invitation that was offered while a swap held, and accepted when it is over, ends it.
func TestOldOfferWithASwap(t *testing.T) {
	plan, at := shipped(t), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	was := swappedPatient(at, at.Add(time.Hour)).Patient
	s := state.State{
		ID: "s02-P", Chat: 5, Locale: "en",
		Opener: &state.Opener{
			Token: "t", Inviter: "s01-C", Since: at, Said: true, Draw: "d", Offer: &state.Offered{
				Token: "t", Role: record.Patient, Code: "A-17", From: was.Clinician, Team: was.Team,
			},
		},
	}
	_, effects := engine.Step(plan, s, state.Told{
		Header: state.Header{ID: "l", At: at.AddDate(0, 0, 1)}, From: "s01-C", Letter: state.Linked{Token: "t"},
	})
	if !wakes(effects, at.Add(time.Hour)) {
		t.Errorf("nothing ends the swap: %+v", effects)
	}
}
