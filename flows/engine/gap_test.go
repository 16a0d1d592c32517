package engine_test

import (
	"slices"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// TestGapBeside: how a session has left somebody is asked where nothing else is under way, and only there.
func TestGapBeside(t *testing.T) {
	p, at := shipped(t), noon()
	hour := time.Hour
	for name, c := range map[string]struct {
		state func(*state.Patient)
		asks  bool
		again time.Time // when it is tried again
	}{
		"nothing is under way": {func(*state.Patient) {}, true, time.Time{}},
		"a check-in is open": {func(p *state.Patient) {
			p.Open = &state.Occasion{
				ID:       "mon",
				Deadline: at.Add(4 * hour),
			}
		}, false, at.Add(hour)},
		"one that closes soon": {func(p *state.Patient) {
			p.Open = &state.Occasion{
				ID:       "mon",
				Deadline: at.Add(time.Minute),
			}
		}, false, at.Add(time.Minute)},
		"one that is over": {
			func(p *state.Patient) { p.Open = &state.Occasion{ID: "mon", Deadline: at} }, true,
			time.Time{},
		},
		"an answer is being changed": {func(p *state.Patient) {
			p.Open = &state.Occasion{
				ID: "mon", Deadline: at.Add(hour),
				Changing: true,
			}
		}, true, time.Time{}},
		"one comes at this moment": {
			func(p *state.Patient) { p.At, p.Days = "12:00", threeDays(at) }, false,
			at.Add(hour),
		},
		"one comes in half an hour": {
			func(p *state.Patient) { p.At, p.Days = "12:30", threeDays(at) }, false,
			at.Add(90 * time.Minute),
		},
		"one came half an hour ago": {
			func(p *state.Patient) { p.At, p.Days = "11:30", threeDays(at) }, false,
			at.Add(30 * time.Minute),
		},
		"one comes in an hour": {func(p *state.Patient) { p.At, p.Days = "13:00", threeDays(at) }, true, time.Time{}},
		"people are being called": {
			func(p *state.Patient) { p.Alerts = []state.Alert{{ID: "u1.c1"}} }, false,
			time.Time{},
		},
		"they were, and made contact": {
			func(p *state.Patient) { p.Alerts = []state.Alert{{ID: "u1.c1", Closed: at}} }, true,
			time.Time{},
		},
	} {
		s := called(at)
		s.Patient.Consents = map[record.Purpose]bool{record.ForCare: true}
		s.Patient.Alerts, s.Patient.Planned = nil, record.Appointment{Next: at.AddDate(0, 0, 14)}
		c.state(s.Patient)
		_, effects := engine.Step(p, s, state.Due{
			Header: state.Header{ID: "d1", At: at}, Kind: state.WakeNews,
			Key: state.NewsGap, Nominal: at,
		})
		asks := slices.ContainsFunc(effects, func(e state.Effect) bool { _, ok := e.(state.Say); return ok })
		var again time.Time
		for _, e := range effects {
			if w, ok := e.(state.Wake); ok && w.Key == state.NewsGap {
				again = w.At
			}
		}
		if asks != c.asks || !again.Equal(c.again) {
			t.Errorf("%s: asked %t, again at %s", name, asks, again)
		}
	}
}

// threeDays lets the rotation's days be those around a time.
func threeDays(at time.Time) []time.Weekday {
	return []time.Weekday{at.Weekday(), (at.Weekday() + 2) % 7, (at.Weekday() + 4) % 7}
}
