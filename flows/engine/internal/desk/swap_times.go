package desk

import (
	"time"

	"footing/flows"
	"footing/flows/record"
)

// The kinds of a swap's time, as its buttons name them: days, or the night after a day.
const (
	byDays  = 'd'
	byNight = 'n'
)

// swapDays is how many days ahead a swap can begin.
const swapDays = 28

// swapLengths are the numbers of days that are offered.
func swapLengths() []int { return []int{1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28} }

// A night post changes hands at noon, when nobody is called by it, and so belongs to one person for a whole night. The
// others change hands at midnight. Where the clinic has no duty hours to say so, a night is from 18:00 to 08:00.
const (
	noon    = flows.Clock(12 * 60)
	evening = flows.Clock(18 * 60)
	morning = flows.Clock(8 * 60)
	dawn    = flows.Clock(6 * 60) // before it, tonight is the night that has begun
)

// clinicDay is the date at the clinic.
func (t Side) clinicDay() time.Time {
	local := t.Now().In(t.Plan.Clinic.Location())
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
}

// thisNight is the date on which the night begins that is meant by "tonight".
func (t Side) thisNight() time.Time {
	local := t.Now().In(t.Plan.Clinic.Location())
	if local.Hour()*60+local.Minute() < int(dawn) {
		return t.clinicDay().AddDate(0, 0, -1)
	}
	return t.clinicDay()
}

// swapName is how a button names the time of a swap.
func swapName(kind byte, day time.Time) string { return string(kind) + day.Format(time.DateOnly) }

// swapTime is when a swap begins and ends that a button names. False for what none names, or not any more.
func (t Side) swapTime(post record.Role, when string, days int) (from, until time.Time, ok bool) {
	if len(when) < 2 {
		return from, until, false
	}
	day, err := time.Parse(time.DateOnly, when[1:])
	zone, clinic := t.Plan.Clinic.Location(), t.Plan.Clinic
	last := day.AddDate(0, 0, max(1, days))
	switch {
	case err != nil || day.After(t.clinicDay().AddDate(0, 0, swapDays)):
		return from, until, false
	case when[0] == byNight && days > 1:
		return from, until, false
	case post == record.Night && (when[0] == byDays || when[0] == byNight):
		from, until = flows.Resolve(noon.On(day), zone), flows.Resolve(noon.On(last), zone)
	case when[0] == byDays:
		from, until = flows.Resolve(day, zone), flows.Resolve(last, zone)
	case when[0] == byNight:
		begins, ends := evening, morning
		if clinic.DutyDay(day) {
			spans := clinic.Hours[day.Weekday()]
			begins = spans[len(spans)-1].To
		}
		if clinic.DutyDay(last) {
			ends = clinic.Hours[last.Weekday()][0].From
		}
		from, until = flows.Resolve(begins.On(day), zone), flows.Resolve(ends.On(last), zone)
	default:
		return from, until, false
	}
	return from.UTC(), until.UTC(), until.After(t.Now()) && until.After(from)
}

// swapWhen says when a swap holds: on a day, from one day to another, or from an hour to another.
func (t Side) swapWhen(from, until time.Time) string {
	if t.midnight(from) && t.midnight(until) {
		return t.Span(from, until)[1]
	}
	return t.Text("swap.hours", "from", t.DateTime(from), "until", t.DateTime(until))
}

// midnight reports whether a time is the beginning of a day for the reader.
func (t Side) midnight(at time.Time) bool {
	local := at.In(t.Zone())
	return local.Hour() == 0 && local.Minute() == 0
}
