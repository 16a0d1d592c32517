package engine_test

import (
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestWhatStaffDoAboutAlertsComesFirst: whatever staff are told of an alert, and whatever they press or type about one,
// is owed to them before patients' replies; their other answers come after these.
func TestWhatStaffDoAboutAlertsComesFirst(t *testing.T) {
	plan, at := shipped(t), time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	desk := func() state.State {
		s := clinicianOf("A-17")
		s.Desk.Alarms = []state.Alarmed{{
			Alert: "a1", Short: "7F3K", Patient: "s02-A-17", Code: "A-17", At: at, Upto: 1, Message: 7,
		}}
		return s
	}
	told := func(l state.Letter) state.Event {
		return state.Told{Header: state.Header{ID: "e1", At: at}, From: "s02-A-17", Letter: l}
	}
	said := func(text string) state.Event {
		return state.Said{
			Header: state.Header{ID: "u1.m1", At: at}, Sender: state.Sender{Chat: 3}, Media: state.Text,
			Text: record.FreeText(text),
		}
	}
	noted := desk()
	noted.Desk.NoteFor, noted.Desk.NoteAt = "a1", at
	for name, c := range map[string]struct {
		state state.State
		event state.Event
		want  state.Class
	}{
		"how they may be reached": {desk(), told(state.ReachSaid{Alert: "a1", At: at}), state.ClassAct},
		"asked before":            {desk(), told(state.ReachSaid{Alert: "a1", At: at, Waits: true}), state.ClassAct},
		"careful contact began":   {desk(), told(state.ReachSaid{Alert: "a1", At: at, Careful: true}), state.ClassSafety},
		"an emergency call is joined": {
			desk(), told(state.Alarm{Alert: "a1", Short: "7F3K", Code: "A-17", At: at, Upto: 1, Evidence: "a1", Message: 9}),
			state.ClassAct,
		},
		"a colleague has seen it": {desk(), told(state.Settled{Alert: "a1", Act: record.Seen, Name: "Dr Berg", At: at}), state.ClassAct},
		"safe for now":            {desk(), told(state.Eased{Alert: "a1", At: at}), state.ClassAct},
		"not reachable":           {desk(), told(state.Unheard{Alert: "a1"}), state.ClassAct},
		"what is behind Open":     {desk(), told(state.Shown{Alert: "a1", Message: 7, Upto: 1}), state.ClassAct},
		"a note that is typed":    {noted, said("They answered at last"), state.ClassAct},
		"anything else":           {desk(), said("hello"), state.ClassStaff},
	} {
		_, effects := engine.Step(plan, c.state, c.event)
		n := 0
		for _, e := range effects {
			var class state.Class
			switch e := e.(type) {
			case state.Say:
				class = e.Class
			case state.Edit:
				class = e.Class
			default:
				continue
			}
			if n++; class != c.want {
				t.Errorf("%s is sent as %s, want %s", name, class, c.want)
			}
		}
		if n == 0 {
			t.Errorf("%s: nothing is sent", name)
		}
	}
}

// TestWhoIsOwedAnAnswer: who has been a patient counts as known, for an answer as for help; somebody unknown does not.
func TestWhoIsOwedAnAnswer(t *testing.T) {
	plan, at := shipped(t), time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		patient      *state.Patient
		answer, help state.Class
	}{
		"a patient":        {&state.Patient{Ties: state.Ties{Code: "A-17"}}, state.ClassReply, state.ClassSafety},
		"who has left":     {&state.Patient{Ties: state.Ties{Code: "A-17"}, Enrolment: state.Enrolment{Left: true}}, state.ClassReply, state.ClassSafety},
		"somebody unknown": {nil, state.ClassStranger, state.ClassStrangerHelp},
	} {
		for text, want := range map[string]state.Class{"hello": c.answer, "/help": c.help} {
			_, effects := engine.Step(plan, state.State{ID: "s02-A-17", Chat: 7, Locale: "en", Patient: c.patient}, state.Said{
				Header: state.Header{ID: "u1.m1", At: at}, Sender: state.Sender{Chat: 7}, Media: state.Text,
				Text: record.FreeText(text),
			})
			said := 0
			for _, e := range effects {
				if say, ok := e.(state.Say); ok {
					if said++; say.Class != want {
						t.Errorf("%s says %s: answered as %s, want %s", name, text, say.Class, want)
					}
				}
			}
			if said == 0 {
				t.Errorf("%s says %s and hears nothing", name, text)
			}
		}
	}
}
