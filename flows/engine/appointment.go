package engine

import (
	"slices"
	"strconv"
	"time"

	"footing/flows/digest"
	"footing/flows/record"
)

// setAppointment files the choice, asks to be woken before the appointment, and tells the patient's side.
func (t *turn) setAppointment(e Tapped, m *Member, what string, chosen record.Appointment) {
	if what == "week" {
		chosen.Next = m.Planned.Next
	} else {
		next := chosen.Next
		chosen = m.Planned
		chosen.Next = next
	}
	m.Planned = chosen
	t.scheduleBrief(m)
	t.tell(m.ID, Appointed{Planned: chosen})
	t.keep(record.Audit{By: t.state.ID, Deed: record.DeedSet, What: record.ChangeAppointment, Of: m.ID, Code: m.Code})
	t.edit(e.Message, t.text("pick.done", "code", m.Code, "week", t.weekWords(m.Planned), "next", t.nextWords(m.Planned)),
		row(button(t.text("pick.card"), "m:"+m.ID+":card")))
}

// appointed files what the clinician has set, and tells the patient: at once, or after the quiet hours.
func (t *turn) appointed(c Contact, l Appointed) {
	p := t.state.Patient
	if c.ID != p.Clinician.ID || p.Left {
		t.ignore("an appointment from somebody who is not the clinician")
		return
	}
	if p.Moved == nil || p.Moved.Told {
		p.Serial++
		p.Moved = &Moved{Number: p.Serial, Before: p.Planned}
	}
	t.sessionsAre(l.Planned, c.ID)
	if !t.waits(newsAppointment) {
		t.tellAppointment()
	}
}

// newsAppointment is the key of the moment at which a patient is told of an appointment after the quiet hours.
const newsAppointment = "appointment"

func (t *turn) tellAppointment() {
	p := t.state.Patient
	if p == nil || p.Left || t.state.Blocked || p.Moved == nil {
		t.ignore("no appointment to tell of")
		return
	}
	p.Moved.Told = true
	t.say(ClassPrompt, t.text("appointment.set", "name", p.Clinician.Name, "week", t.weekWords(p.Planned), "next", t.nextWords(p.Planned)),
		row(button(t.text("appointment.objection"), "x:appointment:"+strconv.Itoa(p.Moved.Number))), t.sessionRow())
}

// refusalTapped takes a press below something that a clinician has settled.
func (t *turn) refusalTapped(e Tapped, what, number string) {
	p := t.state.Patient
	switch {
	case p == nil || p.Left:
		t.toast(e, "toast.old")
	case what == "dosing":
		t.dosingRefused(e, number)
	case what == "team":
		t.proposalTapped(e, number)
	case what == "stand":
		t.standRefused(e, number)
	case what == "second":
		t.secondEnded(e, number)
	case what == "appointment":
		t.objectionTapped(e, number)
	default:
		t.toast(e, "toast.old")
	}
}

// objectionTapped undoes what the clinician has set about the sessions, and tells them.
func (t *turn) objectionTapped(e Tapped, number string) {
	p := t.state.Patient
	if p.Moved == nil || strconv.Itoa(p.Moved.Number) != number || p.Clinician.ID == "" {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	before := p.Moved.Before
	p.Moved = nil
	t.sessionsAre(before, t.state.ID)
	t.keep(record.Audit{By: t.state.ID, Deed: record.DeedRefused, What: record.ChangeAppointment, Of: t.state.ID, Code: p.Code})
	t.tell(p.Clinician.ID, Objected{Planned: &before})
	t.edit(e.Message, t.text("appointment.undone", "name", p.Clinician.Name, "week", t.weekWords(before), "next", t.nextWords(before)),
		t.sessionRow())
}

// objected shows that what was set does not fit the patient, and takes over that it is as it was before.
func (t *turn) objected(m *Member, l Objected) {
	if m.Backup || l.Planned == nil {
		t.ignore("sessions of somebody else's patient")
		return
	}
	m.Planned = *l.Planned
	t.scheduleBrief(m)
	t.keep(record.Audit{By: m.ID, Deed: record.DeedRefused, What: record.ChangeAppointment, Of: m.ID, Code: m.Code})
	t.say(ClassReply, t.text("desk.appointment_refused", "code", m.Code, "week", t.weekWords(m.Planned), "next", t.nextWords(m.Planned)),
		row(button(t.text("pick.card"), "m:"+m.ID+":card")))
}

// rescheduled takes over when a patient says that the two meet. It is told in the daytime only; the card always shows it.
func (t *turn) rescheduled(m *Member, l Rescheduled) {
	if m.Backup {
		t.ignore("sessions of somebody else's patient")
		return
	}
	m.Planned = l.Planned
	t.scheduleBrief(m)
	if t.quiet() || t.state.Blocked {
		return
	}
	t.say(ClassDigest, t.text("desk.rescheduled", "code", m.Code, "week", t.weekWords(m.Planned), "next", t.nextWords(m.Planned)),
		row(button(t.text("pick.card"), "m:"+m.ID+":card")))
}

// scheduleBrief asks to be woken before the next appointment that is far enough away.
func (t *turn) scheduleBrief(m *Member) {
	before := t.plan.Digest.Before
	next := digest.NextAppointment(m.Planned, t.now().Add(before))
	if next.IsZero() || before <= 0 {
		t.forget(WakeSession, m.ID)
		return
	}
	t.wake(WakeSession, m.ID, next.Add(-before))
}

// brief is what a clinician reads just before an appointment.
func (t *turn) brief(e Due) {
	m := t.own(func(m *Member) bool { return m.ID == e.Key })
	if m == nil || !m.Left.IsZero() {
		t.ignore("an appointment with nobody")
		return
	}
	before := t.plan.Digest.Before
	at := e.Nominal.Add(before)
	t.scheduleBrief(m)
	n := -1
	if e.Digest != nil {
		n = slices.IndexFunc(e.Digest.People, func(s digest.Summary) bool { return s.ID == m.ID })
	}
	if n < 0 || !t.now().Before(at) || !digest.NextAppointment(m.Planned, at.Add(-time.Second)).Equal(at) {
		t.ignore("too late, or moved")
		return
	}
	shown := e.Digest.People[n]
	rows := append(t.promptRow(m, shown), row(button(t.text("card.summary"), "p:"+m.ID)))
	t.add(Say{
		Chat: t.state.Chat, Class: ClassPrompt, Text: cut(t.clock(at) + " · " + shown.Brief), Buttons: rows, Protect: true,
	})
	t.prompted(m, shown)
	t.keep(record.Opened{By: t.state.ID, What: "brief", Of: m.ID, Code: m.Code})
}

// weekWords says when the weekly session is.
func (t *turn) weekWords(a record.Appointment) string {
	if !a.Weekly {
		return t.text("appointment.none")
	}
	return t.text("appointment.weekly", "day", t.longDay(a.Day), "time", a.At, "zone", a.Zone)
}

// nextWords says when the next appointment is.
func (t *turn) nextWords(a record.Appointment) string {
	next := digest.NextAppointment(a, t.now())
	if next.IsZero() {
		return t.text("appointment.none")
	}
	return t.date(next) + " " + next.In(t.zone()).Format("15:04")
}
