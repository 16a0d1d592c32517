package safety

import (
	"slices"
	"strings"
	"time"

	"footing/flows"
	"footing/flows/engine/internal/press"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// CallOpen tells a newly callable person about open alerts that nobody has seen.
func (t Side) CallOpen(c state.Contact) {
	for n := range t.State.Patient.Alerts {
		if a := &t.State.Patient.Alerts[n]; a.Closed.IsZero() && a.Seen.IsZero() && t.May(c.ID, state.RightCalled) {
			t.call(a, c, state.Alarm{})
		}
	}
}

// red calls a human because of the answers of a check-in.
func (t Side) red(o *state.Occasion) {
	codes := safetyCodes(t.Places(o), o)
	evidence := make([]state.Evidence, 0, len(codes))
	for _, c := range codes {
		item, _, _ := strings.Cut(c, "=")
		evidence = append(evidence, state.Evidence{At: o.Answers[item].At, What: c})
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
		p.Alerts = append(p.Alerts, state.Alert{ID: id, Short: turn.ShortID(id), At: t.Now(), Occasion: occasion})
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
	if t.Careful() && !a.ReachAsked {
		t.askReach(a, state.ClassSafety)
	}
	t.followLater(a)
	switch {
	case a.Restarted.IsZero():
		t.restart(a, state.Alarm{})
	case !a.Seen.IsZero():
		t.restart(a, state.Alarm{More: true})
	default:
		for _, c := range t.With(state.RightCalled) {
			if slices.Contains(a.Called, c.ID) {
				t.call(a, c, state.Alarm{More: true})
			}
		}
	}
	t.joinRemembered(a)
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
	key := "safety.told"
	if cause == record.CauseAnswer { // of a check-in, which ends with it
		key = "safety.red"
	}
	parts := []string{t.Text(key, "name", t.First().Name)}
	if plan := t.planText(); plan != "" {
		parts = append(parts, t.Text("plan.yours")+"\n"+plan)
	}
	switch {
	case len(t.Staffed()) == 0: // everybody has left or is excluded: nothing was sent
		parts[0] = t.Text("gone.nobody_called", "numbers", t.Numbers())
		a.Told = true
	case t.Attended():
		parts = append(parts, t.Text("safety.numbers", "numbers", t.Numbers()))
	default:
		parts = append(parts, t.Text("safety.off_duty", "when", t.Clock(t.AttendedFrom()), "numbers", t.Numbers()))
	}
	if text := strings.Join(parts, "\n\n"); flows.Units(text) > turn.Longest {
		t.Say(state.ClassSafety, parts[1], t.HelpRow()) // the numbers are never cut for the plan's sake
		parts = slices.Delete(parts, 1, 2)
	}
	t.Say(state.ClassSafety, strings.Join(parts, "\n\n"),
		turn.Row(turn.Button(t.Text("button.add_note"), press.AddNote{Alert: a.Short}),
			turn.Button(t.Text("button.safe_for_now"), press.Safe{Alert: a.Short})),
		t.HelpRow())
	t.Cards()
}

// Acted files what a clinician did with an alert. The first "seen" stops the calls and is shown to the patient. A
// second "seen" is filed too, and its sender learns who was first. Without "contact made" or "handled elsewhere" the
// alert is called out again after a while. An act covers only the evidence that its actor had been shown.
func (t Side) Acted(c state.Contact, l state.Acted) {
	a := t.alertOf(l.Alert)
	if a == nil {
		t.Ignore("an alert that is over")
		return
	}
	t.Keep(record.Acknowledgement{
		Alert: a.ID, Short: a.Short, By: c.ID, Name: c.Name, Act: l.Act, Reason: l.Reason, Note: l.Note,
	})
	switch l.Act {
	case record.Seen:
		if !a.Seen.IsZero() {
			t.Tell(c.ID, state.Settled{Alert: a.ID, Act: record.Seen, Name: a.SeenBy, At: a.Seen})
			return
		}
		if a.Newer(l) {
			t.staysOpen(a, c)
			return
		}
		t.seen(a, c, l)
	case record.Contact, record.Elsewhere:
		if a.Closed.IsZero() && a.Newer(l) {
			t.staysOpen(a, c)
			t.settle(a, c, l, true)
			return
		}
		if a.Seen.IsZero() {
			t.seen(a, c, l)
		}
		if a.Closed.IsZero() {
			a.Closed = t.Now()
			t.Forget(state.WakeCall, a.ID)
			t.Milestone(a.ID, a.At, turn.StepOf(l.Act))
		}
		t.settle(a, c, l, false)
	case record.Noted:
		a.Remarks = append(a.Remarks, state.Remark{Name: c.Name, At: l.At, Text: l.Note})
	case record.Reopened:
	}
}

// staysOpen keeps an alert open for evidence that the actor had not been shown. The calls continue where they stand. An
// actor who had not been called is called about the rest.
func (t Side) staysOpen(a *state.Alert, c state.Contact) {
	if a.Seen.IsZero() {
		t.Keep(record.Acknowledgement{Alert: a.ID, Act: record.Reopened}) // because the filed act would make it look seen
	}
	if slices.Contains(a.Called, c.ID) {
		return
	}
	t.call(a, c, state.Alarm{More: true})
	if !a.Seen.IsZero() {
		t.Tell(c.ID, state.Settled{Alert: a.ID, Act: record.Seen, Name: a.SeenBy, At: a.Seen})
	}
}

// seen stops the calling and shows the patient who has seen the alert, and when.
func (t Side) seen(a *state.Alert, c state.Contact, l state.Acted) {
	a.Seen, a.SeenBy, a.SeenID = t.Now(), c.Name, c.ID
	if !a.Noticed {
		a.Noticed = true
		t.Milestone(a.ID, a.At, record.StepSeen)
	}
	t.Wake(state.WakeCall, a.ID, t.Plan.Clinic.AfterDuty(t.Now(), t.Plan.Clinic.Ladder.Reopen))
	t.Say(state.ClassSafety, t.Text("safety.seen", "name", c.Name, "time", t.Clock(l.At)), t.HelpRow())
	if l.Act == record.Seen {
		t.settle(a, c, l, false)
	}
}

// settle tells the other people called what one of them did, and whether the alert stays open for newer evidence.
func (t Side) settle(a *state.Alert, c state.Contact, l state.Acted, open bool) {
	for _, id := range a.Called {
		if id != c.ID {
			t.Tell(id, state.Settled{Alert: a.ID, Act: l.Act, Reason: l.Reason, Name: c.Name, At: l.At, Open: open})
		}
	}
}

// Looked answers [Open] with what is behind the alert, and files who looked.
func (t Side) Looked(c state.Contact, l state.Look) {
	a := t.alertOf(l.Alert)
	if a == nil {
		t.Ignore("an alert that is over")
		return
	}
	a.Looked = true
	t.Keep(record.Opened{By: c.ID, What: "alert " + a.Short, Of: t.State.ID, Code: t.State.Patient.Code})
	t.Tell(c.ID, state.Shown{
		Alert: a.ID, Message: l.Message, Lines: a.Evidence, Upto: a.Latest, Note: a.Note, Remarks: a.Remarks,
		Plan: record.FreeText(t.planText()), Careful: t.Careful(), Reach: t.reachOf(a),
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
		if open[n].Reach.Ring = ""; open[n].Reach.How == state.ReachRing {
			open[n].Reach, open[n].ReachAsked = state.Reach{}, false
		}
	}
	return open
}

// CallFrom is when an open alert is called out next.
func (t Side) CallFrom(a *state.Alert) time.Time {
	if a.Seen.IsZero() {
		return t.nextCall(a)
	}
	return t.Plan.Clinic.AfterDuty(a.Seen, t.Plan.Clinic.Ladder.Reopen)
}
