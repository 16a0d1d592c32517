package desk

import (
	"slices"
	"time"

	"footing/flows/digest"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// setAppointment files the appointment, plans the brief before it, and tells the patient's side.
func (t Side) setAppointment(e state.Tapped, m *state.Member, what string, chosen record.Appointment) {
	if what == "week" {
		chosen.Next = m.Planned.Next
	} else {
		next := chosen.Next
		chosen = m.Planned
		chosen.Next = next
	}
	if !chosen.Equal(m.Planned) { // else it was pressed twice, and the patient has been told
		m.Planned = chosen
		t.scheduleBrief(m)
		t.Tell(m.ID, state.Appointed{Planned: chosen})
		t.Keep(record.Audit{By: t.State.ID, Deed: record.DeedSet, What: record.ChangeAppointment, Of: m.ID, Code: m.Code})
	}
	t.Edit(e.Message, t.Text("pick.done", "code", m.Code, "week", t.WeekWords(m.Planned), "next", t.NextWords(m.Planned)),
		cardRow(t.Turn, m))
}

// objected shows that the appointment does not suit the patient, and restores the earlier one.
func (t Side) objected(m *state.Member, l state.Objected) {
	if m.Backup || l.Planned == nil {
		t.Ignore("sessions of somebody else's patient")
		return
	}
	m.Planned = *l.Planned
	t.scheduleBrief(m)
	t.Keep(record.Audit{By: m.ID, Deed: record.DeedRefused, What: record.ChangeAppointment, Of: m.ID, Code: m.Code})
	t.Say(state.ClassReply, t.Text("desk.appointment_refused", "code", m.Code, "week", t.WeekWords(m.Planned), "next",
		t.NextWords(m.Planned)),
		cardRow(t.Turn, m))
}

// rescheduled takes over session times from the patient. The clinician is told in the daytime only; the card always
// shows them.
func (t Side) rescheduled(m *state.Member, l state.Rescheduled) {
	if m.Backup {
		t.Ignore("sessions of somebody else's patient")
		return
	}
	m.Planned = l.Planned
	t.scheduleBrief(m)
	if t.Quiet() || t.State.Blocked {
		return
	}
	t.Say(state.ClassDigest, t.Text("desk.rescheduled", "code", m.Code, "week", t.WeekWords(m.Planned), "next",
		t.NextWords(m.Planned)),
		cardRow(t.Turn, m))
}

// scheduleBrief plans the brief before the next appointment that is far enough away.
func (t Side) scheduleBrief(m *state.Member) {
	before := t.Plan.Digest.Before
	next := m.Planned.After(t.Now().Add(before))
	if next.IsZero() || before <= 0 {
		t.Forget(state.WakeSession, m.ID)
		return
	}
	t.Wake(state.WakeSession, m.ID, next.Add(-before))
}

// brief shows the summary that a clinician reads just before an appointment.
func (t Side) brief(e state.Due) {
	m := t.own(func(m *state.Member) bool { return m.ID == e.Key })
	if m == nil || !m.Left.IsZero() {
		t.Ignore("an appointment with nobody")
		return
	}
	before := t.Plan.Digest.Before
	at := e.Nominal.Add(before)
	t.scheduleBrief(m)
	n := -1
	if e.Digest != nil {
		n = slices.IndexFunc(e.Digest.People, func(s digest.Summary) bool { return s.ID == m.ID })
	}
	if n < 0 || !t.Now().Before(at) || !m.Planned.After(at.Add(-time.Second)).Equal(at) {
		t.Ignore("too late, or moved")
		return
	}
	shown := e.Digest.People[n]
	rows := append(t.promptRow(m, shown), turn.Row(turn.Button(t.Text("card.summary"), press.Summary{Patient: m.ID})))
	t.Add(state.Say{
		Chat: t.State.Chat, Class: state.ClassPrompt, Text: turn.Cut(t.Clock(at) + " · " + shown.Brief), Buttons: rows,
		Protect: true,
	})
	t.prompted(m, shown)
	t.Keep(record.Opened{By: t.State.ID, What: "brief", Of: m.ID, Code: m.Code})
}
