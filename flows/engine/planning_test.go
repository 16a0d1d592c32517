package engine_test

import (
	"slices"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestUnplanned: a check-in without a moment is found, also one that a release has added since the days were chosen, on
// its own day then; and a moment that is ignored, because it is from before the start, asks for the next.
func TestUnplanned(t *testing.T) {
	plan := shipped(t)
	start := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	one := func(days []time.Weekday) state.State {
		return state.State{
			ID: "s01-A", Chat: 7, Zone: "Europe/London", Locale: "en", Patient: &state.Patient{
				Ties: state.Ties{Code: "A-17", Clinician: state.Contact{ID: "s00-C"}, First: "s00-C"},
				Enrolment: state.Enrolment{
					Active: true, Start: start, Consents: map[record.Purpose]bool{record.ForCare: true, record.ForSafety: true},
				},
				Rhythm: state.Rhythm{Days: days, At: "10:00"},
			},
		}
	}
	days := make([]time.Weekday, len(plan.Rotation))
	for n, s := range plan.Rotation {
		days[n] = s.Day
	}
	last := plan.Rotation[len(days)-1]
	planned := func(s state.State, but string) func(state.WakeKind, string) bool {
		return func(kind state.WakeKind, key string) bool {
			return key != but && slices.ContainsFunc(engine.Planned(plan, s, start), func(e state.Effect) bool {
				w, ok := e.(state.Wake)
				return ok && w.Kind == kind && w.Key == key
			})
		}
	}
	all, fewer := one(days), one(days[:len(days)-1])
	if got := engine.Unplanned(plan, all, start, planned(all, "")); len(got) > 0 {
		t.Errorf("all are planned, and yet %v", got)
	}
	if got := engine.Unplanned(plan, fewer, start, planned(fewer, last.ID)); !slices.Equal(got, []string{last.ID}) {
		t.Errorf("added by a release: %v", got)
	}
	for _, e := range engine.Planned(plan, fewer, start) {
		if w, ok := e.(state.Wake); ok && w.Key == last.ID && w.At.In(time.UTC).Weekday() != last.Day {
			t.Errorf("the added check-in comes on a %s", w.At.Weekday())
		}
	}
	gone := one(days)
	gone.Patient.Left = true
	if got := engine.Unplanned(plan, gone, start, planned(gone, last.ID)); len(got) > 0 {
		t.Errorf("of somebody who left: %v", got)
	}
	_, effects := engine.Step(plan, all, state.Due{
		Header: state.Header{ID: "due", At: start}, Kind: state.WakeCheckIn, Key: last.ID, Nominal: start.AddDate(0, 0, -1),
	})
	if !slices.ContainsFunc(effects, func(e state.Effect) bool {
		w, ok := e.(state.Wake)
		return ok && w.Key == last.ID && w.At.After(start)
	}) {
		t.Errorf("a moment from before the start leaves nothing planned: %v", effects)
	}
}
