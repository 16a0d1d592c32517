package engine_test

import (
	"fmt"
	"testing"
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// stopped is what the turns make of a press on an alert that has just been called out: whether its calls stop.
func stopped(plan *flows.Protocol, e state.Tapped) (before state.Standing, stops bool) {
	lind := state.Contact{ID: "s01-C", Name: "Dr Lind", Role: record.Clinician}
	desk := clinicianOf("A-17")
	desk.Desk.Alarms = []state.Alarmed{{
		Alert: "u1", Short: "7F3K", Patient: "s02-A-17", Code: "A-17", At: bareNow, Upto: 1, Message: 7,
	}}
	patient := state.State{
		ID: "s02-A-17", Chat: 5, Locale: "en", Zone: "Europe/London",
		Patient: &state.Patient{
			Ties: state.Ties{
				Code: "A-17", Clinician: lind,
				Team: state.Team{Backup: &state.Contact{ID: "s01-B", Name: "Dr Berg", Role: record.Backup}},
			},
			Enrolment: state.Enrolment{Active: true},
			Safety: state.Safety{Alerts: []state.Alert{{
				ID: "u1", Short: "7F3K", At: bareNow, Restarted: bareNow, Repeated: bareNow, Latest: 1,
				Called: []string{lind.ID}, Taken: []int{0},
			}}},
		},
	}
	before = engine.RouteOf(plan, patient).Alerts[0]
	_, effects := engine.Step(plan, desk, e)
	for n, effect := range effects {
		if tell, ok := effect.(state.Tell); ok {
			patient, _ = engine.Step(plan, patient, state.Told{
				Header: state.Header{ID: fmt.Sprint("e", n), At: e.At}, From: lind.ID, Letter: tell.Letter,
			})
		}
	}
	after := engine.RouteOf(plan, patient).Alert("u1")
	return before, after == nil || after.Held()
}

// TestAPressStopsTheSameWithAndWithoutAStore: whatever somebody presses on an alert, it counts as an act without a
// store exactly if it stops the calls with one.
func TestAPressStopsTheSameWithAndWithoutAStore(t *testing.T) {
	plan, b, at := shipped(t), bare(t), bareNow.Add(time.Minute)
	tries := func(in time.Duration) press.Alarm {
		return press.Alarm{Act: press.Tried, Next: int(bareNow.Add(in).Unix() / 60)}
	}
	for name, c := range map[string]struct {
		press press.Alarm
		want  bool
	}{
		"seen":                       {press.Alarm{Act: press.Seen}, true},
		"contact":                    {press.Alarm{Act: press.Contact}, true},
		"elsewhere":                  {press.Alarm{Act: press.Elsewhere}, false},
		"elsewhere, why":             {press.Alarm{Act: press.Elsewhere, Reason: "service"}, true},
		"elsewhere, a mistake":       {press.Alarm{Act: press.Elsewhere, Reason: record.Mistake}, true},
		"elsewhere, for no reason":   {press.Alarm{Act: press.Elsewhere, Reason: "whim"}, false},
		"tried":                      {press.Alarm{Act: press.Tried}, false},
		"tried, and again":           {tries(35 * time.Minute), true}, // 14:45
		"tried, and again right now": {tries(5 * time.Minute), false},
		"tried, and again long ago":  {tries(-25 * time.Minute), false},
		"tried, and again tomorrow":  {tries(24*time.Hour + 5*time.Minute), false},
		"tried once":                 {press.Alarm{Act: press.Tried, Reason: press.TriedOnce}, false},
		"open":                       {press.Alarm{Act: "open"}, false},
		"the whole note":             {press.Alarm{Act: "whole"}, false},
		"how to reach them":          {press.Alarm{Act: "reach"}, false},
		"back":                       {press.Alarm{Act: "back"}, false},
		"a note":                     {press.Alarm{Act: "note"}, false},
		"something else":             {press.Alarm{Act: "dance"}, false},
	} {
		c.press.Alert, c.press.Shown = turn.AlarmKey("u1"), 1
		e := pressed(press.Encode(c.press), at)
		standing, stops := stopped(plan, e)
		if stops != c.want {
			t.Errorf("%s: with a store the calls stop, %t", name, stops)
		}
		all, one, some := b.PressedAll(e, standing), b.Pressed(e, "u1"), b.Acts(e)
		if all != stops || one != stops || some != stops {
			t.Errorf("%s: it is an act on all of the alert, %t, on it, %t, on any, %t; with a store the calls stop, %t",
				name, all, one, some, stops)
		}
	}
}

// TestAnActWithoutAStoreLapses: an act holds for the clinic's time, or until soon after the time that was named for the
// next try, whichever is sooner.
func TestAnActWithoutAStoreLapses(t *testing.T) {
	b := bare(t)
	act := func(p press.Alarm) engine.Acted { return b.ActedBy(drLind, pressed(press.Encode(p), bareNow)) }
	tries := func(in time.Duration) press.Alarm {
		return press.Alarm{Act: press.Tried, Next: int(bareNow.Add(in).Unix() / 60)}
	}
	for name, c := range map[string]struct {
		act  engine.Acted
		want time.Duration
	}{
		"seen":               {act(press.Alarm{Act: press.Seen}), time.Hour},
		"a try soon":         {act(tries(20 * time.Minute)), 20*time.Minute + turn.TryGrace},
		"a try in two hours": {act(tries(110 * time.Minute)), time.Hour},
	} {
		if got := b.Lapses(c.act); c.act.Name != "Dr Lind" || !got.Equal(bareNow.Add(c.want)) {
			t.Errorf("%s: %+v lapses at %s", name, c.act, got)
		}
	}
}
