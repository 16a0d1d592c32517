package engine_test

import (
	"slices"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// TestNobodyTakesAnAlertAlong: whoever goes, and in whichever way, while Telegram has brought an unseen alert to nobody
// else: the next person is called at once. Where it has, the ladder goes on as it would.
func TestNobodyTakesAnAlertAlong(t *testing.T) {
	plan, at := shipped(t), time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	head := state.Header{ID: "e1", At: at}
	second := state.Contact{ID: "s01-S", Name: "Dr Hale", Role: record.Clinician}
	lead := withTeam().Patient.Team
	lead.Backup = nil
	for name, way := range map[string]struct {
		had, next string
		event     state.Event
	}{
		"the patient ends a second clinician's part": {second.ID, "s01-B", state.Tapped{
			Header: head, Sender: state.Sender{Chat: 5}, Message: 3,
			Data: press.Encode(press.EndSecond{Colleague: turn.ColleagueKey(second.ID)}),
		}},
		"a post is left empty": {"s01-B", "s01-L", state.Told{Header: head, From: "s01-C", Letter: lead}},
	} {
		for _, reached := range []bool{false, true} {
			s := withTeam()
			if way.had == second.ID {
				s.Patient.Seconds = []state.Second{{Contact: second, Alerts: true}}
			}
			a := state.Alert{
				ID: "u1", Short: "7F3K", At: at, Restarted: at, Repeated: at, Latest: 1, Taken: []int{0},
				Called: []string{"s01-C", way.had},
			}
			if !reached {
				a.Unreached = []string{"s01-C"}
			}
			s.Patient.Alerts = []state.Alert{a}
			after, effects := engine.Step(plan, s, way.event)
			var want []string
			if !reached {
				want = []string{way.next}
			}
			if got := told[state.Alarm](effects); !slices.Equal(got, want) {
				t.Errorf("%s, the clinician is reached: %t: %v are called, want %v", name, reached, got, want)
			}
			if slices.Contains(after.Patient.Alerts[0].Called, way.had) {
				t.Errorf("%s: they still count as called", name)
			}
		}
	}
}
