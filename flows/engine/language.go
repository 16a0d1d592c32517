package engine

import (
	"footing/flows/engine/internal/turn"
	"footing/flows/state"
)

// languageAsked offers the clinic's languages, each under the name that it has for itself.
func (t sides) languageAsked() {
	all := t.Languages()
	if len(all) < 2 {
		t.Reply("language.only")
		return
	}
	var rows [][]state.Button
	for _, locale := range all {
		label := "language.name"
		if name, ok := t.Plan.Wordings[locale].Text(label, nil); ok {
			label = name
		}
		rows = append(rows, turn.Row(turn.Button(label, "c:language:"+locale)))
	}
	t.Say(state.ClassReply, t.Text("language.ask"), append(rows, t.HelpRow())...)
}

// languageTapped changes the language from the next word on. The help button under the text field and the menu
// of commands change with it; answers keep the language in which they were given.
func (t sides) languageTapped(e state.Tapped, locale string) {
	if t.State.Empty() {
		t.Toast(e, "toast.old")
		return
	}
	for _, known := range t.Languages() {
		if known != locale {
			continue
		}
		t.State.Locale = locale
		t.Toast(e, "")
		t.Edit(e.Message, t.Text("language.name"))
		if t.State.Patient != nil {
			t.SayKeyboard(t.Text("language.done"))
		} else {
			t.Say(state.ClassReply, t.Text("language.done"))
		}
		t.Menu()
		return
	}
	t.Toast(e, "toast.old")
}
