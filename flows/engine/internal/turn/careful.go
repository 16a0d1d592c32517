package turn

import (
	"footing/flows/press"
	"footing/flows/state"
)

// LocalHelp offers the numbers about abuse. They are shown after another tap, because whoever holds the phone may read
// them. Where there are none, that is said at once: numbers that are offered are there.
func (t *Turn) LocalHelp(class state.Class) {
	if len(t.Plan.Clinic.AgainstAbuse()) == 0 {
		t.Say(class, t.abuseNumbers(), t.clearRow(), t.HelpRow())
		return
	}
	t.Say(class, t.Text("abuse.offer"), Row(Button(t.Text("abuse.show"), press.Help{Choice: "abuse"})), t.HelpRow())
}

// AbuseShown shows them in the place of the offer, as text only, so that one tap removes both.
func (t *Turn) AbuseShown(message int) {
	t.Edit(message, t.abuseNumbers(), t.clearRow(), t.HelpRow())
}

// abuseNumbers are the helplines about abuse as text. They are never replaced by others: without any it says so.
func (t *Turn) abuseNumbers() string {
	text := numbers(t.Plan.Clinic.AgainstAbuse())
	if text == "" {
		return t.Text("abuse.none")
	}
	return t.Text("abuse.numbers", "numbers", text)
}

// clearRow removes the message that it stands below.
func (t *Turn) clearRow() []state.Button {
	return Row(Button(t.Text("abuse.clear"), press.Help{Choice: "clear"}))
}

// CarefulWay leads a patient to careful contact, or, where it holds, to the numbers about abuse.
func (t *Turn) CarefulWay(holds bool) []state.Button {
	if holds {
		return Row(Button(t.Text("abuse.local"), press.Help{Choice: "local"}))
	}
	return Row(Button(t.Text("careful.button"), press.Help{Choice: "careful"}))
}
