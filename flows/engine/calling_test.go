package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

func called(at time.Time) state.State {
	return state.State{ID: "s02-P", Chat: 2, Locale: "en", Zone: "Europe/London", Patient: &state.Patient{
		Ties:      state.Ties{Code: "A-17", Clinician: state.Contact{ID: "s01-C", Name: "Dr Lind"}, First: "s01-C"},
		Enrolment: state.Enrolment{Active: true},
		Safety: state.Safety{Alerts: []state.Alert{{
			ID: "u1.c1", Short: "7F3K", At: at, Restarted: at, Taken: []int{0}, Called: []string{"s01-C"},
		}}},
	}}
}

// TestSeenBeforeWhatCameSince: a press that was on its way while more came stops nothing, and nothing is said to be
// seen; one after it does.
func TestSeenBeforeWhatCameSince(t *testing.T) {
	p, at := shipped(t), noon()
	for _, more := range []func(*state.Alert){
		// before anybody had seen it
		func(a *state.Alert) { a.Evidence = []state.Evidence{{At: at.Add(time.Minute), What: "asked"}} },
		func(a *state.Alert) { a.Restarted, a.Reopened = at.Add(time.Minute), true }, // called out anew
	} {
		for after, stops := range map[time.Duration]bool{59 * time.Second: false, 61 * time.Second: true} {
			s := called(at)
			more(&s.Patient.Alerts[0])
			s, effects := engine.Step(p, s, state.Told{
				Header: state.Header{ID: "u9.c9#0", At: at.Add(2 * time.Minute)}, From: "s01-C",
				Letter: state.Acted{Alert: "u1.c1", Act: record.Seen, At: at.Add(after)},
			})
			said := slices.ContainsFunc(effects, func(e state.Effect) bool { _, ok := e.(state.Say); return ok })
			if seen := !s.Patient.Alerts[0].Seen.IsZero(); seen != stops || said != stops {
				t.Errorf("pressed after %s: seen %t, the patient is told %t", after, seen, said)
			}
			if _, kept := effects[0].(state.Keep); !kept {
				t.Errorf("the press is not filed: %v", effects)
			}
		}
	}
}

// TestALeaveThatEndedASecondAgo: whoever stood in opens nothing any more, though no letter has come yet.
func TestALeaveThatEndedASecondAgo(t *testing.T) {
	p, at := shipped(t), noon()
	for _, act := range []string{"open", "seen", "contact", "note"} {
		for left, opens := range map[time.Duration]bool{-time.Second: false, 0: false, time.Second: true} {
			s := state.State{ID: "s01-C", Chat: 1, Locale: "en", Zone: "Europe/London", Desk: &state.Desk{
				Name: "Dr Moss", Role: record.Clinician, Active: true,
				Panel:  []state.Member{{ID: "s02-P", Code: "A-17", Until: at.Add(left)}},
				Alarms: []state.Alarmed{{Alert: "u1.c1", Short: "7F3K", Patient: "s02-P", Code: "A-17", At: at}},
			}}
			_, effects := engine.Step(p, s, state.Tapped{
				Header: state.Header{ID: "u9.c9", At: at}, Sender: state.Sender{Chat: 1}, Message: 7, Callback: "c", Data: "k:" +
					turn.AlarmKey("u1.c1") + ":" + act,
			})
			if did := len(effects) > 1; did != opens {
				t.Errorf("%s with %s left: %v", act, left, effects)
			}
		}
	}
}

// TestANightPostThatNobodyHolds begins no ladder: who is there on Monday is called one after the other, not all at
// once.
func TestANightPostThatNobodyHolds(t *testing.T) {
	plan := *shipped(t)
	clinic := *plan.Clinic
	clinic.Ladder.Steps = slices.Insert(slices.Clone(clinic.Ladder.Steps), 1,
		flows.LadderStep{Call: flows.RankNight, Hours: flows.Hours{Always: true}})
	plan.Clinic = &clinic
	s := stageOf(t, &plan)
	for _, line := range []string{
		"everybody is set up", "at 2026-03-07 10:00", "patient: /help", "patient taps Tell Sample Clinic I'm not safe",
		"patient taps Yes, tell Sample Clinic", "at 2026-03-09 09:01",
	} {
		s.line(line)
	}
	if !strings.Contains(s.String(), "Nobody at Sample Clinic reads this before Mon 09:00") {
		t.Error("the patient is not told when somebody is there")
	}
	monday := s.String()[strings.LastIndex(s.String(), "at 2026-03-09"):]
	if !strings.Contains(monday, "to clinician (alarm:") || strings.Contains(monday, "to backup (alarm:") ||
		strings.Contains(monday, "Nobody has opened it") {
		t.Errorf("on Monday at nine:\n%s", monday)
	}
}

// TestButtonsOfBefore: a button that does not say what was shown works as it did while nothing newer has come, and
// does nothing afterwards. A number that no alarm has told of does nothing either.
func TestButtonsOfBefore(t *testing.T) {
	p, at := shipped(t), noon()
	for _, act := range []string{"seen", "contact", "elsewhere_known"} {
		for _, c := range []struct {
			told   int
			button string
			acts   bool
		}{{0, "", true}, {2, "", false}, {2, ".1", true}, {2, ".2", true}, {2, ".3", false}, {0, ".1", false}, {
			2, ".x",
			false,
		}, {2, ".", false}} {
			s := state.State{ID: "s01-C", Chat: 1, Locale: "en", Zone: "Europe/London", Desk: &state.Desk{
				Name: "Dr Moss", Role: record.Clinician, Active: true, Panel: []state.Member{{ID: "s02-P", Code: "A-17"}},
				Alarms: []state.Alarmed{{Alert: "u1.c1", Short: "7F3K", Patient: "s02-P", Code: "A-17", At: at, Upto: c.told}},
			}}
			_, effects := engine.Step(p, s, state.Tapped{
				Header: state.Header{ID: "u9.c9", At: at}, Sender: state.Sender{Chat: 1}, Message: 7, Callback: "c",
				Data: "k:" + turn.AlarmKey("u1.c1") + c.button + ":" + act,
			})
			acted := slices.ContainsFunc(effects, func(e state.Effect) bool { _, ok := e.(state.Tell); return ok })
			if acted != c.acts || !acted && len(effects) != 1 {
				t.Errorf("%s on a button %q where the desk was told of %d: %v", act, c.button, c.told, effects)
			}
		}
	}
}

// TestNobodyIsCalledAboutThemselves: not even where a state names the patient as somebody to be called.
func TestNobodyIsCalledAboutThemselves(t *testing.T) {
	p, at := shipped(t), noon()
	self := state.Contact{ID: "s02-P", Name: "Dr Abt"}
	for name, holds := range map[string]func(*state.Patient){
		"clinician": func(p *state.Patient) { p.Clinician, p.First = self, self.ID },
		"backup":    func(p *state.Patient) { p.Backup = &self },
		"first":     func(p *state.Patient) { p.Backup, p.First = &self, self.ID },
		"lead":      func(p *state.Patient) { p.Lead = &self },
		"second":    func(p *state.Patient) { p.Seconds = []state.Second{{Contact: self, Alerts: true}} },
		"stand-in":  func(p *state.Patient) { p.Stand = &state.Stand{Contact: self, Until: at.Add(24 * time.Hour)} },
	} {
		s := called(at)
		holds(s.Patient)
		s.Patient.Alerts[0].Called = nil
		for minutes := range 90 {
			var effects []state.Effect
			s, effects = engine.Step(p, s,
				state.Due{
					Header: state.Header{ID: "d", At: at.Add(time.Duration(minutes) * time.Minute)}, Kind: state.WakeCall,
					Key: "u1.c1",
				})
			for _, e := range effects {
				if tell, ok := e.(state.Tell); ok && tell.To == s.ID {
					t.Errorf("%s, after %d minutes: %v", name, minutes, tell)
				}
			}
		}
	}
}
