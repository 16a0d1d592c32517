package turn

import (
	"cmp"
	"slices"
	"time"

	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
)

// Question is an item within the questionnaire that asks it.
type Question struct {
	Questionnaire *flows.Questionnaire
	Item          *flows.Item
}

// Questions lists all items of a check-in in the order they would be asked.
func (t *Turn) Questions(o *state.Occasion) []Question {
	var all []Question
	for _, id := range t.Asks(o) {
		q, ok := t.Plan.Questionnaires[id]
		if !ok {
			continue
		}
		for n := range q.Items {
			if item := &q.Items[n]; o.Asks(q.ID, item.ID) {
				all = append(all, Question{Questionnaire: q, Item: item})
			}
		}
	}
	return all
}

// Question finds an item of a check-in; false if the check-in does not ask it.
func (t *Turn) Question(o *state.Occasion, item string) (Question, bool) {
	all := t.Questions(o)
	n := slices.IndexFunc(all, func(p Question) bool { return p.Item.ID == item })
	if n < 0 {
		return Question{}, false
	}
	return all[n], true
}

// CountAnswers counts the answers. Reading an information item does not count.
func (t *Turn) CountAnswers(o *state.Occasion) int {
	n := len(o.Answers)
	for _, p := range t.Questions(o) {
		if _, read := o.Answers[p.Item.ID]; read && p.Item.Kind == flows.Information {
			n--
		}
	}
	return n
}

// Given is an answer that was just tapped or typed.
type Given struct {
	flows.Answer
	Text   record.FreeText
	Action flows.Action
}

// Key is the prefix of the item's text keys.
func (p Question) Key() string { return p.Questionnaire.ID + "." + p.Item.ID }

// Version is the version of the questionnaire whose wording has this code.
func (p Question) Version(code string) int {
	_, until, _ := p.Item.Known(code)
	return cmp.Or(until, p.Questionnaire.Version)
}

// OptionWords is the label of an option's button.
func (t *Turn) OptionWords(p Question, code string, words ...string) string {
	switch p.Item.Kind {
	case flows.Scale:
		return code
	case flows.YesNo:
		if code == flows.Yes {
			return t.Text("button.yes")
		}
		return t.Text("button.no")
	case flows.Information:
		return t.Text("button.ok")
	case flows.Choice, flows.Several, flows.Number, flows.Time, flows.Date, flows.Text:
	}
	return t.Text(p.Key()+"."+code, words...)
}

// OwnOptionWords puts an option of the patient's own into words. One that tells somebody names who is told.
func (t *Turn) OwnOptionWords(p Question, code string, words ...string) string {
	if o, ok := p.Item.Option(code); ok && o.Action == flows.TellPerson {
		name := t.First().Name
		if all := t.NoticeReaders(); len(all) > 0 {
			name = all[0].Name
		}
		words = append(slices.Clip(words), "name", name)
	}
	return t.OptionWords(p, code, words...)
}

// ReadWhen says when the clinician, or whoever stands in, sees the answers of a check-in, and who does if they are
// urgent while that person is away, or has not come yet.
func (t *Turn) ReadWhen() string {
	if back, away := t.AwayUntil(t.State.Patient.Standing().ID); away {
		if t.Attended() {
			return t.Text("when.away", "until", t.Date(back.Add(-time.Minute)), "first", t.First().Name)
		}
		return t.Text("when.off_duty", "when", t.Clock(t.AttendedFrom()))
	}
	if t.State.Patient.Clinician.ID == "" && t.Attended() {
		return t.Text("when.vacant", "first", t.First().Name)
	}
	if next, ok := t.Plan.Clinic.NextDuty(t.Now()); ok && !t.Plan.Clinic.OnDuty(t.Now()) {
		return t.Text("when.off_duty", "when", t.Clock(next))
	}
	return t.Text("when.on_duty")
}

// Asks lists the questionnaires of a check-in, including that of an urgent question.
func (t *Turn) Asks(o *state.Occasion) []string {
	q, _, ok := t.Plan.OnPhrase()
	if o.Urgent == "" || !ok || slices.Contains(o.Questionnaires, q.ID) {
		return o.Questionnaires
	}
	return append([]string{q.ID}, o.Questionnaires...)
}

// Past lists the last answers from before the open check-in, as conditions see them.
func (t *Turn) Past() map[string]flows.Past {
	past := make(map[string]flows.Past, len(t.State.Patient.Recall))
	today := t.LocalDay(t.Now())
	for item, r := range t.State.Patient.Recall {
		past[item] = flows.Past{
			Answer: flows.Answer{Code: r.Code, Codes: r.Codes, Value: r.Value},
			Days:   int(today.Sub(t.LocalDay(r.At)).Hours() / 24),
		}
	}
	return past
}

// ItemWords are what an item's text may name. The day is the one since which it asks.
func (t *Turn) ItemWords(day string) []string {
	words := append(t.Names(), "day", day, "when", t.ReadWhen(), "goal", t.State.Patient.Goal.Text.Reveal(),
		TherapistWord, t.Therapist())
	if _, ok := t.OtherPerson(); !ok {
		words = append(words, "backup", t.Plan.Clinic.Name)
	}
	return words
}
