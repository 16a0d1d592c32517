package engine

import (
	"strings"

	"footing/flows/record"
)

// Goal is one practical thing that the patient wants, in their own words, and a small step towards it for this
// week. Goals are theirs: nobody else writes one.
type Goal struct {
	Text record.FreeText `json:"text,omitempty"`
	Step record.FreeText `json:"step,omitempty"`
}

// longestGoal is how long a goal or a step may be, in UTF-16 units: one or two lines.
const longestGoal = 200

// goalAsked shows the goal, or asks for one.
func (t *turn) goalAsked() {
	if t.state.Patient.Goal.Text == "" {
		t.askGoal()
		return
	}
	t.say(ClassReply, t.goalText(), t.goalRows()...)
}

func (t *turn) askGoal() {
	t.await("goal")
	t.say(ClassReply, t.text("goal.ask", "name", t.state.Patient.Clinician.Name), t.helpRow())
}

func (t *turn) askStep() {
	t.await("step")
	t.say(ClassReply, t.text("goal.ask_step"), append(row(button(t.text("goal.no_step"), "c:goal:no_step")), t.helpRow()...))
}

// goalText is the goal with its step.
func (t *turn) goalText() string {
	g := t.state.Patient.Goal
	text := t.text("goal.shown", "goal", g.Text.Reveal())
	if g.Step != "" {
		text += "\n" + t.text("goal.shown_step", "step", g.Step.Reveal())
	}
	return text
}

func (t *turn) goalRows() [][]Button {
	return [][]Button{
		row(button(t.text("goal.change"), "c:goal:goal"), button(t.text("goal.change_step"), "c:goal:step")),
		append(row(button(t.text("goal.remove"), "c:goal:remove")), t.helpRow()...),
	}
}

// goalTapped takes a press under the goal.
func (t *turn) goalTapped(e Tapped, value string) {
	p := t.state.Patient
	if !p.setUp() || (value != "goal" && p.Goal.Text == "") {
		t.toast(e, "toast.old")
		return
	}
	t.toast(e, "")
	switch value {
	case "goal":
		t.askGoal()
	case "step":
		t.askStep()
	case "no_step":
		p.Goal.Step = ""
		t.keepGoal()
		t.edit(e.Message, t.goalText(), t.goalRows()...)
	case "remove":
		p.Goal = Goal{}
		t.keepGoal()
		t.edit(e.Message, t.text("goal.removed"))
	}
}

// goalTyped takes a text as the goal or as its step.
func (t *turn) goalTyped(what string, text record.FreeText) bool {
	written := record.FreeText(strings.TrimSpace(text.Reveal()))
	if units(written.Reveal()) > longestGoal {
		t.await(what)
		t.say(ClassReply, t.text("goal.too_long"), t.helpRow())
		return true
	}
	p := t.state.Patient
	if what == "goal" {
		p.Goal = Goal{Text: written}
		t.keepGoal()
		t.askStep()
		return true
	}
	p.Goal.Step = written
	t.keepGoal()
	t.say(ClassReply, t.goalText()+"\n\n"+t.text("goal.kept", "name", p.Clinician.Name), t.goalRows()...)
	return true
}

func (t *turn) keepGoal() {
	g := t.state.Patient.Goal
	t.keep(record.Goal{Text: g.Text, Step: g.Step})
}
