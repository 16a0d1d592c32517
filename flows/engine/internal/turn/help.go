package turn

import (
	"footing/flows/state"
	"strings"
)

// linkedPatient tells whether there is a clinic to be told.
func (t *Turn) LinkedPatient() bool {
	return t.State.Patient != nil && len(t.State.Patient.Circle()) > 0
}

// numbers are the clinic's helplines as text.
func (t *Turn) Numbers() string {
	lines := make([]string, 0, len(t.Plan.Clinic.Helplines))
	for _, h := range t.Plan.Clinic.Helplines {
		line := h.Name + ": " + h.Number
		if h.Hours != "" {
			line += " (" + h.Hours + ")"
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return t.Text("help.no_numbers")
	}
	return strings.Join(lines, "\n")
}

// cards are the helplines as contact cards, which a phone can dial.
func (t *Turn) Cards() {
	for _, h := range t.Plan.Clinic.Helplines {
		t.Add(state.Card{Chat: t.State.Chat, Class: state.ClassSafety, Phone: h.Number, Name: h.Name})
	}
}

// dropNotes forgets that a note on an alert was asked for: whoever turns to something else does not mean what they write
// then for those who open the alert.
func (t *Turn) DropNotes() {
	if t.State.Patient != nil {
		t.State.Patient.NoteFor = ""
	}
	if t.State.Desk != nil {
		t.State.Desk.NoteFor = ""
	}
}
