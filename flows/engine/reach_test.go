package engine_test

import (
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/state"
)

// missed is a patient who was not reached for an hour, with an alert that was seen meanwhile.
func missed() state.State {
	return state.State{
		ID: "s02-P000", Chat: 2, Locale: "en", Blocked: true, Lost: noon().Add(-time.Hour),
		Patient: &state.Patient{
			Enrolment: state.Enrolment{Active: true},
			Ties:      state.Ties{Clinician: state.Contact{ID: "s01-DESK", Name: "Dr Lind"}},
			Safety: state.Safety{Alerts: []state.Alert{{
				ID: "a1", Short: "7F3K", At: noon().Add(-time.Hour), Seen: noon(), SeenBy: "Dr Lind", Called: []string{"s01-DESK"},
			}}},
		},
	}
}

// TestWhatArrivesShowsThatSomebodyIsReached, also somebody of whom an earlier release noted no more than that they are
// not; but not what Telegram took before they were lost.
func TestWhatArrivesShowsThatSomebodyIsReached(t *testing.T) {
	earlier := missed()
	earlier.Lost = time.Time{}
	for name, tt := range map[string]struct {
		state state.State
		at    time.Time
		lost  bool
	}{
		"arrived":                  {missed(), noon(), false},
		"arrived, earlier release": {earlier, noon(), false},
		"was taken before":         {missed(), noon().Add(-61 * time.Minute), true},
	} {
		after, effects := engine.Step(shipped(t), tt.state, state.Sent{
			Header: state.Header{ID: "x", At: tt.at},
			Trace:  state.TracePlain, Message: 9,
		})
		told := false
		for _, effect := range effects {
			if tell, ok := effect.(state.Tell); ok && tell.To == "s01-DESK" {
				told = true
			}
		}
		if after.Blocked != tt.lost || told == tt.lost {
			t.Errorf("%s: lost is %t, want %t; told whoever was called: %t", name, after.Blocked, tt.lost, told)
		}
		if !tt.lost && (after.Doubtful || !after.Lost.IsZero()) {
			t.Errorf("%s: left are %t, %s", name, after.Doubtful, after.Lost)
		}
	}
}

// TestWhoIsReachedAgainIsToldDiscreetly: nobody has tapped for it, so it is held behind a note.
func TestWhoIsReachedAgainIsToldDiscreetly(t *testing.T) {
	s := missed()
	s.Patient.Discreet = true
	p := shipped(t)
	after, effects := engine.Step(p, s, state.Sent{
		Header: state.Header{ID: "x", At: noon()}, Trace: state.TracePlain,
		Message: 9,
	})
	for _, effect := range effects {
		if say, ok := effect.(state.Say); ok && say.Text != p.Wordings["en"]["discreet.note"] {
			t.Errorf("it shows %q", say.Text)
		}
	}
	if after.Patient.Held == nil || len(after.Patient.Held.Parts) != 1 {
		t.Errorf("held is %+v", after.Patient.Held)
	}
}

// TestANumberFromBeforeCarefulContactIsKeptBack, also one that an earlier release stored, and only while careful
// contact holds.
func TestANumberFromBeforeCarefulContactIsKeptBack(t *testing.T) {
	const number = "07700 900123"
	ring := state.Reach{How: state.ReachRing, Ring: number, At: noon()}
	early := ring
	early.Early = true
	for name, tt := range map[string]struct {
		reach state.Reach
		since time.Time
		shown bool
	}{
		"before it":                  {early, noon(), false},
		"before it, earlier release": {ring, noon().Add(time.Minute), false},
		"since it":                   {ring, noon(), true},
		"no careful contact":         {early, time.Time{}, true},
	} {
		s := missed()
		s.Patient.Careful.Since, s.Patient.Alerts[0].Reach = tt.since, tt.reach
		_, effects := engine.Step(shipped(t), s, state.Told{
			Header: state.Header{ID: "x", At: noon().Add(time.Hour)}, From: "s01-DESK", Letter: state.Look{Alert: "a1", Message: 7},
		})
		var got state.Reach
		for _, effect := range effects {
			tell, _ := effect.(state.Tell)
			if l, ok := tell.Letter.(state.Shown); ok {
				got = l.Reach
			}
		}
		want := ring
		if !tt.shown {
			want = state.Reach{How: state.ReachHere, At: noon(), Early: true}
		}
		if got != want {
			t.Errorf("%s: it shows %+v, want %+v", name, got, want)
		}
	}
}
