package flows

import "slices"

// compileRules compiles every condition; names are known over the whole protocol.
func (d *draft) compileRules() {
	items := map[string]*Item{}
	for _, s := range d.inOrder() {
		for i := range s.Items {
			items[s.Items[i].ID] = &s.Items[i]
		}
	}
	delete(items, "")
	for _, s := range d.inOrder() {
		for i := range s.items {
			s.Items[i].When = d.compileRule(s, &s.items[i].when, items)
		}
		for i := range s.alerts {
			s.Alerts[i].When = d.compileRule(s, &s.alerts[i], items)
		}
	}
}

func (d *draft) compileRule(s *sheet, rule *ruleDraft, items map[string]*Item) *Condition {
	if !rule.given {
		return nil
	}
	condition, faults := compile(rule.text, items)
	rule.broken = condition == nil
	if rule.text == "" {
		return nil
	}
	for _, f := range faults {
		if f.unknown && d.unsure {
			continue // its file could not be read, perhaps
		}
		s.src.complain(rule.placeAt(s.src, f.offset), "%s", f.message)
	}
	return condition
}

// placeAt is the place in the file of an offset in a rule's text. Where the text does not stand in the file
// just so, because it was folded or escaped, it is the place where the text begins.
func (r ruleDraft) placeAt(src *source, offset int) place {
	if r.at.line < 1 || r.at.line > len(src.lines) {
		return r.at
	}
	line, text := []rune(src.lines[r.at.line-1]), []rune(r.text)
	for _, quote := range []int{0, 1} {
		first := r.at.column - 1 + quote
		if first+len(text) <= len(line) && slices.Equal(line[first:first+len(text)], text) {
			return place{r.at.line, first + offset + 1}
		}
	}
	return r.at
}

// The most combinations of answers that are tried out for one condition.
const mostCombinations = 50_000

// combinations is how many combinations of answers to the items there can be at most.
func combinations(items []*Item) int {
	n := 1
	for _, item := range items {
		n = min(n*(len(item.Options)+2), mostCombinations+1)
	}
	return n
}

// possible tells whether any answers to the items, which are asked in this order and each only when its own
// condition holds, make the condition true.
func possible(items []*Item, condition *Condition) bool {
	return tryAnswers(items, map[string]Answer{}, condition)
}

func tryAnswers(items []*Item, answers map[string]Answer, condition *Condition) bool {
	if len(items) == 0 {
		holds, err := condition.Holds(answers)
		return err == nil && holds
	}
	item, rest := items[0], items[1:]
	if !asked(item, answers) {
		return tryAnswers(rest, answers, condition)
	}
	options := append([]Option{{Code: RatherNot}, {Code: DoesNotFit}}, item.Options...)
	for _, option := range options {
		answers[item.ID] = option.answer()
		if tryAnswers(rest, answers, condition) {
			delete(answers, item.ID)
			return true
		}
	}
	delete(answers, item.ID)
	return false
}

// asked tells whether the item is asked after these answers.
func asked(item *Item, answers map[string]Answer) bool {
	if item.When == nil {
		return true
	}
	holds, err := item.When.Holds(answers)
	return err == nil && holds
}

// answer is the answer that choosing the option gives.
func (o Option) answer() Answer { return Answer{Code: o.Code, Value: o.Value} }

// lookedAt are those of the items that the condition looks at, and those that these items' own conditions
// look at, in the given order.
func lookedAt(items []*Item, condition *Condition) []*Item {
	wanted := map[string]bool{}
	for _, id := range condition.Items() {
		wanted[id] = true
	}
	var found []*Item
	for _, item := range slices.Backward(items) {
		if !wanted[item.ID] {
			continue
		}
		found = append(found, item)
		if item.When != nil {
			for _, id := range item.When.Items() {
				wanted[id] = true
			}
		}
	}
	slices.Reverse(found)
	return found
}
