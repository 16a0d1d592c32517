package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"footing/flows/engine/internal/desk"

	"footing/flows/digest"
	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// clinicianOf is a desk that has these patients.
func clinicianOf(patients ...string) state.State {
	s := state.State{
		ID: "s01-C", Chat: 1, Locale: "en", Zone: "Europe/London",
		Desk: &state.Desk{Name: "Dr Lind", Role: record.Clinician, Active: true},
	}
	for _, code := range patients {
		s.Desk.Panel = append(s.Desk.Panel, state.Member{ID: "s02-" + code, Code: code, Care: true})
	}
	return s
}

// pressed is a press on a message of the desk or the patient.
func pressed(data string, at time.Time) state.Tapped {
	return state.Tapped{
		Header: state.Header{ID: "u9.c9", At: at}, Sender: state.Sender{Chat: 1}, Message: 7,
		Callback: "c", Data: data,
	}
}

// offered are the buttons of the last message that effects show.
func offered(effects []state.Effect) []state.Button {
	for _, e := range slices.Backward(effects) {
		switch e := e.(type) {
		case state.Say:
			return slices.Concat(e.Buttons...)
		case state.Edit:
			return slices.Concat(e.Buttons...)
		}
	}
	return nil
}

// labelled is what the button with a label carries.
func labelled(t *testing.T, effects []state.Effect, label string) string {
	t.Helper()
	buttons := offered(effects)
	n := slices.IndexFunc(buttons, func(b state.Button) bool { return strings.HasSuffix(b.Text, label) })
	if n < 0 {
		t.Fatalf("no button %q among %v", label, buttons)
	}
	return buttons[n].Data
}

// TestACheckInIsLeftOutByItself: a clinician leaves out the check-in that the button showed, though the protocol was
// changed meanwhile. Bare numbers of an earlier release do nothing.
func TestACheckInIsLeftOutByItself(t *testing.T) {
	p, s := shipped(t), clinicianOf("A-17")
	s.Desk.Adjusting = &state.Adjusting{Patient: "s02-A-17"}
	_, effects := engine.Step(p, s, pressed("m:s02-A-17:plan:slots", noon()))
	third := labelled(t, effects, "3")
	changed := *p
	changed.Rotation = slices.Clone(p.Rotation[1:])
	after, _ := engine.Step(&changed, s, pressed(third, noon()))
	if got := after.Desk.Adjusting.Adjustment.Out; !slices.Equal(got, []string{p.Rotation[2].ID}) {
		t.Errorf("left out is %v, not %s", got, p.Rotation[2].ID)
	}
	_, effects = engine.Step(p, s, pressed("m:s02-A-17:plan:low", noon()))
	low := labelled(t, effects, turn.Decimal(p.Digest.Low+turn.LowStep))
	changed = *p
	changed.Digest.Low += turn.LowStep / 2
	if after, _ := engine.Step(&changed, s, pressed(low, noon())); after.Desk.Adjusting.Adjustment.Low != 0 {
		t.Errorf("low is %v now, which was not offered", after.Desk.Adjusting.Adjustment.Low)
	}
	for _, data := range []string{"slots.0", "days.0", "low.0", "low.1", "low.2"} {
		after, effects := engine.Step(p, s, pressed("m:s02-A-17:plan:"+data, noon()))
		if toast, ok := effects[0].(state.Toast); !ok || len(effects) != 1 || toast.Text == "" ||
			len(after.Desk.Adjusting.Adjustment.Out) > 0 || after.Desk.Adjusting.Adjustment.Low != 0 {
			t.Errorf("%s: %v", data, effects)
		}
	}
}

// TestAPageOfDatesIsItsDates: "later" leads to the same dates on another day.
func TestAPageOfDatesIsItsDates(t *testing.T) {
	p, s := shipped(t), clinicianOf("A-17")
	_, effects := engine.Step(p, s, pressed("m:s02-A-17:next", noon()))
	later := labelled(t, effects, p.Wordings["en"]["pick.later"])
	want := noon().AddDate(0, 0, turn.PageDates).Format(time.DateOnly)
	for days := range 3 {
		_, effects := engine.Step(p, s, pressed(later, noon().AddDate(0, 0, days)))
		if got := offered(effects)[0].Data; got != "m:s02-A-17:next:"+want {
			t.Errorf("%d days later it begins with %s, not %s", days, got, want)
		}
	}
	for _, data := range []string{"page1", "from", "from2020-01-01", "from2036-01-01"} {
		_, effects := engine.Step(p, s, pressed("m:s02-A-17:next:"+data, noon()))
		if got := offered(effects)[0].Data; got != "m:s02-A-17:next:"+noon().Format(time.DateOnly) {
			t.Errorf("%s begins with %s", data, got)
		}
	}
}

// TestAPageOfPatientsIsItsPatients: "more" leads to those who come next, though others were put in front meanwhile.
func TestAPageOfPatientsIsItsPatients(t *testing.T) {
	var codes []string
	for n := range desk.PerPage * 2 {
		codes = append(codes, fmt.Sprintf("B-%03d", n))
	}
	p, s := shipped(t), clinicianOf(codes...)
	list := func(s state.State, key string) []state.Effect {
		_, effects := engine.Step(p, s, state.Due{
			Header: state.Header{ID: "d", At: noon()}, Kind: state.WakePanel, Key: key,
			Digest: &digest.Digest{},
		})
		return effects
	}
	more := labelled(t, list(s, "0"), p.Wordings["en"]["patients.more"])
	var before []string
	for n := range desk.PerPage {
		before = append(before, fmt.Sprintf("A-%03d", n))
	}
	s = clinicianOf(append(before, codes...)...)
	_, effects := engine.Step(p, s, pressed(more, noon()))
	n := slices.IndexFunc(effects, func(e state.Effect) bool { _, ok := e.(state.Wake); return ok })
	if n < 0 {
		t.Fatalf("nothing is shown: %v", effects)
	}
	if got, want := offered(list(s, effects[n].(state.Wake).Key))[0].Text, codes[desk.PerPage]; got != want {
		t.Errorf("the page begins with %s, not %s", got, want)
	}
	if after, effects := engine.Step(p, clinicianOf("A-17"), pressed(more, noon())); len(effects) != 1 ||
		len(after.Desk.Panel) != 1 {
		t.Errorf("a page of somebody who is not here any more: %v", effects)
	}
}

// TestAPageOfAnswersIsItsAnswers: "older" leads to the check-in that came next, though others were answered meanwhile.
func TestAPageOfAnswersIsItsAnswers(t *testing.T) {
	p := shipped(t)
	s := state.State{ID: "s02-P", Chat: 1, Locale: "en", Zone: "Europe/London", Patient: &state.Patient{
		Ties: state.Ties{Code: "A-17"}, Enrolment: state.Enrolment{Active: true},
	}}
	var facts []record.Fact
	answered := func(n int) {
		facts = append(facts, record.Fact{ID: fmt.Sprint(n), At: noon().AddDate(0, 0, n), Body: record.Response{
			Occasion: fmt.Sprintf("mon@%d", n), Questionnaire: "effort", Item: "effort", Code: "nothing",
		}})
	}
	shows := func(key string) []state.Effect {
		_, effects := engine.Step(p, s, state.Due{
			Header: state.Header{ID: "d", At: noon()}, Kind: state.WakeData, Key: key,
			Facts: facts,
		})
		return effects
	}
	for n := range 200 {
		answered(n)
	}
	older := labelled(t, shows("read:0:7"), p.Wordings["en"]["data.older"])
	_, effects := engine.Step(p, s, pressed(older, noon()))
	key := effects[len(effects)-1].(state.Wake).Key
	first := func() string { // the day that the page begins with
		edit := shows(key)[0].(state.Edit)
		return strings.Split(edit.Text, "\n")[2]
	}
	was := first()
	for n := range 200 {
		answered(200 + n)
	}
	if text := shows(key)[0].(state.Edit).Text; !strings.Contains(text, was) {
		t.Errorf("%s is not on the page any more:\n%s", was, text)
	}
	if text := shows("read:1:7")[0].(state.Edit).Text; !strings.Contains(text, "page 2 of") {
		t.Errorf("a page by its number:\n%s", text)
	}
}
