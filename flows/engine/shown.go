package engine

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"footing/flows"
	"footing/flows/record"
)

// shown is the answer to [Open]: the alert's message shows what is behind it. To look is not "seen".
func (t *turn) shown(m *Member, l Shown) {
	a := t.alarm(l.Alert)
	if a == nil || a.Patient != m.ID {
		t.ignore("an alert that is over")
		return
	}
	a.Upto = max(a.Upto, l.Upto)
	lines := []string{t.alarmText(a), ""}
	for _, e := range l.Lines {
		lines = append(lines, t.clock(e.At)+" · "+t.evidence(e.What))
	}
	if l.Note != "" {
		lines = append(lines, "", t.text("alarm.note", "note", l.Note.Reveal()))
	}
	for _, r := range l.Remarks {
		lines = append(lines, "", t.text("alarm.remark", "name", r.Name, "time", t.clock(r.At), "note", r.Text.Reveal()))
	}
	plan := l.Plan.Reveal()
	if plan == "" {
		plan = t.text("alarm.no_plan")
	}
	if m.Erased.IsZero() {
		lines = append(lines, "", t.text("alarm.plan", "plan", plan))
	} else {
		lines = append(lines, "", t.text("alarm.erased"))
	}
	if a.Seen {
		lines = append(lines, "", t.text("alarm.is_seen", "told", t.hears(a)))
	} else {
		lines = append(lines, "", t.text("alarm.not_seen"))
	}
	t.edit(l.Message, cut(strings.Join(lines, "\n")), t.alarmButtons(a)...)
	t.keep(record.Opened{By: t.state.ID, What: "alert " + a.Short, Of: m.ID, Code: a.Code})
}

// evidence puts "s2=yes" into words.
func (t *turn) evidence(what string) string {
	item, code, ok := strings.Cut(what, "=")
	if !ok {
		return t.text("alarm.asked")
	}
	for _, q := range t.plan.Questionnaires {
		if i, found := t.plan.Item(q.ID, item); found {
			p := place{questionnaire: q, item: i}
			return t.text(p.key()+".text", t.evidenceWords()...) + " — " + t.option(p, code)
		}
	}
	return fmt.Sprintf("%s: %s", item, code)
}

// evidenceWords fill what an item's text may name, for somebody who knows the answer but not the check-in.
func (t *turn) evidenceWords() []string {
	return []string{
		"day", t.text("since.before"), "name", t.state.Desk.Name, "when", t.text("when.on_duty"),
		"backup", t.text("evidence.backup"), "goal", t.text("evidence.goal"),
	}
}

// option is an answer in the words of its button, several one after the other, or the number or time that it is.
func (t *turn) option(p place, code string) string {
	switch code {
	case flows.RatherNot:
		return t.text("button.rather_not")
	case flows.DoesNotFit:
		return t.text("button.does_not_fit")
	}
	switch p.item.Kind {
	case flows.Scale, flows.Number, flows.Time, flows.Date:
		return code
	case flows.Choice, flows.Several, flows.YesNo, flows.Text, flows.Information:
	}
	var words []string
	for one := range strings.SplitSeq(code, ",") {
		words = append(words, t.optionWords(p, one, t.evidenceWords()...))
	}
	return strings.Join(words, ", ")
}

// longest is Telegram's limit for a text, in UTF-16 units.
const longest = 4096

// cut shortens a text that a person wrote parts of to what one message holds.
func cut(text string) string {
	count := 0
	for n, r := range text {
		count += utf16.RuneLen(r)
		if count >= longest {
			return text[:n] + "…"
		}
	}
	return text
}

// units counts a text as Telegram does.
func units(text string) int {
	count := 0
	for _, r := range text {
		count += utf16.RuneLen(r)
	}
	return count
}
