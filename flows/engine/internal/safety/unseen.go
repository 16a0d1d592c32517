package safety

import (
	"slices"
	"time"

	"footing/flows"
	"footing/flows/state"
)

// slow reports whether nobody has seen an alert for so long that more calls at the ladder's pace would only be switched
// off. From then on it is called out twice each duty day, and never less while it is open.
func (t Side) slow(a *state.Alert) bool {
	end, ok := t.Plan.Clinic.AfterDutyDays(a.Restarted, flows.UnseenDays)
	return ok && a.Seen.IsZero() && !end.After(t.Now())
}

// slowAfter is when such an alert is called out next after a time.
func (t Side) slowAfter(a *state.Alert, after time.Time) (next time.Time, ok bool) {
	return t.Plan.Clinic.Slowly(t.nightSteps(a), after)
}

// nightSteps are the steps of the night post, where an alert rests on it: nobody else can be called, or Telegram
// reaches nobody else. Where somebody else has it, the night post is left in peace.
func (t Side) nightSteps(a *state.Alert) (night []flows.LadderStep) {
	for _, step := range t.Plan.Clinic.Ladder.Steps {
		people := t.OnLadder(step.Call)
		switch {
		case step.Call == flows.RankNight && len(people) > 0:
			night = append(night, step)
		case step.Call == flows.RankNight:
		case slices.ContainsFunc(people, func(c state.Contact) bool { return !slices.Contains(a.Unreached, c.ID) }):
			return nil
		}
	}
	return night
}

// slowDue calls everybody if that is due, or only uses the second channel.
func (t Side) slowDue(a *state.Alert) {
	if at, ok := t.slowAfter(a, a.Repeated); !ok || !at.After(t.Now()) {
		t.callSlowly(a)
		return
	}
	t.page(a)
	t.Wake(state.WakeCall, a.ID, t.nextCall(a))
}

// callSlowly calls everybody of the ladder, whether their step was taken or not, the lead also by the second channel,
// and tells the patient once more that nobody has seen the alert. The night post is called only where the alert rests
// on it, in its own hours.
func (t Side) callSlowly(a *state.Alert) {
	var called []string
	call := func(step flows.LadderStep) {
		for _, c := range t.callees(a, step.Call) {
			if !slices.Contains(called, c.ID) {
				called = append(called, c.ID)
				t.call(a, c, state.Alarm{Repeat: true})
			}
		}
	}
	before, clinic, night := a.Repeated, t.Plan.Clinic, t.nightSteps(a)
	if at, ok := clinic.TwiceADay(before); !ok || !at.After(t.Now()) {
		a.Repeated = t.Now()
		for _, step := range clinic.Ladder.Steps {
			if step.Call != flows.RankNight {
				call(step)
			}
		}
		t.pageAgain(a)
	}
	for _, step := range night {
		if at, ok := clinic.TwiceIn(step.Hours, before); ok && !at.After(t.Now()) && clinic.Reachable(step, t.Now()) {
			a.Repeated = t.Now()
			call(step)
			t.pageAnew(a, step.Call)
		}
	}
	if !a.Slow {
		a.Slow = true
		t.nobody(a)
	}
	t.Wake(state.WakeCall, a.ID, t.nextCall(a))
}
