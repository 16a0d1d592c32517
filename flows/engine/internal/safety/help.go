package safety

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
	"strings"
)

// helpMenu is what the help button opens, in any state, before enrolment too. It alerts nobody.
func (t Side) HelpMenu() {
	rows := [][]state.Button{
		turn.Row(turn.Button(t.Text("help.how"), "h:how"), turn.Button(t.Text("help.numbers"), "h:numbers")),
	}
	if t.LinkedPatient() {
		rows = append(rows, turn.Row(turn.Button(t.Text("help.plan"), "h:plan")), turn.Row(turn.Button(t.Text("help.tell"), "h:tell")))
	}
	t.Say(state.ClassSafety, t.Text("help.menu"), rows...)
}

// planFromHelp shows the plan, or that there is none.
func (t Side) PlanFromHelp() {
	if t.State.Patient == nil {
		t.Say(state.ClassReply, t.Text("help.no_plan"), t.HelpRow())
		return
	}
	t.PlanShown()
}

// confirmTell asks once before somebody is called.
func (t Side) ConfirmTell(_ state.Tapped) {
	if !t.LinkedPatient() {
		t.Say(state.ClassSafety, t.Text("help.no_clinic", "numbers", t.Numbers()))
		return
	}
	t.Say(state.ClassSafety, t.Text("help.tell_sure", "name", t.First().Name),
		turn.Row(turn.Button(t.Text("help.tell_yes"), "h:told")), turn.Row(turn.Button(t.Text("help.tell_no"), "h:not_now")))
}

// addNote asks for the note that only whoever opens the alert sees.
func (t Side) AddNote(e state.Tapped, short string) {
	a := t.alertShort(short)
	if a == nil {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	t.DropPart()
	t.State.Patient.NoteFor, t.State.Patient.NoteAt = a.ID, t.Now()
	t.Say(state.ClassReply, t.Text("safety.note_ask", "name", t.First().Name), t.HelpRow())
}

// noteTyped takes the text as the alert's note, where one was asked for.
func (t Side) NoteTyped(text record.FreeText) bool {
	p := t.State.Patient
	if p == nil || p.NoteFor == "" {
		return false
	}
	id := p.NoteFor
	p.NoteFor = ""
	if t.Now().Sub(p.NoteAt) > turn.AwaitedFor {
		return false
	}
	for n := range p.Alerts {
		if p.Alerts[n].ID != id {
			continue
		}
		p.Alerts[n].Note = record.FreeText(strings.TrimSpace(p.Alerts[n].Note.Reveal() + "\n" + text.Reveal()))
		t.Say(state.ClassReply, t.Text("safety.note_kept", "name", t.First().Name), t.HelpRow())
		return true
	}
	return false
}

// safeForNow passes the press on. It closes nothing.
func (t Side) SafeForNow(e state.Tapped, short string) {
	a := t.alertShort(short)
	if a == nil {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	if len(a.Called) == 0 {
		t.Say(state.ClassReply, t.Text("safety.eased_nobody"), t.HelpRow())
		return
	}
	for _, id := range a.Called {
		t.Tell(id, state.Eased{Alert: a.ID, At: t.Now()})
	}
	t.Say(state.ClassReply, t.Text("safety.eased", "name", t.First().Name), t.HelpRow())
}
