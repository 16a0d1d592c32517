package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// TestCalledOnce: whoever was called without a turn about a press is not called a second time by its turn, whichever of
// the two comes first, and there is one alert.
func TestCalledOnce(t *testing.T) {
	for name, c := range map[string]struct {
		beside, before, after bool
		alarms                int
	}{
		"known beside the press": {beside: true, after: true},
		"before the press":       {before: true},
		"before, and again":      {before: true, after: true},
		"after the press":        {after: true, alarms: 1}, // whose turn had called already
		"never":                  {alarms: 1},
	} {
		t.Run(name, func(t *testing.T) {
			l := begin(t, shipped(t))
			press := state.Tapped{
				Header: state.Header{ID: "u1.c1", At: l.r.Now}, Sender: state.Sender{Chat: patientChat}, Callback: "1",
				Data: "h:told",
			}
			call := state.Called{
				Header: state.Header{ID: "called", At: l.r.Now}, Evidence: "u1.c1", To: []string{l.clinician}, Message: 77,
			}
			planned := state.Called{Header: state.Header{ID: "planned", At: l.r.Now}, Evidence: "u1.c1", To: call.To}
			alarms := 0
			l.r.Watch = func(_ string, _ state.Event, effects []state.Effect) {
				for _, e := range effects {
					if say, ok := e.(state.Say); ok && strings.HasPrefix(say.Anchor, "alarm:") {
						alarms++
					}
				}
			}
			l.r.Post(l.patient, planned) // written before it was sent: it may never have been
			if c.before {
				l.r.Post(l.patient, call)
			}
			if c.beside {
				press.Called = []state.Called{planned, call}
			}
			l.r.Post(l.patient, press)
			if c.after {
				l.r.Post(l.patient, call)
			}
			p, desk := l.r.Role(l.patient).State.Patient, l.r.Role(l.clinician).State.Desk
			if alarms != c.alarms || len(p.Alerts) != 1 || len(desk.Alarms) != 1 || len(p.Calls) != 0 {
				t.Errorf("%d alarms, want %d; %d alerts, %d on the desk, %d calls remembered", alarms, c.alarms, len(p.Alerts),
					len(desk.Alarms), len(p.Calls))
			}
			if a := p.Alerts[0]; !slices.Equal(a.Called, []string{l.clinician}) || !slices.Equal(a.Taken, []int{0}) {
				t.Errorf("%v were called, and the steps %v taken", a.Called, a.Taken)
			}
		})
	}
}

// TestCalledCountsOnlyItsStep: a call without a turn counts for the step that was called and for no other. A step
// before it whose hours had not begun is called when they begin.
func TestCalledCountsOnlyItsStep(t *testing.T) {
	plan := *shipped(t)
	clinic := *plan.Clinic
	clinic.Ladder.Steps = slices.Clone(clinic.Ladder.Steps)
	clinic.Ladder.Steps[2].Hours = flows.Hours{Spans: map[time.Weekday][]flows.Span{
		time.Monday: {{From: 13 * 60, To: 17 * 60}},
	}}
	plan.Clinic = &clinic
	s, now := withTeam(), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	s.Patient.First = s.Patient.Clinician.ID
	s, _ = engine.Step(&plan, s, state.Called{
		Header: state.Header{ID: "called", At: now}, Evidence: "u1.c1", To: []string{s.Patient.Lead.ID}, Step: 3, Message: 77,
	})
	s, _ = engine.Step(&plan, s, state.Tapped{
		Header: state.Header{ID: "u1.c1", At: now}, Sender: state.Sender{Chat: s.Chat}, Callback: "1", Data: "h:told",
	})
	if a := s.Patient.Alerts[0]; !slices.Equal(a.Taken, []int{0, 3}) || !slices.Contains(a.Called, s.Patient.Lead.ID) {
		t.Errorf("%v were called, and the steps %v taken", a.Called, a.Taken)
	}
	backup := func(minute int) bool {
		now := now.Add(time.Duration(minute) * time.Minute)
		after, effects := engine.Step(&plan, s, state.Due{
			Header: state.Header{ID: fmt.Sprint("due", minute), At: now}, Kind: state.WakeCall, Key: s.Patient.Alerts[0].ID,
		})
		s = after
		return slices.Contains(told[state.Alarm](effects), s.Patient.Backup.ID)
	}
	if backup(60) {
		t.Error("the backup is called before their hours")
	}
	if !backup(3 * 60) {
		t.Error("the backup is not called when their hours begin")
	}
}

// TestCalledAtNight: who was called without a turn outside all hours is called again when the ladder starts, as where
// the turn had called them.
func TestCalledAtNight(t *testing.T) {
	plan, s, now := shipped(t), withTeam(), time.Date(2026, 3, 2, 22, 0, 0, 0, time.UTC)
	s.Patient.First = s.Patient.Clinician.ID
	s, _ = engine.Step(plan, s, state.Called{
		Header: state.Header{ID: "called", At: now}, Evidence: "u1.c1", To: []string{s.Patient.First}, Message: 77,
	})
	s, _ = engine.Step(plan, s, state.Tapped{
		Header: state.Header{ID: "u1.c1", At: now}, Sender: state.Sender{Chat: s.Chat}, Callback: "1", Data: "h:told",
	})
	if a := s.Patient.Alerts[0]; len(a.Taken) > 0 || !slices.Equal(a.Called, []string{s.Patient.First}) {
		t.Errorf("%v were called, and the steps %v taken", a.Called, a.Taken)
	}
	_, effects := engine.Step(plan, s, state.Due{
		Header: state.Header{ID: "due", At: now.Add(11 * time.Hour)}, Kind: state.WakeCall, Key: s.Patient.Alerts[0].ID,
	})
	if got := told[state.Alarm](effects); !slices.Contains(got, s.Patient.First) {
		t.Errorf("in the morning %v are called", got)
	}
}

// TestANoteOfTheOutageOpens: a note that was sent while the store was away shows how the alert stands when the turn of
// the press comes: that nobody has opened it, then who has, and nothing any more once it is over.
func TestANoteOfTheOutageOpens(t *testing.T) {
	l := begin(t, shipped(t))
	tapped := func(id, data string) state.Tapped {
		return state.Tapped{
			Header: state.Header{ID: id, At: l.r.Now}, Sender: state.Sender{Chat: patientChat}, Message: 9, Callback: id,
			Data: data,
		}
	}
	l.r.Post(l.patient, tapped("u1.c1", "h:told"))
	route := engine.RouteOf(shipped(t), l.r.Role(l.patient).State)
	route.Discreet = true
	note, _ := bare(t).Stands(route, "u1.c1", engine.Acted{}, l.r.Now)[0].(state.Say)
	shown := ""
	l.r.Watch = func(_ string, _ state.Event, effects []state.Effect) {
		for _, e := range effects {
			if edit, ok := e.(state.Edit); ok && edit.Message == 9 {
				shown = edit.Text
			}
		}
	}
	opens := func(id, want string) {
		t.Helper()
		shown = ""
		l.r.Post(l.patient, tapped(id, note.Buttons[0][0].Data))
		if !strings.Contains(shown, want) || want == "" && shown != "" {
			t.Errorf("the note shows %q, want %q", shown, want)
		}
	}
	opens("u2.c2", "Nobody has opened it")
	act := func(id, act string) {
		l.r.Post(l.clinician, state.Tapped{
			Header: state.Header{ID: id, At: l.r.Now}, Callback: id,
			Sender: state.Sender{Chat: l.r.Role(l.clinician).State.Chat}, Data: "k:" + turn.AlarmKey("u1.c1") + ".1:" + act,
		})
	}
	act("u3.c3", "seen")
	opens("u4.c4", "Dr Lind opened it at ")
	act("u5.c5", "contact")
	opens("u6.c6", "Done")
}

// TestNothingIsSaidOfAPressThatMayBe: whoever was called without a turn may have pressed, so the turn of the evidence
// and further presses do not say that nobody has, in any language.
func TestNothingIsSaidOfAPressThatMayBe(t *testing.T) {
	plan, now := shipped(t), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for locale, words := range plan.Wordings {
		s := withTeam()
		s.Locale, s.Patient.First = locale, s.Patient.Clinician.ID
		call := state.Called{
			Header: state.Header{ID: "called", At: now}, Evidence: "u1.c1", To: []string{s.Patient.First}, Message: 77,
		}
		claim := strings.TrimSpace(strings.SplitN(words["safety.told"], "{name}", 2)[1])
		claim = strings.TrimLeft(claim, ";؛ ")
		for n, id := range []string{"u1.c1", "u2.c2", "u3.c3"} {
			at := now.Add(time.Duration(n) * time.Minute)
			after, effects := engine.Step(plan, s, state.Tapped{
				Header: state.Header{ID: id, At: at}, Sender: state.Sender{Chat: s.Chat}, Message: 9 + n, Callback: id,
				Data: "h:told", Called: []state.Called{call},
			})
			s = after
			for _, e := range effects {
				if say, ok := e.(state.Say); ok && strings.Contains(say.Text, claim) {
					t.Errorf("%s: press %d is answered with %q", locale, n+1, say.Text)
				}
			}
		}
	}
}
