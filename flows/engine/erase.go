package engine

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"footing/flows/record"
)

// eraseAsked is the first of two steps: what will be removed, and what stays.
func (t *turn) eraseAsked() {
	p := t.state.Patient
	switch {
	case p.Erased:
		t.reply("erase.under_way")
	default:
		t.say(ClassReply, t.text("erase.what", "name", p.Clinician.Name),
			row(button(t.text("erase.go_on"), "c:erase:sure")), row(button(t.text("erase.keep"), "c:erase:no")), t.helpRow())
	}
}

// eraseTapped is the second step. The facts are read by the worker, so that alerts can outlive them.
func (t *turn) eraseTapped(e Tapped, value string) {
	switch {
	case t.state.Patient.Erased:
		t.toast(e, "toast.old")
	case value == "sure":
		t.toast(e, "")
		t.edit(e.Message, t.text("erase.sure"),
			row(button(t.text("erase.now"), "c:erase:now")), row(button(t.text("erase.keep"), "c:erase:no")), t.helpRow())
	case value == "now":
		t.toast(e, "")
		t.edit(e.Message, t.text("erase.moment"))
		t.wake(WakeErase, "all", t.now())
	case value == "no":
		t.toast(e, "")
		t.edit(e.Message, t.text("choices.unchanged"))
	default:
		t.toast(e, "toast.old")
	}
}

// erase removes what is kept of a patient, and gives a receipt. Those who knew of them are told; the clinician keeps
// that there were alerts, without an answer. An alert that is not over goes on being called, without an answer: what
// that needs is all that stays, and goes when it is over.
func (t *turn) erase(e Due) {
	p := t.state.Patient
	if p == nil {
		t.ignore("nobody to erase")
		return
	}
	t.state.Setting, t.state.Opener = nil, nil
	past := alertsOf(e.Facts, p.Alerts, p.Code)
	open := t.openAlerts()
	t.tellErased(past, len(open) > 0)
	key := "erase.receipt"
	if len(open) > 0 {
		key = "erase.receipt_open"
	}
	text := t.text(key, "answers", strconv.Itoa(len(answers(e.Facts, false))), "when", t.dateTime(t.now()), "number", shortID(e.ID))
	if t.discreet() { // nobody could remove them later
		t.remove("", func(Trace) bool { return true })
	}
	t.wipe(open, e.Facts)
	t.say(ClassReply, text, t.helpRow())
}

// eraseRestDue removes the rest of somebody who is a clinician, too, whose own facts must be read for that.
func (t *turn) eraseRestDue(e Due) {
	p := t.state.Patient
	if p == nil || !p.Erased || len(t.openAlerts()) > 0 {
		t.ignore("nothing left to erase")
		return
	}
	t.tellErased(alertsOf(nil, p.Alerts, p.Code), false)
	t.wipe(nil, e.Facts)
}

// openAlerts are the alerts that are not over, without anything that was answered or written.
func (t *turn) openAlerts() []Alert {
	open := slices.DeleteFunc(slices.Clone(t.state.Patient.Alerts), func(a Alert) bool { return !a.Closed.IsZero() })
	for n := range open {
		open[n].Evidence, open[n].Note, open[n].Remarks, open[n].Occasion = nil, "", nil, ""
	}
	return open
}

// tellErased tells whoever knew of the patient that they have gone. Those who are left out learn of no alert by it: where
// that is the clinician, whoever is told first keeps that there were alerts.
func (t *turn) tellErased(past []record.PastAlert, open bool) {
	p := t.state.Patient
	keeper := p.Clinician.ID
	if slices.Contains(p.Excluded, keeper) {
		keeper = t.first().ID
	}
	for _, c := range p.linked() {
		l := Erased{Code: p.Code, Open: open && !slices.Contains(p.Excluded, c.ID)}
		if c.ID == keeper {
			l.Alerts = past
		}
		t.tell(c.ID, l)
	}
}

// wipe leaves of the state what open alerts need, and nothing else. A clinician who is a patient, too, stays a
// clinician, with the facts of that side.
func (t *turn) wipe(open []Alert, facts []record.Fact) {
	p := t.state.Patient
	t.add(Erase{})
	if t.state.Desk != nil {
		for _, f := range facts {
			if ofDesk(f.Body, t.state.ID) {
				t.add(Keep{Fact: f})
			}
		}
	}
	switch {
	case len(open) > 0:
		if p.Stand != nil {
			t.wake(WakeLeave, leaveStand, later(p.Stand.Until, t.now().Add(time.Minute)))
		}
		t.state.Patient = &Patient{
			Code: p.Code, Clinician: p.Clinician, Team: p.Team, Excluded: p.Excluded, First: p.First,
			Left: true, Alerts: open, Choices: Choices{Erased: true}, Seconds: p.Seconds, Stand: p.Stand,
		}
		for n := range open {
			t.wake(WakeCall, open[n].ID, later(t.callFrom(&open[n]), t.now().Add(time.Second))) // it may be overdue
		}
	case t.state.Desk != nil:
		t.state.Patient = nil
	default:
		t.state = State{ID: t.state.ID, Chat: t.state.Chat, Locale: t.state.Locale}
	}
	t.deskMoments() // they went with the patient's
}

// deskMoments asks anew for every moment that a clinician's side waits for.
func (t *turn) deskMoments() {
	d := t.state.Desk
	if d == nil {
		return
	}
	if d.Active {
		t.scheduleDigest()
	}
	for _, i := range d.Invitations {
		t.wake(WakeInvitation, i.Hash, i.Expires)
	}
	for n := range d.Panel {
		if m := &d.Panel[n]; m.Planned != (record.Appointment{}) && m.Left.IsZero() {
			t.scheduleBrief(m)
		}
	}
	if len(d.Notes) > 0 {
		t.wake(WakeNews, newsNotes, t.workingFrom().Add(time.Minute))
	}
	if d.Census != nil {
		t.wake(WakeCensus, censusCounts, t.now().Add(censusPatience))
	}
	if l := d.Leave; l != nil && l.Said {
		at := map[bool]time.Time{true: l.Until, false: l.From}[l.Begun]
		t.wake(WakeLeave, map[bool]string{true: leaveEnd, false: leaveBegin}[l.Begun], later(at, t.now().Add(time.Minute)))
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// ofDesk tells whether a fact of somebody who is patient and clinician is of the clinician.
func ofDesk(b record.Body, self string) bool {
	switch b := b.(type) {
	case record.Enrolment:
		return b.Role != record.Patient
	case record.Opened:
		return b.By == self && b.Of != self
	case record.Audit:
		return b.Of != self
	case record.Digest, record.Prompted, record.PromptOutcome, record.PastAlert, record.Post, record.Leave, record.Zone:
		return true
	default:
		return false
	}
}

// callFrom is when an open alert is called out next.
func (t *turn) callFrom(a *Alert) time.Time {
	if a.Seen.IsZero() {
		return t.nextCall(a)
	}
	return t.plan.Clinic.AfterDuty(a.Seen, t.plan.Clinic.Ladder.Reopen)
}

// eraseRest removes what stayed for the sake of alerts, once they are over. Nobody is told: whoever left is not
// written to, and the receipt has said that it will go.
func (t *turn) eraseRest() {
	p := t.state.Patient
	if p == nil || !p.Erased || len(t.openAlerts()) > 0 {
		return
	}
	if t.state.Desk != nil {
		t.wake(WakeErase, "rest", t.now()) // what is kept of the clinician must be read first
		return
	}
	t.tellErased(alertsOf(nil, p.Alerts, p.Code), false)
	t.wipe(nil, nil)
}

// erased: a patient has removed what was kept of them. That there were alerts stays on this side.
func (t *turn) erased(m *Member, l Erased) {
	for _, past := range l.Alerts {
		t.keep(past)
	}
	first := m.Erased.IsZero()
	m.Erased, m.Left, m.Name = t.now(), t.now(), ""
	if first {
		key := "desk.erased"
		if l.Open {
			key = "desk.erased_open"
		}
		t.say(ClassReply, t.text(key, "code", l.Code))
	}
	if !l.Open {
		d, id := t.state.Desk, m.ID
		d.Panel = slices.DeleteFunc(d.Panel, func(other Member) bool { return other.ID == id })
	}
}

// alertsOf are the alerts of a participant as records without an answer: raised when, seen by whom, over or not.
func alertsOf(facts []record.Fact, remembered []Alert, code string) []record.PastAlert {
	byID, known := map[string]*record.PastAlert{}, map[string]bool{}
	note := func(id, short string, at time.Time) *record.PastAlert {
		if byID[id] == nil {
			byID[id] = &record.PastAlert{Alert: id, Short: short, Code: code, Raised: at}
		}
		return byID[id]
	}
	for _, a := range remembered {
		one := note(a.ID, a.Short, a.At)
		one.Seen, one.SeenBy, one.Over = a.Seen, a.SeenBy, !a.Closed.IsZero()
		known[a.ID] = true
	}
	for _, f := range facts {
		switch b := f.Body.(type) {
		case record.Alert:
			note(b.ID, b.Short, f.At)
		case record.Acknowledgement:
			one := byID[b.Alert]
			if one == nil || known[b.Alert] { // the state knows how that stands: an act may not have held for all that came
				continue
			}
			if one.Seen.IsZero() && slices.Contains([]record.Act{record.Seen, record.Contact, record.Elsewhere}, b.Act) {
				one.Seen, one.SeenBy = f.At, b.Name
			}
			if b.Act == record.Contact || b.Act == record.Elsewhere {
				one.Over = true
			}
		}
	}
	all := make([]record.PastAlert, 0, len(byID))
	for _, one := range byID {
		all = append(all, *one)
	}
	slices.SortFunc(all, func(a, b record.PastAlert) int {
		return cmp.Or(a.Raised.Compare(b.Raised), cmp.Compare(a.Alert, b.Alert))
	})
	return all
}
