package patient

import (
	"footing/flows"
	"footing/flows/state"
)

// thanks says at the end who sees the answers. It never says so of private ones.
func (t Side) thanks(o *state.Occasion) string {
	private, open := 0, 0
	for _, p := range t.Questions(o) {
		if _, answered := o.Answers[p.Item.ID]; !answered || p.Item.Kind == flows.Information {
			continue
		}
		if p.Questionnaire.Private || p.Questionnaire.Theme == 0 && t.safety.LeftOut() {
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
	said := p.Watched == today
	if said && !safety {
		return ""
	}
	p.Watched = today
	_, introduced := t.Plan.Wording(t.State.Locale)[q.ID+"."+q.Items[0].ID+".intro"]
	if safety && (said || introduced) { // the introduction of safety items says it
		return ""
	}
	if safety || q.Private { // who sees the answer is said with it
		return t.Text("text.not_watched_alone")
	}
	return t.Text("text.not_watched_line", "name", p.Clinician.Name)
}

// NotWatched answers free text with the truth about who reads it, and about who sees answers if there are any.
func (t Side) NotWatched() string {
	p := t.State.Patient
	if !p.SetUp() {
		return t.Text("text.not_watched_only")
	}
	return t.Text("text.not_watched", "name", p.Clinician.Name)
}
