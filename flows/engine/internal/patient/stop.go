package patient

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// stopAsked asks once before a participation ends.
func (t Side) StopAsked() {
	if t.State.Patient == nil || t.State.Patient.Left {
		t.Say(state.ClassSafety, t.Text("stop.nothing", "numbers", t.Numbers()), t.HelpRow())
		return
	}
	t.Say(state.ClassReply, t.Text("stop.sure", "name", t.State.Patient.Clinician.Name),
		turn.Row(turn.Button(t.Text("stop.yes"), "q:yes")), turn.Row(turn.Button(t.Text("stop.no"), "q:no")))
}

// stopTapped ends the participation. What was answered stays; help goes on working.
func (t Side) stopTapped(e state.Tapped, choice string) {
	p := t.State.Patient
	if p == nil || p.Left {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	if choice != "yes" {
		t.Edit(e.Message, t.Text("stop.kept"))
		return
	}
	t.Edit(e.Message, t.Text("stop.done", "name", p.Clinician.Name, "numbers", t.Numbers()), t.HelpRow())
	t.leave("asked to stop")
}
