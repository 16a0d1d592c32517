package engine

import (
	"slices"
	"strconv"

	"footing/flows"
	"footing/flows/record"
)

// mentioned looks, in whatever a patient or a stranger writes and in any state, for one of the phrases. One that stands
// there shows the help menu and asks one safety question, and does nothing more: nobody is told.
func (t *turn) mentioned(text string) {
	if t.state.Patient == nil && t.state.Desk != nil || !t.plan.Mentions(text) {
		return
	}
	t.helpMenu()
	t.askUrgent()
}

// askUrgent asks the question that belongs to the phrases: in the check-in that is open, or in one of its own. Its
// answer is judged like any other. Whoever refused the safety questions is not asked.
func (t *turn) askUrgent() {
	p := t.state.Patient
	q, item, ok := t.plan.OnPhrase()
	if !ok || !p.setUp() || !p.Consents[record.ForSafety] {
		return
	}
	if p.Open == nil {
		t.urgentCheckIn(q.ID, item.ID)
		return
	}
	o := p.Open
	o.Urgent = item.ID
	if a, answered := o.Answers[item.ID]; answered {
		a.Stale = true // today is another moment
		o.Answers[item.ID] = a
	}
	t.moveBelow()
	o.Message = 0
	t.turnTo(o, item.ID)
	o.Touched = true
	t.sendQuestion(ClassReply, t.urgentWhy())
	t.closes(o, max(t.plan.Window.Inactivity, o.Closes.Sub(t.now())))
}

// urgentCheckIn has the one question. Nobody is reminded of it.
func (t *turn) urgentCheckIn(questionnaire, item string) {
	p := t.state.Patient
	o := &Occasion{
		ID:     occasionID(flows.Slot{ID: flows.SaidSlot + "-" + strconv.Itoa(p.Count+1)}, t.wall(t.now())),
		Number: p.Count + 1, Questionnaires: []string{questionnaire}, Only: item, Urgent: item, Item: item,
		Planned: t.now(), Opened: t.now(), Reminded: true, Touched: true,
	}
	p.Count++
	p.Open = o
	t.keep(record.Occasion{ID: o.ID, Planned: o.Planned, Questionnaires: o.Questionnaires})
	t.sendQuestion(ClassReply, t.urgentWhy())
	t.closes(o, t.plan.Window.Deadline)
}

// urgentWhy says why this is asked, and who sees the answer.
func (t *turn) urgentWhy() string {
	return t.text("phrases.why", "name", t.state.Patient.Clinician.Name, "when", t.readWhen())
}

// asks names the questionnaires of a check-in, that of an urgent question among them.
func (t *turn) asks(o *Occasion) []string {
	q, _, ok := t.plan.OnPhrase()
	if o.Urgent == "" || !ok || slices.Contains(o.Questionnaires, q.ID) {
		return o.Questionnaires
	}
	return append([]string{q.ID}, o.Questionnaires...)
}

// asks tells whether a check-in asks an item: of a questionnaire that is there for an urgent question only that one.
func (o *Occasion) asks(questionnaire, item string) bool {
	if o.Only != "" {
		return item == o.Only
	}
	return item == o.Urgent || slices.Contains(o.Questionnaires, questionnaire)
}
