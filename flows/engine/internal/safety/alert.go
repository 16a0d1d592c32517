package safety

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// CallOpen tells a newly callable person about open alerts that nobody has seen.
func (t Side) CallOpen(c state.Contact) {
	if t.IsAway(c.ID) && t.SomebodyThere() {
		return
	}
	for n := range t.State.Patient.Alerts {
		if a := &t.State.Patient.Alerts[n]; a.Closed.IsZero() && a.Seen.IsZero() && t.May(c.ID, state.RightCalled) {
			t.call(a, c, state.Alarm{})
			t.ExpectCall(a)
		}
	}
}

// red calls a human because of the answers of a check-in.
func (t Side) red(o *state.Occasion) {
	codes := safetyCodes(t.Questions(o), o)
	evidence := make([]state.Evidence, 0, len(codes))
	for _, c := range codes {
		item, _, _ := strings.Cut(c, "=")
		one := state.Evidence{At: o.Answers[item].At, What: c, Window: o.Answers[item].Window}
		if item == o.Urgent {
			one.Words = o.Words
		}
		evidence = append(evidence, one)
	}
	t.Alert(record.CauseAnswer, o.ID, codes, evidence)
}

// Alert calls a human. If an alert is still open, the evidence is added to it. While nobody has seen that alert its
// calls continue where they stand, because a second call for help must not delay the next person's turn. Once it was
// seen, the calls start anew.
func (t Side) Alert(cause record.Cause, occasion string, codes []string, evidence []state.Evidence) {
	p := t.State.Patient
	p.Alerts = slices.DeleteFunc(p.Alerts, func(a state.Alert) bool {
		return !a.Closed.IsZero() && t.Now().Sub(a.Closed) > turn.AlarmLife
	})
	fresh := len(p.Alerts) == 0 || !p.Alerts[len(p.Alerts)-1].Closed.IsZero()
	if fresh {
		id := t.Event.ID
		p.Alerts = append(p.Alerts, state.Alert{
			ID: id, Short: turn.ShortID(id), At: t.Now(), Occasion: occasion, Said: t.Spoken,
		})
	}
	a := &p.Alerts[len(p.Alerts)-1]
	a.Latest++
	for _, e := range evidence {
		e.Event, e.Number = t.Event.ID, a.Latest
		a.Evidence = append(a.Evidence, e)
	}
	t.Keep(record.Alert{
		ID: a.ID, Short: a.Short, Occasion: occasion, Cause: cause, Codes: codes, OffDuty: !t.Attended(),
	})
	t.help(a, cause)
	if !a.ReachAsked && len(t.Staffed()) > 0 { // else nobody reads the answer
		t.askReach(a, state.ClassSafety)
	}
	t.followLater(a)
	switch {
	case a.Restarted.IsZero():
		t.restart(a, state.Alarm{})
	case !a.Seen.IsZero(), t.slow(a):
		t.restart(a, state.Alarm{More: true})
	default:
		for _, c := range t.With(state.RightCalled) {
			if slices.Contains(a.Called, c.ID) {
				t.call(a, c, state.Alarm{More: true})
			}
		}
	}
	t.joinRemembered(a)
	if t.State.Patient.Clinician.ID == "" { // nobody else tells them who holds which post
		t.Tell(state.OfficeID, state.Alone{})
	}
	if fresh {
		t.Milestone(a.ID, a.At, record.StepRaised)
	}
	if len(t.Staffed()) == 0 { // the patient was told so
		t.Milestone(a.ID, a.At, record.StepUnreached)
	}
}

// help is the text a person gets at once after a red answer or a call for help: that it was sent, to whom, that nobody
// has opened it yet, when somebody will, and whom to call.
func (t Side) help(a *state.Alert, cause record.Cause) {
	if cause == record.CauseAsked && t.stands(a) {
		t.stillStands(a)
		return
	}
	a.Helped = t.Now()
	key, outside := "safety.told", "safety.told_outside"
	if cause == record.CauseAnswer { // of a check-in, which ends with it
		key, outside = "safety.red", "safety.red_outside"
	}
	parts := []string{t.withAway(t.Text(key, "name", t.First().Name))}
	if text := t.calledOutside(a, outside); text != "" {
		parts[0] = text
	}
	if plan := t.planText(); plan != "" {
		parts = append(parts, t.Text("plan.yours")+"\n"+plan)
	}
	if len(t.Staffed()) == 0 { // everybody has left or is excluded: nothing was sent
		parts[0] = t.Text("gone.nobody_called", "numbers", t.Numbers())
		a.Told = true
	} else {
		parts = append(parts, t.numbersNow())
	}
	if text := strings.Join(parts, "\n\n"); flows.Units(text) > turn.Longest {
		t.Say(state.ClassSafety, parts[1], t.HelpRow()) // the numbers are never cut for the plan's sake
		parts = slices.Delete(parts, 1, 2)
	}
	t.Say(state.ClassSafety, strings.Join(parts, "\n\n"),
		turn.Row(turn.Button(t.Text("button.add_note"), press.AddNote{Alert: a.Short}),
			turn.Button(t.Text("button.safe_for_now"), press.Safe{Alert: a.Short})),
		t.CarefulWay(t.Careful()), t.HelpRow())
	t.Cards()
}

// withAway adds to a text that the clinician is away and nobody stands in, where that is so.
func (t Side) withAway(text string) string { return strings.TrimSpace(text + " " + t.AwayWords()) }

// Looked answers [Open] with what is behind the alert, and files who looked.
func (t Side) Looked(c state.Contact, l state.Look) {
	a := t.alertOf(l.Alert)
	if a == nil {
		t.Ignore("an alert that is over")
		return
	}
	a.Looked = true
	a.NoteShown = a.NoteShown || a.Note != ""
	for _, all := range [][]state.Remark{a.Added, a.Remarks} {
		for n := range all {
			all[n].Read = true
		}
	}
	t.Keep(record.Opened{By: c.ID, What: "alert " + a.Short, Of: t.State.ID, Code: t.State.Patient.Code})
	t.Tell(c.ID, state.Shown{
		Alert: a.ID, Message: l.Message, Lines: a.Evidence, Upto: a.Latest, Note: a.Note, Remarks: a.Remarks,
		Added: a.Added, Whole: l.Whole, Plan: record.FreeText(t.planText()), Careful: t.Careful(), Reach: t.reachOf(a),
	})
}

// alertOf finds an alert that is remembered, by its id.
func (t Side) alertOf(id string) *state.Alert {
	if t.State.Patient == nil {
		return nil
	}
	for n := range t.State.Patient.Alerts {
		if a := &t.State.Patient.Alerts[n]; a.ID == id {
			return a
		}
	}
	return nil
}

// alertShort finds a recent alert by the name people use.
func (t Side) alertShort(short string) *state.Alert {
	if t.State.Patient == nil {
		return nil
	}
	for n := range t.State.Patient.Alerts {
		if a := &t.State.Patient.Alerts[n]; a.Short == short {
			return a
		}
	}
	return nil
}

// OpenAlerts lists the open alerts, without answers or notes.
func (t Side) OpenAlerts() []state.Alert {
	open := slices.DeleteFunc(slices.Clone(t.State.Patient.Alerts), func(a state.Alert) bool { return !a.Closed.IsZero() })
	for n := range open {
		open[n].Evidence, open[n].Note, open[n].Remarks, open[n].Occasion = nil, "", nil, ""
		open[n].Added = nil
		if open[n].Reach.Ring = ""; open[n].Reach.How == state.ReachRing {
			open[n].Reach, open[n].ReachAsked = state.Reach{}, false
		}
	}
	return open
}

// ExpectCall schedules the next call of an open alert. One that is overdue, or due in this very moment, has a turn of
// its own, right after this one.
func (t Side) ExpectCall(a *state.Alert) {
	t.Wake(state.WakeCall, a.ID, flows.Later(t.callFrom(a), t.Now().Add(time.Second)))
}

// callFrom is when an open alert is called out next.
func (t Side) callFrom(a *state.Alert) time.Time {
	switch {
	case a.Seen.IsZero():
		return t.nextCall(a)
	case !a.Pause.IsZero():
		return t.pauseEnds(a)
	}
	return t.Plan.Clinic.AfterDuty(a.Seen, t.Plan.Clinic.Ladder.Reopen)
}
