package patient

import (
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/press"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// longestGoal is how long a goal or a step may be, in UTF-16 units: one or two lines.
const longestGoal = 200

// goalAsked shows the goal, or asks for one.
func (t Side) goalAsked() {
	if t.State.Patient.Goal.Text == "" {
		t.askGoal()
		return
	}
	t.Say(state.ClassReply, t.goalText(), t.goalRows()...)
}

func (t Side) askGoal() {
	t.Await("goal")
	t.Say(state.ClassReply, t.Text("goal.ask", "name", t.State.Patient.Clinician.Name), t.HelpRow())
}

func (t Side) askStep() {
	t.Await("step")
	t.Say(state.ClassReply, t.Text("goal.ask_step"),
		append(turn.Row(turn.Button(t.Text("goal.no_step"), press.Chose("goal", "no_step"))), t.HelpRow()...))
}

// goalText is the goal with its step.
func (t Side) goalText() string {
	g := t.State.Patient.Goal
	text := t.Text("goal.shown", "goal", g.Text.Reveal())
	if g.Step != "" {
		text += "\n" + t.Text("goal.shown_step", "step", g.Step.Reveal())
	}
	return text
}

func (t Side) goalRows() [][]state.Button {
	return [][]state.Button{
		turn.Row(turn.Button(t.Text("goal.change"), press.Chose("goal", "goal")),
			turn.Button(t.Text("goal.change_step"), press.Chose("goal", "step"))),
		append(turn.Row(turn.Button(t.Text("goal.remove"), press.Chose("goal", "remove"))), t.HelpRow()...),
	}
}

// goalTapped takes a press under the goal.
func (t Side) goalTapped(e state.Tapped, value string) {
	p := t.State.Patient
	if !p.SetUp() || (value != "goal" && p.Goal.Text == "") {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	switch value {
	case "goal":
		t.askGoal()
	case "step":
		t.askStep()
	case "no_step":
		p.Goal.Step = ""
		t.keepGoal()
		t.Edit(e.Message, t.goalText(), t.goalRows()...)
	case "remove":
		p.Goal = state.Goal{}
		t.keepGoal()
		t.Edit(e.Message, t.Text("goal.removed"))
	}
}

// goalTyped takes a text as the goal or as its step.
func (t Side) goalTyped(what string, text record.FreeText) bool {
	written := record.FreeText(strings.TrimSpace(text.Reveal()))
	if flows.Units(written.Reveal()) > longestGoal {
		t.Await(what)
		t.Say(state.ClassReply, t.Text("goal.too_long"), t.HelpRow())
		return true
	}
	p := t.State.Patient
	if what == "goal" {
		p.Goal = state.Goal{Text: written}
		t.keepGoal()
		t.askStep()
		return true
	}
	p.Goal.Step = written
	t.keepGoal()
	t.Say(state.ClassReply, t.goalText()+"\n\n"+t.Text("goal.kept", "name", p.Clinician.Name), t.goalRows()...)
	return true
}

func (t Side) keepGoal() {
	g := t.State.Patient.Goal
	t.Keep(record.Goal{Text: g.Text, Step: g.Step})
}
