package patient

import (
	"fmt"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// askDays shows the week with the chosen days ticked: one day for each check-in of the rotation.
func (t Side) askDays() (string, [][]state.Button) {
	set := t.State.Setting
	p := t.State.Patient
	if set.Days == nil {
		set.Days = t.Days(p.Days, p.Adjustment)
	}
	if set.Days == nil {
		for _, s := range t.Active(p.Adjustment) {
			set.Days = append(set.Days, s.Day)
		}
	}
	var days []state.Button
	for _, d := range turn.Week() {
		label := t.Day(d)
		if slices.Contains(set.Days, d) {
			label = "✓ " + label
		}
		days = append(days, turn.Button(label, press.SetUp{Step: "days", Value: turn.DayCode(d)}))
	}
	rows := [][]state.Button{days[:4], days[4:]}
	wanted := len(t.Active(p.Adjustment))
	if len(set.Days) == wanted {
		rows = append(rows, turn.Row(turn.Button(t.Text("button.done"), press.SetUp{Step: "days", Value: "done"})))
	}
	if t.State.Setting.Section != "" && len(t.Plan.AfterSession) > 0 {
		rows = append(rows, turn.Row(turn.Button(t.Text("session.open"), press.Session{How: "ask"})))
	}
	return t.Text("setup.days", "count", fmt.Sprint(wanted)), rows
}

func (t Side) takeDays(value string) turn.Outcome {
	set := t.State.Setting
	if value == "done" {
		if len(set.Days) != len(t.Active(t.State.Patient.Adjustment)) {
			return turn.Stay
		}
		set.Days = turn.InOrder(set.Days)
		return turn.Next
	}
	for _, d := range turn.Week() {
		if turn.DayCode(d) != value {
			continue
		}
		if n := slices.Index(set.Days, d); n >= 0 {
			set.Days = slices.Delete(set.Days, n, n+1)
		} else {
			set.Days = append(set.Days, d)
		}
		return turn.Stay
	}
	return turn.Odd
}

func (t Side) askHour() (string, [][]state.Button) {
	return t.Text("setup.hour", "earliest", t.Plan.Limits.Earliest.String(), "latest", t.Plan.Limits.Latest.String()),
		turn.ClockButtons("hour", t.SuggestedHours())
}

func (t Side) takeHour(value string) turn.Outcome {
	clock, ok := flows.ReadClock(value)
	if !ok || clock < t.Plan.Limits.Earliest || clock > t.Plan.Limits.Latest {
		return turn.Stay
	}
	p := t.State.Patient
	p.At = clock.String()
	if days := t.State.Setting.Days; days != nil {
		p.Days = t.Spread(days, p.Adjustment) // both change together: half a schedule would ask at a wrong time
	}
	return turn.Next
}

// ScheduleAll schedules the next check-in of every slot and returns the earliest time.
func (t Side) ScheduleAll() time.Time {
	var first time.Time
	for n := range t.Plan.Rotation {
		at := t.ScheduleSlot(n, t.Now())
		if !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	t.ScheduleRandom(t.Now())
	return first
}

// ScheduleRandom schedules the next drawn moment of every random check-in.
func (t Side) ScheduleRandom(after time.Time) {
	for _, r := range t.Plan.Random {
		if m := t.nextMoment(r, after); !m.at.IsZero() {
			t.Wake(state.WakeCheckIn, r.ID, m.at)
		}
	}
}

// ScheduleSlot schedules a slot's next check-in after the given instant, unless the slot is left out.
func (t Side) ScheduleSlot(n int, after time.Time) time.Time {
	s := t.Plan.Rotation[n]
	at := t.slotAfter(n, after)
	switch {
	case !at.IsZero():
		t.Wake(state.WakeCheckIn, s.ID, at)
	case t.State.Patient.Adjustment.Leaves(s):
		t.Forget(state.WakeCheckIn, s.ID)
	}
	return at
}

// slotAfter is a slot's next check-in after the given instant. It skips dates already asked and times too soon after
// the last check-in, even if the zone or the schedule has changed since.
func (t Side) slotAfter(n int, after time.Time) time.Time {
	weekly, ok := t.Recurs(n)
	if !ok || t.State.Patient.Adjustment.Leaves(t.Plan.Rotation[n]) {
		return time.Time{}
	}
	slot, last := t.Plan.Rotation[n], t.State.Patient.Last
	day, at := weekly.Next(after, t.Zone())
	for !at.IsZero() && (t.askedFor(slot, day) || t.skips(slot, day) || at.Sub(last) < t.Plan.Limits.MinimumGap) {
		day, at = weekly.Next(at, t.Zone())
	}
	return at
}

// nominal is the date and time of day that a due moment stands for. A clock change may move the moment, even into the
// next day, but not its name. A moment planned under another schedule or in another zone gets the time that the clocks
// show.
func (t Side) nominal(s flows.Schedule, due time.Time) time.Time {
	if day, at := s.Next(due.Add(-time.Nanosecond), t.Zone()); at.Equal(due) {
		return day
	}
	return t.Wall(due)
}

// askedFor reports whether a slot was asked for this date or a later one. An occasion is named after its date, so after
// a move to the west the same date must not come again.
func (t Side) askedFor(s flows.Slot, day time.Time) bool {
	return s.OccasionID(day) <= t.State.Patient.Asked[s.ID]
}

// rememberAsked remembers the last occasion of a slot.
func (t Side) rememberAsked(s flows.Slot, day time.Time) {
	p := t.State.Patient
	if p.Asked == nil {
		p.Asked = map[string]string{}
	}
	p.Asked[s.ID] = s.OccasionID(day)
}
