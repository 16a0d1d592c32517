package turn

import (
	"footing/flows/digest"
	"footing/flows/record"
)

// weekWords says when the weekly session is.
func (t *Turn) WeekWords(a record.Appointment) string {
	if !a.Weekly {
		return t.Text("appointment.none")
	}
	return t.Text("appointment.weekly", "day", t.LongDay(a.Day), "time", a.At, "zone", a.Zone)
}

// nextWords says when the next appointment is.
func (t *Turn) NextWords(a record.Appointment) string {
	next := digest.NextAppointment(a, t.Now())
	if next.IsZero() {
		return t.Text("appointment.none")
	}
	return t.Date(next) + " " + next.In(t.Zone()).Format("15:04")
}
