package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// shown is the answer to [Open]: the alert's message now shows the evidence. Opening an alert does not count as "seen".
func (t Side) shown(m *state.Member, l state.Shown) {
	a := t.alarm(l.Alert)
	if a == nil || a.Patient != m.ID {
		t.Ignore("an alert that is over")
		return
	}
	if l.Whole {
		t.wholeNote(a, l)
		return
	}
	a.Upto = max(a.Upto, l.Upto)
	rows := t.alarmButtons(a)
	if !a.Closed {
		rows = append(rows, turn.Row(turn.Button(t.Text("alarm.ask_reach"), alarmAct(a, a.Upto, "reach"))))
	}
	text := t.behind(m, a, l, 0)
	if over := flows.Units(text) - turn.Longest; over > 0 {
		text = t.fitted(m, a, shortened(l, over))
		rows = append(rows, turn.Row(turn.Button(t.Text("alarm.whole_note"), alarmAct(a, a.Upto, "whole"))))
	}
	t.Edit(l.Message, turn.Cut(text), rows...)
	t.Keep(record.Opened{By: t.State.ID, What: "alert " + a.Short, Of: m.ID, Code: a.Code})
}

// behind is what stands behind [Open], but for as many lines as were left out.
func (t Side) behind(m *state.Member, a *state.Alarmed, l state.Shown, out int) string {
	lines := append([]string{t.alarmText(a), ""}, append(t.reachLines(a, l), "")...)
	lines = append(lines, t.evidenceLines(l)...)
	if out > 0 {
		lines = append(lines, t.Text("alarm.left_out", "n", strconv.Itoa(out)))
	}
	for _, note := range t.noteLines(l) {
		lines = append(lines, "", note)
	}
	plan := l.Plan.Reveal()
	if plan == "" {
		plan = t.Text("alarm.no_plan")
	}
	if m.Erased.IsZero() {
		lines = append(lines, "", t.Text("alarm.plan", "plan", plan))
	} else {
		lines = append(lines, "", t.Text("alarm.erased"))
	}
	return strings.Join(append(lines, "", t.standing(a)), "\n")
}

// fitted is what stands behind [Open] in one message. The plan and how the alert stands are never cut for the sake of
// what was said: the older additions, remarks and answers are left out first, the first and the newest answer never.
func (t Side) fitted(m *state.Member, a *state.Alarmed, l state.Shown) string {
	text := t.behind(m, a, l, 0)
	for out := 1; flows.Units(text) > turn.Longest; out++ {
		switch {
		case len(l.Added) > 1:
			l.Added = l.Added[1:]
		case len(l.Remarks) > 1:
			l.Remarks = l.Remarks[1:]
		case len(l.Lines) > 2:
			l.Lines = slices.Delete(slices.Clone(l.Lines), 1, 2)
		default:
			return text
		}
		text = t.behind(m, a, l, out)
	}
	return text
}

// evidenceLines are the red answers and calls for help, each with its time.
func (t Side) evidenceLines(l state.Shown) []string {
	lines := make([]string, 0, len(l.Lines))
	for _, e := range l.Lines {
		if !e.Words.IsZero() {
			lines = append(lines, t.Clock(e.Words)+" · "+t.Text("alarm.words"))
		}
		lines = append(lines, t.Clock(e.At)+" · "+t.Evidence(e))
	}
	return lines
}

// standing says whether an alert is marked as seen.
func (t Side) standing(a *state.Alarmed) string {
	if a.Seen {
		return t.Text("alarm.is_seen", "told", t.hears(a))
	}
	return t.Text("alarm.not_seen")
}

// Evidence puts "s2=yes" into words, with the question as it was shown.
func (t Side) Evidence(e state.Evidence) string {
	item, code, ok := strings.Cut(e.What, "=")
	if !ok {
		return t.Text("alarm.asked")
	}
	for _, q := range t.Plan.Questionnaires {
		if i, found := t.Plan.Item(q.ID, item); found {
			p := turn.Question{Questionnaire: q, Item: i}
			return t.Text(i.TextKey(q.ID, e.Window), t.evidenceWords()...) + " — " + t.option(p, code)
		}
	}
	return fmt.Sprintf("%s: %s", item, code)
}

// evidenceWords fills the placeholders of an item's text for a reader who has the answer but not the check-in.
func (t Side) evidenceWords() []string {
	return []string{
		"day", t.Text("since.before"), "name", t.State.Desk.Name, "when", t.Text("when.on_duty"),
		"backup", t.Text("evidence.backup"),
	}
}

// option puts an answer into words: the label of each chosen option, or the number or time.
func (t Side) option(p turn.Question, code string) string {
	switch code {
	case flows.RatherNot:
		return t.Text("button.rather_not")
	case flows.DoesNotFit:
		return t.Text("button.does_not_fit")
	}
	switch p.Item.Kind {
	case flows.Scale, flows.Number, flows.Time, flows.Date:
		return code
	case flows.Choice, flows.Several, flows.YesNo, flows.Text, flows.Information:
	}
	var words []string
	for one := range strings.SplitSeq(code, ",") {
		words = append(words, t.OptionWords(p, one, t.evidenceWords()...))
	}
	return strings.Join(words, ", ")
}
