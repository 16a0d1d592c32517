package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// people are those who can be anything to a patient, or nothing.
func people() []string { return []string{"s01-A", "s01-B", "s01-C", "s01-D", "s01-E", "s01-F"} }

// anyCircle draws a patient around whom anybody is anything, and whom nobody has seen an alert of that is not over.
func anyCircle(t *rapid.T, at time.Time) state.State {
	one := func(what string) state.Contact {
		id := rapid.SampledFrom(people()).Draw(t, what)
		return state.Contact{ID: id, Name: "Dr " + id}
	}
	maybe := func(what string) *state.Contact {
		if c := one(what); rapid.Bool().Draw(t, "no "+what) {
			return &c
		}
		return nil
	}
	own := one("clinician")
	if rapid.IntRange(0, 3).Draw(t, "left") == 3 {
		own = state.Contact{Name: "whoever takes over"}
	}
	s := state.State{
		ID: "s02-P", Chat: 2, Name: "Ann", Locale: "en", Zone: "Europe/London", Seed: "s",
		Patient: &state.Patient{
			Ties: state.Ties{
				Code: "A-17", Clinician: own, First: one("first").ID,
				Team: state.Team{Backup: maybe("backup"), Lead: maybe("lead"), Night: maybe("night")},
			},
			Enrolment: state.Enrolment{
				Active: true, Start: at.AddDate(0, -1, 0), Consents: map[record.Purpose]bool{
					record.ForCare:   true,
					record.ForSafety: true,
				},
			},
			Rhythm: state.Rhythm{At: "14:00"},
		},
	}
	p := s.Patient
	for _, id := range people() {
		if kind := rapid.IntRange(0, 8).Draw(t, "second "+id); kind > 5 && id != own.ID {
			p.Seconds = append(p.Seconds, state.Second{
				Contact: state.Contact{ID: id, Name: "Dr " + id}, Alerts: kind != 6,
				Summary: kind != 7,
			})
		}
	}
	if until := rapid.IntRange(-1, 4).Draw(t, "leave"); until < 2 {
		p.Stand = &state.Stand{Contact: one("stand-in"), Until: at.Add(time.Duration(until) * time.Hour), Told: true}
	}
	p.Excluded = rapid.SliceOfNDistinct(rapid.SampledFrom(people()), 0, 3, rapid.ID).Draw(t, "left out")
	return s
}

// TestWhoActsHasTheRight: whatever anybody writes about a patient without the right to it is ignored and changes
// nothing, and with the right it does not go by unnoticed.
func TestWhoActsHasTheRight(t *testing.T) {
	p, at := shipped(t), noon()
	next := record.Appointment{Weekly: true, Day: time.Thursday, At: "15:00", Zone: "Europe/London"}
	rapid.Check(t, func(t *rapid.T) {
		s := anyCircle(t, at)
		s.Patient.Alerts = []state.Alert{{ID: "a", Short: "7F3K", At: at, Restarted: at}}
		for _, id := range append(people(), s.ID, "s09-NOBODY") {
			for _, c := range []struct {
				letter state.Letter
				right  state.Right
			}{
				{state.Acted{Alert: "a", Act: record.Seen, At: at}, state.RightAct},
				{state.Acted{Alert: "a", Act: record.Contact, At: at}, state.RightAct},
				{state.Look{Alert: "a"}, state.RightAct},
				{state.AskReach{Alert: "a"}, state.RightAct},
				{state.Unreached{Alert: "a"}, state.RightAct},
				{state.SummaryOpened{}, state.RightLetters},
				{state.Resigned{}, state.RightLetters},
				{state.Inquire{}, state.RightFacts},
				{state.Inquire{Plan: true}, state.RightSettle},
				{state.Appointed{Planned: next}, state.RightSettle},
				{state.Adjust{Days: []time.Weekday{time.Tuesday}}, state.RightSettle},
				{state.Away{Who: state.Contact{ID: "s01-NEW"}, Until: at.Add(time.Hour)}, state.RightSettle},
				{state.Team{Night: &state.Contact{ID: "s01-NEW"}}, state.RightSettle},
				{state.Proposed{Kind: record.AsSecond, Who: state.Contact{ID: "s01-NEW"}}, state.RightPropose},
			} {
				after, effects := engine.Step(p, s, state.Told{Header: state.Header{ID: "x", At: at}, From: id, Letter: c.letter})
				ignored := len(effects) == 1 && is[state.Ignore](effects[0])
				may := s.May(id, c.right, at)
				if is[state.Away](c.letter) { // they are not called meanwhile
					tie := s.Patient.TieOf(id)
					may = may || tie == record.AsStandIn || tie == record.AsSecond
				}
				if !may && (!ignored || cmp.Diff(s.Clone(), after) != "") {
					t.Fatalf("%T of %s, who has no right to it, leads to %v", c.letter, id, effects)
				} else if may && ignored && !is[state.Adjust](c.letter) {
					t.Fatalf("%T of %s, who has the right to it, is ignored: %v", c.letter, id, effects)
				}
			}
		}
	})
}

func is[T any](v any) bool {
	_, ok := v.(T)
	return ok
}

// TestWhoIsToldHasTheRight: nobody is called without the right to it, and of the patient's joining, their leaving,
// their removal and a vacancy those hear who have the right to that.
func TestWhoIsToldHasTheRight(t *testing.T) {
	p, at := shipped(t), noon()
	head := func(at time.Time) state.Header { return state.Header{ID: "x", At: at} }
	rapid.Check(t, func(t *rapid.T) {
		s := anyCircle(t, at)
		calledWithRight(t, p, s, at)
		_, effects := engine.Step(p, s, state.Tapped{
			Header: head(at), Sender: state.Sender{Chat: 2}, Message: 1,
			Callback: "c", Data: "q:yes",
		})
		same(t, "leaving", told[state.Departed](effects), s.With(state.RightLeaving, at))
		_, effects = engine.Step(p, s, state.Due{Header: head(at), Kind: state.WakeErase})
		same(t, "removal", told[state.Erased](effects), s.With(state.RightLetters, at))
		own := s.Patient.Clinician.ID
		if own == "" {
			return
		}
		after, effects := engine.Step(p, s, state.Told{Header: head(at), From: own, Letter: state.Resigned{}})
		same(t, "vacancy", told[state.Orphaned](effects), after.With(state.RightVacancy, at))
		team := state.Team{
			Backup: &state.Contact{ID: "s01-A"}, Lead: &state.Contact{ID: "s01-B"},
			Night: &state.Contact{ID: "s01-NEW"},
		}
		after, effects = engine.Step(p, s, state.Told{Header: head(at), From: own, Letter: team})
		knew := s.With(state.RightJoined, at)
		same(t, "joined", told[state.Enrolled](effects), slices.DeleteFunc(after.With(state.RightJoined, at),
			func(c state.Contact) bool {
				return slices.ContainsFunc(knew, func(k state.Contact) bool { return k.ID == c.ID })
			}))
	})
}

// calledWithRight calls for help, lets nobody answer for two days, and looks who is called: also where the alarm does
// not arrive, where a leave ends, and where somebody does not work at the clinic any more.
func calledWithRight(t *rapid.T, p *flows.Protocol, s state.State, at time.Time) {
	var ever []string
	step := func(e state.Event) state.State {
		after, effects := engine.Step(p, s, e)
		for _, id := range told[state.Alarm](effects) {
			if !after.May(id, state.RightCalled, e.Head().At) {
				t.Fatalf("after %T %s is called without the right to it", e, id)
			}
			ever = append(ever, id)
		}
		return after
	}
	head := state.Header{ID: "a", At: at}
	s = step(state.Tapped{
		Header: head, Sender: state.Sender{Chat: 2, Name: "Ann"}, Message: 1, Callback: "c",
		Data: "h:told",
	})
	if len(s.Patient.Alerts) == 0 {
		if all := s.Tied(state.RightCalled, at); len(all) > 0 {
			t.Fatalf("a call for help is none, though there are %v", all)
		}
		return
	}
	a := s.Patient.Alerts[0]
	for _, from := range people() {
		for _, l := range []state.Letter{state.Resigned{}, state.Away{}} {
			after := step(state.Told{Header: head, From: from, Letter: l})
			if slices.Contains(after.Patient.Alerts[0].Called, "") {
				t.Fatalf("after %T nobody counts as called", l)
			}
		}
	}
	for n := range 2 * 24 * 2 {
		for _, id := range s.Patient.Alerts[0].Called {
			step(state.Told{Header: head, From: id, Letter: state.Unreached{Alert: a.ID}})
		}
		head = state.Header{ID: fmt.Sprint(n), At: head.At.Add(30 * time.Minute)}
		s = step(state.Due{Header: head, Kind: state.WakeCall, Key: a.ID})
	}
	if own := s.Patient.Clinician.ID; len(ever) == 0 && s.Patient.Stand == nil && s.May(own, state.RightCalled, at) {
		t.Fatalf("nobody is called, though the clinician %s may be", own)
	}
}

// told are those to whom one kind of letter goes.
func told[L state.Letter](effects []state.Effect) []string {
	var all []string
	for _, e := range effects {
		if tell, ok := e.(state.Tell); ok && is[L](tell.Letter) {
			all = append(all, tell.To)
		}
	}
	return all
}

func same(t *rapid.T, what string, got []string, right []state.Contact) {
	var want []string
	for _, c := range right {
		want = append(want, c.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("of the %s hear others than those who have the right to: %s", what, diff)
	}
}
