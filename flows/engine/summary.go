package engine

import (
	"footing/flows"
	"footing/flows/digest"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
	"time"
)

// DigestRequest says whose facts a due moment of a desk needs: the whole panel's for the weekly summary and the list
// of patients, one patient's for a summary that was asked for or that comes before an appointment. The caller fills
// in the facts of the people named, and of nobody else. False where the moment needs none.
func DigestRequest(p *flows.Protocol, s state.State, kind state.WakeKind, key string, until time.Time) (digest.Request, bool) {
	all := kind == state.WakeDigest || kind == state.WakePanel
	if s.Desk == nil || !all && kind != state.WakeSummary && kind != state.WakeSession {
		return digest.Request{}, false
	}
	t := turn.Turn{Plan: p, State: s}
	request := digest.Request{Until: until, Zone: t.Zone(), Locale: s.Locale, Charts: kind == state.WakeSummary}
	for _, m := range s.Desk.Panel {
		if !m.Backup && !m.Gone(until) && !m.Over(until) && m.Erased.IsZero() && (all || m.ID == key) {
			request.People = append(request.People, digest.Person{ID: m.ID, Code: m.Code})
		}
	}
	return request, true
}
