package engine_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/rehearsal"
	"footing/flows/state"
)

// traveller is a patient in a rehearsal, who is asked every week at 14:00.
type traveller struct {
	r    *rehearsal.Rehearsal
	id   string
	plan *flows.Protocol
}

func newTraveller(t testing.TB, plan *flows.Protocol, start time.Time) *traveller {
	t.Helper()
	s := stageOf(t, plan)
	s.setUp()
	s.Rehearsal.Watch = nil
	s.Rehearsal.Advance(start)
	return &traveller{r: s.Rehearsal, id: s.Rehearsal.Who(s.Chat("patient")), plan: s.Plan}
}

func (m *traveller) say(text string) {
	m.r.Say(m.r.Role(m.id).State.Chat, "phone", text, "DRAW")
}

// moveTo goes through /timezone as somebody would who taps what the steps offer.
func (m *traveller) moveTo(zone string) {
	m.say("/timezone")
	role := m.r.Role(m.id)
	role.State.Setting.Choices, role.State.Setting.Typing = []string{zone}, true
	m.r.Tap(role.State.Chat, "phone", role.IDs[len(role.IDs)-1], "e:zone:"+zone)
}

// occasions are the check-ins that were opened, as facts.
func (m *traveller) occasions() []record.Fact {
	var all []record.Fact
	for _, f := range m.r.Role(m.id).Facts {
		if _, ok := f.Body.(record.Occasion); ok {
			all = append(all, f)
		}
	}
	return all
}

// TestBothClockChanges: on the day that the clocks change a check-in comes once, at its hour on the wall, in every
// zone and whichever way they go.
func TestBothClockChanges(t *testing.T) {
	plan := shipped(t)
	for _, zone := range []string{
		"Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca",
		"Antarctica/Troll",
	} {
		t.Run(zone, func(t *testing.T) {
			m := newTraveller(t, plan, time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))
			m.moveTo(zone)
			role := m.r.Role(m.id)
			role.State.Setting = &state.Setting{
				Section: turn.SectionSchedule, Step: "hour",
				Days: []time.Weekday{time.Friday, time.Saturday, time.Sunday},
			}
			m.r.Tap(role.State.Chat, "phone", 1, "e:hour:09:30")
			m.r.Advance(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
			place, err := flows.LoadZone(zone)
			if err != nil {
				t.Fatal(err)
			}
			dates := map[string]bool{}
			for _, f := range m.occasions() {
				local := f.At.In(place)
				if local.Format("15:04") != "09:30" || dates[local.Format(time.DateOnly)] {
					t.Errorf("a check-in opened at %s", local)
				}
				dates[local.Format(time.DateOnly)] = true
			}
			for day := time.Date(2026, 3, 7, 0, 0, 0, 0, time.UTC); day.Before(time.Date(2026, 11, 28, 0, 0, 0, 0,
				time.UTC)); day = day.AddDate(0, 0, 1) {
				weekend := day.Weekday() == time.Friday || day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
				if weekend != dates[day.Format(time.DateOnly)] {
					t.Errorf("%s: asked %t", day.Format("Mon 2006-01-02"), !weekend)
				}
			}
		})
	}
}

// TestMovesKeepTheGap: whoever travels, changes hours and pauses as they like is never asked twice within the
// protocol's minimum gap, in quiet hours, for the same date of a slot, or while they paused.
func TestMovesKeepTheGap(t *testing.T) {
	plan := shipped(t)
	zones := []string{
		"Pacific/Kiritimati", "Asia/Tokyo", "Europe/London", "America/New_York", "Pacific/Honolulu",
		"Pacific/Pago_Pago",
	}
	rapid.Check(t, func(draw *rapid.T) {
		m := newTraveller(t, plan, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))
		role := m.r.Role(m.id)
		for range rapid.IntRange(5, 25).Draw(draw, "acts") {
			m.r.Advance(m.when(draw))
			switch rapid.SampledFrom([]int{0, 0, 1, 1, 2, 3}).Draw(draw, "act") {
			case 0:
				m.moveTo(rapid.SampledFrom(zones).Draw(draw, "zone"))
			case 1:
				m.say("/schedule")
				// Days in a row from today on: the nearest that slots can come to each other.
				day := m.r.Now.In((&turn.Turn{Plan: plan, State: role.State}).Zone()).Weekday()
				role.State.Setting.Days = []time.Weekday{day, (day + 1) % 7, (day + 2) % 7}
				m.r.Tap(role.State.Chat, "phone", 1, "e:days:done")
				hour := fmt.Sprintf("%02d:00", rapid.SampledFrom([]int{9, 20}).Draw(draw, "hour"))
				m.r.Tap(role.State.Chat, "phone", 1, "e:hour:"+hour)
				if role.State.Patient.At != hour {
					draw.Fatalf("the schedule was not taken: %s, not %s", role.State.Patient.At, hour)
				}
			case 2:
				m.say("/pause")
				m.r.Tap(role.State.Chat, "phone", 1, "c:pause:3")
			case 3:
				m.say("/resume")
			}
		}
		m.check(draw)
	})
}

// when is the time of the next act: soon after the next check-in, or any time.
func (m *traveller) when(t *rapid.T) time.Time {
	ahead := time.Duration(rapid.IntRange(1, 3000).Draw(t, "minutes")) * time.Minute
	if rapid.Bool().Draw(t, "after a check-in") {
		if next := m.next(); next.After(m.r.Now) {
			return next.Add(ahead % (3 * time.Hour))
		}
	}
	return m.r.Now.Add(ahead)
}

// next is when the next check-in wakes.
func (m *traveller) next() time.Time {
	var next time.Time
	for _, w := range m.r.Role(m.id).Wakes {
		if w.Kind == state.WakeCheckIn && (next.IsZero() || w.At.Before(next)) {
			next = w.At
		}
	}
	return next
}

func (m *traveller) check(t *rapid.T) {
	place, pause := m.plan.Clinic.Location(), time.Time{}
	var last time.Time
	ids, ends := map[string]bool{}, map[string]int{}
	for _, f := range m.r.Role(m.id).Facts {
		switch body := f.Body.(type) {
		case record.Zone:
			place, _ = flows.LoadZone(body.Name)
		case record.Pause:
			pause = body.Until
		case record.Completed:
			ends[body.Occasion]++
		case record.Missed:
			ends[body.Occasion]++
		case record.Occasion:
			if !last.IsZero() && f.At.Sub(last) < m.plan.Limits.MinimumGap {
				t.Errorf("asked at %s and again at %s", last, f.At)
			}
			if m.plan.Quiet(flows.WallClock(f.At.In(place))) || f.At.Before(pause) || ids[body.ID] {
				t.Errorf("%s was asked at %s, in quiet hours, in a pause until %s, or twice", body.ID, f.At.In(place), pause)
			}
			last, ids[body.ID] = f.At, true
		}
	}
	for id := range ids {
		open := m.r.Role(m.id).State.Patient.Open
		if ends[id] != 1 && (open == nil || open.ID != id || ends[id] != 0) {
			t.Errorf("%s ended %d times", id, ends[id])
		}
	}
}
