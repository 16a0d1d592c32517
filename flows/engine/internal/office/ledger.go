package office

import (
	"slices"
	"strings"
	"time"

	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

func (t Side) progressed(l state.Progress) {
	if t.State.ID != state.OfficeID || t.State.Office == nil {
		t.Ignore("a step of an alert outside the office")
		return
	}
	t.Keep(l.Milestone)
}

// operated files what an operator did.
func (t Side) operated(e state.Operated) {
	if t.State.ID != state.OfficeID {
		t.Ignore("an operator's command outside the office")
		return
	}
	if t.State.Office == nil {
		t.State.Office = &state.Office{Codes: map[string]string{}}
	}
	line, _ := state.Operating(e)
	t.Keep(line)
}

// monthAsked requests the office's facts. Only a lead who works here is answered.
func (t Side) monthAsked(from string, l state.MonthAsked) {
	o := t.State.Office
	leads := func(c state.Contact) bool { return c.ID == from && c.Role == record.Lead }
	if _, _, err := turn.MonthOf(t.Plan.Clinic, l.Month); err != nil || o == nil || !slices.ContainsFunc(o.Staff, leads) {
		t.Ignore("a month for somebody who does not lead")
		return
	}
	t.Wake(state.WakeMonth, l.Month+"."+from, t.Now())
}

// countMonth counts the alerts raised in a month. Of each alert the first occurrence of a step counts, even if it came
// after the month.
func (t Side) countMonth(e state.Due) {
	month, asker, _ := strings.Cut(e.Key, ".")
	from, to, err := turn.MonthOf(t.Plan.Clinic, month)
	if err != nil || asker == "" {
		t.Ignore("a month of nothing")
		return
	}
	took := map[record.Step]map[string]time.Duration{}
	for _, f := range e.Facts {
		m, ok := f.Body.(record.Milestone)
		if !ok || m.Raised.Before(from) || !m.Raised.Before(to) {
			continue
		}
		if took[m.Step] == nil {
			took[m.Step] = map[string]time.Duration{}
		}
		if before, twice := took[m.Step][m.Alert]; !twice || m.When.Sub(m.Raised) < before {
			took[m.Step][m.Alert] = m.When.Sub(m.Raised)
		}
	}
	t.Tell(asker, state.Month{
		Month: month, Alerts: len(took[record.StepRaised]), Unreached: len(took[record.StepUnreached]),
		Reached: tookOf(took[record.StepReached]), Seen: tookOf(took[record.StepSeen]),
		Contact: tookOf(took[record.StepContact]),
	})
}

func tookOf(times map[string]time.Duration) state.Took {
	all := make([]time.Duration, 0, len(times))
	for _, one := range times {
		all = append(all, max(one, 0))
	}
	if slices.Sort(all); len(all) == 0 {
		return state.Took{}
	}
	return state.Took{N: len(all), Median: all[(len(all)-1)/2], Worst: all[len(all)-1]}
}
