package desk

import (
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// noticed passes on a notice about a patient: at once if it is about safety, otherwise in the duty hours.
func (t Side) noticed(m *state.Member, l state.Notice) {
	d := t.State.Desk
	n := state.HeldNotice{Patient: m.ID, Rule: l.Rule, At: l.At, Careful: l.Careful, ID: l.ID}
	from := t.WorkingFrom()
	switch {
	case l.Renewed:
		t.carefulSince(m, l.Careful)
	case l.Waits && from.After(t.Now()):
		t.noticesLate()
		d.Notices = append(d.Notices, n)
		t.Wake(state.WakeNews, state.NewsNotices, from)
		if t.away() && m.Backup && n.ID != "" { // by a post: the patient's side need not know of the leave
			t.noticeWaits(n)
		}
	default:
		t.sayNotice(m, n)
	}
}

// carefulSince notes for what waits to be shown whether careful contact holds now. Who has read all of it already is
// told that it has begun.
func (t Side) carefulSince(m *state.Member, careful bool) {
	waits := false
	for n := range t.State.Desk.Notices {
		if held := &t.State.Desk.Notices[n]; held.Patient == m.ID {
			held.Careful, waits = careful, true
		}
	}
	if waits || !careful {
		t.Ignore("careful contact that a later note tells of")
		return
	}
	t.Say(state.ClassReply, t.Text("card.careful", "code", m.Code))
}

// sayNotice shows a notice. Its anchor names whose it is, and which: if it does not arrive, the patient's side is told.
func (t Side) sayNotice(m *state.Member, n state.HeldNotice) {
	text, anchor := t.Text("desk.note."+noticeKey(n.Rule), "code", m.Code, "time", t.Clock(n.At)), ""
	if n.Careful {
		text += "\n" + t.Text("card.careful", "code", m.Code)
	}
	if n.ID != "" {
		anchor = "notice:" + m.ID + " " + n.ID
	}
	var rows [][]state.Button
	if turn.Answerable(n.Rule) {
		rows = t.ReplyRow(m.ID, flows.ReplyToAnswer, turn.NoteKey(n.ID))
	}
	t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassReply, Text: text, Buttons: rows, Anchor: anchor})
}

// NoticeUnreachable tells the patient's side that a notice did not reach this clinician, so that somebody else gets it.
func (t Side) NoticeUnreachable(anchor string) {
	patient, id, _ := strings.Cut(anchor, " ")
	t.Tell(patient, state.Unreached{Notice: id})
}

// noticesBack gives up the notices about a patient that nobody has been shown, because the link is over. The patient's
// side is told, so that somebody else gets them.
func (t Side) noticesBack(patient string) {
	t.State.Desk.Notices = slices.DeleteFunc(t.State.Desk.Notices, func(n state.HeldNotice) bool {
		if n.Patient == patient && n.ID != "" {
			t.Tell(patient, state.Unreached{Notice: n.ID})
		}
		return n.Patient == patient
	})
}

// noticesLate gives up what has waited so long that nothing else looks back so far. The patients' sides are told, so
// that somebody else gets it, or the patient reads that nobody did. What was shown does not wait here any more.
func (t Side) noticesLate() {
	t.State.Desk.Notices = slices.DeleteFunc(t.State.Desk.Notices, func(n state.HeldNotice) bool {
		late := t.Now().Sub(n.At) > turn.HeldLife
		if late && n.ID != "" {
			t.Tell(n.Patient, state.Unreached{Notice: n.ID})
		}
		return late
	})
}

// noticesPassed tells the patients' sides of the notices that nobody has been shown, because a leave begins before
// that: where somebody else can be told, they are. They are kept here as well.
func (t Side) noticesPassed() {
	for _, n := range t.State.Desk.Notices {
		if m := t.member(n.Patient); m != nil && n.ID != "" {
			t.noticeWaits(n)
		}
	}
}

// noticeWaits tells the patient's side that a notice is not read before this desk's owner is back.
func (t Side) noticeWaits(n state.HeldNotice) {
	t.Tell(n.Patient, state.Unreached{Notice: n.ID, Away: true, Until: t.ownLeave().Until})
}

// tellNotices shows the notices that waited for the duty hours.
func (t Side) tellNotices() {
	d := t.State.Desk
	if d == nil || len(d.Notices) == 0 {
		t.Ignore("no notes")
		return
	}
	if from := t.WorkingFrom(); from.After(t.Now()) {
		t.Wake(state.WakeNews, state.NewsNotices, from)
		return
	}
	held := d.Notices
	d.Notices = nil
	for _, n := range held {
		if m := t.member(n.Patient); m != nil && !m.Gone(t.Now()) {
			t.sayNotice(m, n)
		}
	}
}
