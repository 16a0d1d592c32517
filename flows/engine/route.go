package engine

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/circle"
	"footing/flows/engine/internal/safety"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// RouteOf is what must be known of a participant to help them while their state cannot be read. Its steps name those
// whom the ladder would call, now and from the times on at which leaves and swaps begin and end, and its alerts say how
// far that has come. It depends on no time itself.
func RouteOf(p *flows.Protocol, s state.State) state.Route {
	if s.Empty() || s.Chat == 0 {
		return state.Route{Gone: true}
	}
	r := state.Route{Chat: s.Chat, Locale: s.Locale, Staff: s.Desk != nil}
	if s.Patient == nil {
		return r
	}
	r.Code, r.Discreet, r.Careful = s.Patient.Code, s.Patient.Discreet, s.Patient.Careful.Holds()
	r.Told = s.Patient.Consents[record.ForCare] && !s.Patient.Left
	r.Steps = stepsAt(p, s, time.Time{})
	last := r.Steps
	for _, at := range circle.Changeovers(s.Patient) {
		shift := state.Shift{From: at, Steps: stepsAt(p, s, at)}
		if !(state.Route{Steps: shift.Steps}).SameSteps(state.Route{Steps: last}) {
			r.Shifts, last = append(r.Shifts, shift), shift.Steps
		}
	}
	called := r.Everybody()
	if len(called) == 0 {
		return r
	}
	for _, a := range s.Patient.Leaves() {
		if slices.ContainsFunc(called, func(c state.Contact) bool { return c.ID == a.ID }) {
			r.Absences = append(r.Absences, a)
		}
	}
	r.Alerts = safety.Side{Turn: &turn.Turn{Plan: p, State: s}}.ForRoute()
	return r
}

// stepsAt is whom the ladder would call at a time, as far as is known; zero: as things stand. None if it is nobody.
func stepsAt(p *flows.Protocol, s state.State, at time.Time) (steps []state.RouteStep) {
	t := turn.Turn{Plan: p, State: s, Event: state.Header{At: at}}
	if !at.IsZero() {
		t.State.Patient = circle.Then(s.Patient, at)
	}
	if len(t.Staffed()) == 0 {
		return nil
	}
	for _, step := range p.Clinic.Ladder.Steps {
		one := state.RouteStep{After: step.After, Call: step.Call, People: t.OnLadder(step.Call)}
		if post := t.PostOf(step.Call); post != step.Call {
			one.Post = post
		}
		steps = append(steps, one)
	}
	return steps
}

// reroute adds the participant's route to a turn that has changed it.
func (t sides) reroute(before state.Route) {
	if now := RouteOf(t.Plan, t.State); !now.Same(before) {
		t.Add(now)
	}
}

// Ended compares a participant, as an older copy of the store has them, with the last route that was kept of them. It
// tells whether they have left since, and whom they have left out; nobody, if nobody would be left to call.
func Ended(p *flows.Protocol, s state.State, last state.Route) (left bool, out []string) {
	if s.Patient == nil || last.None() {
		return false, nil
	}
	then := RouteOf(p, s)
	if then.Told && !last.Told {
		return true, nil
	}
	all := then.Everybody()
	for _, c := range all {
		if _, there := last.Contact(c.ID); !there {
			out = append(out, c.ID)
		}
	}
	if len(out) == len(all) {
		return false, nil
	}
	return false, out
}
