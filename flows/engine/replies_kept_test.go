package engine_test

import (
	"strings"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// deskWith is a clinician's side with one patient.
func deskWith(notices ...state.HeldNotice) state.State {
	return state.State{ID: "s01-D", Chat: 1, Locale: "en", Zone: "Europe/London", Desk: &state.Desk{
		Name: "Dr Lind", Active: true, Notices: notices,
		Panel: []state.Member{{ID: "s02-P", Code: "A-17", Since: noon()}},
	}}
}

// TestErasingForgetsWhatWaits: neither a note that waits nor a reply that is being chosen is left of somebody who has
// everything removed, whether an alert is open or not.
func TestErasingForgetsWhatWaits(t *testing.T) {
	for _, open := range []bool{false, true} {
		s := deskWith(state.HeldNotice{Patient: "s02-P", Rule: turn.RuleLeaving, At: noon(), ID: "n"})
		s.Desk.Replying.Patient, s.Desk.Replying.Shown = "s02-P", "Thank you."
		head := state.Header{ID: "e", At: noon().Add(10 * time.Hour)}
		after, _ := engine.Step(shipped(t), s, state.Told{
			Header: head, From: "s02-P", Letter: state.Erased{Code: "A-17", Open: open},
		})
		if d := after.Desk; len(d.Notices) > 0 || d.Replying.Patient != "" || d.Replying.Shown != "" {
			t.Errorf("with an open alert (%t) this is left: %+v %+v", open, d.Notices, d.Replying)
		}
	}
}

// TestNotesDoNotPileUp: a note that waited for longer than anything looks back is given up when another one comes, and
// the patient's side is told. What is younger still waits, however many there are.
func TestNotesDoNotPileUp(t *testing.T) {
	now := noon().Add(10 * time.Hour)
	s := deskWith(
		state.HeldNotice{Patient: "s02-P", Rule: turn.RuleMadeWorse, At: now.Add(-turn.HeldLife - time.Second), ID: "old"},
		state.HeldNotice{Patient: "s02-P", Rule: turn.RuleMadeWorse, At: now.Add(-turn.HeldLife), ID: "young"},
	)
	after, effects := engine.Step(shipped(t), s, state.Told{
		Header: state.Header{ID: "e", At: now}, From: "s02-P",
		Letter: state.Notice{Code: "A-17", Rule: turn.RuleLeaving, At: now, Waits: true, ID: "new"},
	})
	var ids []string
	for _, n := range after.Desk.Notices {
		ids = append(ids, n.ID)
	}
	back := has(effects, func(tell state.Tell) bool { return tell.Letter == state.Unreached{Notice: "old"} })
	if strings.Join(ids, " ") != "young new" || !back {
		t.Errorf("these wait: %v; the old one was given back: %t", ids, back)
	}
}

// TestANoteThatFindsSomebodyAwaySaysSo: a note may reach the holder of a post whose leave the patient's side has not
// heard of yet. The patient's side is told until when it waits; while nobody is away, nothing is.
func TestANoteThatFindsSomebodyAwaySaysSo(t *testing.T) {
	now := noon().Add(10 * time.Hour)
	until := now.Add(72 * time.Hour)
	for _, away := range []bool{true, false} {
		s := deskWith()
		s.Desk.Panel[0].Backup = true
		if away {
			s.Desk.Leave = &state.Leave{From: now.Add(-time.Hour), Until: until, Said: true, Begun: true}
		}
		_, effects := engine.Step(shipped(t), s, state.Told{
			Header: state.Header{ID: "e", At: now}, From: "s02-P",
			Letter: state.Notice{Code: "A-17", Rule: turn.RuleLeaving, At: now, Waits: true, ID: "new"},
		})
		said := has(effects, func(tell state.Tell) bool {
			return tell.Letter == state.Unreached{Notice: "new", Away: true, Until: until}
		})
		if said != away {
			t.Errorf("away: %t, told that the note waits: %t", away, said)
		}
	}
}
