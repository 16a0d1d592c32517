package disclosure

import (
	"testing"
	"time"
)

// TestWhoEndedIsNotDatedFromTheCutOff: the weeks of somebody who stopped do not end with those of the others. They can
// have begun long before, which makes nobody rarer than they are.
func TestWhoEndedIsNotDatedFromTheCutOff(t *testing.T) {
	for name, c := range map[string]struct {
		first  int // of the one who ended, after 4 weeks, before the week 100
		people int
	}{
		"with the others":            {first: 88, people: 11},
		"long before all the others": {first: 40, people: 1},
	} {
		t.Run(name, func(t *testing.T) {
			d := NewDates(time.Date(2026, time.November, 23, 0, 0, 0, 0, time.UTC), func(time.Time) bool { return false })
			for range 10 {
				d.Add(Person{Weeks: 10}, 100, nil)
			}
			d.Add(Person{Weeks: 4, Ended: true, First: c.first}, 100, nil)
			m := d.Measure()
			if m.Least != EnoughWeeks || m.People > 11 || m.Goal != (c.people >= EnoughPeople) {
				t.Errorf("%+v", m)
			}
			if c.people == 1 && m.People != 1 {
				t.Errorf("whoever knows of that enrolment knows who it is: %+v", m)
			}
		})
	}
}
