package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// TestCallsAboutAnAlertAreJoined: what was done without a turn about an alert that a turn has raised counts as the
// ladder's: the step is taken, its message is the alert's newest, the patient is told once, and the calls wait once for
// a press that is on its way.
func TestCallsAboutAnAlertAreJoined(t *testing.T) {
	l := begin(t, shipped(t))
	alarms, told := 0, 0
	l.r.Watch = func(_ string, _ state.Event, effects []state.Effect) {
		for _, e := range effects {
			say, ok := e.(state.Say)
			if ok && strings.HasPrefix(say.Anchor, "alarm:") {
				alarms++
			}
			if ok && strings.Contains(say.Text, "Nobody has opened it") {
				told++
			}
		}
	}
	l.r.Post(l.patient, state.Tapped{
		Header: state.Header{ID: "u1.c1", At: l.r.Now}, Sender: state.Sender{Chat: patientChat}, Callback: "1", Data: "h:told",
	})
	began := l.r.Now
	l.r.Now = began.Add(40 * time.Minute)
	at := func(minutes int, what string) state.Called {
		when := began.Add(time.Duration(minutes) * time.Minute)
		return state.Called{Header: state.Header{ID: "u1.c1/" + what, At: when}, Evidence: "u1.c1", Upto: 1}
	}
	again, patientTold, pressed := at(5, "step1"), at(30, "told"), at(35, "pressed")
	again.To, again.Step, again.Message = []string{l.clinician}, 1, 9_999
	patientTold.Told = true
	pressed.To, pressed.Pressed = []string{l.clinician}, true
	due := state.Due{
		Header: state.Header{ID: "due", At: l.r.Now}, Kind: state.WakeCall, Key: "u1.c1",
		Called: []state.Called{again, patientTold, pressed},
	}
	l.r.Post(l.patient, due)
	alert := func() state.Alert { return l.r.Role(l.patient).State.Patient.Alerts[0] }
	if a := alert(); alarms != 1 || told != 0 || !slices.Equal(a.Taken, []int{0, 1}) || !a.Told {
		t.Errorf("%d alarms, told %d times: %+v", alarms, told, a)
	}
	if newest := l.r.Role(l.clinician).State.Desk.Alarms[0].Message; newest != 9_999 {
		t.Errorf("the alert's newest message is %d", newest)
	}
	for _, call := range due.Called { // they come by themselves, too
		l.r.Post(l.patient, call)
	}
	if alarms != 1 || told != 0 {
		t.Errorf("%d alarms, told %d times", alarms, told)
	}
	due.ID, due.At, due.Called = "due again", l.r.Now.Add(time.Minute), nil
	l.r.Post(l.patient, due)
	if alarms < 2 || told != 0 {
		t.Errorf("after the wait %d alarms, told %d times", alarms, told)
	}
}

// TestARouteNamesItsEvidence: without the store, a red answer that has had its turn can be told from a new one.
func TestARouteNamesItsEvidence(t *testing.T) {
	l := begin(t, shipped(t))
	var route state.Route
	l.r.Watch = func(_ string, _ state.Event, effects []state.Effect) {
		for _, e := range effects {
			if r, ok := e.(state.Route); ok && len(r.Alerts) > 0 {
				route = r
			}
		}
	}
	for n, id := range []string{"u1.c1", "u2.c1", "u3.c1"} {
		l.r.Now = l.r.Now.Add(time.Minute)
		l.r.Post(l.patient, state.Tapped{
			Header: state.Header{ID: id, At: l.r.Now}, Sender: state.Sender{Chat: patientChat}, Callback: id, Data: "h:told",
			Message: n + 1,
		})
		if len(route.Alerts) != 1 || !route.Alerts[0].Has(id) || route.Alerts[0].Has("u4.c1") {
			t.Errorf("after %s: %+v", id, route.Alerts)
		}
	}
}

// TestOnlyAPressOnAllOfAnAlertCounts: who was not shown the youngest evidence, or pressed before it was called out
// anew, ends no calls.
func TestOnlyAPressOnAllOfAnAlertCounts(t *testing.T) {
	b, began := bare(t), bareNow
	standing := state.Standing{ID: "u7.c9", At: began, Since: began, Latest: 2}
	anew := standing
	anew.Since = began.Add(time.Hour)
	press := func(shown, act string) state.Tapped {
		return state.Tapped{
			Header: state.Header{At: began.Add(time.Minute)}, Data: "k:" + turn.AlarmKey("u7.c9") + "." + shown + ":" + act,
		}
	}
	for name, c := range map[string]struct {
		event state.Event
		about state.Standing
		want  bool
	}{
		"all":               {press("2", "seen"), standing, true},
		"contact":           {press("2", "contact"), standing, true},
		"opened":            {press("2", "open"), standing, false},
		"the first":         {press("1", "seen"), standing, false},
		"called out anew":   {press("2", "seen"), anew, false},
		"another":           {press("2", "seen"), state.Standing{ID: "u8.c9", Latest: 2}, false},
		"words":             {state.Said{Text: "seen"}, standing, false},
		"it is not counted": {press("0", "seen"), state.Standing{ID: "u7.c9"}, true},
	} {
		if got := b.PressedAll(c.event, c.about); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
