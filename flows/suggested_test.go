package flows

import (
	"slices"
	"testing"
	"time"
)

// TestOutsideDuty: an hour may be suggested only where each check-in with safety questions has its duty time left. A
// closed day, and the check-ins without such questions, change nothing.
func TestOutsideDuty(t *testing.T) {
	clinic := &Clinic{Zone: "UTC", Hours: map[time.Weekday][]Span{
		time.Monday: {{9 * 60, 17 * 60}}, time.Wednesday: {{9 * 60, 12 * 60}}, time.Friday: {{9 * 60, 16 * 60}},
	}, Closed: ClosedDays{Dates: map[string]string{"1970-01-05": "", "1970-01-09": ""}}}
	p := &Protocol{
		Clinic: clinic, Limits: Limits{Suggested: []Clock{12 * 60, 14 * 60, 15 * 60, 18 * 60}},
		Rotation: []Slot{
			{ID: "mon", Day: time.Monday, DutyHours: 2 * time.Hour},
			{ID: "wed", Day: time.Wednesday},
			{ID: "fri", Day: time.Friday, DutyHours: 2 * time.Hour},
		},
	}
	if got := p.OutsideDuty(); !slices.Equal(got, []Clock{15 * 60, 18 * 60}) {
		t.Errorf("outside duty are %v", got)
	}
	p.Rotation[1].DutyHours = time.Hour
	if got := p.OutsideDuty(); len(got) != 4 {
		t.Errorf("with safety questions on Wednesdays as well, outside duty are %v", got)
	}
}
