package turn

import (
	"footing/flows/state"
	"strings"
)

// discreet tells whether the patient wants nothing to be read in this chat that they did not ask for.
func (t *Turn) Discreet() bool { return t.State.Patient != nil && t.State.Patient.Discreet }

// keyboard is the help button under the text field: in discreet mode with a label that says nothing.
func (t *Turn) Keyboard() [][]string {
	if t.Discreet() {
		return [][]string{{t.Text("discreet.keyboard")}}
	}
	return [][]string{{t.Text("keyboard.help")}}
}

// sayKeyboard says something together with the button under the text field. That message stays as long as the button,
// so in discreet mode it says nothing.
func (t *Turn) SayKeyboard(text string) {
	if t.Discreet() {
		text = t.Text("discreet.ready")
	}
	t.Add(state.Say{Chat: t.State.Chat, Class: state.ClassReply, Text: text, Keyboard: t.Keyboard()})
}

// menu sets the commands beside the text field.
func (t *Turn) Menu() {
	m := state.Menu{Chat: t.State.Chat, Locale: t.State.Locale, Discreet: t.Discreet()}
	if d := t.State.Desk; d != nil && d.Active {
		m.Staff, m.Role = true, d.Role
	}
	t.Add(m)
}

func FirstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(line)
}
