package load

import (
	"slices"

	"footing/flows"
	"footing/flows/load/internal/condition"
)

// compileRules compiles every condition; a condition may name any item of the protocol. It also collects the items
// whose earlier answers the conditions need.
func (d *reading) compileRules() {
	items := map[string]*flows.Item{}
	for _, s := range d.inOrder() {
		for i := range s.Items {
			items[s.Items[i].ID] = &s.Items[i]
		}
	}
	delete(items, "")
	for _, s := range d.inOrder() {
		for i := range s.items {
			s.Items[i].When = d.compileRule(s, &s.items[i].when, items)
			for n := range s.Items[i].Earlier {
				s.Items[i].Earlier[n].When = s.Items[i].When
			}
		}
		for i := range s.alerts {
			s.Alerts[i].When = d.compileRule(s, &s.alerts[i], items)
		}
	}
	slices.Sort(d.protocol.Remembered)
	d.protocol.Remembered = slices.Compact(d.protocol.Remembered)
}

func (d *reading) compileRule(s *sheet, rule *writtenRule, items map[string]*flows.Item) *flows.Condition {
	if !rule.given {
		return nil
	}
	compiled, faults := condition.Compile(rule.text, items)
	rule.broken = compiled == nil
	if rule.text == "" {
		return nil
	}
	for _, f := range faults {
		if f.Unknown && d.unsure {
			continue // its file may not have been readable
		}
		s.src.complain(rule.positionAt(s.src, f.Offset), "%s", f.Message)
	}
	if compiled == nil {
		return nil
	}
	d.rules[compiled.Condition] = compiled
	d.protocol.Remembered = append(d.protocol.Remembered, compiled.Past()...)
	return compiled.Condition
}

// positionAt is the position in the file for an offset in a rule's text. If the text was folded or escaped in the file,
// it is the position where the text begins.
func (r writtenRule) positionAt(src *source, offset int) position {
	if r.at.line < 1 || r.at.line > len(src.lines) {
		return r.at
	}
	line, text := []rune(src.lines[r.at.line-1]), []rune(r.text)
	for _, quote := range []int{0, 1} {
		first := r.at.column - 1 + quote
		if first+len(text) <= len(line) && slices.Equal(line[first:first+len(text)], text) {
			return position{r.at.line, first + offset + 1}
		}
	}
	return r.at
}

// checkPrivacy checks that a private answer has no effect that others could notice: it may cause no alert, and no
// question that is not private.
func (d *reading) checkPrivacy() {
	private := map[string]bool{}
	for _, s := range d.inOrder() {
		for i := range s.Items {
			private[s.Items[i].ID] = s.Private
		}
	}
	for _, s := range d.inOrder() {
		for i, alert := range s.Alerts {
			if s.Private {
				s.src.complain(s.alerts[i].at, "`%s` is private, so nothing in it may raise an alert; take `%s` away", s.ID,
					alert.ID)
				continue
			}
			d.checkSecret(s, s.alerts[i], alert.When, private, "an alert would give it away")
		}
		for i := range s.Items {
			if !s.Private {
				d.checkSecret(s, s.items[i].when, s.Items[i].When, private, "a question that others see would give it away")
			}
			if s.Private && slices.ContainsFunc(s.Items[i].Options,
				func(o flows.Option) bool { return o.Action == flows.TellPerson }) {
				s.src.complain(s.items[i].id, "`%s` is private, so no answer to it may tell anybody; use the action `%s` or `%s`",
					s.Items[i].ID, flows.SayIt, flows.AskBackup)
			}
		}
	}
}

func (d *reading) checkSecret(
	s *sheet, rule writtenRule, condition *flows.Condition, private map[string]bool, why string,
) {
	if condition == nil {
		return
	}
	for _, id := range slices.Concat(condition.Items(), condition.Past()) {
		if private[id] {
			s.src.complain(rule.at, "the answer to `%s` is private; %s", id, why)
			return
		}
	}
}

// lookedAt are the items that the condition reads, directly or through the conditions of those items, in the given
// order.
func lookedAt(items []*flows.Item, condition *flows.Condition) []*flows.Item {
	wanted := map[string]bool{}
	for _, id := range condition.Items() {
		wanted[id] = true
	}
	var found []*flows.Item
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
