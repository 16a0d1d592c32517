package engine_test

import (
	"strings"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

func postOf(role record.Role, panel ...state.Member) state.State {
	return state.State{
		ID: "s01-C", Chat: 3, Locale: "en", Zone: "Europe/London",
		Desk: &state.Desk{Active: true, Role: role, Panel: panel},
	}
}

// TestFurtherPress: a further press is counted in an alarm message that comes, and sent anew where that did not come or
// somebody has acted on it.
func TestFurtherPress(t *testing.T) {
	plan, at := shipped(t), time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	head := func(id string, after time.Duration) state.Header { return state.Header{ID: id, At: at.Add(after)} }
	alarm := func(upto int) state.Letter {
		return state.Alarm{Alert: "a1", Short: "K3F9", Code: "A-17", At: at, Upto: upto, More: upto > 1}
	}
	sent := state.Sent{Header: head("s", 1), Anchor: "alarm:a1", Message: 9}
	lost := state.Unreachable{Header: head("s", 1), Anchor: "alarm:a1"}
	for name, c := range map[string]struct {
		between state.Event
		after   time.Duration
		say     bool
	}{
		"on its way":  {after: 5 * time.Second},
		"come":        {between: sent, after: 5 * time.Second},
		"old":         {between: sent, after: time.Minute, say: true},
		"not arrived": {between: lost, after: 5 * time.Second, say: true},
		"seen by a colleague": {
			between: state.Told{Header: head("s", 1), From: "s02-P", Letter: state.Settled{
				Alert: "a1", Act: record.Seen, Name: "Dr Berg", At: at,
			}},
			after: 5 * time.Second, say: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := postOf(record.Clinician, state.Member{ID: "s02-P", Code: "A-17", Since: at})
			s, _ = engine.Step(plan, s, state.Told{Header: head("a", 0), From: "s02-P", Letter: alarm(1)})
			if c.between != nil {
				s, _ = engine.Step(plan, s, c.between)
			}
			s, effects := engine.Step(plan, s, state.Told{Header: head("b", c.after), From: "s02-P", Letter: alarm(2)})
			said := false
			for _, e := range effects {
				_, ok := e.(state.Say)
				said = said || ok
			}
			if a := s.Desk.Alarms[0]; said != c.say || a.Upto != 2 || (a.Presses == 2) == c.say {
				t.Errorf("%+v after %v", a, effects)
			}
		})
	}
}

// TestEarlyOnlyWhereACallComes: a press on an alert that is not known waits for it at a desk with patients and at a
// post, which is called before it is told of somebody who is setting up. Everybody else hears that the button is old.
func TestEarlyOnlyWhereACallComes(t *testing.T) {
	plan, at := shipped(t), time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	one := state.Member{ID: "s02-P", Code: "A-17", Since: at}
	over := one
	over.Until = at
	for name, c := range map[string]struct {
		state state.State
		kept  int
	}{
		"clinician of a patient":      {postOf(record.Clinician, one), 1},
		"clinician of nobody":         {postOf(record.Clinician), 0},
		"stand-in whose time is over": {postOf(record.Clinician, over), 0},
		"lead of nobody yet":          {postOf(record.Lead), 1},
		"night post of nobody yet":    {postOf(record.Night), 1},
		"supervisor":                  {postOf(record.Supervisor), 0},
	} {
		data := press.Encode(press.Alarm{Alert: "0123456789abcdef", Shown: 1, Act: "seen"})
		after, effects := engine.Step(plan, c.state, state.Tapped{
			Header: state.Header{ID: "u1", At: at}, Sender: state.Sender{Chat: 3}, Message: 7, Callback: "c", Data: data,
		})
		if _, ok := effects[0].(state.Toast); !ok || len(after.Desk.Early) != c.kept || len(effects) != 1+c.kept {
			t.Errorf("%s: kept %+v, %v", name, after.Desk.Early, effects)
		}
	}
}

// TestTwentyPressesRingOnce: twenty calls for help within a minute are one alarm message for each of those called,
// which counts them; "I'm safe for now", pressed ten times, is one note.
func TestTwentyPressesRingOnce(t *testing.T) {
	s := newStage(t)
	s.line("everybody is set up")
	var alarms, notes int
	last := ""
	s.Rehearsal.Watch = func(who string, _ state.Event, effects []state.Effect) {
		if who != s.Rehearsal.Who(s.Chat("clinician")) {
			return
		}
		for _, e := range effects {
			switch e := e.(type) {
			case state.Say:
				if strings.HasPrefix(e.Anchor, "alarm:") {
					alarms++
				} else {
					notes++
				}
			case state.Edit:
				last = e.Text
			}
		}
	}
	for n := range 20 {
		s.Rehearsal.Tap(s.Chat("patient"), "patient", 900+n, "h:told")
	}
	if alarms != 1 || !strings.Contains(last, "20 times") {
		t.Errorf("%d alarms; the last reads %q", alarms, last)
	}
	for range 10 {
		s.play("patient taps I'm safe for now")
	}
	if alarms != 1 || notes != 1 {
		t.Errorf("%d alarms and %d notes", alarms, notes)
	}
}

// TestAStormIsAnsweredOnce: twenty calls for help leave a patient one help text, the contact cards once, and one short
// text, though each is in the alert; every press is answered above the chat. After some minutes, or once somebody has
// seen the alert, a call is answered in whole again.
func TestAStormIsAnsweredOnce(t *testing.T) {
	s := newStage(t)
	s.line("everybody is set up")
	var texts, cards, toasts, mute int
	menu := 900
	s.Rehearsal.Watch = func(who string, _ state.Event, effects []state.Effect) {
		if who != s.Rehearsal.Who(s.Chat("patient")) {
			return
		}
		for _, e := range effects {
			switch e := e.(type) {
			case state.Say:
				texts++
			case state.Card:
				cards++
			case state.Toast:
				toasts++
				if e.Text == "" {
					mute++
				}
			}
		}
	}
	storm := func(name string, wantTexts, wantCards, wantMute int) {
		texts, cards, toasts, mute = 0, 0, 0, 0
		for range 20 {
			menu++
			s.Rehearsal.Tap(s.Chat("patient"), "patient", menu, "h:told")
		}
		if texts != wantTexts || cards != wantCards || toasts != 20 || mute != wantMute {
			t.Errorf("%s: %d texts, %d cards, %d toasts, of which %d say nothing", name, texts, cards, toasts, mute)
		}
	}
	storm("a first storm", 3, 4, 2) // with the question how they may be reached
	s.play("at 2026-03-02 10:06")
	storm("some minutes later", 2, 4, 2)
	s.play("clinician taps I have seen this")
	storm("after it was seen", 1, 0, 1)
	if a := s.role("patient").State.Patient.Alerts[0]; a.Latest != 60 {
		t.Errorf("%d calls are in the alert", a.Latest)
	}
}
