package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows/state"
)

// TestHelpLeavesANoteOpen: whoever adds to an alert and looks at the help menu meanwhile, whichever way they come to it
// and whatever they read there, goes on with the note for as long as they were told. So does whoever is asked for a
// number to ring.
func TestHelpLeavesANoteOpen(t *testing.T) {
	ways := []string{
		"patient: /help", "patient: /HELP please", "patient: help", "patient: Help!", "patient taps data=h",
		"patient taps Numbers", "patient taps How this works", "patient taps My plan", "patient edits 5 to help",
		"patient sends sticker", "patient taps Not now",
	}
	outer, plan := t, shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		s := stageOf(outer, plan)
		s.play("everybody is set up", "patient: help", "patient taps Tell Sample Clinic I'm not safe",
			"patient taps Yes, tell Sample Clinic", "patient: help", "patient taps Tell Sample Clinic I'm not safe")
		ring := rapid.Bool().Draw(t, "ring")
		if ring {
			s.line("patient taps Ring this number, at ...")
		} else {
			s.line("patient taps Add a note")
		}
		for n := range rapid.IntRange(1, 3).Draw(t, "parts") {
			for range rapid.IntRange(0, 3).Draw(t, "looks") {
				s.line(rapid.SampledFrom(ways).Draw(t, "way"))
			}
			if !ring {
				s.line("at " + s.Now().Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "minutes"))*time.Minute).Format("2006-01-02 15:04"))
				s.line(fmt.Sprintf("patient: part %d of it", n))
			}
		}
		a := s.role("patient").State.Patient.Alerts[0]
		if ring {
			if s.line("patient: 07700 900123"); s.role("patient").State.Patient.Alerts[0].Reach.Ring == "" {
				t.Fatalf("the number is lost:\n%s", s.Out.String())
			}
			return
		}
		if kept := noteOf(a); strings.Count(kept, "of it") != strings.Count(s.Out.String(), "patient: part") {
			t.Fatalf("the note is %q:\n%s", kept, s.Out.String())
		}
	})
}

// noteOf is all that a patient has added to an alert.
func noteOf(a state.Alert) string {
	parts := []string{a.Note.Reveal()}
	for _, r := range a.Added {
		parts = append(parts, r.Text.Reveal())
	}
	return strings.Join(parts, "\n")
}

// TestAStaffNoteIsJoinedForAMinute: what its writer goes on with is one note; what somebody has opened meanwhile, what
// a colleague wrote, and what comes later or after a command is not joined to it.
func TestAStaffNoteIsJoinedForAMinute(t *testing.T) {
	for name, tt := range map[string]struct {
		between []string
		want    []string
	}{
		"at once":             {nil, []string{"one\ntwo"}},
		"within the minute":   {[]string{"at 2026-03-02 10:01"}, []string{"one\ntwo"}},
		"after more than one": {[]string{"at 2026-03-02 10:02"}, []string{"one"}},
		"after a command":     {[]string{"clinician: /patients"}, []string{"one"}},
		"after a look":        {[]string{"clinician taps Open"}, []string{"one", "two"}},
		"after help":          {[]string{"clinician: /help"}, []string{"one\ntwo"}},
		"after a colleague's": {
			[]string{"backup taps Add a note", "backup: mine"}, []string{"one", "mine", "two"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.play("everybody is set up", "patient: help", "patient taps Tell Sample Clinic I'm not safe",
				"patient taps Yes, tell Sample Clinic", "clinician taps I have seen this")
			if name == "after a colleague's" {
				s = newStage(t)
				s.play("everybody is set up", "patient: help", "patient taps Tell Sample Clinic I'm not safe",
					"patient taps Yes, tell Sample Clinic", "at 2026-03-02 10:16", "clinician taps I have seen this")
			}
			s.play("clinician taps Add a note", "clinician: one")
			s.play(tt.between...)
			s.line("clinician: two")
			var got []string
			for _, r := range s.role("patient").State.Patient.Alerts[0].Remarks {
				got = append(got, r.Text.Reveal())
			}
			if strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("the notes are %q, want %q", got, tt.want)
			}
		})
	}
}

// TestOnlyANumberIsRung: nothing but a text with a phone number is kept as the number to ring.
func TestOnlyANumberIsRung(t *testing.T) {
	for _, tt := range []struct{ typed, ring string }{
		{"my sister's, after 18:00", ""},
		{"I want to die", ""},
		{"07700 900123, after 18:00", "07700 900123, after 18:00"},
		{"after six|07700 900123", "07700 900123"},
		{"07700 900123|after six", "07700 900123\nafter six"},
		{"07700 900123|I want to die", "07700 900123"},
		{"I want to die, ring 07700 900123", "I want to die, ring 07700 900123"},
		{"07700 900123|help", "07700 900123"},
	} {
		s := newStage(t)
		s.play("everybody is set up", "patient: help", "patient taps Tell Sample Clinic I'm not safe",
			"patient taps Yes, tell Sample Clinic", "patient taps Ring this number, at ...")
		for part := range strings.SplitSeq(tt.typed, "|") {
			s.line("patient: " + part)
		}
		if got := s.role("patient").State.Patient.Alerts[0].Reach.Ring.Reveal(); got != tt.ring {
			t.Errorf("%q is kept as %q, want %q", tt.typed, got, tt.ring)
		}
		asked := s.role("patient").State.Patient.Open != nil
		if danger := strings.Contains(tt.typed, "die"); danger != asked {
			t.Errorf("after %q the question after words of danger was asked: %t", tt.typed, asked)
		}
	}
}

// TestANumberFromBeforeCarefulContactStaysBack: it is not shown, also if it was taken in only after that had begun.
func TestANumberFromBeforeCarefulContactStaysBack(t *testing.T) {
	s := newStage(t)
	s.play("everybody is set up", "patient: help", "patient taps Tell Sample Clinic I'm not safe",
		"patient taps Yes, tell Sample Clinic", "patient taps Ring this number, at ...", "at 2026-03-02 10:30",
		"patient: help", "patient taps My phone may be seen", "patient taps Ring this number, at ...",
		"said 10m ago patient: 07700 900123", "clinician taps Open")
	if phone := s.phoneOf("clinician"); strings.Contains(phone, "900123") {
		t.Errorf("the clinician reads %q", phone)
	}
}
