package engine

import (
	"strconv"

	"footing/flows"
	"footing/flows/record"
)

// answerTyped takes a text as the answer to the open question, where that one is answered by typing. It tells
// whether the text was meant for it. What cannot be read is asked for again, in words that say what would do.
func (t *turn) answerTyped(text record.FreeText) bool {
	if t.state.Patient == nil || t.state.Patient.Open == nil {
		return false
	}
	o := t.state.Patient.Open
	p, ok := t.place(o, o.Item)
	if !ok || !p.item.Kind.Typed() {
		return false
	}
	answer, ok := p.item.ReadTyped(text.Reveal())
	if !ok {
		t.moveBelow()
		o.Message = 0
		t.sendQuestion(ClassReply, t.unreadable(p))
		t.closes(o, t.plan.Window.Inactivity)
		return true
	}
	g := given{Answer: answer}
	if p.item.Kind == flows.Text {
		g.text = text
	}
	if o.Message != 0 {
		t.edit(o.Message, t.typedNoted(p, answer))
	}
	o.Message = 0 // what follows comes below what the person wrote
	t.accept(o, p, g)
	return true
}

// unreadable says kindly that a text is not what was asked for.
func (t *turn) unreadable(p place) string {
	switch p.item.Kind {
	case flows.Number:
		return t.text("typed.no_number", "min", strconv.Itoa(p.item.Min), "max", strconv.Itoa(p.item.Max))
	case flows.Time:
		return t.text("typed.no_time")
	case flows.Date:
		return t.text("typed.no_date")
	default:
		return t.text("typed.too_long", "max", strconv.Itoa(p.item.Max))
	}
}

// typedNoted replaces the question with what was understood; words are not repeated.
func (t *turn) typedNoted(p place, answer flows.Answer) string {
	if p.item.Kind == flows.Text {
		return t.text("typed.noted")
	}
	return t.text(p.key()+".text", t.itemWords()...) + "\n✓ " + answer.Code
}
