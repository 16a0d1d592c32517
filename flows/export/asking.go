package export

import "footing/flows"

// asking says, in terms of answers to one other question, when an item is asked: the form in which other programs
// know conditions.
type asking struct {
	item  string
	codes []string // any of these
}

// askingOf finds the answers to one question of the same questionnaire after which an item is asked. False when it
// always is, or when its condition looks at more than that; it then stands as text only.
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

// after lists the answers to one item after which a condition holds; none where what is typed decides.
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

// evaluate tells whether a condition holds of the answers of one check-in.
func evaluate(c *flows.Condition, answers map[string]flows.Answer) (bool, error) {
	return c.Holds(answers, nil) //nolint:wrapcheck // it says itself which condition
}

// holds is the same for deciding whether something was asked. What cannot be evaluated was, and so was what looks at
// earlier check-ins: the answer itself says that it was asked.
func holds(c *flows.Condition, standing map[string]flows.Answer) bool {
	if len(c.Past()) > 0 {
		return true
	}
	yes, err := evaluate(c, standing)
	return yes || err != nil
}
