package engine

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/digest"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// Callable reports whether anybody on a patient's ladder can be called. The function there reports whether the person
// with an id is available.
func Callable(p *flows.Protocol, s state.State, there func(id string) bool) bool {
	if s.Patient == nil {
		return false
	}
	t := turn.Turn{Plan: p, State: s}
	return slices.ContainsFunc(p.Clinic.Ladder.Steps, func(step flows.LadderStep) bool {
		return slices.ContainsFunc(t.OnLadder(step.Call), func(c state.Contact) bool { return there(c.ID) })
	})
}

// OwnFacts reports whether a due moment needs the participant's own facts, which the worker then attaches to it, and
// since when: all of them if zero.
func OwnFacts(p *flows.Protocol, s state.State, kind state.WakeKind, key string) (since time.Time, needed bool) {
	if kind == state.WakeMonth && s.Office != nil {
		since, _, _ = turn.MonthOf(p.Clinic, key)
		return since, true
	}
	return time.Time{}, s.Patient != nil && (kind == state.WakeData || kind == state.WakeErase)
}

// DigestRequest lists the people whose facts a desk's due moment needs: the whole panel for the weekly summary and the
// list of patients, one patient for a summary on request or before an appointment. The caller reads the facts of these
// people only. It is false if the moment needs none.
func DigestRequest(p *flows.Protocol, s state.State, kind state.WakeKind, key string, until time.Time) (digest.Request,
	bool,
) {
	all := kind == state.WakeDigest || kind == state.WakePanel
	if s.Desk == nil || !all && kind != state.WakeSummary && kind != state.WakeSession {
		return digest.Request{}, false
	}
	t := turn.Turn{Plan: p, State: s}
	if planned := s.Desk.Weekly; kind == state.WakeDigest && !planned.IsZero() && planned.Before(until) {
		until = planned // one that is late, and was put off until the morning, too, is about the week it was planned for
	}
	request := digest.Request{
		Until: until, Zone: t.Zone(), Locale: s.Locale, Charts: kind == state.WakeSummary, Weekly: kind == state.WakeDigest,
	}
	for _, m := range s.Desk.Panel {
		if m.Shown(until) && m.Erased.IsZero() && (all || m.ID == key) {
			request.People = append(request.People, digest.Person{ID: m.ID, Code: m.Code})
		}
	}
	return request, true
}
