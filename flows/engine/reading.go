package engine

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/digest"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
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

// OwnFacts tells whether a due moment of a participant needs their own facts, which the worker then lets ride on it,
// and from when on: all of them if zero.
func OwnFacts(p *flows.Protocol, s state.State, kind state.WakeKind, key string) (since time.Time, needed bool) {
	if kind == state.WakeMonth && s.Office != nil {
		since, _, _ = turn.MonthOf(p.Clinic, key)
		return since, true
	}
	return time.Time{}, s.Patient != nil && (kind == state.WakeData || kind == state.WakeErase)
}

// DigestRequest says whose facts a due moment of a desk needs: the whole panel's for the weekly summary and the list
// of patients, one patient's for a summary that was asked for or that comes before an appointment. The caller fills
// in the facts of the people named, and of nobody else. False where the moment needs none.
func DigestRequest(p *flows.Protocol, s state.State, kind state.WakeKind, key string, until time.Time) (digest.Request,
	bool,
) {
	all := kind == state.WakeDigest || kind == state.WakePanel
	if s.Desk == nil || !all && kind != state.WakeSummary && kind != state.WakeSession {
		return digest.Request{}, false
	}
	t := turn.Turn{Plan: p, State: s}
	request := digest.Request{Until: until, Zone: t.Zone(), Locale: s.Locale, Charts: kind == state.WakeSummary}
	for _, m := range s.Desk.Panel {
		if m.Shown(until) && m.Erased.IsZero() && (all || m.ID == key) {
			request.People = append(request.People, digest.Person{ID: m.ID, Code: m.Code})
		}
	}
	return request, true
}
