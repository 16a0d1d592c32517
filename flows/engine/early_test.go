package engine_test

import (
	"fmt"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// TestNoActIsDroppedUnsaid: of presses on alerts that are not known yet each is kept, and done when its alert comes, or
// whoever pressed is told at once that it is not.
func TestNoActIsDroppedUnsaid(t *testing.T) {
	plan, at := shipped(t), time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	s := postOf(record.Clinician, state.Member{ID: "s02-P", Code: "A-17", Since: at})
	kept := plan.Wordings["en"]["alarm.kept"]
	var told []string // the evidence of those acts of which the desk said that they are kept
	for n := range 80 {
		evidence := fmt.Sprint("u", n)
		data := press.Encode(press.Alarm{Alert: turn.AlarmKey(evidence), Shown: 1, Act: "seen"})
		after, effects := engine.Step(plan, s, state.Tapped{
			Header: state.Header{ID: fmt.Sprint("t", n), At: at}, Sender: state.Sender{Chat: 3}, Message: 100 + n,
			Callback: "c", Data: data,
		})
		s = after
		toast, ok := effects[0].(state.Toast)
		if !ok || toast.Text == "" {
			t.Fatalf("press %d is answered by %v", n, effects)
		}
		if toast.Text == kept {
			told = append(told, evidence)
		}
	}
	if len(told) < 9 || len(told) == 80 {
		t.Errorf("%d of 80 are kept", len(told))
	}
	for n, evidence := range told {
		after, effects := engine.Step(plan, s, state.Told{
			Header: state.Header{ID: fmt.Sprint("a", n), At: at}, From: "s02-P", Letter: state.Alarm{
				Alert: evidence, Short: "K3F9", Code: "A-17", At: at, Upto: 1, Evidence: evidence, Message: 100 + n,
			},
		})
		s = after
		done := false
		for _, e := range effects {
			tell, ok := e.(state.Tell)
			acted, seen := tell.Letter.(state.Acted)
			done = done || ok && seen && acted.Alert == evidence && acted.Act == record.Seen
		}
		if !done {
			t.Errorf("what was pressed on %s was not done: %v", evidence, effects)
		}
	}
}
