package patient

import (
	"strings"

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

// privacy answers /privacy with everything that Telegram requires, for everybody.
func (t Side) privacy() {
	parts := []string{
		t.Text("privacy.what"), t.Text("privacy.who"), t.Text("privacy.where"), t.Text("privacy.long"),
		t.Text("privacy.rights"),
	}
	if line := t.Plan.Clinic.Complaints; line != "" {
		parts = append(parts, t.Text("privacy.complaints", "complaints", line))
	} else {
		parts = append(parts, t.Text("privacy.no_complaints"))
	}
	if t.State.Patient == nil {
		t.Say(state.ClassReply, strings.Join(parts, "\n\n"), t.HelpRow())
		return
	}
	line, change := t.discreetLine()
	t.Say(state.ClassReply, strings.Join(append(parts, line), "\n\n"), change, t.HelpRow())
}
