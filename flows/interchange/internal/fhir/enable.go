package fhir

import (
	"cmp"
	"slices"

	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/rules"
)

// A FHIR item is enabled when all, or any, of a list of comparisons hold. A missing answer equals nothing and differs
// from everything.

func sortExtensions(list []extension) {
	slices.SortStableFunc(list, func(a, b extension) int { return cmp.Compare(a.URL, b.URL) })
}

// enable translates an item's condition to comparisons. If that is impossible, it adds a finding.
func enable(f *neutral.Form, item *neutral.Item, found *neutral.Findings) ([]enableWhen, string) {
	r, err := rules.TakeApart(f, item.When)
	if err == nil {
		var list []enableWhen
		var behaviour string
		if list, behaviour, err = enabling(r); err == nil {
			return list, behaviour
		}
	}
	found.Add(item.ID, "other programs ask it always: %v (`%s`)", err, item.When)
	return nil, ""
}

func enabling(r rules.Rule) ([]enableWhen, string, error) {
	parts, how := r.Parts, r.Join
	if how == rules.Alone {
		parts, how = []rules.Rule{r}, rules.Any
	}
	var list []enableWhen
	for _, p := range parts {
		if p.Join != rules.Alone {
			return nil, "", rules.Cannot("it mixes and with or, which FHIR cannot say")
		}
		more, err := compared(p, how)
		if err != nil {
			return nil, "", err
		}
		list = append(list, more...)
	}
	switch {
	case len(list) < 2:
		return list, "", nil // one comparison needs no operator
	case how == rules.All:
		return list, "all", nil
	}
	return list, "any", nil
}

// compared is one part of a list of which all, or any, must hold.
func compared(r rules.Rule, how rules.Join) ([]enableWhen, error) {
	exists := func(there bool) enableWhen {
		return enableWhen{Question: r.Item.ID, Operator: "exists", AnswerBoolean: &there}
	}
	code := func(op, code string) enableWhen {
		return enableWhen{Question: r.Item.ID, Operator: op, AnswerCoding: &coding{
			System: footingURN + "code:" + r.Item.ID,
			Code:   code,
		}}
	}
	switch r.Test {
	case rules.Has:
		if r.Not {
			return []enableWhen{code("!=", r.Codes[0])}, nil
		}
		return []enableWhen{code("=", r.Codes[0])}, nil
	case rules.Given:
		return []enableWhen{exists(!r.Not)}, nil
	case rules.Compares:
		if r.Op == "!=" {
			return nil, rules.Cannot("an answer that is missing differs from every number in FHIR")
		}
		return []enableWhen{{Question: r.Item.ID, Operator: rules.PlainEquals(r.Op), AnswerInteger: &r.Number}}, nil
	case rules.Among:
	}
	others := rules.Without(rules.EveryCode(r.Item), r.Codes)
	var list []enableWhen
	switch {
	case len(r.Codes) == 0 && !r.Silent:
		return nil, rules.Cannot("it never holds")
	case r.Silent && (len(others) == 1 || how == rules.All):
		for _, c := range others {
			list = append(list, code("!=", c))
		}
	case how == rules.All && len(r.Codes) > 1:
		list = append(list, exists(true))
		for _, c := range others {
			list = append(list, code("!=", c))
		}
	default:
		if r.Silent {
			list = append(list, exists(false))
		}
		for _, c := range r.Codes {
			list = append(list, code("=", c))
		}
	}
	return list, nil
}
