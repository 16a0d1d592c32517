package items

import "footing/flows"

// Asking expresses when an item is asked as answers to one other question, which is the form of conditions in other
// programs.
type Asking struct {
	Item  string
	Codes []string // any of these
}

// AskingOf finds the question in the same questionnaire, and its answers, that lead to an item. False if the item is
// always asked, or if its condition reads more than one question; the condition is then exported only as text.
func AskingOf(q *flows.Questionnaire, item *flows.Item) (Asking, bool) {
	if item.When == nil || len(item.When.Items()) != 1 || len(item.When.Past()) > 0 {
		return Asking{}, false
	}
	a := Asking{Item: item.When.Items()[0]}
	for n := range q.Items {
		if q.Items[n].ID == a.Item {
			a.Codes = after(item.When, &q.Items[n])
		}
	}
	if silent, err := evaluate(item.When, nil); silent || err != nil {
		return Asking{}, false
	}
	return a, len(a.Codes) > 0
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
