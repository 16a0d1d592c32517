package engine

import (
	"slices"
	"time"

	"footing/flows/record"
)

// Reads tells what a clinician may read of a participant as the participant's own state stands: the facts, and of
// those the alerts. It is the one place that decides it for whoever fetches facts.
func Reads(s State, desk string, at time.Time) (facts, alerts bool) {
	p := s.Patient
	if p == nil || desk == "" || desk == s.ID {
		return false, false
	}
	excluded := slices.Contains(p.Excluded, desk)
	if n := slices.IndexFunc(p.Seconds, func(s Second) bool { return s.ID == desk && s.Summary }); n >= 0 {
		facts, alerts = true, p.Seconds[n].Alerts && !excluded
	}
	if p.Clinician.ID == desk || p.Stand != nil && p.Stand.ID == desk && at.Before(p.Stand.Until) {
		facts, alerts = true, !excluded
	}
	return facts, alerts
}

// unlinkOthers ends the links of those who had something to do with the patient and have not any more. Nothing of the
// patient stays on their panels.
func (t *turn) unlinkOthers(knew []Contact) {
	p := t.state.Patient
	for _, c := range knew {
		if _, linked := p.contact(c.ID); !linked {
			t.keep(record.Link{With: c.ID, Name: c.Name, As: record.AsPost, By: p.Clinician.ID})
			t.tell(c.ID, Ended{})
		}
	}
}

// linkEnded: the link with a patient is over. The patient is taken off the panel, and what was called out about them
// cannot be opened here any more.
func (t *turn) linkEnded(m *Member, l Ended) {
	d := t.state.Desk
	for _, a := range d.Alarms {
		if a.Patient == m.ID && a.Message != 0 {
			t.edit(a.Message, t.alarmText(&a)+"\n"+t.text("alarm.not_yours"))
		}
	}
	switch {
	case l.To != "":
		t.say(ClassReply, t.text("desk.ended_to", "code", m.Code, "to", l.To))
	case m.Until.IsZero() && (!m.Backup || m.Second): // a leave ends for many at once, as it was agreed
		t.say(ClassReply, t.text("desk.ended", "code", m.Code))
	}
	t.drop(m.ID)
}

// drop removes everything about a patient from the panel.
func (t *turn) drop(id string) {
	d := t.state.Desk
	if m := t.member(id); m != nil && m.Planned != (record.Appointment{}) {
		t.forget(WakeSession, id)
	}
	d.Panel = slices.DeleteFunc(d.Panel, func(m Member) bool { return m.ID == id })
	d.Alarms = slices.DeleteFunc(d.Alarms, func(a Alarmed) bool { return a.Patient == id })
	d.Notes = slices.DeleteFunc(d.Notes, func(n HeldNote) bool { return n.Patient == id })
}

// newsNotes is the key of the moment at which notes are told that waited for the duty hours.
const newsNotes = "notes"

// noted passes on a notice about a patient: at once if it is about safety, else when somebody is on duty.
func (t *turn) noted(m *Member, l Noted) {
	d := t.state.Desk
	if from := t.workingFrom(); l.Waits && from.After(t.now()) {
		d.Notes = append(d.Notes, HeldNote{Patient: m.ID, Rule: l.Rule, At: l.At})
		t.wake(WakeNews, newsNotes, from)
		return
	}
	t.sayNote(m, l.Rule, l.At)
}

func (t *turn) sayNote(m *Member, rule string, at time.Time) {
	t.say(ClassReply, t.text("desk.note."+noteKey(rule), "code", m.Code, "time", t.clock(at)))
}

// tellNotes tells what has waited.
func (t *turn) tellNotes() {
	d := t.state.Desk
	if d == nil || len(d.Notes) == 0 {
		t.ignore("no notes")
		return
	}
	if from := t.workingFrom(); from.After(t.now()) {
		t.wake(WakeNews, newsNotes, from)
		return
	}
	held := d.Notes
	d.Notes = nil
	for _, n := range held {
		if m := t.member(n.Patient); m != nil && !m.gone(t.now()) {
			t.sayNote(m, n.Rule, n.At)
		}
	}
}
