package digest

import (
	"fmt"
	"time"
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
