package patient

import (
	"footing/flows"
	"footing/flows/state"
)

// thanks says at the end who sees the answers: what is private stays, and must not be said to be seen.
func (t Side) thanks(o *state.Occasion) string {
	private, open := 0, 0
	for _, p := range t.Places(o) {
		if _, answered := o.Answers[p.Item.ID]; !answered || p.Item.Kind == flows.Information {
			continue
		}
		if p.Questionnaire.Private {
			private++
		} else {
			open++
		}
	}
	name := t.State.Patient.Clinician.Name
	switch {
	case private == 0:
		return t.Text("checkin.thanks", "name", name)
	case open == 0:
		return t.Text("checkin.thanks_private", "name", name)
	default:
		return t.Text("checkin.thanks_some", "name", name)
	}
}

// watchedLine says once a day, and always with safety, that nobody watches the chat.
func (t Side) watchedLine(q *flows.Questionnaire) string {
	safety := q.Theme == 0
	p := t.State.Patient
	today := t.Now().In(t.Zone()).Format("2006-01-02")
	if p.Watched == today && !safety {
		return ""
	}
	p.Watched = today
	if safety {
		return "" // the safety items' own introduction says it
	}
	if q.Private { // who sees the answer is said with it
		return t.Text("text.not_watched_alone")
	}
	return t.Text("text.not_watched_line", "name", p.Clinician.Name)
}

// notWatched answers free text with the truth about who reads it, and who sees answers where there are any.
func (t Side) NotWatched() string {
	p := t.State.Patient
	if !p.SetUp() {
		return t.Text("text.not_watched_only")
	}
	return t.Text("text.not_watched", "name", p.Clinician.Name)
}
