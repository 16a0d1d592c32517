package engine

import (
	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
	"slices"
)

// Callable tells whether anybody on a patient's ladder is there to be called, as the caller knows of each by id.
func Callable(p *flows.Protocol, s state.State, there func(id string) bool) bool {
	if s.Patient == nil {
		return false
	}
	t := turn.Turn{Plan: p, State: s}
	return slices.ContainsFunc(p.Clinic.Ladder.Steps, func(step flows.LadderStep) bool {
		return slices.ContainsFunc(t.OnLadder(step.Call), func(c state.Contact) bool { return there(c.ID) })
	})
}
