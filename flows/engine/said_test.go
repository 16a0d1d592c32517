package engine_test

import (
	"strings"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestSaidYesterday: a call for help that waited outside the store names the time at which it was pressed, and its
// calls begin with the turn: the first person first, and nobody else because it is late.
func TestSaidYesterday(t *testing.T) {
	l := begin(t, shipped(t))
	l.r.Advance(l.r.Now.Add(24 * time.Hour))
	pressed := l.r.Now.Add(-20 * time.Hour)
	var alarm string
	said := map[record.Kind]time.Time{} // by kind of fact: when the last one was said
	l.r.Watch = func(to string, _ state.Event, effects []state.Effect) {
		for _, e := range effects {
			if keep, ok := e.(state.Keep); ok && to == l.patient {
				kind, err := record.KindOf(keep.Fact.Body)
				if err != nil || !keep.Fact.At.Equal(l.r.Now) {
					t.Errorf("a fact is filed as of %v, %v", keep.Fact.At, err)
				}
				said[kind] = keep.Fact.Said
			}
			if say, ok := e.(state.Say); ok && to == l.clinician {
				alarm += say.Text
			}
		}
	}
	l.r.Post(l.patient, state.Tapped{
		Header: state.Header{ID: "u1.c1", At: l.r.Now}, Sender: state.Sender{Chat: patientChat}, Callback: "1", Data: "h:told",
		SaidAt: pressed,
	})
	a := l.r.Role(l.patient).State.Patient.Alerts[0]
	if !a.Evidence[0].At.Equal(pressed) || !a.Restarted.Equal(l.r.Now) || len(a.Taken) != 1 || a.Told {
		t.Errorf("the alert is %+v", a)
	}
	if !said["alert"].Equal(pressed) {
		t.Errorf("the alert is filed as said at %v, want %v", said["alert"], pressed)
	}
	day := pressed.In(shipped(t).Clinic.Location()).Format("Mon 15:04")
	if !strings.Contains(alarm, day) {
		t.Errorf("the clinician reads %q, want the time %q", alarm, day)
	}
	alarm = ""
	l.r.Post(l.clinician, state.Tapped{
		Header: state.Header{ID: "u2.c2", At: l.r.Now}, Sender: state.Sender{Chat: 1}, Callback: "2",
		Data:   l.r.Role(l.clinician).Phone[len(l.r.Role(l.clinician).Phone)-1].Buttons[1][0].Data,
		SaidAt: l.r.Now.Add(-time.Hour),
	})
	if a := l.r.Role(l.patient).State.Patient.Alerts[0]; a.Seen.IsZero() {
		t.Errorf("what was pressed an hour ago did not count: %+v", a)
	}
	if want := l.r.Now.Add(-time.Hour); !said["acknowledgement"].Equal(want) {
		t.Errorf("the acknowledgement is filed as said at %v, want %v", said["acknowledgement"], want)
	}
}

// TestHelpThatWasGivenIsNotSentAgain: whoever had the numbers without a turn gets no menu when the turn comes. Words of
// danger are heard all the same, and a call for help calls.
func TestHelpThatWasGivenIsNotSentAgain(t *testing.T) {
	plan := shipped(t)
	said := func(e state.Event) (texts []string) {
		s := state.State{ID: "s02-A-17", Chat: 2, Locale: "en", Patient: &state.Patient{
			Ties: state.Ties{Code: "A-17", Clinician: state.Contact{ID: "s01-L", Name: "Dr Lind"}, First: "s01-L"},
		}}
		_, effects := engine.Step(plan, s, e)
		for _, e := range effects {
			if say, ok := e.(state.Say); ok {
				texts = append(texts, say.Text)
			}
		}
		return texts
	}
	head := state.Header{ID: "u7.m9", At: noon()}
	for _, text := range []string{"/help", "help!", "Help"} {
		if got := said(state.Said{Header: head, Text: record.FreeText(text), Met: true}); len(got) > 0 {
			t.Errorf("%q is answered again: %q", text, got)
		}
	}
	for _, data := range []string{"h", "h:numbers", "h:tell", "h:not_now"} {
		if got := said(state.Tapped{Header: head, Data: data, Met: true}); len(got) > 0 {
			t.Errorf("%q is answered again: %q", data, got)
		}
		if got := said(state.Tapped{Header: head, Data: data}); len(got) == 0 {
			t.Errorf("%q is not answered", data)
		}
	}
	if got := said(state.Tapped{Header: head, Data: "h:told", Met: true}); len(got) == 0 {
		t.Error("a call for help calls nobody")
	}
	if got := said(state.Said{Header: head, Text: "good morning", Met: true}); len(got) == 0 {
		t.Error("what is no wish for help is not answered")
	}
}
