// Package goal keeps what a patient works towards, in their own words, and the next step towards it (/goal).
//
// Begin with Asked, which shows both or asks for them, and Typed, which takes the words. Questions of check-ins name
// the goal, and summaries show it; neither writes it.
package goal

import (
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/press"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// longest is how long a goal or a step may be, in UTF-16 units: one or two lines.
const longest = 200

// Side is a patient's goal in one turn.
type Side struct{ *turn.Turn }

// Asked shows the goal, or asks for one.
func (t Side) Asked() {
	if t.State.Patient.Goal.Text == "" {
		t.ask()
		return
	}
	t.Say(state.ClassReply, t.text(), t.rows()...)
}

func (t Side) ask() {
	t.Await("goal")
	t.Say(state.ClassReply, t.Text("goal.ask", "name", t.State.Patient.Clinician.Name), t.HelpRow())
}

func (t Side) askStep() {
	t.Await("step")
	t.Say(state.ClassReply, t.Text("goal.ask_step"),
		append(turn.Row(turn.Button(t.Text("goal.no_step"), press.Chose("goal", "no_step"))), t.HelpRow()...))
}

// text is the goal with its step.
func (t Side) text() string {
	g := t.State.Patient.Goal
	text := t.Text("goal.shown", "goal", g.Text.Reveal())
	if g.Step != "" {
		text += "\n" + t.Text("goal.shown_step", "step", g.Step.Reveal())
	}
	return text
}

func (t Side) rows() [][]state.Button {
	return [][]state.Button{
		turn.Row(turn.Button(t.Text("goal.change"), press.Chose("goal", "goal")),
			turn.Button(t.Text("goal.change_step"), press.Chose("goal", "step"))),
		append(turn.Row(turn.Button(t.Text("goal.remove"), press.Chose("goal", "remove"))), t.HelpRow()...),
	}
}

// Tapped takes a press under the goal.
func (t Side) Tapped(e state.Tapped, value string) {
	p := t.State.Patient
	if !p.SetUp() || (value != "goal" && p.Goal.Text == "") {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	switch value {
	case "goal":
		t.ask()
	case "step":
		t.askStep()
	case "no_step":
		p.Goal.Step = ""
		t.keep()
		t.Edit(e.Message, t.text(), t.rows()...)
	case "remove":
		p.Goal = state.Goal{}
		t.keep()
		t.Edit(e.Message, t.Text("goal.removed"))
	}
}

// Typed takes a text as the goal or as its step.
func (t Side) Typed(what string, text record.FreeText) bool {
	written := record.FreeText(strings.TrimSpace(text.Reveal()))
	if flows.Units(written.Reveal()) > longest {
		t.Await(what)
		t.Say(state.ClassReply, t.Text("goal.too_long"), t.HelpRow())
		return true
	}
	p := t.State.Patient
	if what == "goal" {
		p.Goal = state.Goal{Text: written}
		t.keep()
		t.askStep()
		return true
	}
	p.Goal.Step = written
	t.keep()
	t.Say(state.ClassReply, t.text()+"\n\n"+t.Text("goal.kept", "name", p.Clinician.Name), t.rows()...)
	return true
}

func (t Side) keep() {
	g := t.State.Patient.Goal
	t.Keep(record.Goal{Text: g.Text, Step: g.Step})
}
