package interchange

import (
	"fmt"
	"strings"
)

// dialect is an expression language into which a rule can be translated.
type dialect struct {
	and, or string
	is      func(item *Item, code string) string // the answer is the code; another code; empty
	isNot   func(item *Item, code string) string
	has     func(item *Item, code string, not bool) string
	number  func(item *Item, op string, number int) string
	given   func(item *Item, not bool) string
	never   string
}

// phrase is a part of an expression together with its operator, so that only necessary brackets are written.
type phrase struct {
	join join
	text string
}

// say translates a rule.
func (d dialect) say(r rule) string { return d.phrase(r).text }

func (d dialect) phrase(r rule) phrase {
	if r.join != alone {
		var parts []phrase
		for _, p := range r.parts {
			parts = append(parts, d.phrase(p))
		}
		return d.joined(r.join, parts)
	}
	switch r.test {
	case has:
		return phrase{text: d.has(r.item, r.codes[0], r.not)}
	case compares:
		return phrase{text: d.number(r.item, r.op, r.number)}
	case given:
		return phrase{text: d.given(r.item, r.not)}
	case among:
	}
	return d.among(r)
}

func (d dialect) joined(how join, parts []phrase) phrase {
	if len(parts) == 1 {
		return parts[0]
	}
	var texts []string
	for _, p := range parts {
		if p.join != alone && p.join != how {
			p.text = "(" + p.text + ")"
		}
		texts = append(texts, p.text)
	}
	between := d.and
	if how == any1 {
		between = d.or
	}
	return phrase{how, strings.Join(texts, between)}
}

// among lists the codes that hold or, if that is shorter, the codes that do not.
func (d dialect) among(r rule) phrase {
	var parts []phrase
	others := without(everyCode(r.item), r.codes)
	if r.silent && len(others) > 0 && len(others) <= len(r.codes) {
		for _, code := range others {
			parts = append(parts, phrase{text: d.isNot(r.item, code)})
		}
		return d.joined(all, parts)
	}
	if r.silent {
		parts = append(parts, phrase{text: d.given(r.item, true)})
	}
	for _, code := range r.codes {
		parts = append(parts, phrase{text: d.is(r.item, code)})
	}
	if len(parts) == 0 {
		return phrase{text: d.never}
	}
	return d.joined(any1, parts)
}

// xpath is the language of the column "relevant" in an XLSForm. An empty answer is "". It equals no code, and every
// numeric comparison with it is false.
func xpath() dialect {
	return dialect{
		and: " and ", or: " or ", never: "false()",
		is:    func(i *Item, code string) string { return fmt.Sprintf("${%s} = '%s'", i.ID, code) },
		isNot: func(i *Item, code string) string { return fmt.Sprintf("${%s} != '%s'", i.ID, code) },
		has: func(i *Item, code string, not bool) string {
			if not {
				return fmt.Sprintf("not(selected(${%s}, '%s'))", i.ID, code)
			}
			return fmt.Sprintf("selected(${%s}, '%s')", i.ID, code)
		},
		number: func(i *Item, op string, number int) string {
			text := fmt.Sprintf("${%s} %s %d", i.ID, plainEquals(op), number)
			if op == "!=" { // which would hold for an empty answer
				text = fmt.Sprintf("(${%s} != '' and %s)", i.ID, text)
			}
			return text
		},
		given: func(i *Item, not bool) string {
			if not {
				return fmt.Sprintf("${%s} = ''", i.ID)
			}
			return fmt.Sprintf("${%s} != ''", i.ID)
		},
	}
}

func plainEquals(op string) string {
	if op == "==" {
		return "="
	}
	return op
}

// branching is the language of REDCap's branching logic, where an empty field is ” and counts as small.
func branching() dialect {
	return dialect{
		and: " and ", or: " or ", never: "1 = 0",
		is:    func(i *Item, code string) string { return fmt.Sprintf("[%s] = '%s'", variable(i.ID), code) },
		isNot: func(i *Item, code string) string { return fmt.Sprintf("[%s] <> '%s'", variable(i.ID), code) },
		has: func(i *Item, code string, not bool) string {
			return fmt.Sprintf("[%s(%s)] = '%d'", variable(i.ID), code, map[bool]int{false: 1, true: 0}[not])
		},
		number: func(i *Item, op string, number int) string {
			return fmt.Sprintf("([%s] <> '' and [%s] %s %d)", variable(i.ID), variable(i.ID),
				strings.ReplaceAll(plainEquals(op), "!=", "<>"), number)
		},
		given: func(i *Item, not bool) string {
			if i.Kind == "several" {
				return ticked(i, not)
			}
			return fmt.Sprintf("[%s] %s ''", variable(i.ID), map[bool]string{false: "<>", true: "="}[not])
		},
	}
}

// ticked tests whether any option of a multiple-choice field is ticked, or none.
func ticked(i *Item, not bool) string {
	d := branching()
	var list []string
	for _, code := range everyCode(i) {
		list = append(list, d.has(i, code, not))
	}
	if not {
		return "(" + strings.Join(list, " and ") + ")"
	}
	return "(" + strings.Join(list, " or ") + ")"
}

// variable is the field name of an item, the same as in the data of footing export. The prefix keeps it apart from
// REDCap's own names.
func variable(item string) string { return "q_" + item }
