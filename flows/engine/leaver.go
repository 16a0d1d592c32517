package engine

import (
	"slices"

	"footing/flows"
	"footing/flows/engine/internal/circle"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// Leaver reports whose post a lead wants to end, if a due moment of their desk needs to know who would have nobody then
// (state.Due's Lost). It names only people who work at the clinic.
func Leaver(s state.State, kind state.WakeKind, key string) (id string, needed bool) {
	l, ok := turn.LeaverOf(key)
	needed = kind == state.WakeCensus && ok && s.Desk.Leads() &&
		slices.ContainsFunc(s.Desk.Staff, func(c state.Contact) bool { return c.ID == l.ID })
	return l.ID, needed
}

// Loses reports whether a patient has somebody on their ladder who is there, and would have nobody without one of them,
// now or when the swaps of posts are over; and how many of their alerts are open.
func Loses(p *flows.Protocol, s state.State, gone string, there func(id string) bool) (lost bool, alerts int) {
	if s.Patient == nil {
		return false, 0
	}
	but := func(id string) bool { return id != gone && there(id) }
	for _, swapped := range []bool{true, false} {
		before := circle.SwappedBack(s, func(state.Swap) bool { return !swapped })
		after := circle.SwappedBack(s, func(swap state.Swap) bool {
			return !swapped || swap.Who.ID == gone || swap.Of.ID == gone // it ends with either of them
		})
		lost = lost || Callable(p, before, there) && !Callable(p, after, but)
	}
	for n := range s.Patient.Alerts {
		if s.Patient.Alerts[n].Closed.IsZero() {
			alerts++
		}
	}
	return lost && (!s.Patient.Left || alerts > 0), alerts
}
