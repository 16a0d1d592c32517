package turn

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/state"
)

// Active lists the slots of the rotation that are asked.
func (t *Turn) Active(d state.Adjustment) []flows.Slot {
	return slices.DeleteFunc(slices.Clone(t.Plan.Rotation), d.Leaves)
}

// Without drops the questionnaires about themes that are left out.
func (t *Turn) Without(asked []string, themes []int) []string {
	return slices.DeleteFunc(asked, func(id string) bool {
		q := t.Plan.Questionnaires[id]
		return q != nil && q.Theme != 0 && slices.Contains(themes, q.Theme)
	})
}

// Days lists the weekdays of the check-ins that are asked.
func (t *Turn) Days(all []time.Weekday, d state.Adjustment) []time.Weekday {
	var days []time.Weekday
	for n, s := range t.Plan.Rotation {
		if n < len(all) && !d.Leaves(s) {
			days = append(days, all[n])
		}
	}
	return days
}

// Spread gives every slot a day. Active slots get the chosen days in the order of the week. The others get free days,
// so that no two slots fall on one day once they are asked again.
func (t *Turn) Spread(chosen []time.Weekday, d state.Adjustment) []time.Weekday {
	chosen = InOrder(chosen)
	if len(d.Out) == 0 {
		return chosen
	}
	used, next := slices.Clone(chosen), 0
	all := make([]time.Weekday, 0, len(t.Plan.Rotation))
	for _, s := range t.Plan.Rotation {
		if !d.Leaves(s) && next < len(chosen) {
			all, next = append(all, chosen[next]), next+1
			continue
		}
		free := s.Day
		for ahead := 0; slices.Contains(used, free) && ahead < len(Week()); ahead++ {
			free = (free + 1) % 7
		}
		all, used = append(all, free), append(used, free)
	}
	return all
}

// Problem is the key of a toast that says why settings are not allowed; empty if they are. Safety must stay, a check-in
// needs something besides safety, and no threshold may be below the protocol's.
func (t *Turn) Problem(days []time.Weekday, d state.Adjustment) string {
	active := t.Active(d)
	if len(active) == 0 || t.asksSafety(t.Plan.Rotation) && !t.asksSafety(active) {
		return "dosing.safety_stays"
	}
	for _, s := range active {
		for _, week := range s.Weeks {
			if !slices.ContainsFunc(t.Without(slices.Clone(week), d.Themes), t.beyondSafety) {
				return "dosing.something_stays"
			}
		}
	}
	rules := t.Plan.Digest
	switch chosen := t.Days(days, d); {
	case len(days) != len(t.Plan.Rotation), distinct(chosen) != len(active):
		return "dosing.days_first"
	case d.Low != 0 && (d.Low < rules.Low || d.Low >= rules.Good), d.Drops != 0 &&
		(d.Drops < rules.Drops || d.Drops > rules.Drops+MoreDrops):
		return "toast.old"
	}
	return ""
}

func distinct(days []time.Weekday) int {
	seen := map[time.Weekday]bool{}
	for _, d := range days {
		seen[d] = true
	}
	return len(seen)
}

// asksSafety reports whether one of the check-ins asks about safety in each of its weeks.
func (t *Turn) asksSafety(slots []flows.Slot) bool {
	return slices.ContainsFunc(slots, func(s flows.Slot) bool {
		return len(s.Weeks) > 0 && !slices.ContainsFunc(s.Weeks, func(week []string) bool {
			return !slices.ContainsFunc(week, func(id string) bool {
				return t.Plan.Questionnaires[id] != nil &&
					!t.beyondSafety(id)
			})
		})
	})
}

func (t *Turn) beyondSafety(questionnaire string) bool {
	q := t.Plan.Questionnaires[questionnaire]
	return q != nil && q.Theme != 0
}

// Rules are a patient's thresholds: the protocol's with their adjustment.
func (t *Turn) Rules(d state.Adjustment) flows.DigestRules {
	rules := t.Plan.Digest
	rules.Low, rules.Drops = max(rules.Low, d.Low), max(rules.Drops, d.Drops)
	return rules
}

// Decimal writes a number without trailing zeros.
func Decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// DayList names days in order, in the reader's short words.
func (t *Turn) DayList(days []time.Weekday) string {
	var names []string
	for _, d := range days {
		names = append(names, t.Day(d))
	}
	return strings.Join(names, ", ")
}
