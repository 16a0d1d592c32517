package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/engine/internal/patient"
	"footing/flows/engine/internal/safety"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// leftOut: nothing that tells of an answer goes to somebody whom the patient has left out.
func (r *rules) leftOut(before state.State, e state.Event, after state.State, effects []state.Effect) {
	p := after.Patient
	if p == nil {
		p = before.Patient
	}
	if p == nil {
		return
	}
	for _, effect := range effects {
		tell, _ := effect.(state.Tell)
		tells := false
		switch l := tell.Letter.(type) {
		case state.Notice:
			tells = l.Rule != turn.RuleEarlier // which is the clinician's to settle, left out or not
		case state.Erased:
			tells = len(l.Alerts) > 0
		case state.Alarm, state.Shown:
			tells = true
		}
		if tells && p.LeavesOut(tell.To) {
			r.tr.t.Fatalf("after %T a %T goes to %s, who is left out: %+v", e, tell.Letter, tell.To, tell.Letter)
		}
	}
}

// TestNoticesGoToWhoMayBeTold: whoever is around a patient, a notice about an answer goes to those only who may be
// called about them, to who is there before who is away, and from each whom it does not reach to the next. The patient
// reads who has it, and that it is for today only where somebody is there; at the end that nobody has it, with numbers.
func TestNoticesGoToWhoMayBeTold(t *testing.T) {
	plan, at := shipped(t), noon()
	rapid.Check(t, func(t *rapid.T) {
		s := anyCircle(t, at)
		if s.Patient.Stand == nil && rapid.Bool().Draw(t, "away") {
			s.Patient.Ahead = &state.Stand{From: at.Add(-time.Hour), Until: at.Add(50 * time.Hour), Told: true}
		}
		after, effects := thoughtsMore(plan, s, at)
		var tried []string
		for {
			to, text := told[state.Notice](effects), sentences(effects)
			if len(to) == 0 {
				break
			}
			if len(to) > 1 || !after.May(to[0], state.RightCalled, at) || slices.Contains(tried, to[0]) {
				t.Fatalf("after %v a notice goes to %v", tried, to)
			}
			who, _ := after.Patient.Contact(to[0])
			later := absent(after.Patient, to[0], at)
			if !strings.Contains(text, who.Name) || later != strings.Contains(text, "reads it before") {
				t.Fatalf("away: %t, and the patient reads %q", later, text)
			}
			tried = append(tried, to[0])
			if waiting := untried(after, tried, at); later && len(waiting) > 0 {
				t.Fatalf("%s is away and told before %v", to[0], waiting)
			}
			notices := after.Patient.Notices
			after, effects = engine.Step(plan, after, state.Told{
				Header: state.Header{ID: "x" + to[0], At: at}, From: to[0],
				Letter: state.Unreached{Notice: notices[len(notices)-1].ID},
			})
		}
		if text := sentences(effects); !strings.Contains(text, "nobody") || !strings.Contains(text, "999") {
			t.Fatalf("nobody has it, and the patient reads %q", text)
		}
		for _, c := range after.With(state.RightCalled, at) {
			if !slices.Contains(tried, c.ID) {
				t.Fatalf("%s may be told and is not: %v", c.ID, tried)
			}
		}
	})
}

// thoughtsMore answers that thoughts have been around more than usual, and would not be acted on.
func thoughtsMore(plan *flows.Protocol, s state.State, at time.Time) (state.State, []state.Effect) {
	one := &turn.Turn{Plan: plan, State: s.Clone(), Event: state.Header{ID: "e", At: at}}
	safety.Side{Turn: one}.Judge(&state.Occasion{
		ID: "o", Questionnaires: []string{"safety"},
		Answers: map[string]state.Answered{"s1": {Code: "more"}, "s2": {Code: "no"}},
	})
	return one.State, one.Effects
}

// sentences are all that a turn says.
func sentences(effects []state.Effect) string {
	var all []string
	for _, e := range effects {
		if say, ok := e.(state.Say); ok {
			all = append(all, say.Text)
		}
	}
	return strings.Join(all, "\n")
}

func absent(p *state.Patient, id string, at time.Time) bool {
	return id == p.Clinician.ID && (p.Ahead != nil || p.Stand != nil && at.Before(p.Stand.Until))
}

// untried are those who may be told, are not away and were not tried.
func untried(s state.State, tried []string, at time.Time) []state.Contact {
	return slices.DeleteFunc(s.With(state.RightCalled, at), func(c state.Contact) bool {
		return absent(s.Patient, c.ID, at) || slices.Contains(tried, c.ID)
	})
}

// TestFirstIsNobodyLeftOut: who is first can be written to, or is a name only.
func TestFirstIsNobodyLeftOut(t *testing.T) {
	plan, at := shipped(t), noon()
	rapid.Check(t, func(t *rapid.T) {
		s := anyCircle(t, at)
		first := (&turn.Turn{Plan: plan, State: s, Event: state.Header{At: at}}).First()
		if first.Name == "" || first.ID != "" && !s.May(first.ID, state.RightCalled, at) {
			t.Fatalf("%+v is first", first)
		}
	})
}

// TestWorseIsToldToNobodyLeftOut: an old button does not tell a clinician who was left out since, nor nobody.
func TestWorseIsToldToNobodyLeftOut(t *testing.T) {
	plan := shipped(t)
	for name, change := range map[string]func(*state.Patient){
		"left out": func(p *state.Patient) { p.Excluded = []string{p.Clinician.ID} },
		"gone":     func(p *state.Patient) { p.Clinician = state.Contact{Name: "whoever takes over"} },
	} {
		t.Run(name, func(t *testing.T) {
			s := withTeam()
			s.Patient.Consents = map[record.Purpose]bool{record.ForCare: true}
			change(s.Patient)
			one := &turn.Turn{Plan: plan, State: s, Event: state.Header{ID: "e", At: noon()}}
			patient.New(one).Tapped(state.Tapped{Message: 7, Callback: "c"}, press.Chose("worse", "tell"))
			if to := told[state.Notice](one.Effects); len(to) > 0 || len(one.State.Patient.Notices) > 0 {
				t.Errorf("%v are told: %+v", to, one.Effects)
			}
		})
	}
}
