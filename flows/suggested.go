package flows

import (
	"slices"
	"time"
)

// OutsideDuty are the suggested hours at which the safety questions of some check-in would be left out in an ordinary
// week, on the days that the protocol suggests: too little duty time follows.
func (p *Protocol) OutsideDuty() []Clock {
	var outside []Clock
	for _, hour := range p.Limits.Suggested {
		if slices.ContainsFunc(p.Rotation, func(s Slot) bool {
			return !p.Clinic.AsksSafety(s, s.Day, hour, time.Unix(0, 0), p.Clinic.Location())
		}) {
			outside = append(outside, hour)
		}
	}
	return outside
}

// AsksSafety tells whether a check-in's safety questions can be asked on a weekday at an hour, in somebody's zone, in
// the ordinary week after a moment. A closed day leaves them out once, and says nothing about the hour. A check-in
// without any can always be asked.
func (c *Clinic) AsksSafety(s Slot, day time.Weekday, hour Clock, after time.Time, zone *time.Location) bool {
	ordinary := *c
	ordinary.Closed = ClosedDays{}
	_, at := Weekly(day, hour).Next(after, zone)
	return s.DutyHours == 0 || ordinary.DutyLeft(at) >= s.DutyHours
}
