package engine_test

import (
	"slices"
	"testing"
	"time"

	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// routed: the last route that a participant's turns told is that of their state, so whoever keeps it knows whom to
// call. It names nobody whom the ladder must not call.
func (r *rules) routed(a *actor, after state.State) {
	told := state.Route{Gone: true}
	if a.route != nil {
		told = *a.route
	}
	if now := engine.RouteOf(r.tr.plan, after); !now.Same(told) {
		r.tr.t.Fatalf("%s has the route %+v, and was told %+v", a.id, now, told)
	}
	for n, step := range told.Steps {
		if step.Call != r.tr.plan.Clinic.Ladder.Steps[n].Call {
			r.tr.t.Fatalf("step %d calls %s", n, step.Call)
		}
		for _, c := range step.People {
			if !after.May(c.ID, state.RightCalled, r.tr.now) {
				r.tr.t.Fatalf("%s may not be called about %s", c.Name, a.id)
			}
		}
	}
	for _, c := range told.Everybody() {
		switch {
		case after.Patient.LeavesOut(c.ID):
			r.tr.t.Fatalf("%s leaves %s out, who is on their route", a.id, c.Name)
		case c.ID == after.ID:
			r.tr.t.Fatalf("%s is called about themselves", a.id)
		case r.tr.cast[c.ID] == nil:
			r.tr.t.Fatalf("%s is nobody", c.ID)
		}
	}
}

// settled: once every letter has arrived, whoever is on a route is at the clinic.
func (r *rules) settled(a *actor) {
	if a.route == nil {
		return
	}
	for _, c := range a.route.Everybody() {
		if r.tr.cast[c.ID].stored().Desk == nil {
			r.tr.t.Errorf("%s is on the route of %s, and not at the clinic any more", c.Name, a.id)
		}
	}
}

// TestRouteOfNobody: the office and strangers have no route.
func TestRouteOfNobody(t *testing.T) {
	plan := shipped(t)
	for _, s := range []state.State{
		{}, {ID: "s01-A", Chat: 7}, {ID: state.OfficeID, Office: &state.Office{}},
	} {
		if r := engine.RouteOf(plan, s); !r.Gone || len(r.Steps) > 0 {
			t.Errorf("%+v has the route %+v", s, r)
		}
	}
}

// TestARouteHasWhoWasCalledBefore: whoever was called before an alert was called out anew stands in its route, unless
// they were called since, Telegram does not reach them, or the patient has left them out.
func TestARouteHasWhoWasCalledBefore(t *testing.T) {
	plan, at := shipped(t), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		change func(s *state.State)
		want   []string
	}{
		"nothing":      {func(*state.State) {}, []string{"s01-B", "s01-L"}},
		"called since": {func(s *state.State) { s.Patient.Alerts[0].Called = []string{"s01-C", "s01-B"} }, []string{"s01-L"}},
		"unreached":    {func(s *state.State) { s.Patient.Alerts[0].Unreached = []string{"s01-L"} }, []string{"s01-B"}},
		"left out":     {func(s *state.State) { s.Patient.Excluded = []string{"s01-B"} }, []string{"s01-L"}},
	} {
		s := withTeam()
		s.Patient.Alerts = []state.Alert{{
			ID: "u1", Short: "7F3K", At: at, Restarted: at, Repeated: at, Latest: 1, Taken: []int{0}, Told: true,
			Called: []string{"s01-C"}, Earlier: []string{"s01-B", "s01-L"},
		}}
		c.change(&s)
		s, _ = engine.Step(plan, s, state.Due{
			Header: state.Header{ID: "d1", At: at.Add(time.Minute)}, Kind: state.WakeCall, Key: "u1",
		})
		standing := engine.RouteOf(plan, s).Alert("u1")
		if standing == nil || !slices.Equal(standing.Earlier, c.want) {
			t.Errorf("%s: %+v, want %v", name, standing, c.want)
		}
	}
}

// TestEnded: a newer route tells who has left, and whom they have left out; nobody, where nobody would be left to call.
func TestEnded(t *testing.T) {
	plan := shipped(t)
	lind, berg := state.Contact{ID: "s02-LIND", Name: "Dr Lind"}, state.Contact{ID: "s03-BERG", Name: "Dr Berg"}
	s := state.State{ID: "s01-A", Chat: 7, Patient: &state.Patient{
		Ties:      state.Ties{Code: "A-17", Clinician: lind, Team: state.Team{Backup: &berg}},
		Enrolment: state.Enrolment{Active: true, Consents: map[record.Purpose]bool{record.ForCare: true}},
	}}
	now := engine.RouteOf(plan, s)
	if len(now.Everybody()) != 2 {
		t.Fatalf("the route calls %+v", now.Everybody())
	}
	changed := func(change func(r *state.Route)) state.Route { r := now; change(&r); return r }
	for name, c := range map[string]struct {
		last state.Route
		left bool
		out  []string
	}{
		"the same":        {last: now},
		"none is known":   {},
		"left":            {last: changed(func(r *state.Route) { r.Told = false }), left: true},
		"one is left out": {last: changed(func(r *state.Route) { r.Steps = r.Steps[:2] }), out: []string{berg.ID}},
		"nobody is left":  {last: changed(func(r *state.Route) { r.Steps = nil })},
	} {
		if left, out := engine.Ended(plan, s, c.last); left != c.left || !slices.Equal(out, c.out) {
			t.Errorf("%s: %v, %v", name, left, out)
		}
	}
	if left, out := engine.Ended(plan, state.State{}, now); left || out != nil {
		t.Errorf("nobody: %v, %v", left, out)
	}
}
