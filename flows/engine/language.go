package engine

// languages are those of the clinic that have a wording.
func (t *turn) languages() []string {
	var all []string
	for _, locale := range t.plan.Clinic.Languages {
		if _, ok := t.plan.Wordings[locale]; ok {
			all = append(all, locale)
		}
	}
	return all
}

// languageAsked offers the clinic's languages, each under the name that it has for itself.
func (t *turn) languageAsked() {
	all := t.languages()
	if len(all) < 2 {
		t.reply("language.only")
		return
	}
	var rows [][]Button
	for _, locale := range all {
		label := "language.name"
		if name, ok := t.plan.Wordings[locale].Text(label, nil); ok {
			label = name
		}
		rows = append(rows, row(button(label, "c:language:"+locale)))
	}
	t.say(ClassReply, t.text("language.ask"), append(rows, t.helpRow())...)
}

// languageTapped changes the language from the next word on. The help button under the text field and the menu
// of commands change with it; answers keep the language in which they were given.
func (t *turn) languageTapped(e Tapped, locale string) {
	if t.state.Empty() {
		t.toast(e, "toast.old")
		return
	}
	for _, known := range t.languages() {
		if known != locale {
			continue
		}
		t.state.Locale = locale
		t.toast(e, "")
		t.edit(e.Message, t.text("language.name"))
		if t.state.Patient != nil {
			t.sayKeyboard(t.text("language.done"))
		} else {
			t.say(ClassReply, t.text("language.done"))
		}
		t.menu()
		return
	}
	t.toast(e, "toast.old")
}
