package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/record"
)

// week is the order in which days are shown and matched to the rotation's slots.
func week() []time.Weekday {
	return []time.Weekday{
		time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
	}
}

// monday counts days from Monday, as the rotation does.
func monday(d time.Weekday) int { return (int(d) + 6) % 7 }

func dayCode(d time.Weekday) string { return strings.ToLower(d.String()[:3]) }

// askDays shows the week with the chosen days ticked: one day for each check-in of the rotation.
func (t *turn) askDays() (string, [][]Button) {
	set := t.state.Setting
	p := t.state.Patient
	if set.Days == nil {
		set.Days = t.days(p.Days, p.Dosing)
	}
	if set.Days == nil {
		for _, s := range t.active(p.Dosing) {
			set.Days = append(set.Days, s.Day)
		}
	}
	var days []Button
	for _, d := range week() {
		label := t.day(d)
		if slices.Contains(set.Days, d) {
			label = "✓ " + label
		}
		days = append(days, button(label, "e:days:"+dayCode(d)))
	}
	rows := [][]Button{days[:4], days[4:]}
	wanted := len(t.active(p.Dosing))
	if len(set.Days) == wanted {
		rows = append(rows, row(button(t.text("button.done"), "e:days:done")))
	}
	if t.state.Setting.Part != "" && len(t.plan.AfterSession) > 0 {
		rows = append(rows, row(button(t.text("session.open"), "c:session:ask")))
	}
	return t.text("setup.days", "count", fmt.Sprint(wanted)), rows
}

func (t *turn) takeDays(value string) outcome {
	set := t.state.Setting
	if value == "done" {
		if len(set.Days) != len(t.active(t.state.Patient.Dosing)) {
			return stay
		}
		set.Days = inOrder(set.Days)
		return next
	}
	for _, d := range week() {
		if dayCode(d) != value {
			continue
		}
		if n := slices.Index(set.Days, d); n >= 0 {
			set.Days = slices.Delete(set.Days, n, n+1)
		} else {
			set.Days = append(set.Days, d)
		}
		return stay
	}
	return odd
}

func (t *turn) askHour() (string, [][]Button) {
	return t.text("setup.hour", "earliest", t.plan.Limits.Earliest.String(), "latest", t.plan.Limits.Latest.String()),
		clockButtons("hour", t.plan.Limits.Suggested)
}

func (t *turn) takeHour(value string) outcome {
	clock, err := flows.ParseClock(strings.TrimSpace(value))
	if err != nil || clock < t.plan.Limits.Earliest || clock > t.plan.Limits.Latest {
		return stay
	}
	p := t.state.Patient
	p.At = clock.String()
	if days := t.state.Setting.Days; days != nil {
		p.Days = t.spread(days, p.Dosing) // both change together: half a schedule would ask at a wrong time
	}
	return next
}

// scheduleAll asks for the next check-in of every slot and gives the soonest.
func (t *turn) scheduleAll() time.Time {
	var first time.Time
	for n := range t.plan.Rotation {
		at := t.scheduleSlot(n, t.now())
		if !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	t.scheduleRandom(t.now())
	return first
}

// scheduleRandom asks for the next moment of every check-in that comes at drawn moments.
func (t *turn) scheduleRandom(after time.Time) {
	for _, r := range t.plan.Random {
		if m := t.nextMoment(r, after); !m.at.IsZero() {
			t.wake(WakeCheckIn, r.ID, m.at)
		}
	}
}

// scheduleSlot asks for a slot's next check-in after the given instant, unless the slot is left out.
func (t *turn) scheduleSlot(n int, after time.Time) time.Time {
	s := t.plan.Rotation[n]
	at := t.slotAfter(n, after)
	switch {
	case !at.IsZero():
		t.wake(WakeCheckIn, s.ID, at)
	case t.state.Patient.Dosing.leaves(s):
		t.forget(WakeCheckIn, s.ID)
	}
	return at
}

// slotAfter is a slot's next check-in after the given instant: none on a date for which it was asked already, and
// none too soon after the last, whatever zone or schedule that one was asked by.
func (t *turn) slotAfter(n int, after time.Time) time.Time {
	weekly, ok := t.recurs(n)
	if !ok || t.state.Patient.Dosing.leaves(t.plan.Rotation[n]) {
		return time.Time{}
	}
	slot, last := t.plan.Rotation[n], t.state.Patient.Last
	day, at := weekly.Next(after, t.zone())
	for !at.IsZero() && (t.askedFor(slot, day) || t.skips(slot, day) || at.Sub(last) < t.plan.Limits.MinimumGap) {
		day, at = weekly.Next(at, t.zone())
	}
	return at
}

// recurs is when a slot comes: on the weekday and at the hour that this person chose for it.
func (t *turn) recurs(n int) (flows.Schedule, bool) {
	p := t.state.Patient
	clock, err := flows.ParseClock(p.At)
	if err != nil || n < 0 || n >= len(p.Days) || n >= len(t.plan.Rotation) {
		return flows.Schedule{}, false
	}
	return flows.Weekly(p.Days[n], clock), true
}

// nominal is the date and time of day that a due moment stands for. Clocks that skip a time move the moment, perhaps
// into the next day, but not what it is named after. For a moment that was planned by another schedule, or in another
// zone, it is what the clocks show.
func (t *turn) nominal(s flows.Schedule, due time.Time) time.Time {
	if day, at := s.Next(due.Add(-time.Nanosecond), t.zone()); at.Equal(due) {
		return day
	}
	return t.wall(due)
}

// wall is what the person's clocks show at a time, as a nominal time.
func (t *turn) wall(at time.Time) time.Time {
	local := at.In(t.zone())
	return flows.WallClock(local).On(local)
}

// askedFor tells whether a slot was asked for this date, or for a later one. An occasion is named after its date, so
// after a move to the west the same date must not come again.
func (t *turn) askedFor(s flows.Slot, day time.Time) bool {
	return occasionID(s, day) <= t.state.Patient.Asked[s.ID]
}

// dutyAfter tells whether safety questions that are asked at this time would be followed by enough duty time.
func (t *turn) dutyAfter(at time.Time) bool {
	for _, s := range t.plan.Rotation {
		if s.DutyHours > 0 && t.plan.Clinic.DutyLeft(at) < s.DutyHours {
			return false
		}
	}
	return true
}

// noteAsked remembers the last occasion of a slot.
func (t *turn) noteAsked(s flows.Slot, day time.Time) {
	p := t.state.Patient
	if p.Asked == nil {
		p.Asked = map[string]string{}
	}
	p.Asked[s.ID] = occasionID(s, day)
}

// weekOf is how many whole weeks before this date the participation began, counted from its Monday.
func (t *turn) weekOf(day time.Time) int {
	start := t.state.Patient.Start.In(t.zone())
	begin := time.Date(start.Year(), start.Month(), start.Day()-monday(start.Weekday()), 0, 0, 0, 0, time.UTC)
	return int(flows.Clock(0).On(day).Sub(begin).Hours()) / (24 * 7)
}

// setUp tells whether this person is a patient whom check-ins may reach.
func (p *Patient) setUp() bool { return p != nil && p.Active && !p.Left && p.Consents[record.ForCare] }
