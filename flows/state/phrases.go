package state

import "slices"

// Asks tells whether a check-in asks an item: of a questionnaire that is there for an urgent question only that one.
func (o *Occasion) Asks(questionnaire, item string) bool {
	if o.Only != "" {
		return item == o.Only
	}
	return item == o.Urgent || slices.Contains(o.Questionnaires, questionnaire)
}
