package safety

import (
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/record"
	"footing/flows/state"
)

// longestPart is the limit of one part, in UTF-16 units. All six parts with their titles fit in one message beside the
// safety text.
const longestPart = 400

// planText is the whole plan as it is shown, empty where nothing is written.
func (t Side) planText() string {
	var parts []string
	for n, text := range t.State.Patient.Plan {
		if text != "" {
			parts = append(parts, t.planTitle(n)+"\n"+text.Reveal())
		}
	}
	return strings.Join(parts, "\n\n")
}

func (t Side) planTitle(n int) string { return t.Text("plan.part_" + strconv.Itoa(n+1)) }

// WithPlan appends the plan to a safety text if both fit in one message.
func (t Side) WithPlan(text string) string {
	plan := t.planText()
	if plan == "" {
		return text
	}
	both := text + "\n\n" + t.Text("plan.yours") + "\n" + plan
	if flows.Units(both) > turn.Longest {
		return text
	}
	return both
}

// PlanShown shows the plan and, if the patient may write it, how to.
func (t Side) PlanShown() {
	p := t.State.Patient
	mayWrite := t.Refusal(turn.TakesPart) == ""
	switch {
	case p.Plan.Empty() && mayWrite:
		t.Say(state.ClassReply, t.Text("plan.none", "name", p.Clinician.Name),
			turn.Row(turn.Button(t.Text("plan.begin"), press.Chose("plan", "1"))), t.HelpRow())
	case p.Plan.Empty():
		t.Say(state.ClassReply, t.Text("help.no_plan"), t.HelpRow())
	default:
		t.Say(state.ClassReply, t.Text("plan.yours")+"\n"+t.planText(), t.planRows(mayWrite)...)
	}
}

// planRows has one button for each part.
func (t Side) planRows(mayWrite bool) [][]state.Button {
	if !mayWrite {
		return [][]state.Button{t.HelpRow()}
	}
	var buttons []state.Button
	for n := range state.PlanParts {
		buttons = append(buttons,
			turn.Button("✎ "+t.planTitle(n), press.Chose("plan", strconv.Itoa(n+1))))
	}
	return append(slices.Collect(slices.Chunk(buttons, 1)), t.HelpRow())
}

// PlanTapped begins a part, takes one away, or ends the writing.
func (t Side) PlanTapped(e state.Tapped, value, more string) {
	n, err := strconv.Atoi(value)
	switch {
	case t.Refusal(turn.TakesPart) != "":
		t.Toast(e, "toast.old")
	case value == "done":
		t.Toast(e, "")
		t.PlanShown()
	case err != nil || n < 1 || n > state.PlanParts:
		t.Toast(e, "toast.old")
	case more == "remove":
		t.Toast(e, "")
		t.writePart(n, "")
		t.PlanShown()
	default:
		t.Toast(e, "")
		t.askPart(n)
	}
}

// askPart asks for one part of the plan.
func (t Side) askPart(n int) {
	t.Await("plan:" + strconv.Itoa(n))
	key := "plan.ask_" + strconv.Itoa(n)
	text := t.planTitle(n-1) + "\n" + t.Text(key, "name", t.State.Patient.Clinician.Name)
	ways := turn.Row()
	if written := t.State.Patient.Plan[n-1]; written != "" {
		text += "\n\n" + t.Text("plan.so_far", "text", written.Reveal())
		ways = append(ways,
			turn.Button(t.Text("plan.remove"), press.Choice{What: "plan", Value: strconv.Itoa(n), More: "remove"}))
	}
	if n < state.PlanParts {
		ways = append(ways, turn.Button(t.Text("plan.skip"), press.Chose("plan", strconv.Itoa(n+1))))
	}
	ways = append(ways, turn.Button(t.Text("button.done"), press.Chose("plan", "done")))
	t.Say(state.ClassReply, text, ways, t.HelpRow())
}

// PlanTyped takes a text as a part of the plan, and goes on to the next part that is empty. It is not joined with the
// next text, which answers the question about the next part; whoever wrote too little writes that part again.
func (t Side) PlanTyped(part string, text record.FreeText) bool {
	n, err := strconv.Atoi(part)
	if err != nil || n < 1 || n > state.PlanParts {
		return false
	}
	written := record.FreeText(strings.TrimSpace(text.Reveal()))
	if flows.Units(written.Reveal()) > longestPart {
		t.Await("plan:" + part)
		t.Say(state.ClassReply, t.Text("plan.too_long"), t.HelpRow())
		return true
	}
	t.writePart(n, written)
	for next := n + 1; next <= state.PlanParts; next++ {
		if t.State.Patient.Plan[next-1] == "" {
			t.askPart(next)
			return true
		}
	}
	t.PlanShown()
	return true
}

func (t Side) writePart(n int, text record.FreeText) {
	t.State.Patient.Plan[n-1] = text
	t.Keep(record.PlanPart{Part: n, Text: text})
}
