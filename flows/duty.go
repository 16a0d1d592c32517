package flows

import (
	"slices"
	"time"
)

// How many days ahead duty is searched: a week, plus one because part of today is already over. With closed days it
// is a year and a month, so that no run of them hides the duty that follows.
const (
	longestWait    = 8
	longestClosing = 400
)

// horizon is how many days ahead duty is searched.
func (c *Clinic) horizon() int {
	if len(c.Closed.Dates) == 0 && len(c.Closed.Yearly) == 0 {
		return longestWait
	}
	return longestClosing
}

// Location is the clinic's time zone, or UTC when the name is not a zone. Such a name does not load.
func (c *Clinic) Location() *time.Location {
	zone, err := LoadZone(c.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Ready tells whether the clinic has listed a number to call. Nobody may be enrolled before that.
func (c *Clinic) Ready() bool { return len(c.Urgent()) > 0 }

// OnDuty tells whether somebody is on duty at t.
func (c *Clinic) OnDuty(t time.Time) bool {
	for _, shift := range c.duty(t, 0) {
		if !t.Before(shift.from) && t.Before(shift.to) {
			return true
		}
	}
	return false
}

// NextDuty is the earliest instant at or after t when somebody is on duty, in the clinic's zone. False when the clinic
// has no duty hours.
func (c *Clinic) NextDuty(t time.Time) (time.Time, bool) {
	for ahead := range c.horizon() {
		for _, shift := range c.duty(t, ahead) {
			if t.Before(shift.to) {
				return Later(t, shift.from).In(c.Location()), true
			}
		}
	}
	return time.Time{}, false
}

// DutyLeft is how much duty time remains today after t: the rest of the current shift and the later shifts of the day.
// A shift that runs to midnight includes the shift that follows without a break. It is zero before the first shift has
// begun, after the last has ended, and on days without duty, because nobody would soon see an answer given then.
func (c *Clinic) DutyLeft(t time.Time) time.Duration {
	today := c.duty(t, 0)
	if len(today) == 0 || t.Before(today[0].from) {
		return 0
	}
	var left time.Duration
	for _, shift := range today {
		if t.Before(shift.to) {
			left += shift.to.Sub(Later(t, shift.from))
		}
	}
	end := today[len(today)-1].to
	for ahead := 1; ahead < c.horizon() && left > 0; ahead++ {
		next := c.duty(t, ahead)
		if len(next) == 0 || !next[0].from.Equal(end) {
			break
		}
		left += next[0].to.Sub(next[0].from)
		end = next[0].to
	}
	return left
}

// dutySpan is a span of one date, as instants.
type dutySpan struct{ from, to time.Time }

// duty are the duty shifts of one local date, in order: none on a closed day.
func (c *Clinic) duty(t time.Time, ahead int) []dutySpan {
	return c.shifts(Hours{Duty: true, Spans: c.Hours}, t, ahead)
}

// shifts are the spans of one local date, in order: the date of t plus the given number of days. Hours of duty have
// none on a closed day.
func (c *Clinic) shifts(h Hours, t time.Time, ahead int) []dutySpan {
	zone := c.Location()
	day := floating(t, zone).AddDate(0, 0, ahead)
	if _, closed := c.Closed.On(day); closed && h.Duty {
		return nil
	}
	var shifts []dutySpan
	for _, span := range h.Spans[day.Weekday()] {
		shifts = append(shifts, dutySpan{Resolve(span.From.On(day), zone), Resolve(span.To.On(day), zone)})
	}
	return shifts
}

// AfterDutyDays is the end of the last of so many full duty days that begin after t. False without duty hours.
func (c *Clinic) AfterDutyDays(t time.Time, days int) (time.Time, bool) {
	for ahead := range c.horizon() + days {
		shifts := c.duty(t, ahead)
		if len(shifts) == 0 || shifts[0].from.Before(t) {
			continue
		}
		if days--; days == 0 {
			return shifts[len(shifts)-1].to, true
		}
	}
	return time.Time{}, false
}

// FullDutyDays counts the full duty days that began after from and are over at to: as many as AfterDutyDays waits for.
func (c *Clinic) FullDutyDays(from, to time.Time) (days int) {
	for ahead := 0; ; ahead++ {
		day := floating(from, c.Location()).AddDate(0, 0, ahead)
		if Resolve(Clock(0).On(day), c.Location()).After(to) {
			return days
		}
		shifts := c.duty(from, ahead)
		if len(shifts) > 0 && !shifts[0].from.Before(from) && !shifts[len(shifts)-1].to.After(to) {
			days++
		}
	}
}

// TwiceADay is the next of two moments of a duty day after t: when its duty begins, and the middle of it. False without
// duty hours.
func (c *Clinic) TwiceADay(t time.Time) (time.Time, bool) {
	for ahead := range c.horizon() {
		for _, at := range twice(c.duty(t, ahead)) {
			if at.After(t) {
				return at, true
			}
		}
	}
	return time.Time{}, false
}

// Slowly is when an alert on which nobody presses for days is called out next after t: at the moments of TwiceADay and,
// where it rests on steps of the night post, at those of TwiceIn for each of them. False where nobody has any hours.
func (c *Clinic) Slowly(night []LadderStep, t time.Time) (next time.Time, ok bool) {
	next, ok = c.TwiceADay(t)
	for _, step := range night {
		if at, has := c.TwiceIn(step.Hours, t); has && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	return next, ok
}

// twice is when the shifts of a day begin, and the middle of them; nothing where there are none.
func twice(shifts []dutySpan) []time.Time {
	if len(shifts) == 0 {
		return nil
	}
	from := shifts[0].from
	return []time.Time{from, from.Add(shifts[len(shifts)-1].to.Sub(from) / 2)}
}

// TwiceIn is the next of two moments of a day after t at which somebody is called who is there in hours of their own:
// those of TwiceADay on a day whose both lie within the hours, else when the hours of that day begin, and the middle of
// them, or the beginning of their last part. False without any.
func (c *Clinic) TwiceIn(h Hours, t time.Time) (time.Time, bool) {
	without := func(at time.Time) bool { return !c.Reachable(LadderStep{Hours: h}, at) }
	for ahead := range c.horizon() {
		moments := twice(c.duty(t, ahead))
		if len(moments) == 0 || slices.ContainsFunc(moments, without) {
			own := c.shifts(h, t, ahead)
			if moments = twice(own); len(own) > 1 {
				moments[1] = own[len(own)-1].from
			}
		}
		for _, at := range moments {
			if at.After(t) {
				return at, true
			}
		}
	}
	return time.Time{}, false
}
