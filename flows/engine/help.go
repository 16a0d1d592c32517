package engine

import (
	"strings"

	"footing/flows/record"
)

// helpMenu is what the help button opens, in any state, before enrolment too. It alerts nobody.
func (t *turn) helpMenu() {
	rows := [][]Button{
		row(button(t.text("help.how"), "h:how"), button(t.text("help.numbers"), "h:numbers")),
	}
	if t.linkedPatient() {
		rows = append(rows, row(button(t.text("help.plan"), "h:plan")), row(button(t.text("help.tell"), "h:tell")))
	}
	t.say(ClassSafety, t.text("help.menu"), rows...)
}

// linkedPatient tells whether there is a clinic to be told.
func (t *turn) linkedPatient() bool {
	return t.state.Patient != nil && len(t.state.Patient.circle()) > 0
}

// helpTapped takes a choice of the help menu. The plain help button's code needs no state and works for ever. It tells
// whether somebody was called.
func (t *turn) helpTapped(e Tapped, choice string) bool {
	t.toast(e, "")
	switch choice {
	case "":
		t.helpMenu()
	case "how":
		t.say(ClassReply, t.how(), t.helpRow())
	case "numbers":
		t.say(ClassSafety, t.text("help.numbers_text", "numbers", t.numbers()), t.helpRow())
		t.cards()
	case "plan":
		t.planFromHelp()
	case "tell":
		t.confirmTell(e)
	case "told":
		return t.tellUnsafe(e)
	default:
		t.say(ClassReply, t.text("help.kept_quiet"), t.helpRow())
	}
	return false
}

// planFromHelp shows the plan, or that there is none.
func (t *turn) planFromHelp() {
	if t.state.Patient == nil {
		t.say(ClassReply, t.text("help.no_plan"), t.helpRow())
		return
	}
	t.planShown()
}

// confirmTell asks once before somebody is called.
func (t *turn) confirmTell(_ Tapped) {
	if !t.linkedPatient() {
		t.say(ClassSafety, t.text("help.no_clinic", "numbers", t.numbers()))
		return
	}
	t.say(ClassSafety, t.text("help.tell_sure", "name", t.first().Name),
		row(button(t.text("help.tell_yes"), "h:told")), row(button(t.text("help.tell_no"), "h:not_now")))
}

// tellUnsafe is "I'm not safe", pressed and confirmed: it calls a human, and tells whether it did.
func (t *turn) tellUnsafe(e Tapped) bool {
	if !t.linkedPatient() {
		t.say(ClassSafety, t.text("help.no_clinic", "numbers", t.numbers()))
		return false
	}
	for _, a := range t.state.Patient.Alerts {
		if a.Asked == e.Message && a.Seen.IsZero() {
			key := map[bool]string{true: "safety.already_looked", false: "safety.already"}[a.Looked]
			t.say(ClassSafety, t.text(key, "name", t.first().Name, "numbers", t.numbers()), t.helpRow())
			return false
		}
	}
	t.alert(record.CauseAsked, "", []string{"asked"}, []Evidence{{At: t.now(), What: "asked"}})
	t.state.Patient.Alerts[len(t.state.Patient.Alerts)-1].Asked = e.Message
	return true
}

// numbers are the clinic's helplines as text.
func (t *turn) numbers() string {
	lines := make([]string, 0, len(t.plan.Clinic.Helplines))
	for _, h := range t.plan.Clinic.Helplines {
		line := h.Name + ": " + h.Number
		if h.Hours != "" {
			line += " (" + h.Hours + ")"
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return t.text("help.no_numbers")
	}
	return strings.Join(lines, "\n")
}

// cards are the helplines as contact cards, which a phone can dial.
func (t *turn) cards() {
	for _, h := range t.plan.Clinic.Helplines {
		t.add(Card{Chat: t.state.Chat, Class: ClassSafety, Phone: h.Number, Name: h.Name})
	}
}

// addNote asks for the note that only whoever opens the alert sees.
func (t *turn) addNote(e Tapped, short string) {
	a := t.alertShort(short)
	if a == nil {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	t.dropPart()
	t.state.Patient.NoteFor, t.state.Patient.NoteAt = a.ID, t.now()
	t.say(ClassReply, t.text("safety.note_ask", "name", t.first().Name), t.helpRow())
}

// dropNotes forgets that a note on an alert was asked for: whoever turns to something else does not mean what they write
// then for those who open the alert.
func (t *turn) dropNotes() {
	if t.state.Patient != nil {
		t.state.Patient.NoteFor = ""
	}
	if t.state.Desk != nil {
		t.state.Desk.NoteFor = ""
	}
}

// noteTyped takes the text as the alert's note, where one was asked for.
func (t *turn) noteTyped(text record.FreeText) bool {
	p := t.state.Patient
	if p == nil || p.NoteFor == "" {
		return false
	}
	id := p.NoteFor
	p.NoteFor = ""
	if t.now().Sub(p.NoteAt) > awaitedFor {
		return false
	}
	for n := range p.Alerts {
		if p.Alerts[n].ID != id {
			continue
		}
		p.Alerts[n].Note = record.FreeText(strings.TrimSpace(p.Alerts[n].Note.Reveal() + "\n" + text.Reveal()))
		t.say(ClassReply, t.text("safety.note_kept", "name", t.first().Name), t.helpRow())
		return true
	}
	return false
}

// safeForNow passes the press on. It closes nothing.
func (t *turn) safeForNow(e Tapped, short string) {
	a := t.alertShort(short)
	if a == nil {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	if len(a.Called) == 0 {
		t.say(ClassReply, t.text("safety.eased_nobody"), t.helpRow())
		return
	}
	for _, id := range a.Called {
		t.tell(id, Eased{Alert: a.ID, At: t.now()})
	}
	t.say(ClassReply, t.text("safety.eased", "name", t.first().Name), t.helpRow())
}
