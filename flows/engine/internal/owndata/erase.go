package owndata

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// EraseAsked is the first of two steps: it says what will be removed and what stays.
func (t Side) EraseAsked() {
	p := t.State.Patient
	switch {
	case p.Erased:
		t.Reply("erase.under_way")
	default:
		t.Say(state.ClassReply, t.Text("erase.what", "name", p.Clinician.Name),
			turn.Row(turn.Button(t.Text("erase.go_on"), press.Chose("erase", "sure"))),
			turn.Row(turn.Button(t.Text("erase.keep"), press.Chose("erase", "no"))), t.HelpRow())
	}
}

// EraseTapped is the second step. The worker reads the facts, so that alerts can outlive them.
func (t Side) EraseTapped(e state.Tapped, value string) {
	switch {
	case t.State.Patient.Erased:
		t.Toast(e, "toast.old")
	case value == "sure":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("erase.sure"),
			turn.Row(turn.Button(t.Text("erase.now"), press.Chose("erase", "now"))),
			turn.Row(turn.Button(t.Text("erase.keep"), press.Chose("erase", "no"))), t.HelpRow())
	case value == "now":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("erase.moment"))
		t.Wake(state.WakeErase, "all", t.Now())
	case value == "no":
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("choices.unchanged"))
	default:
		t.Toast(e, "toast.old")
	}
}
