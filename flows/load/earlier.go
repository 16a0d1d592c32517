package load

import (
	"footing/flows"
	"footing/flows/load/internal/condition"
)

// readVersions reads since which version an item is asked, and how earlier versions worded it. It comes last, because
// an earlier wording has everything else of the item.
func readVersions(s *sheet, item *flows.Item, m *mapping) {
	if v := m.maybe("since"); v.node != nil {
		if item.Since = scalar(v, parseCount); item.Since > s.Version && s.Version > 0 {
			v.complain("this is version %d, so the item cannot be asked only since version %d", s.Version, item.Since)
		}
	}
	for _, entry := range m.maybe("earlier").items() {
		readEarlier(s, item, entry.mapping())
	}
}

// readEarlier reads one earlier wording. None of its codes may be one that another wording has: in a file of answers a
// code would stand for two answers.
func readEarlier(s *sheet, item *flows.Item, m *mapping) {
	if m == nil {
		return
	}
	v, was := m.need("until"), *item
	was.Until, was.Windows, was.Earlier = scalar(v, parseCount), nil, nil
	switch last := len(item.Earlier) - 1; {
	case was.Until == 0:
	case was.Until >= s.Version && s.Version > 0:
		v.complain("this is version %d; an earlier wording was used until a version before it", s.Version)
	case last >= 0 && was.Until >= item.Earlier[last].Until:
		v.complain("earlier wordings stand with the latest first, each once")
	}
	options := m.maybe("options")
	switch own := ownOptions(item.Kind); {
	case own && options.node == nil:
		m.need("options")
	case !own && options.node != nil:
		options.complain("an item of the kind `%s` has no options of its own", item.Kind)
	}
	if options.node != nil {
		was.Options = nil
	}
	for _, entry := range options.items() {
		readOption(&was, entry.mapping())
		last := len(was.Options) - 1
		if last < 0 {
			continue
		}
		code := was.Options[last].Code
		if _, _, taken := item.Known(code); taken {
			entry.complain("the code `%s` stands for an answer of another version of `%s`; a changed wording has new codes",
				code, item.ID)
		}
	}
	m.done()
	item.Earlier = append(item.Earlier, was)
}

// readLow reads whether an option without a value counts as the worst answer.
func readLow(option *flows.Option, item *flows.Item, m *mapping) {
	v := m.maybe("low")
	if v.node == nil {
		return
	}
	option.Low = scalar(v, parseFlag)
	switch {
	case option.Low && option.Value != nil:
		v.complain("`low` is for an answer without a value; this one has the value %d", *option.Value)
	case option.Low && item.Kind == flows.Several:
		v.complain("several answers together have no level; leave it out")
	}
}

// allCodes are the codes of an item's options in all its wordings.
func allCodes(item *flows.Item) []string {
	codes := condition.CodesOf(item)
	for _, e := range item.Earlier {
		for _, o := range e.Options {
			codes = append(codes, o.Code)
		}
	}
	return codes
}
