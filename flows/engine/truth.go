package engine

import (
	"footing/flows"
)

// thanks says at the end who sees the answers: what is private stays, and must not be said to be seen.
func (t *turn) thanks(o *Occasion) string {
	private, open := 0, 0
	for _, p := range t.places(o) {
		if _, answered := o.Answers[p.item.ID]; !answered || p.item.Kind == flows.Information {
			continue
		}
		if p.questionnaire.Private {
			private++
		} else {
			open++
		}
	}
	name := t.state.Patient.Clinician.Name
	switch {
	case private == 0:
		return t.text("checkin.thanks", "name", name)
	case open == 0:
		return t.text("checkin.thanks_private", "name", name)
	default:
		return t.text("checkin.thanks_some", "name", name)
	}
}

// watchedLine says once a day, and always with safety, that nobody watches the chat.
func (t *turn) watchedLine(q *flows.Questionnaire) string {
	safety := q.Theme == 0
	p := t.state.Patient
	today := t.now().In(t.zone()).Format("2006-01-02")
	if p.Watched == today && !safety {
		return ""
	}
	p.Watched = today
	if safety {
		return "" // the safety items' own introduction says it
	}
	if q.Private { // who sees the answer is said with it
		return t.text("text.not_watched_alone")
	}
	return t.text("text.not_watched_line", "name", p.Clinician.Name)
}

// notWatched answers free text with the truth about who reads it, and who sees answers where there are any.
func (t *turn) notWatched() string {
	p := t.state.Patient
	if !p.setUp() {
		return t.text("text.not_watched_only")
	}
	return t.text("text.not_watched", "name", p.Clinician.Name)
}

// how says how all this works, for whoever reads it.
func (t *turn) how() string {
	switch p := t.state.Patient; {
	case p.setUp():
		return t.text("help.how_text", "name", p.Clinician.Name)
	case p != nil && len(p.circle()) > 0:
		return t.text("help.how_help", "name", t.first().Name)
	case t.state.Desk != nil:
		return t.text("desk.how")
	default:
		return t.text("start.stranger")
	}
}

// noteLeft says that a note was left, and when somebody reads it: not today, where today's hours are over.
func (t *turn) noteLeft() string {
	words := []string{"name", t.first().Name, "numbers", t.numbers()}
	if next, ok := t.plan.Clinic.NextDuty(t.now()); ok && !t.plan.Clinic.OnDuty(t.now()) {
		return t.text("safety.note_later", append(words, "when", t.clock(next))...)
	}
	return t.text("safety.note", words...)
}
