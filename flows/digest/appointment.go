package digest

import (
	"fmt"
	"time"

	"footing/flows/record"
)

// appointmentLine tells when the next appointment is, and whether it is far away.
func (v *view) appointmentLine(next time.Time) string {
	if next.IsZero() {
		return v.say("next.unset")
	}
	key, n := "next.in", v.days(v.until, next)
	switch {
	case n == 0:
		key = "next.today"
	case n == 1:
		key = "next.tomorrow"
	case v.far(next):
		key = "next.gap"
	}
	return v.say(key, "moment", v.moment(next), "n", fmt.Sprint(n))
}

// far tells whether there is a long gap until the next appointment.
func (v *view) far(next time.Time) bool {
	return v.plan.Digest.Gap > 0 && v.days(v.until, next) >= int(v.plan.Digest.Gap/(24*time.Hour))
}

// plans are a person's appointments as they were planned, oldest first.
type plans []planned

type planned struct {
	at time.Time
	record.Appointment
}

// next is the appointment after an instant, by the latest plan; zero: none is known.
func (p plans) next(at time.Time) time.Time {
	if len(p) == 0 {
		return time.Time{}
	}
	return p[len(p)-1].After(at)
}

// session is the one that follows an instant: as it was planned then, or moved to before it was held. A plan that was
// made after it is about another session.
func (p plans) session(at time.Time) time.Time {
	var next time.Time
	for _, one := range p {
		if one.at.After(at) && !next.IsZero() && !one.at.Before(next) {
			break
		}
		from := at
		if one.at.After(at) {
			from = one.at
		}
		next = one.After(from)
	}
	return next
}
