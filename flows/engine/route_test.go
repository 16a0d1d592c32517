package engine_test

import (
	"testing"

	"footing/flows/engine"
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
