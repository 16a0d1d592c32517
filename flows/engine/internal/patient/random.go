package patient

import (
	"time"

	"footing/flows"
	"footing/flows/state"
)

// moment is one drawn moment: its nominal time, its actual time, and its slot, whose id includes the moment's number
// within the day.
type moment struct {
	slot    flows.Slot
	nominal time.Time
	at      time.Time
}

// farthestMoment is how many days ahead a moment is looked for. It covers any chosen weekdays and the pauses between
// them.
const farthestMoment = 15

// nextMoment is the first drawn moment after a time that was not asked yet and is not too close to a check-in of the
// rotation. The rotation goes first, because it has the safety questions.
func (t Side) nextMoment(r flows.Random, after time.Time) moment {
	day := t.Wall(after).AddDate(0, 0, -1) // a nominal time of yesterday can have been moved into today
	for range farthestMoment {
		for n, clock := range r.Moments(t.State.Seed, day) {
			m := moment{slot: r.Slot, nominal: clock.On(day), at: flows.Resolve(clock.On(day), t.Zone())}
			m.slot.ID = r.MomentID(n)
			if m.at.After(after) && !t.askedFor(m.slot, m.nominal) && !t.skips(m.slot, m.nominal) && !t.crowded(m.at) {
				return m
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	return moment{}
}

// crowded reports whether a check-in was or will be too close to this time.
func (t Side) crowded(at time.Time) bool {
	gap := t.Plan.Limits.MinimumGap
	if at.Sub(t.State.Patient.Last) < gap {
		return true
	}
	for n := range t.Plan.Rotation {
		schedule, ok := t.Recurs(n)
		if !ok || t.State.Patient.Adjustment.Leaves(t.Plan.Rotation[n]) {
			continue
		}
		if _, next := schedule.Next(at.Add(-gap), t.Zone()); !next.IsZero() && next.Sub(at) < gap {
			return true
		}
	}
	return false
}

// momentDue opens the check-in of a drawn moment and schedules the next, as the rotation does.
func (t Side) momentDue(e state.Due, r flows.Random) {
	p := t.State.Patient
	if !p.SetUp() {
		t.Ignore("a check-in for nobody")
		return
	}
	m := t.nextMoment(r, e.Nominal.Add(-time.Nanosecond))
	if !m.at.Equal(e.Nominal) { // planned in another zone, or before the schedule changed
		t.ScheduleRandom(t.Now())
		t.Ignore("a moment that was moved")
		return
	}
	for {
		next := t.nextMoment(r, m.at)
		if next.at.IsZero() || next.at.After(t.Now()) {
			break
		}
		t.neverSent(m.slot, m.nominal, m.at)
		m = next
	}
	t.open(m.slot, m.nominal, m.at)
	if next := t.nextMoment(r, flows.Later(m.at, t.Now())); !next.at.IsZero() {
		t.Wake(state.WakeCheckIn, r.ID, next.at)
	}
}
