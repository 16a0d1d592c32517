package engine_test

import (
	"strings"
	"testing"

	"footing/flows/state"
)

// TestEveryAlertAsksOnceHowToReach: when an alert goes out, whoever it is about is asked once how they may be reached,
// after the help text, whether careful contact holds or not, and whoever opens it reads what they said.
func TestEveryAlertAsksOnceHowToReach(t *testing.T) {
	for name, careful := range map[string]bool{"plain": false, "careful": true} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.line("everybody is set up")
			if careful {
				s.play("patient: /help", "patient taps My phone may be seen")
			}
			var said []string
			s.Rehearsal.Watch = func(who string, _ state.Event, effects []state.Effect) {
				for _, e := range effects {
					if say, ok := e.(state.Say); ok && who == s.Rehearsal.Who(s.Chat("patient")) {
						said = append(said, say.Text)
					}
				}
			}
			for n := range 3 {
				s.Rehearsal.Tap(s.Chat("patient"), "patient", 900+n, "h:told")
			}
			asked := strings.Count(strings.Join(said, "|"), "How may Dr Lind reach you?")
			if asked != 1 || !strings.Contains(said[0], "I've sent this to Dr Lind") {
				t.Errorf("asked %d times: %q", asked, said)
			}
			s.Rehearsal.Watch = nil
			s.play("clinician taps Open")
			if phone := s.phoneOf("clinician"); !strings.Contains(phone, "asked, no answer") ||
				strings.Contains(phone, "not asked") {
				t.Errorf("the clinician reads %q", phone)
			}
		})
	}
}
