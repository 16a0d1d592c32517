// Package goal keeps what a patient works towards, in their own words, and the next step towards it (/goal).
//
// Begin with Asked, which shows both or asks for them, and Typed, which takes the words. Questions of check-ins name
// the goal, and summaries show it; neither writes it.
//
// Its Side stands on the turn that all rooms share. It does not judge what somebody wrote.
package goal

import (
	"slices"
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// What a text is taken for.
const goal, step = "goal", "step"

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
	t.Await(goal)
	t.Say(state.ClassReply, t.Text("goal.ask", "name", t.State.Patient.Clinician.Name), t.HelpRow())
}

func (t Side) askStep() {
	t.Await(step)
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
	change := "goal.change_step"
	if t.State.Patient.Goal.Step == "" {
		change = "goal.add_step"
	}
	return [][]state.Button{
		turn.Row(turn.Button(t.Text("goal.change"), press.Chose("goal", "goal")),
			turn.Button(t.Text(change), press.Chose("goal", "step"))),
		append(turn.Row(turn.Button(t.Text("goal.remove"), press.Chose("goal", "remove"))), t.HelpRow()...),
	}
}

// Tapped takes a press under the goal.
func (t Side) Tapped(e state.Tapped, value string) {
	p := t.State.Patient
	known := slices.Contains([]string{"goal", "step", "no_step", "remove"}, value)
	if !known || !p.SetUp() || (value != "goal" && p.Goal.Text == "") {
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
		t.Parts().Drop()
		t.keep()
		t.Edit(e.Message, t.text(), t.rows()...)
	case "remove":
		p.Goal = state.Goal{}
		t.Parts().Drop()
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
	if what == goal {
		t.State.Patient.Goal = state.Goal{}
	}
	*t.stored(what) = ""
	t.write(what, written)
	return true
}

// Continued takes a text as the next part of the goal or of its step, which people write in several messages.
func (t Side) Continued(what string, text record.FreeText) bool {
	part := strings.TrimSpace(text.Reveal())
	if flows.Units(turn.Join(t.stored(what).Reveal(), part)) > longest {
		t.Parts().Drop()
		t.Say(state.ClassReply, t.Text("goal.too_much")+"\n\n"+t.text(), t.rows()...)
		return true
	}
	t.write(what, record.FreeText(part))
	return true
}

// write files the goal or its step with a part more, and shows both. What follows soon belongs to it.
func (t Side) write(what string, part record.FreeText) {
	*t.stored(what) = record.FreeText(turn.Join(t.stored(what).Reveal(), part.Reveal()))
	t.keep()
	t.Parts().Took(what, len(part))
	t.Say(state.ClassReply, t.goesOn(), t.partRows()...)
}

// LeftOut takes away the last part of the goal or of its step. The first is changed or removed, as the rows offer.
func (t Side) LeftOut(e state.Tapped, what string) {
	rest, ok := turn.Without(t.stored(what).Reveal(), t.Parts().Last())
	if !ok || !t.State.Patient.SetUp() || t.Parts().Count() < 2 {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	*t.stored(what) = record.FreeText(rest)
	t.Parts().LeftOut()
	t.keep()
	t.Edit(e.Message, t.goesOn(), t.partRows()...)
}

// goesOn is the goal, and that more of it may follow.
func (t Side) goesOn() string {
	kept := t.Text("goal.kept", "name", t.State.Patient.Clinician.Name)
	return t.text() + "\n\n" + kept + "\n" + t.Text("goal.goes_on")
}

func (t Side) partRows() [][]state.Button {
	return append(t.Parts().Rows(2), t.rows()...)
}

// stored is where the goal stands, or its step.
func (t Side) stored(what string) *record.FreeText {
	if what == goal {
		return &t.State.Patient.Goal.Text
	}
	return &t.State.Patient.Goal.Step
}

func (t Side) keep() {
	g := t.State.Patient.Goal
	t.Keep(record.Goal{Text: g.Text, Step: g.Step})
}
