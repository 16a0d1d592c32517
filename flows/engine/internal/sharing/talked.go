package sharing

import (
	"footing/flows/record"
	"footing/flows/state"
)

// talked takes it that the patient has talked about it. Each side closes its own: of what they asked to talk about the
// wish ends, answers stay shared, and nobody is told of a press, least of all on what was kept.
func (t Sharer) talked(e state.Tapped, k *state.Kept) {
	text := ""
	switch k.Choice {
	case record.ShareAnswers:
		text = t.Text("share.talked.share")
	case record.ShareTheme:
		t.share(k, record.ShareNothing)
		text = t.Text("share.talked.theme", "name", t.State.Patient.Clinician.Name)
	case record.ShareSay, record.ShareNothing:
		text = t.Text("share.talked.keep")
	default:
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	t.Edit(e.Message, text, t.changeRow(k), t.HelpRow())
}
