package interchange

import (
	"cmp"
	"slices"
)

// A FHIR item is enabled when all, or any, of a list of comparisons hold. A missing answer equals nothing and differs
// from everything.

func sortExtensions(list []extension) {
	slices.SortStableFunc(list, func(a, b extension) int { return cmp.Compare(a.URL, b.URL) })
}

// enable translates an item's condition to comparisons. If that is impossible, it adds a finding.
func (f *Form) enable(item *Item, found *findings) ([]enableWhen, string) {
	r, err := f.takeApart(item.When)
	if err == nil {
		var list []enableWhen
		var behaviour string
		if list, behaviour, err = enabling(r); err == nil {
			return list, behaviour
		}
	}
	found.add(item.ID, "other programs ask it always: %v (`%s`)", err, item.When)
	return nil, ""
}

func enabling(r rule) ([]enableWhen, string, error) {
	parts, how := r.parts, r.join
	if how == alone {
		parts, how = []rule{r}, any1
	}
	var list []enableWhen
	for _, p := range parts {
		if p.join != alone {
			return nil, "", cannot("it mixes and with or, which FHIR cannot say")
		}
		more, err := p.enabling(how)
		if err != nil {
			return nil, "", err
		}
		list = append(list, more...)
	}
	switch {
	case len(list) < 2:
		return list, "", nil // one comparison needs no operator
	case how == all:
		return list, "all", nil
	}
	return list, "any", nil
}

// enabling is one part of a list of which all, or any, must hold.
func (r rule) enabling(how join) ([]enableWhen, error) {
	exists := func(there bool) enableWhen {
		return enableWhen{Question: r.item.ID, Operator: "exists", AnswerBoolean: &there}
	}
	code := func(op, code string) enableWhen {
		return enableWhen{Question: r.item.ID, Operator: op, AnswerCoding: &coding{
			System: footingURN + "code:" + r.item.ID,
			Code:   code,
		}}
	}
	switch r.test {
	case has:
		if r.not {
			return []enableWhen{code("!=", r.codes[0])}, nil
		}
		return []enableWhen{code("=", r.codes[0])}, nil
	case given:
		return []enableWhen{exists(!r.not)}, nil
	case compares:
		if r.op == "!=" {
			return nil, cannot("an answer that is missing differs from every number in FHIR")
		}
		return []enableWhen{{Question: r.item.ID, Operator: plainEquals(r.op), AnswerInteger: &r.number}}, nil
	case among:
	}
	others := without(everyCode(r.item), r.codes)
	var list []enableWhen
	switch {
	case len(r.codes) == 0 && !r.silent:
		return nil, cannot("it never holds")
	case r.silent && (len(others) == 1 || how == all):
		for _, c := range others {
			list = append(list, code("!=", c))
		}
	case how == all && len(r.codes) > 1:
		list = append(list, exists(true))
		for _, c := range others {
			list = append(list, code("!=", c))
		}
	default:
		if r.silent {
			list = append(list, exists(false))
		}
		for _, c := range r.codes {
			list = append(list, code("=", c))
		}
	}
	return list, nil
}
