package safety

import (
	"slices"

	"footing/flows"
	"footing/flows/state"
)

// slow reports whether nobody has seen an alert for so long that more calls at the ladder's pace would only be switched
// off. From then on it is called out twice each duty day, and never less while it is open.
func (t Side) slow(a *state.Alert) bool {
	end, ok := t.Plan.Clinic.AfterDutyDays(a.Restarted, flows.UnseenDays)
	return ok && a.Seen.IsZero() && !end.After(t.Now())
}

// slowDue calls everybody if that is due, or only uses the second channel.
func (t Side) slowDue(a *state.Alert) {
	if at, ok := t.Plan.Clinic.TwiceADay(a.Repeated); !ok || !at.After(t.Now()) {
		t.callSlowly(a)
		return
	}
	t.page(a)
	t.Wake(state.WakeCall, a.ID, t.nextCall(a))
}

// callSlowly calls everybody of the ladder but the night post, whether their step was taken or not, the lead also by
// the second channel, and tells the patient once more that nobody has seen the alert.
func (t Side) callSlowly(a *state.Alert) {
	a.Repeated = t.Now()
	var called []string
	for _, step := range t.Plan.Clinic.Ladder.Steps {
		if step.Call == flows.RankNight {
			continue
		}
		for _, c := range t.callees(a, step.Call) {
			if !slices.Contains(called, c.ID) {
				called = append(called, c.ID)
				t.call(a, c, state.Alarm{Repeat: true})
			}
		}
	}
	t.pageAgain(a)
	if !a.Slow {
		a.Slow = true
		t.nobody(a)
	}
	t.Wake(state.WakeCall, a.ID, t.nextCall(a))
}
