package turn

import (
	"footing/flows/state"
	"slices"
)

// asks names the questionnaires of a check-in, that of an urgent question among them.
func (t *Turn) Asks(o *state.Occasion) []string {
	q, _, ok := t.Plan.OnPhrase()
	if o.Urgent == "" || !ok || slices.Contains(o.Questionnaires, q.ID) {
		return o.Questionnaires
	}
	return append([]string{q.ID}, o.Questionnaires...)
}
