package rules

import (
	"fmt"
	"strings"

	"footing/flows/interchange/internal/neutral"
)

// Dialect is an expression language into which a rule can be translated.
type Dialect struct {
	And, Or string
	is      func(item *neutral.Item, code string) string // the answer is the code; another code; empty
	isNot   func(item *neutral.Item, code string) string
	has     func(item *neutral.Item, code string, not bool) string
	number  func(item *neutral.Item, op string, number int) string
	given   func(item *neutral.Item, not bool) string
	never   string
}

// Phrase is a part of an expression together with its operator, so that only necessary brackets are written.
type Phrase struct {
	Join Join
	Text string
}

// Say translates a rule.
func (d Dialect) Say(r Rule) string { return d.phrase(r).Text }

func (d Dialect) phrase(r Rule) Phrase {
	if r.Join != Alone {
		var parts []Phrase
		for _, p := range r.Parts {
			parts = append(parts, d.phrase(p))
		}
		return d.Joined(r.Join, parts)
	}
	switch r.Test {
	case Has:
		return Phrase{Text: d.has(r.Item, r.Codes[0], r.Not)}
	case Compares:
		return Phrase{Text: d.number(r.Item, r.Op, r.Number)}
	case Given:
		return Phrase{Text: d.given(r.Item, r.Not)}
	case Among:
	}
	return d.among(r)
}

// Joined says several conditions as one.
func (d Dialect) Joined(how Join, parts []Phrase) Phrase {
	if len(parts) == 1 {
		return parts[0]
	}
	var texts []string
	for _, p := range parts {
		if p.Join != Alone && p.Join != how {
			p.Text = "(" + p.Text + ")"
		}
		texts = append(texts, p.Text)
	}
	between := d.And
	if how == Any {
		between = d.Or
	}
	return Phrase{how, strings.Join(texts, between)}
}

// among lists the codes that hold or, if that is shorter, the codes that do not.
func (d Dialect) among(r Rule) Phrase {
	var parts []Phrase
	others := Without(EveryCode(r.Item), r.Codes)
	if r.Silent && len(others) > 0 && len(others) <= len(r.Codes) {
		for _, code := range others {
			parts = append(parts, Phrase{Text: d.isNot(r.Item, code)})
		}
		return d.Joined(All, parts)
	}
	if r.Silent {
		parts = append(parts, Phrase{Text: d.given(r.Item, true)})
	}
	for _, code := range r.Codes {
		parts = append(parts, Phrase{Text: d.is(r.Item, code)})
	}
	if len(parts) == 0 {
		return Phrase{Text: d.never}
	}
	return d.Joined(Any, parts)
}

// XPath is the language of the column "relevant" in an XLSForm. An empty answer is "". It equals no code, and every
// numeric comparison with it is false.
func XPath() Dialect {
	return Dialect{
		And: " and ", Or: " or ", never: "false()",
		is:    func(i *neutral.Item, code string) string { return fmt.Sprintf("${%s} = '%s'", i.ID, code) },
		isNot: func(i *neutral.Item, code string) string { return fmt.Sprintf("${%s} != '%s'", i.ID, code) },
		has: func(i *neutral.Item, code string, not bool) string {
			if not {
				return fmt.Sprintf("not(selected(${%s}, '%s'))", i.ID, code)
			}
			return fmt.Sprintf("selected(${%s}, '%s')", i.ID, code)
		},
		number: func(i *neutral.Item, op string, number int) string {
			text := fmt.Sprintf("${%s} %s %d", i.ID, PlainEquals(op), number)
			if op == "!=" { // which would hold for an empty answer
				text = fmt.Sprintf("(${%s} != '' and %s)", i.ID, text)
			}
			return text
		},
		given: func(i *neutral.Item, not bool) string {
			if not {
				return fmt.Sprintf("${%s} = ''", i.ID)
			}
			return fmt.Sprintf("${%s} != ''", i.ID)
		},
	}
}

// PlainEquals is an operator with = for ==.
func PlainEquals(op string) string {
	if op == "==" {
		return "="
	}
	return op
}

// Branching is the language of REDCap's branching logic, where an empty field is ” and counts as small.
func Branching() Dialect {
	return Dialect{
		And: " and ", Or: " or ", never: "1 = 0",
		is:    func(i *neutral.Item, code string) string { return fmt.Sprintf("[%s] = '%s'", Variable(i.ID), code) },
		isNot: func(i *neutral.Item, code string) string { return fmt.Sprintf("[%s] <> '%s'", Variable(i.ID), code) },
		has: func(i *neutral.Item, code string, not bool) string {
			return fmt.Sprintf("[%s(%s)] = '%d'", Variable(i.ID), code, map[bool]int{false: 1, true: 0}[not])
		},
		number: func(i *neutral.Item, op string, number int) string {
			return fmt.Sprintf("([%s] <> '' and [%s] %s %d)", Variable(i.ID), Variable(i.ID),
				strings.ReplaceAll(PlainEquals(op), "!=", "<>"), number)
		},
		given: func(i *neutral.Item, not bool) string {
			if i.Kind == "several" {
				return ticked(i, not)
			}
			return fmt.Sprintf("[%s] %s ''", Variable(i.ID), map[bool]string{false: "<>", true: "="}[not])
		},
	}
}

// ticked tests whether any option of a multiple-choice field is ticked, or none.
func ticked(i *neutral.Item, not bool) string {
	d := Branching()
	var list []string
	for _, code := range EveryCode(i) {
		list = append(list, d.has(i, code, not))
	}
	if not {
		return "(" + strings.Join(list, " and ") + ")"
	}
	return "(" + strings.Join(list, " or ") + ")"
}

// Variable is the field name of an item, the same as in the data of footing export. The prefix keeps it apart from
// REDCap's own names.
func Variable(item string) string { return "q_" + item }
