package engine

import (
	"slices"
	"strings"
	"time"

	"footing/flows/record"
)

// red calls a human because of the answers of a check-in.
func (t *turn) red(o *Occasion) {
	codes := safetyCodes(t.places(o), o)
	evidence := make([]Evidence, 0, len(codes))
	for _, c := range codes {
		item, _, _ := strings.Cut(c, "=")
		evidence = append(evidence, Evidence{At: o.Answers[item].At, What: c})
	}
	t.alert(record.CauseAnswer, o.ID, codes, evidence)
}

// alert calls a human. Evidence joins the alert that is not over yet. While nobody has seen that, its calling goes
// on where it stands, lest a second call for help put the others' turn off; after it was seen, it starts again.
func (t *turn) alert(cause record.Cause, occasion string, codes []string, evidence []Evidence) {
	p := t.state.Patient
	p.Alerts = slices.DeleteFunc(p.Alerts, func(a Alert) bool {
		return !a.Closed.IsZero() && t.now().Sub(a.Closed) > alarmLife
	})
	fresh := len(p.Alerts) == 0 || !p.Alerts[len(p.Alerts)-1].Closed.IsZero()
	if fresh {
		id := t.event.ID
		p.Alerts = append(p.Alerts, Alert{ID: id, Short: shortID(id), At: t.now(), Occasion: occasion})
	}
	a := &p.Alerts[len(p.Alerts)-1]
	a.Evidence = append(a.Evidence, evidence...)
	a.Latest++
	t.keep(record.Alert{
		ID: a.ID, Short: a.Short, Occasion: occasion, Cause: cause, Codes: codes, OffDuty: !t.attended(),
	})
	t.help(a, cause)
	t.followLater(a)
	switch {
	case a.Restarted.IsZero():
		t.restart(a, Alarm{})
	case !a.Seen.IsZero():
		t.restart(a, Alarm{More: true})
	default:
		for _, c := range p.circle() {
			if slices.Contains(a.Called, c.ID) {
				t.call(a, c, Alarm{More: true})
			}
		}
	}
	if fresh {
		t.milestone(a.ID, a.At, record.StepRaised)
	}
	if len(t.staffed()) == 0 { // and the patient was told so
		t.milestone(a.ID, a.At, record.StepUnreached)
	}
}

// help is what a person gets at once after a red answer or a call for help: that it was sent, to whom, that
// nobody has opened it yet, when somebody will, and whom to call.
func (t *turn) help(a *Alert, cause record.Cause) {
	key := "safety.told"
	if cause == record.CauseAnswer { // of a check-in, which ends with it
		key = "safety.red"
	}
	parts := []string{t.text(key, "name", t.first().Name)}
	if plan := t.planText(); plan != "" {
		parts = append(parts, t.text("plan.yours")+"\n"+plan)
	}
	switch {
	case len(t.staffed()) == 0: // whoever could be called has left, or is left out: nothing was sent
		parts[0] = t.text("gone.nobody_called", "numbers", t.numbers())
		a.Told = true
	case t.attended():
		parts = append(parts, t.text("safety.numbers", "numbers", t.numbers()))
	default:
		parts = append(parts, t.text("safety.off_duty", "when", t.clock(t.attendedFrom()), "numbers", t.numbers()))
	}
	if text := strings.Join(parts, "\n\n"); units(text) > longest {
		t.say(ClassSafety, parts[1], t.helpRow()) // the numbers are never cut for the plan's sake
		parts = slices.Delete(parts, 1, 2)
	}
	t.say(ClassSafety, strings.Join(parts, "\n\n"),
		row(button(t.text("button.add_note"), "n:"+a.Short), button(t.text("button.safe_for_now"), "s:"+a.Short)),
		t.helpRow())
	t.cards()
}

// toPatient takes what clinicians do. Only somebody this patient is linked to counts, and never oneself.
func (t *turn) toPatient(from string, l Letter) {
	p := t.state.Patient
	if p == nil {
		t.ignore("a letter to a patient who is none")
		return
	}
	c, linked := p.contact(from)
	if _, left := l.(Resigned); left && !linked && p.Proposal != nil && p.Proposal.Who.ID == from {
		p.Proposal = nil // they were to work with the patient, and cannot be agreed to any more
		t.ignore("somebody left before the patient had agreed to them")
		return
	}
	if !linked || from == t.state.ID {
		t.ignore("a letter from somebody who is not linked")
		return
	}
	if slices.Contains(p.Excluded, from) {
		switch l.(type) {
		case Acted, Look, Unreached:
			t.ignore("a letter from somebody whom the patient excluded")
			return
		}
	}
	switch l := l.(type) {
	case Team:
		t.team(c, l)
	case Acted:
		t.acted(c, l)
	case Look:
		t.looked(c, l)
	case Unreached:
		t.unreached(c, l)
	case SummaryOpened:
		t.summaryOpened(c)
	case Inquire:
		t.inquired(c, l)
	case Appointed:
		t.appointed(c, l)
	case Dose:
		t.dosed(c, l)
	case Proposed:
		t.proposedTo(c, l)
	case Away:
		t.awayFrom(c, l)
	case Resigned:
		t.resigned(c)
	default:
		t.ignore("a letter for a desk")
	}
}

// acted files what a clinician did with an alert. The first "seen" stops the calling and is shown to the patient; a
// second one is filed too, and whoever pressed it learns who was first. Without "contact made" or "handled
// elsewhere" the alert is called out again after a while. An act holds for the evidence that its actor had been shown.
func (t *turn) acted(c Contact, l Acted) {
	a := t.alertOf(l.Alert)
	if a == nil {
		t.ignore("an alert that is over")
		return
	}
	t.keep(record.Acknowledgement{
		Alert: a.ID, Short: a.Short, By: c.ID, Name: c.Name, Act: l.Act, Reason: l.Reason, Note: l.Note,
	})
	switch l.Act {
	case record.Seen:
		if !a.Seen.IsZero() {
			t.tell(c.ID, Settled{Alert: a.ID, Act: record.Seen, Name: a.SeenBy, At: a.Seen})
			return
		}
		if a.newer(l) {
			t.staysOpen(a, c)
			return
		}
		t.seen(a, c, l)
	case record.Contact, record.Elsewhere:
		if a.Closed.IsZero() && a.newer(l) {
			t.staysOpen(a, c)
			t.settle(a, c, l, true)
			return
		}
		if a.Seen.IsZero() {
			t.seen(a, c, l)
		}
		if a.Closed.IsZero() {
			a.Closed = t.now()
			t.forget(WakeCall, a.ID)
			t.milestone(a.ID, a.At, stepOf(l.Act))
		}
		t.settle(a, c, l, false)
	case record.Noted:
		a.Remarks = append(a.Remarks, Remark{Name: c.Name, At: l.At, Text: l.Note})
	case record.Reopened:
	}
}

// newer tells whether something has come to an alert that the actor had not been shown: evidence, or, of one who has
// seen it, that it is called out anew. An act that does not say what was shown goes by its time.
func (a *Alert) newer(l Acted) bool {
	var latest time.Time
	if l.Act == record.Seen {
		latest = a.Restarted
	}
	if l.Upto != 0 {
		return l.Upto < a.Latest || latest.After(a.At) && l.At.Before(latest)
	}
	for _, e := range a.Evidence {
		latest = later(latest, e.At)
	}
	return latest.After(a.At) && l.At.Before(latest)
}

// staysOpen keeps an alert open for what an actor had not been shown. The calling goes on where it stands; an actor
// whom it had not reached is called about the rest.
func (t *turn) staysOpen(a *Alert, c Contact) {
	if a.Seen.IsZero() {
		t.keep(record.Acknowledgement{Alert: a.ID, Act: record.Reopened}) // lest what was filed makes it look seen
	}
	if slices.Contains(a.Called, c.ID) {
		return
	}
	t.call(a, c, Alarm{More: true})
	if !a.Seen.IsZero() {
		t.tell(c.ID, Settled{Alert: a.ID, Act: record.Seen, Name: a.SeenBy, At: a.Seen})
	}
}

// seen stops the calling and shows the patient who has seen the alert, and when.
func (t *turn) seen(a *Alert, c Contact, l Acted) {
	a.Seen, a.SeenBy, a.SeenID = t.now(), c.Name, c.ID
	if !a.Noticed {
		a.Noticed = true
		t.milestone(a.ID, a.At, record.StepSeen)
	}
	t.wake(WakeCall, a.ID, t.plan.Clinic.AfterDuty(t.now(), t.plan.Clinic.Ladder.Reopen))
	t.say(ClassSafety, t.text("safety.seen", "name", c.Name, "time", t.clock(l.At)), t.helpRow())
	if l.Act == record.Seen {
		t.settle(a, c, l, false)
	}
}

// settle tells the others who were called what one of them did, and whether the alert stays open for what came since.
func (t *turn) settle(a *Alert, c Contact, l Acted, open bool) {
	for _, id := range a.Called {
		if id != c.ID {
			t.tell(id, Settled{Alert: a.ID, Act: l.Act, Reason: l.Reason, Name: c.Name, At: l.At, Open: open})
		}
	}
}

// looked answers [Open] with what is behind the alert, and files who looked.
func (t *turn) looked(c Contact, l Look) {
	a := t.alertOf(l.Alert)
	if a == nil {
		t.ignore("an alert that is over")
		return
	}
	a.Looked = true
	t.keep(record.Opened{By: c.ID, What: "alert " + a.Short, Of: t.state.ID, Code: t.state.Patient.Code})
	t.tell(c.ID, Shown{
		Alert: a.ID, Message: l.Message, Lines: a.Evidence, Upto: a.Latest, Note: a.Note, Remarks: a.Remarks,
		Plan: record.FreeText(t.planText()),
	})
}

// alertOf finds an alert that is remembered, by its id.
func (t *turn) alertOf(id string) *Alert {
	if t.state.Patient == nil {
		return nil
	}
	for n := range t.state.Patient.Alerts {
		if a := &t.state.Patient.Alerts[n]; a.ID == id {
			return a
		}
	}
	return nil
}

// alertShort finds a recent alert by the name people use.
func (t *turn) alertShort(short string) *Alert {
	if t.state.Patient == nil {
		return nil
	}
	for n := range t.state.Patient.Alerts {
		if a := &t.state.Patient.Alerts[n]; a.Short == short {
			return a
		}
	}
	return nil
}
