package circle

import (
	"slices"

	"footing/flows"
	"footing/flows/engine/internal/turn"
	"footing/flows/press"
	"footing/flows/state"
)

// What a press says of the patient's therapist.
const (
	isTherapist    = "is"
	otherTherapist = "other" // nobody who is here
)

// AsksOfTherapist tells whether a question can name the therapist.
func (t Side) AsksOfTherapist() bool {
	wording := t.Plan.Wording(t.State.Locale)
	for _, q := range t.Plan.Questionnaires {
		for n := range q.Items {
			if slices.ContainsFunc(q.Items[n].TextKeys(q.ID), func(key string) bool {
				return slices.Contains(flows.Placeholders(wording[key]), turn.TherapistWord)
			}) {
				return true
			}
		}
	}
	return false
}

// AskTherapist asks who of the circle the patient's therapist is, so that questions can name them. Nobody else's name
// is asked for: they have not agreed to stand here.
func (t Side) AskTherapist() (string, [][]state.Button) {
	var rows [][]state.Button
	for _, c := range t.Treating() {
		label := c.Name
		if c.ID == t.State.Patient.Therapist {
			label = "✓ " + label
		}
		rows = append(rows, turn.Row(turn.Button(label,
			press.SetUp{Step: turn.SectionTherapist, Value: isTherapist, Of: turn.ColleagueKey(c.ID)})))
	}
	rows = append(rows, turn.Row(turn.Button(t.Text("setup.therapist_other"),
		press.SetUp{Step: turn.SectionTherapist, Value: otherTherapist})))
	return t.Text("setup.therapist", "unnamed", t.Text("therapist.unnamed")), rows
}

// TakeTherapist takes the answer.
func (t Side) TakeTherapist(pressed press.SetUp) turn.Outcome {
	people := t.Treating()
	n := slices.IndexFunc(people, func(c state.Contact) bool { return turn.ColleagueKey(c.ID) == pressed.Of })
	switch {
	case pressed.Value == otherTherapist:
		t.State.Patient.Therapist = ""
	case pressed.Value == isTherapist && n >= 0:
		t.State.Patient.Therapist = people[n].ID
	default:
		return turn.Odd
	}
	return turn.Next
}
