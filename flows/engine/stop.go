package engine

// stopAsked asks once before a participation ends.
func (t *turn) stopAsked() {
	if t.state.Patient == nil || t.state.Patient.Left {
		t.say(ClassSafety, t.text("stop.nothing", "numbers", t.numbers()), t.helpRow())
		return
	}
	t.say(ClassReply, t.text("stop.sure", "name", t.state.Patient.Clinician.Name),
		row(button(t.text("stop.yes"), "q:yes")), row(button(t.text("stop.no"), "q:no")))
}

// stopTapped ends the participation. What was answered stays; help goes on working.
func (t *turn) stopTapped(e Tapped, choice string) {
	p := t.state.Patient
	if p == nil || p.Left {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	if choice != "yes" {
		t.edit(e.Message, t.text("stop.kept"))
		return
	}
	t.edit(e.Message, t.text("stop.done", "name", p.Clinician.Name, "numbers", t.numbers()), t.helpRow())
	t.leave("asked to stop")
}
