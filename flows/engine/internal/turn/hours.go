package turn

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// SuggestedHours are the hours that are offered on the chosen days: those at which the safety questions can be asked,
// or all that the protocol suggests where there is no such hour, or they were refused.
func (t *Turn) SuggestedHours() []flows.Clock {
	p := t.State.Patient
	days := p.Days
	if chosen := t.State.Setting.Days; chosen != nil {
		days = t.Spread(chosen, p.Adjustment)
	}
	var fit []flows.Clock
	for _, hour := range t.Plan.Limits.Suggested {
		if len(t.daysWithoutSafety(days, hour)) == 0 {
			fit = append(fit, hour)
		}
	}
	if len(fit) == 0 {
		return t.Plan.Limits.Suggested
	}
	return fit
}

// daysWithoutSafety are the days, one for each check-in of the rotation, on which its safety questions are left out at
// this hour of an ordinary week, because too little duty time follows. A closed day leaves them out once, and says
// nothing about the hour. Where they were refused there are none to leave out.
func (t *Turn) daysWithoutSafety(days []time.Weekday, hour flows.Clock) []time.Weekday {
	p := t.State.Patient
	if !p.Consents[record.ForSafety] {
		return nil
	}
	var without []time.Weekday
	for n, s := range t.Plan.Rotation {
		if n >= len(days) || p.Adjustment.Leaves(s) || slices.Contains(without, days[n]) {
			continue
		}
		if !t.Plan.Clinic.AsksSafety(s, days[n], hour, t.Now(), t.Zone()) {
			without = append(without, days[n])
		}
	}
	return without
}

// WithoutSafetyLine says on which days the safety questions are left out at the chosen hour; empty where on none.
func (t *Turn) WithoutSafetyLine() string {
	p := t.State.Patient
	hour, err := flows.ParseClock(p.At)
	days := t.daysWithoutSafety(p.Days, hour)
	if err != nil || len(days) == 0 {
		return ""
	}
	names := make([]string, 0, len(days))
	for _, d := range InOrder(days) {
		names = append(names, t.LongDay(d))
	}
	return "\n\n" + t.Text("setup.no_safety_hours", "days", strings.Join(names, ", "))
}
