package rehearsal

import (
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// Sessions are when the patient of a preview meets their clinician: each week, or on dates of which the next is noted
// when one has begun. None: nobody has said when they are.
type Sessions struct {
	Weekly bool
	Day    time.Weekday
	At     flows.Clock
	Dates  []time.Time // in order, with their time of day, labelled UTC
}

// sessions lets the patient say when the sessions are, as far as that is known from the beginning.
func (v *previewRun) sessions(r *Rehearsal, role *Role) {
	switch s := v.Sessions; {
	case s.Weekly:
		v.meets(r, role, record.Appointment{Weekly: true, Day: s.Day, At: s.At.String(), Zone: v.Zone})
	case len(s.Dates) > 0:
		v.meets(r, role, record.Appointment{Next: flows.Resolve(s.Dates[0], v.zone)})
	}
}

// nextNoted is when the session after the next is noted, which is while that one lasts.
func (v *previewRun) nextNoted() (time.Time, bool) {
	if v.held+1 >= len(v.Sessions.Dates) {
		return time.Time{}, false
	}
	return flows.Resolve(v.Sessions.Dates[v.held], v.zone).Add(time.Minute), true
}

// noteSession notes it.
func (v *previewRun) noteSession(r *Rehearsal, role *Role) {
	v.held++
	v.meets(r, role, record.Appointment{Next: flows.Resolve(v.Sessions.Dates[v.held], v.zone)})
}

func (v *previewRun) meets(r *Rehearsal, role *Role, planned record.Appointment) {
	next, effects := engine.Meeting(v.plan, role.State, state.Header{ID: "preview", At: r.Now}, planned)
	role.State = next
	for _, effect := range effects {
		r.effect(role, "preview", effect)
	}
}
