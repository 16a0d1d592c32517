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
	t.Await(turn.PlanPart + strconv.Itoa(n))
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

// PlanTyped takes a text as a part of the plan, and shows it back: more of it may follow, so the next part is asked for
// only when the patient goes on to it.
func (t Side) PlanTyped(part string, text record.FreeText) bool {
	n, err := strconv.Atoi(part)
	if err != nil || n < 1 || n > state.PlanParts {
		return false
	}
	written := strings.TrimSpace(text.Reveal())
	if flows.Units(written) > longestPart {
		t.Await(turn.PlanPart + part)
		t.Say(state.ClassReply, t.Text("plan.too_long"), t.HelpRow())
		return true
	}
	t.partTaken(n, written, len(written))
	return true
}

// partTaken keeps a part as it is now, with the message of the given size that came last, and shows it back.
func (t Side) partTaken(n int, whole string, size int) {
	t.writePart(n, record.FreeText(whole))
	t.Parts().Took(turn.PlanPart+strconv.Itoa(n), size)
	t.Say(state.ClassReply, t.partWritten(n), t.partRows(n)...)
}

// PlanContinued takes a text as the next message of a part.
func (t Side) PlanContinued(part string, text record.FreeText) bool {
	n, ok := t.planPart(part)
	if !ok {
		return false
	}
	more := strings.TrimSpace(text.Reveal())
	whole := turn.Join(t.State.Patient.Plan[n-1].Reveal(), more)
	if flows.Units(whole) > longestPart {
		t.Parts().Drop()
		t.Say(state.ClassReply, t.Text("plan.too_much")+"\n\n"+t.onePart(n), t.partRows(n)...)
		return true
	}
	t.partTaken(n, whole, len(more))
	return true
}

// PlanLeftOut takes away the last message of a part. The first is changed or removed, as the plan offers.
func (t Side) PlanLeftOut(e state.Tapped, part string) {
	n, ok := t.planPart(part)
	if !ok || t.Parts().Count() < 2 {
		t.Toast(e, "toast.old")
		return
	}
	rest, ok := turn.Without(t.State.Patient.Plan[n-1].Reveal(), t.Parts().Last())
	if !ok {
		t.Toast(e, "toast.old")
		return
	}
	t.Toast(e, "")
	t.writePart(n, record.FreeText(rest))
	t.Parts().LeftOut()
	t.Edit(e.Message, t.partWritten(n), t.partRows(n)...)
}

// planPart is the number of a part that the patient may write and has begun.
func (t Side) planPart(part string) (n int, ok bool) {
	n, err := strconv.Atoi(part)
	ok = err == nil && n >= 1 && n <= state.PlanParts && t.Refusal(turn.TakesPart) == ""
	return n, ok && t.State.Patient.Plan[n-1] != ""
}

func (t Side) onePart(n int) string {
	return t.planTitle(n-1) + "\n" + t.State.Patient.Plan[n-1].Reveal()
}

// partWritten is a part as it stands, and that more of it may follow.
func (t Side) partWritten(n int) string { return t.onePart(n) + "\n\n" + t.Text("goal.goes_on") }

// partRows lead from a written part to the next that is empty, and to the whole plan.
func (t Side) partRows(n int) [][]state.Button {
	ways := turn.Row()
	for next := n + 1; next <= state.PlanParts; next++ {
		if t.State.Patient.Plan[next-1] == "" {
			ways = append(ways, turn.Button(t.Text("plan.next"), press.Chose("plan", strconv.Itoa(next))))
			break
		}
	}
	ways = append(ways, turn.Button(t.Text("button.done"), press.Chose("plan", "done")))
	return append(t.Parts().Rows(2), ways, t.HelpRow())
}

func (t Side) writePart(n int, text record.FreeText) {
	t.State.Patient.Plan[n-1] = text
	t.Keep(record.PlanPart{Part: n, Text: text})
}
