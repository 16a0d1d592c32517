package load

import (
	"footing/flows"
	"footing/flows/load/internal/condition"
)

// checkTaps counts the taps of a check-in in which every answer is the best one. The best option of a scored item has
// the highest score; of other items, and where which values are good is not known, it is the first. A follow-up may ask
// on after a good answer or after a bad one, but not after both: such a question belongs to the taps.
func (d *reading) checkTaps(c checkin) {
	answers, cost, private := map[string]flows.Answer{}, 0, false
	worst := d.worstAnswers(c)
	for _, s := range c.parts {
		for i := range s.Items {
			item := &s.Items[i]
			if s.items[i].when.broken || len(item.Options) == 0 && !item.Kind.Typed() || !condition.Asked(item, answers, nil) {
				continue
			}
			if !item.FollowUp {
				cost += taps(item)
			} else if item.When != nil && condition.Asked(item, worst, nil) && d.once(s.src, s.items[i].followUp) {
				s.src.complain(s.items[i].followUp,
					"`%s` is asked in the %s when every answer is the best and when each is the worst, so it is not a follow-up",
					item.ID, c.name)
			}
			answers[item.ID] = best(item)
			private = private || s.Private && item.Kind != flows.Information
		}
	}
	also := ""
	if private {
		cost++ // for the question about sharing
		also = ", one of them for sharing,"
	}
	if limit := d.protocol.Limits.Taps; cost > limit && limit > 0 {
		d.main.complain(c.at, "the %s costs %d taps%s when nothing is low; limits.taps allows %d", c.name, cost, also, limit)
	}
}

// taps is the least number of taps for an answer.
func taps(i *flows.Item) int {
	if i.Kind == flows.Several {
		return 2 // one of the options, and "Done"
	}
	return 1
}

// worstAnswers answers each item of a check-in with its lowest score; what has none as in checkTaps.
func (d *reading) worstAnswers(c checkin) map[string]flows.Answer {
	answers := map[string]flows.Answer{}
	for _, s := range c.parts {
		for i := range s.Items {
			item := &s.Items[i]
			if s.items[i].when.broken || len(item.Options) == 0 && !item.Kind.Typed() || !condition.Asked(item, answers, nil) {
				continue
			}
			answers[item.ID] = extreme(item, -1)
			if item.Kind == flows.Number {
				answers[item.ID] = flows.Answer{Code: "number", Value: &item.Min}
			}
		}
	}
	return answers
}

func best(item *flows.Item) flows.Answer { return extreme(item, 1) }

// extreme is the answer with the highest score (toward 1) or the lowest (toward -1).
func extreme(item *flows.Item, toward float64) flows.Answer {
	switch item.Kind {
	case flows.Several:
		return flows.Answer{Codes: []string{item.Options[0].Code}}
	case flows.Number:
		return flows.Answer{Code: "number", Value: &item.Max}
	case flows.Time, flows.Date, flows.Text:
		return flows.Answer{Code: flows.Written}
	case flows.Choice, flows.Scale, flows.YesNo, flows.Information:
	}
	top := item.Options[0]
	if !item.Rated() {
		return condition.AnswerOf(top)
	}
	for _, option := range item.Options {
		if option.Value != nil && (top.Value == nil || toward*(item.Score(*option.Value)-item.Score(*top.Value)) > 0) {
			top = option
		}
	}
	return condition.AnswerOf(top)
}
