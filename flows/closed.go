package flows

import (
	"strings"
	"time"
)

// ClosedDays are the days on which nobody is on duty, whatever their weekday: by date, and by day of every year. The
// values are their names, which may be empty.
type ClosedDays struct {
	Dates  map[string]string // by 2006-01-02
	Yearly map[string]string // by 01-02
	Ends   time.Time         // the last one that stands there with its year; zero: none does
}

// Closing is a run of closed days with one name: nominal dates, both inclusive.
type Closing struct {
	From, To time.Time
	Name     string
}

// yearly is how a day of every year is written.
const yearly = "01-02"

// farthestClosing is how many days ahead closings are listed.
const farthestClosing = 400

// On tells whether a date is a closed day, and its name. Only the date of day counts.
func (d ClosedDays) On(day time.Time) (name string, closed bool) {
	if len(d.Dates) > 0 {
		if name, closed = d.Dates[day.Format(time.DateOnly)]; closed {
			return name, true
		}
	}
	if len(d.Yearly) > 0 {
		name, closed = d.Yearly[day.Format(yearly)]
	}
	return name, closed
}

// Coming lists the closings from the day of t on, in order: at most so many, and none that begins more than 400 days
// later. A closing that has begun is listed with the days that are left.
func (c *Clinic) Coming(t time.Time, most int) []Closing {
	var all []Closing
	today := Clock(0).On(floating(t, c.Location()))
	for ahead := range farthestClosing {
		day := today.AddDate(0, 0, ahead)
		name, closed := c.Closed.On(day)
		last := len(all) - 1
		switch {
		case !closed:
		case last >= 0 && all[last].Name == name && all[last].To.AddDate(0, 0, 1).Equal(day):
			all[last].To = day
		case len(all) == most:
			return all
		default:
			all = append(all, Closing{From: day, To: day, Name: name})
		}
	}
	return all
}

// DutyDay tells whether a date has duty hours: its weekday has some, and it is no closed day.
func (c *Clinic) DutyDay(day time.Time) bool {
	_, closed := c.Closed.On(day)
	return !closed && len(c.Hours[day.Weekday()]) > 0
}

// String is the closing for an operator: "Thu 24 Dec 2026 to Fri 1 Jan 2027 (between the years)".
func (c Closing) String() string {
	const form = "Mon 2 Jan 2006"
	parts := []string{c.From.Format(form)}
	if !c.To.Equal(c.From) {
		parts = append(parts, "to", c.To.Format(form))
	}
	if c.Name != "" {
		parts = append(parts, "("+c.Name+")")
	}
	return strings.Join(parts, " ")
}
