package engine

import (
	"slices"
	"strings"
	"time"

	"footing/flows/record"
)

// The calling of a human, counted from the alert: the first person at once and again after five minutes, the
// backup after fifteen, and after thirty the patient is told that nobody has opened it; then every thirty
// minutes of duty time until somebody has seen it.
const (
	callAgainAfter  = 5 * time.Minute
	callBackupAfter = 15 * time.Minute
	callAllAfter    = 30 * time.Minute
	callEvery       = 30 * time.Minute
)

// alertLife is how long a seen alert is remembered, so that new evidence finds it.
const alertLife = 24 * time.Hour

// red ends the check-in: help first, then everything else.
func (t *turn) red(o *Occasion) {
	codes := safetyCodes(t.places(o), o)
	evidence := make([]Evidence, 0, len(codes))
	for _, c := range codes {
		item, _, _ := strings.Cut(c, "=")
		evidence = append(evidence, Evidence{At: o.Answers[item].At, What: c})
	}
	t.alert(record.CauseAnswer, o.ID, codes, evidence)
	t.endOccasion(record.EndRed)
}

// alert calls a human. Evidence joins the alert that is there. While nobody has seen that, its calling goes on
// where it stands, lest a second call for help put the backup's turn off; after it was seen, it starts again.
func (t *turn) alert(cause record.Cause, occasion string, codes []string, evidence []Evidence) {
	p := t.state.Patient
	p.Alerts = slices.DeleteFunc(p.Alerts, func(a Alert) bool {
		return !a.Seen.IsZero() && t.now().Sub(a.Seen) > alertLife
	})
	if len(p.Alerts) == 0 {
		id := t.event.ID
		p.Alerts = append(p.Alerts, Alert{ID: id, Short: shortID(id), At: t.now(), Occasion: occasion})
	}
	a := &p.Alerts[len(p.Alerts)-1]
	a.Evidence = append(a.Evidence, evidence...)
	onDuty := t.plan.Clinic.OnDuty(t.now())
	t.keep(record.Alert{
		ID: a.ID, Short: a.Short, Occasion: occasion, Cause: cause, Codes: codes, OffDuty: !onDuty,
	})
	t.help(a, onDuty)
	if !a.Restarted.IsZero() && a.Seen.IsZero() {
		for _, c := range t.state.Patient.contacts() {
			if slices.Contains(a.Called, c.ID) {
				t.call(a, c, true)
			}
		}
		return
	}
	a.Seen, a.SeenBy, a.Told, a.Called, a.Restarted = time.Time{}, "", false, nil, t.now()
	t.call(a, t.first(), false)
	t.wake(WakeCall, a.ID, t.nextCall(a))
}

// help is what a person gets at once after a red answer or a call for help: that it was sent, to whom, that
// nobody has opened it yet, when somebody will, and whom to call.
func (t *turn) help(a *Alert, onDuty bool) {
	key := "safety.red"
	if a.Occasion == "" {
		key = "safety.told"
	}
	parts := []string{t.text(key, "name", t.first().Name)}
	if next, ok := t.plan.Clinic.NextDuty(t.now()); !onDuty && ok {
		parts = append(parts, t.text("safety.off_duty", "when", t.clock(next), "numbers", t.numbers()))
	} else {
		parts = append(parts, t.text("safety.numbers", "numbers", t.numbers()))
	}
	t.say(ClassSafety, strings.Join(parts, "\n\n"),
		row(button(t.text("button.add_note"), "n:"+a.Short), button(t.text("button.safe_for_now"), "s:"+a.Short)),
		t.helpRow())
	t.cards()
}

// call sends the alarm to one person.
func (t *turn) call(a *Alert, c Contact, again bool) {
	if !slices.Contains(a.Called, c.ID) {
		a.Called = append(a.Called, c.ID)
	}
	t.tell(c.ID, Alarm{
		Alert: a.ID, Short: a.Short, Code: t.state.Patient.Code, At: a.At, Again: again,
		OffDuty: !t.plan.Clinic.OnDuty(t.now()),
	})
}

// nextCall is when the alert is called out next. Off duty the calling holds until somebody is there: the
// patient was told so.
func (t *turn) nextCall(a *Alert) time.Time {
	since := t.callingSince(a)
	if since.After(t.now()) {
		return since
	}
	for _, after := range []time.Duration{0, callAgainAfter, callBackupAfter, callAllAfter} {
		if at := since.Add(after); at.After(t.now()) {
			return at
		}
	}
	at := t.now().Add(callEvery)
	if t.plan.Clinic.OnDuty(at) {
		return at
	}
	if duty, ok := t.plan.Clinic.NextDuty(at); ok {
		return duty
	}
	return at
}

// callingSince is when the calling began, or, off duty, when it goes on: with the next duty hour.
func (t *turn) callingSince(a *Alert) time.Time {
	if t.plan.Clinic.OnDuty(a.Restarted) {
		return a.Restarted
	}
	if duty, ok := t.plan.Clinic.NextDuty(a.Restarted); ok {
		return duty
	}
	return a.Restarted
}

// callAgain goes on calling until somebody has seen the alert.
func (t *turn) callAgain(id string) {
	a := t.openAlert(id)
	if a == nil {
		t.ignore("an alert that is seen")
		return
	}
	calling := t.now().Sub(t.callingSince(a))
	people := t.state.Patient.contacts()
	t.call(a, people[0], true)
	if len(people) > 1 && (calling >= callBackupAfter || slices.Contains(a.Called, people[1].ID)) {
		t.call(a, people[1], slices.Contains(a.Called, people[1].ID))
	}
	if calling >= callAllAfter && !a.Told {
		t.nobody(a)
	}
	t.wake(WakeCall, a.ID, t.nextCall(a))
}

// nobody tells the patient the truth: it was sent, and nobody has opened it.
func (t *turn) nobody(a *Alert) {
	a.Told = true
	t.say(ClassSafety, t.text("safety.nobody", "numbers", t.numbers()), t.helpRow())
}

// toPatient takes what clinicians do. Only somebody this patient is linked to counts, and never oneself.
func (t *turn) toPatient(from string, l Letter) {
	p := t.state.Patient
	if p == nil {
		t.ignore("a letter to a patient who is none")
		return
	}
	c, linked := p.contact(from)
	if !linked || from == t.state.ID {
		t.ignore("a letter from somebody who is not linked")
		return
	}
	switch l := l.(type) {
	case Acted:
		t.acted(c, l)
	case Look:
		t.looked(c, l)
	case Unreached:
		t.unreached(c, l)
	case SummaryOpened:
		t.summaryOpened(c)
	default:
		t.ignore("a letter for a desk")
	}
}

// acted shows the patient that somebody has seen the alert, and stops the calling. A second one is filed.
func (t *turn) acted(c Contact, l Acted) {
	p := t.state.Patient
	n := slices.IndexFunc(p.Alerts, func(a Alert) bool { return a.ID == l.Alert })
	if n < 0 {
		t.ignore("an alert that is over")
		return
	}
	a := &p.Alerts[n]
	t.keep(record.Acknowledgement{Alert: a.ID, By: c.ID, Name: c.Name, Act: l.Act})
	if !a.Seen.IsZero() {
		return
	}
	a.Seen, a.SeenBy = t.now(), c.Name
	t.forget(WakeCall, a.ID)
	t.say(ClassSafety, t.text("safety.seen", "name", c.Name, "time", t.clock(l.At)), t.helpRow())
	for _, id := range a.Called {
		if id != c.ID {
			t.tell(id, Settled{Alert: a.ID, Name: c.Name, At: l.At})
		}
	}
}

// looked answers [Open] with what is behind the alert, and files who looked.
func (t *turn) looked(c Contact, l Look) {
	n := slices.IndexFunc(t.state.Patient.Alerts, func(a Alert) bool { return a.ID == l.Alert })
	if n < 0 {
		t.ignore("an alert that is over")
		return
	}
	a := t.state.Patient.Alerts[n]
	t.keep(record.Opened{By: c.ID, What: "alert " + a.Short, Of: t.state.ID})
	t.tell(c.ID, Shown{Alert: a.ID, Message: l.Message, Lines: a.Evidence, Note: a.Note})
}

// unreached skips a person whom the alarm cannot reach: the other one is called at once.
func (t *turn) unreached(c Contact, l Unreached) {
	a := t.openAlert(l.Alert)
	if a == nil {
		t.ignore("an alert that is seen")
		return
	}
	for _, other := range t.state.Patient.contacts() {
		if other.ID != c.ID && !slices.Contains(a.Called, other.ID) {
			t.call(a, other, false)
			return
		}
	}
	if !a.Told {
		t.nobody(a)
	}
}

// openAlert is the alert if nobody has seen it yet.
func (t *turn) openAlert(id string) *Alert {
	if t.state.Patient == nil {
		return nil
	}
	for n := range t.state.Patient.Alerts {
		if a := &t.state.Patient.Alerts[n]; a.ID == id && a.Seen.IsZero() {
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
