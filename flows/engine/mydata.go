package engine

import (
	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
	"time"
)

// OwnFacts tells whether a due moment of a participant needs their own facts, which the worker then lets ride on it,
// and from when on: all of them if zero.
func OwnFacts(p *flows.Protocol, s state.State, kind state.WakeKind, key string) (since time.Time, needed bool) {
	if kind == state.WakeMonth && s.Office != nil {
		since, _, _ = turn.MonthOf(p.Clinic, key)
		return since, true
	}
	return time.Time{}, s.Patient != nil && (kind == state.WakeData || kind == state.WakeErase)
}
