package rehearsal

import (
	"time"

	"footing/flows"
	"footing/flows/engine"
	"footing/flows/record"
	"footing/flows/state"
)

// Sessions are when the patient of a preview meets their clinician: every week, or on dates. With dates, the next one
// is entered when a session has begun. The zero value means that no sessions are known.
type Sessions struct {
	Weekly bool
	Day    time.Weekday
	At     flows.Clock
	Dates  []time.Time // in order, with their time of day, labelled UTC
}

// sessions enters the sessions that are known from the beginning.
func (v *previewRun) sessions(r *Rehearsal, role *Role) {
	switch s := v.Sessions; {
	case s.Weekly:
		v.meets(r, role, record.Appointment{Weekly: true, Day: s.Day, At: s.At.String(), Zone: v.Zone})
	case len(s.Dates) > 0:
		v.meets(r, role, record.Appointment{Next: flows.Resolve(s.Dates[0], v.zone)})
	}
}

// nextNoted is when the session after the next is entered: while the next one lasts.
func (v *previewRun) nextNoted() (time.Time, bool) {
	if v.held+1 >= len(v.Sessions.Dates) {
		return time.Time{}, false
	}
	return flows.Resolve(v.Sessions.Dates[v.held], v.zone).Add(time.Minute), true
}

// noteSession enters the next session.
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
