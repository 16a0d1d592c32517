package load

import (
	"slices"
	"time"

	"footing/flows"
)

// mostMoments is the largest number of random moments a day.
const mostMoments = 9

// readRandom reads one random check-in.
func (d *reading) readRandom(m *mapping) {
	if m == nil {
		return
	}
	before := len(*d.problems)
	r := flows.Random{
		Slot: flows.Slot{ID: scalar(m.need("id"), parseIdentifier)},
		From: scalar(m.need("from"), flows.ParseClock), To: scalar(m.need("to"), flows.ParseClock),
		Count: scalar(m.need("count"), parseCount), Gap: scalar(m.need("gap"), parseLength),
	}
	if v := m.maybe("duty_hours"); v.node != nil {
		r.DutyHours = scalar(v, parseLength)
	}
	for _, entry := range m.maybe("days").items() {
		r.Days = append(r.Days, scalar(entry, parseWeekday))
	}
	if m.maybe("days").node == nil {
		r.Days = []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	}
	r.Weeks, r.Turns = d.readWeeks(m, d.named)
	m.done()
	d.randoms = append(d.randoms, m.at)
	d.protocol.Random = append(d.protocol.Random, r)
	taken := slices.ContainsFunc(d.protocol.Rotation, func(s flows.Slot) bool { return s.ID == r.ID }) ||
		r.ID == flows.SessionSlot ||
		slices.ContainsFunc(d.protocol.Random[:len(d.protocol.Random)-1],
			func(other flows.Random) bool { return other.ID == r.ID })
	if taken {
		m.maybe("id").complain("there is another check-in `%s`", r.ID)
	}
	if len(*d.problems) == before {
		d.checkMoments(m, r)
	}
}

// checkMoments holds the moments that a random check-in can draw against the limits of the protocol.
func (d *reading) checkMoments(m *mapping, r flows.Random) {
	limits := d.protocol.Limits
	quiet := &flows.Protocol{Limits: limits}
	window := time.Duration(r.To-r.From) * time.Minute
	switch {
	case r.To <= r.From:
		m.maybe("to").complain("the window ends before it begins, at %s", r.From)
	case r.From < limits.Earliest || quiet.Quiet(r.From):
		m.maybe("from").complain("nobody is asked at %s; the earliest hour is %s, and %s to %s are quiet", r.From,
			limits.Earliest, limits.QuietFrom, limits.QuietTo)
	case r.To > limits.Latest || quiet.Quiet(r.To-1):
		m.maybe("to").complain("nobody is asked up to %s; the latest hour is %s, and %s to %s are quiet", r.To, limits.Latest,
			limits.QuietFrom, limits.QuietTo)
	case r.Count > mostMoments:
		m.maybe("count").complain("%d are the most in a day", mostMoments)
	case time.Duration(r.Count-1)*r.Gap >= window:
		m.maybe("gap").complain("%d moments that are %s apart do not fit between %s and %s", r.Count, lengthText(r.Gap),
			r.From, r.To)
	case r.Gap < limits.MinimumGap:
		m.maybe("gap").complain("two check-ins of one person are at least `minimum_gap` apart, %s; the gap cannot be shorter",
			lengthText(limits.MinimumGap))
	case 24*time.Hour-window < r.Gap:
		m.maybe("gap").complain("the last moment of a day and the first of the next can be nearer than %s; shorten the "+
			"window", lengthText(r.Gap))
	case d.protocol.Window.Deadline >= r.Gap:
		m.maybe("gap").complain("the deadline of a check-in, %s, must be shorter than the gap, so that one is over before "+
			"the next", lengthText(d.protocol.Window.Deadline))
	}
}
