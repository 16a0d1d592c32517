package engine

import "strings"

// discreet tells whether the patient wants nothing to be read in this chat that they did not ask for.
func (t *turn) discreet() bool { return t.state.Patient != nil && t.state.Patient.Discreet }

// keyboard is the help button under the text field: in discreet mode with a label that says nothing.
func (t *turn) keyboard() [][]string {
	if t.discreet() {
		return [][]string{{t.text("discreet.keyboard")}}
	}
	return [][]string{{t.text("keyboard.help")}}
}

// sayKeyboard says something together with the button under the text field. That message stays as long as the button,
// so in discreet mode it says nothing.
func (t *turn) sayKeyboard(text string) {
	if t.discreet() {
		text = t.text("discreet.ready")
	}
	t.add(Say{Chat: t.state.Chat, Class: ClassReply, Text: text, Keyboard: t.keyboard()})
}

// menu sets the commands beside the text field.
func (t *turn) menu() {
	m := Menu{Chat: t.state.Chat, Locale: t.state.Locale, Discreet: t.discreet()}
	if d := t.state.Desk; d != nil && d.Active {
		m.Staff, m.Role = true, d.Role
	}
	t.add(m)
}

// DiscreetCommands names the commands of the menu in discreet mode. All others work too, for whoever types them.
func DiscreetCommands() []string { return []string{"checkin", "help", "tidy", "language", "privacy"} }

// askDiscreet offers discreet mode, before anything of the content is shown.
func (t *turn) askDiscreet() (string, [][]Button) {
	return t.text("discreet.ask", "word", t.exitWord()),
		[][]Button{row(button(t.text("button.yes"), "e:discreet:yes"), button(t.text("button.no"), "e:discreet:no"))}
}

func (t *turn) takeDiscreet(value string) outcome {
	switch value {
	case "yes":
		set := t.state.Setting
		t.edit(set.Message, t.text("discreet.done"))
		set.Message = 0 // the next question comes below the new button
		t.setDiscreet(true)
		return next
	case "no":
		if t.discreet() { // from an earlier participation
			t.setDiscreet(false)
		}
		return next
	default:
		return odd
	}
}

// exitWord is the first of the words that clear the screen.
func (t *turn) exitWord() string { return firstLine(t.text("words.exit")) }

// setDiscreet turns discreet mode on or off. What waited behind a note is shown when it ends.
func (t *turn) setDiscreet(on bool) {
	p := t.state.Patient
	p.Discreet = on
	if on {
		t.sayKeyboard("")
		t.wake(WakeTidy, tidyOver, t.now().Add(overAfter))
		t.planTidy()
	} else {
		t.sayKeyboard(t.text("discreet.off"))
		t.forget(WakeTidy, tidyOver)
		t.forget(WakeTidy, tidyOld)
		if held := p.Held; held != nil {
			t.showHeld(held)
		}
	}
	t.menu()
}

// showHeld shows what was held, without a note.
func (t *turn) showHeld(held *Held) {
	p := t.state.Patient
	p.Held = nil
	for _, part := range t.stillHeld(held.Parts, nil) {
		if part.Phone != "" {
			t.add(Card{Chat: t.state.Chat, Class: min(part.Class, ClassReply), Phone: part.Phone, Name: part.Name})
			continue
		}
		t.add(Say{Chat: t.state.Chat, Class: min(part.Class, ClassReply), Text: part.Text, Buttons: part.Buttons, Slot: part.Slot})
	}
	t.takeAway(held.Message)
}

// discreetLine says in /privacy whether discreet mode is on, and leads to it.
func (t *turn) discreetLine() (string, []Button) {
	key := "discreet.is_off"
	if t.discreet() {
		key = "discreet.is_on"
	}
	return t.text(key, "word", t.exitWord()), row(button(t.text("discreet.change"), "c:discreet:ask"))
}

// discreetTapped shows what discreet mode does, and takes the choice.
func (t *turn) discreetTapped(e Tapped, value string) {
	p := t.state.Patient
	switch value {
	case "ask":
		t.toast(e, "")
		t.edit(e.Message, t.text("discreet.ask", "word", t.exitWord()),
			row(button(t.text("button.yes"), "c:discreet:on"), button(t.text("button.no"), "c:discreet:off")), t.helpRow())
	case "on", "off":
		t.toast(e, "")
		on := value == "on"
		if p.Discreet == on {
			t.edit(e.Message, t.text("choices.unchanged"))
			return
		}
		if on {
			t.edit(e.Message, t.text("discreet.done"))
		} else {
			t.edit(e.Message, t.text("discreet.off"))
		}
		t.setDiscreet(on)
	default:
		t.toast(e, "toast.old")
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(line)
}
