package owndata

import (
	"slices"

	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// Privacy answers /privacy, for everybody: what Telegram requires, one screen a topic.
func (t Side) Privacy() {
	text, rows := t.privacy("")
	t.Say(state.ClassReply, text, rows...)
}

// PrivacyTapped shows one topic.
func (t Side) PrivacyTapped(e state.Tapped, topic string) {
	if !slices.Contains(topics(), topic) {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	text, rows := t.privacy(topic)
	t.Edit(e.Message, text, rows...)
}

func topics() []string { return []string{"what", "who", "where", "long", "rights", "questions"} }

// privacy is the screen of a topic, or the first one.
func (t Side) privacy(topic string) (string, [][]state.Button) {
	var rows [][]state.Button
	for pair := range slices.Chunk(topics(), 2) {
		var row []state.Button
		for _, one := range pair {
			row = append(row, turn.Button(t.Text("privacy.of_"+one), press.Chose("privacy", one)))
		}
		rows = append(rows, row)
	}
	text := t.privacyText(topic)
	if t.State.Patient != nil {
		rows = append(rows, turn.Row(turn.Button(t.Text("discreet.change"), press.Chose("discreet", "ask"))))
	}
	return text, append(rows, t.HelpRow())
}

func (t Side) privacyText(topic string) string {
	switch line := t.Plan.Clinic.Complaints; {
	case topic == "questions" && line != "":
		return t.Text("privacy.complaints", "complaints", line)
	case topic == "questions":
		return t.Text("privacy.no_complaints")
	case topic != "":
		return t.Text("privacy." + topic)
	case t.State.Patient == nil:
		return t.Text("privacy.head")
	case t.Discreet():
		return t.Text("privacy.head") + "\n\n" + t.Text("discreet.is_on", t.Names()...)
	default:
		return t.Text("privacy.head") + "\n\n" + t.Text("discreet.is_off", t.Names()...)
	}
}
