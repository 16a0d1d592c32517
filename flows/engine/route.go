package engine

import (
	"footing/flows"
	"footing/flows/engine/internal/safety"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// RouteOf is what must be known of a participant to help them while their state cannot be read. Its steps name those
// whom the ladder would call, and its alerts say how far that has come. It depends on no time, because no right to be
// called does.
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
	t := turn.Turn{Plan: p, State: s}
	if len(t.Staffed()) == 0 {
		return r
	}
	for _, step := range p.Clinic.Ladder.Steps {
		one := state.RouteStep{After: step.After, Call: step.Call, People: t.OnLadder(step.Call)}
		if post := t.PostOf(step.Call); post != step.Call {
			one.Post = post
		}
		r.Steps = append(r.Steps, one)
	}
	r.Alerts = safety.Side{Turn: &t}.ForRoute()
	if a := s.Patient.Ahead; a != nil && s.Patient.Stand == nil && !a.Until.IsZero() {
		r.Away, r.AwayFrom, r.AwayUntil = s.Patient.Clinician.ID, a.From, a.Until
	}
	return r
}

// reroute adds the participant's route to a turn that has changed it.
func (t sides) reroute(before state.Route) {
	if now := RouteOf(t.Plan, t.State); !now.Same(before) {
		t.Add(now)
	}
}
