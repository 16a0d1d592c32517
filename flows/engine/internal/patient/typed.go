package patient

import (
	"strconv"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/record"
	"footing/flows/state"
)

// answerTyped takes a text as the answer to the open question, if that is answered by typing. It reports whether the
// text was meant for it. An unreadable answer is asked for again, with the expected form. An answer is not joined with
// the next text, which answers the next question; [Back] asks it again.
func (t Side) answerTyped(text record.FreeText) bool {
	if late := t.missedBy(); late != nil {
		return t.lateTyped(late, text)
	}
	if t.State.Patient == nil || t.State.Patient.Open == nil || t.early(t.State.Patient.Open) {
		return false
	}
	o := t.State.Patient.Open
	p, ok := t.Question(o, o.Item)
	if !ok || !p.Item.Kind.Typed() {
		return false
	}
	g, ok := typed(p, text)
	if !ok {
		t.moveBelow()
		o.Message = 0
		t.sendQuestion(state.ClassReply, t.unreadable(p))
		t.scheduleClose(o, t.Plan.Window.Inactivity)
		return true
	}
	if o.Message != 0 {
		t.Edit(o.Message, t.typedNoted(p, g.Answer))
	}
	o.Message = 0 // what follows comes below what the person wrote
	t.accept(o, p, g)
	return true
}

// typed is the answer that a text gives. False for one that is not of the item's kind.
func typed(p turn.Question, text record.FreeText) (turn.Given, bool) {
	answer, ok := p.Item.ReadTyped(text.Reveal())
	g := turn.Given{Answer: answer}
	if p.Item.Kind == flows.Text {
		g.Text = text
	}
	return g, ok
}

// unreadable says kindly that a text is not what was asked for.
func (t Side) unreadable(p turn.Question) string {
	switch p.Item.Kind {
	case flows.Number:
		return t.Text("typed.no_number", "min", strconv.Itoa(p.Item.Min), "max", strconv.Itoa(p.Item.Max))
	case flows.Time:
		return t.Text("typed.no_time")
	case flows.Date:
		return t.Text("typed.no_date")
	default:
		return t.Text("typed.too_long", "max", strconv.Itoa(p.Item.Max))
	}
}

// typedNoted replaces the question with the answer as understood. It does not repeat free text.
func (t Side) typedNoted(p turn.Question, answer flows.Answer) string {
	if p.Item.Kind == flows.Text {
		return t.Text("typed.noted")
	}
	return t.Text(p.Key()+".text", t.itemWords()...) + "\n✓ " + answer.Code
}
