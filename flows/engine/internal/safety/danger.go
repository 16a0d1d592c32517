package safety

import (
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// DangerText answers words of danger: a human line, that this is a program, the numbers, and the person's own plan.
func (t Side) DangerText() string {
	text := t.Text("phrases.human", "numbers", t.Numbers())
	if t.State.Patient == nil {
		return text
	}
	return t.WithPlan(text)
}

// DangerSaid answers words of danger where no question is asked: of strangers, and of those who refused the safety
// questions. Nobody is told.
func (t Side) DangerSaid() {
	rows := [][]state.Button{t.HelpRow()}
	if t.LinkedPatient() {
		rows = append([][]state.Button{turn.Row(turn.Button(t.Text("help.tell"), press.Help{Choice: "tell"}))}, rows...)
	}
	t.Say(state.ClassSafety, strings.TrimSpace(t.DangerText()+"\n\n"+t.reachedLate()), rows...)
}

// DangerWhy says that the question comes because of what was written, and who sees what.
func (t Side) DangerWhy() string {
	why := t.Text("phrases.why", "name", t.State.Patient.Clinician.Name, "when", t.ReadWhen())
	switch readers := t.NoticeReaders(); {
	case len(readers) == 0:
		why = t.Text("phrases.why_nobody")
	case t.LeftOut():
		why = t.Text("phrases.why_left_out", "name", readers[0].Name)
	}
	return strings.TrimSpace(t.reachedLate() + " " + why)
}

// reachedLate says when words of danger were written that waited on their way, or nothing.
func (t Side) reachedLate() string {
	if !t.Stale() {
		return ""
	}
	return t.Text("late.words", "time", t.Clock(t.SaidAt()))
}

// LeftOut reports whether the patient keeps alerts, and so what is said of safety, from their clinician. Who is to come
// is left out of nothing.
func (t Side) LeftOut() bool {
	id := t.State.Patient.Clinician.ID
	return id != "" && !t.May(id, state.RightAlerts)
}

// LeaveDanger leaves the numbers and the plan where the question after words of danger stood, and what is asked or said
// next comes below. A text about safety is never edited over. With over, the question has closed without an answer.
func (t Side) LeaveDanger(o *state.Occasion, over bool) bool {
	if o.Urgent == "" || o.Item != o.Urgent || o.Message == 0 || t.State.Blocked {
		return false
	}
	text := t.DangerText()
	switch {
	case over && len(t.NoticeReaders()) > 0:
		text += "\n\n" + t.Text("phrases.closed")
	case over:
		text += "\n\n" + t.Text("checkin.left")
	}
	t.Edit(o.Message, text, t.HelpRow())
	return true
}

// leftOpen passes on, the same duty day, that the question after words of danger has no answer.
func (t Side) leftOpen(o *state.Occasion) {
	a, answered := o.Answers[o.Urgent]
	if o.Urgent == "" || answered && !a.Stale {
		return
	}
	n := record.Notice{Level: string(flows.Note), Rule: record.RuleWords, Occasion: o.ID, Words: o.Words}
	t.Notify(n, true)
}
