package turn

import (
	"footing/flows"
	"footing/flows/record"
	"footing/flows/state"
	"slices"
)

// place is an item within the questionnaire that asks it.
type Place struct {
	Questionnaire *flows.Questionnaire
	Item          *flows.Item
}

// places are all items of a check-in in the order they would be asked.
func (t *Turn) Places(o *state.Occasion) []Place {
	var all []Place
	for _, id := range t.Asks(o) {
		q, ok := t.Plan.Questionnaires[id]
		if !ok {
			continue
		}
		for n := range q.Items {
			if item := &q.Items[n]; o.Asks(q.ID, item.ID) {
				all = append(all, Place{Questionnaire: q, Item: item})
			}
		}
	}
	return all
}

func (t *Turn) Place(o *state.Occasion, item string) (Place, bool) {
	all := t.Places(o)
	n := slices.IndexFunc(all, func(p Place) bool { return p.Item.ID == item })
	if n < 0 {
		return Place{}, false
	}
	return all[n], true
}

// given is an answer that was just tapped or typed.
type Given struct {
	flows.Answer
	Text   record.FreeText
	Action flows.Action
}
