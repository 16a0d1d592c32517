package export

import "footing/flows"

// asking expresses when an item is asked as answers to one other question, which is the form of conditions in other
// programs.
type asking struct {
	item  string
	codes []string // any of these
}

// askingOf finds the question in the same questionnaire, and its answers, that lead to an item. False if the item is
// always asked, or if its condition reads more than one question; the condition is then exported only as text.
func askingOf(q *flows.Questionnaire, item *flows.Item) (asking, bool) {
	if item.When == nil || len(item.When.Items()) != 1 || len(item.When.Past()) > 0 {
		return asking{}, false
	}
	a := asking{item: item.When.Items()[0]}
	for n := range q.Items {
		if q.Items[n].ID == a.item {
			a.codes = after(item.When, &q.Items[n])
		}
	}
	if silent, err := evaluate(item.When, nil); silent || err != nil {
		return asking{}, false
	}
	return a, len(a.codes) > 0
}

// after lists the answers to one item for which a condition holds; none if the answer is typed.
func after(condition *flows.Condition, item *flows.Item) []string {
	if item.Kind.Typed() {
		return nil
	}
	offered := append([]flows.Option(nil), item.Options...)
	offered = append(offered, flows.Option{Code: flows.RatherNot}, flows.Option{Code: flows.DoesNotFit})
	var codes []string
	for _, o := range offered {
		answer := flows.Answer{Code: o.Code, Value: o.Value}
		if item.Kind == flows.Several && !flows.Declined(o.Code) {
			answer = flows.Answer{Codes: []string{o.Code}}
		}
		yes, err := evaluate(condition, map[string]flows.Answer{item.ID: answer})
		if err == nil && yes {
			codes = append(codes, o.Code)
		}
	}
	return codes
}

// evaluate tells whether a condition holds for the answers of one check-in.
func evaluate(c *flows.Condition, answers map[string]flows.Answer) (bool, error) {
	return c.Holds(answers, nil) //nolint:wrapcheck // its error names the condition
}

// holds is evaluate for deciding whether something was asked. If a condition cannot be evaluated or reads earlier
// check-ins, it is taken to hold, because the answer itself shows that the item was asked.
func holds(c *flows.Condition, standing map[string]flows.Answer) bool {
	if len(c.Past()) > 0 {
		return true
	}
	yes, err := evaluate(c, standing)
	return yes || err != nil
}
