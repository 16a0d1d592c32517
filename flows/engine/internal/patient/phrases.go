package patient

import (
	"strconv"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// Mentioned looks for one of the phrases in whatever a patient or a stranger writes, in any state. A match is answered
// in one message: numbers, their plan, and one safety question.
func (t Side) Mentioned(text string) {
	if t.Mentions(text) && !t.askUrgent() {
		t.safety.DangerSaid()
	}
}

// Mentions reports whether a patient or a stranger has written one of the phrases.
func (t Side) Mentions(text string) bool {
	return (t.State.Patient != nil || t.State.Desk == nil) && t.Plan.Mentions(text)
}

// HeardInEdit reports whether an edit has one of the phrases for the first time: whoever goes on editing the same
// message is not asked again and again.
func (t Side) HeardInEdit(message int, text string) bool {
	p := t.State.Patient
	if !t.Mentions(text) || p != nil && message != 0 && p.EditHeard == message {
		return false
	}
	if p != nil {
		p.EditHeard = message
	}
	return true
}

// askUrgent asks the question for the phrases, in the open check-in or in one of its own, and reports whether it did.
// Its answer is judged like any other. A patient who refused the safety questions is not asked.
func (t Side) askUrgent() bool {
	p := t.State.Patient
	q, item, ok := t.Plan.OnPhrase()
	if !ok || !p.SetUp() || !p.Consents[record.ForSafety] {
		return false
	}
	if p.Open == nil {
		t.urgentCheckIn(q.ID, item.ID)
		return true
	}
	o := p.Open
	o.Urgent, o.Words = item.ID, t.SaidAt()
	if a, answered := o.Answers[item.ID]; answered {
		a.Stale = true // an earlier answer does not count for now
		o.Answers[item.ID] = a
	}
	t.moveBelow()
	o.Message = 0
	t.turnTo(o, item.ID)
	o.Touched = true
	t.sendQuestion(state.ClassSafety, t.urgentWhy())
	t.scheduleClose(o, max(t.Plan.Window.Inactivity, o.Deadline.Sub(t.Now())))
	return true
}

// urgentCheckIn opens a check-in with only that question. It has no reminder.
func (t Side) urgentCheckIn(questionnaire, item string) {
	p := t.State.Patient
	o := &state.Occasion{
		ID:     flows.Slot{ID: flows.SaidSlot + "-" + strconv.Itoa(p.Count+1)}.OccasionID(t.Wall(t.Now())),
		Number: p.Count + 1, Questionnaires: []string{questionnaire}, Only: item, Urgent: item, Item: item,
		Words: t.SaidAt(), Planned: t.Now(), Opened: t.Now(), Reminded: true, Touched: true,
	}
	p.Count++
	p.Open = o
	t.Keep(record.Occasion{ID: o.ID, Planned: o.Planned, Questionnaires: o.Questionnaires})
	t.sendQuestion(state.ClassSafety, t.urgentWhy())
	t.scheduleClose(o, t.Plan.Window.Deadline)
}

func (t Side) urgentWhy() string { return t.safety.DangerText() + "\n\n" + t.safety.DangerWhy() }
