package engine

import (
	"slices"
	"strconv"
	"strings"

	"footing/flows/record"
)

// SafetyPlan is the patient's own plan for a hard time, in six parts, each in their words: warning signs, what I
// can do alone, people and places that distract, people I can ask, professionals, making the place safe. It is
// written when things are calm, and shown again when they are not.
type SafetyPlan [planParts]record.FreeText

// planParts is how many parts a safety plan has.
const planParts = 6

// longestPart is how long a part may be, in UTF-16 units: all six with their titles leave room in one message
// for what must be said beside them.
const longestPart = 400

func (p SafetyPlan) empty() bool { return p == SafetyPlan{} }

// planText is the whole plan as it is shown, empty where nothing is written.
func (t *turn) planText() string {
	var parts []string
	for n, text := range t.state.Patient.Plan {
		if text != "" {
			parts = append(parts, t.planTitle(n)+"\n"+text.Reveal())
		}
	}
	return strings.Join(parts, "\n\n")
}

func (t *turn) planTitle(n int) string { return t.text("plan.part_" + strconv.Itoa(n+1)) }

// withPlan puts the plan below a text of safety, as long as one message holds both.
func (t *turn) withPlan(text string) string {
	plan := t.planText()
	if plan == "" {
		return text
	}
	both := text + "\n\n" + t.text("plan.yours") + "\n" + plan
	if units(both) > longest {
		return text
	}
	return both
}

// planShown shows the plan, and where it is the patient's to write, how to.
func (t *turn) planShown() {
	p := t.state.Patient
	mayWrite := t.refusal(takesPart) == ""
	switch {
	case p.Plan.empty() && mayWrite:
		t.say(ClassReply, t.text("plan.none", "name", p.Clinician.Name),
			row(button(t.text("plan.begin"), "c:plan:1")), t.helpRow())
	case p.Plan.empty():
		t.say(ClassReply, t.text("help.no_plan"), t.helpRow())
	default:
		t.say(ClassReply, t.text("plan.yours")+"\n"+t.planText(), t.planRows(mayWrite)...)
	}
}

// planRows has one button for each part.
func (t *turn) planRows(mayWrite bool) [][]Button {
	if !mayWrite {
		return [][]Button{t.helpRow()}
	}
	var buttons []Button
	for n := range planParts {
		buttons = append(buttons, button("✎ "+t.planTitle(n), "c:plan:"+strconv.Itoa(n+1)))
	}
	return append(slices.Collect(slices.Chunk(buttons, 1)), t.helpRow())
}

// planTapped begins a part, takes one away, or ends the writing.
func (t *turn) planTapped(e Tapped, value, more string) {
	n, err := strconv.Atoi(value)
	switch {
	case t.refusal(takesPart) != "":
		t.toast(e, "toast.old")
	case value == "done":
		t.toast(e, "")
		t.planShown()
	case err != nil || n < 1 || n > planParts:
		t.toast(e, "toast.old")
	case more == "remove":
		t.toast(e, "")
		t.writePart(n, "")
		t.planShown()
	default:
		t.toast(e, "")
		t.askPart(n)
	}
}

// askPart asks for one part of the plan.
func (t *turn) askPart(n int) {
	t.await("plan:" + strconv.Itoa(n))
	key := "plan.ask_" + strconv.Itoa(n)
	text := t.planTitle(n-1) + "\n" + t.text(key, "name", t.state.Patient.Clinician.Name)
	ways := row()
	if written := t.state.Patient.Plan[n-1]; written != "" {
		text += "\n\n" + t.text("plan.so_far", "text", written.Reveal())
		ways = append(ways, button(t.text("plan.remove"), "c:plan:"+strconv.Itoa(n)+":remove"))
	}
	if n < planParts {
		ways = append(ways, button(t.text("plan.skip"), "c:plan:"+strconv.Itoa(n+1)))
	}
	ways = append(ways, button(t.text("button.done"), "c:plan:done"))
	t.say(ClassReply, text, ways, t.helpRow())
}

// planTyped takes a text as a part of the plan, and goes on to the next part that is empty.
func (t *turn) planTyped(part string, text record.FreeText) bool {
	n, err := strconv.Atoi(part)
	if err != nil || n < 1 || n > planParts {
		return false
	}
	written := record.FreeText(strings.TrimSpace(text.Reveal()))
	if units(written.Reveal()) > longestPart {
		t.await("plan:" + part)
		t.say(ClassReply, t.text("plan.too_long"), t.helpRow())
		return true
	}
	t.writePart(n, written)
	for next := n + 1; next <= planParts; next++ {
		if t.state.Patient.Plan[next-1] == "" {
			t.askPart(next)
			return true
		}
	}
	t.planShown()
	return true
}

func (t *turn) writePart(n int, text record.FreeText) {
	t.state.Patient.Plan[n-1] = text
	t.keep(record.PlanPart{Part: n, Text: text})
}
