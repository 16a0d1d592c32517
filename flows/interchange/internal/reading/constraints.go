package reading

import (
	"slices"
	"strconv"

	"footing/flows"
	"footing/flows/interchange/internal/logic"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/rules"
)

// The longest text that may be typed, in characters, where the file does not say, and at all.
const (
	UsualText   = 1000
	LongestText = 3000
)

// Limits are what a constraint says about a number or the length of a text.
type Limits struct {
	Low, High *int
	rest      bool // it says more than that
}

// limitsOf reads comparisons of the answer itself that are joined by and.
func limitsOf(n logic.Node, kind logic.Kind) Limits {
	switch {
	case n.Kind == logic.And:
		var joined Limits
		for _, part := range n.Parts {
			one := limitsOf(part, kind)
			joined.rest = joined.rest || one.rest
			if one.Low != nil && (joined.Low == nil || *one.Low > *joined.Low) {
				joined.Low = one.Low
			}
			if one.High != nil && (joined.High == nil || *one.High < *joined.High) {
				joined.High = one.High
			}
		}
		return joined
	case n.Kind != kind || n.Ref != logic.Own:
		return Limits{rest: true}
	}
	op, number, err := whole(&neutral.Item{}, n.Operator, n.Literal)
	if err != nil {
		return Limits{rest: true}
	}
	switch op {
	case ">":
		number++
		return Limits{Low: &number}
	case ">=":
		return Limits{Low: &number}
	case "<":
		number--
		return Limits{High: &number}
	case "<=":
		return Limits{High: &number}
	case "==":
		return Limits{Low: &number, High: &number}
	}
	return Limits{rest: true}
}

// Constrain takes over what a constraint says of an answer. It gives the reason why the question is not taken.
func (r *Reading) Constrain(place, name string, item *neutral.Item, constraint string) string {
	node, err := logic.XPath(constraint)
	understood := constraint == "" || err == nil
	switch {
	case item.Kind == flows.Number && item.Max == 0 && item.Min == 0:
		said := Limits{rest: !understood}
		if err == nil {
			said = limitsOf(node, logic.Compare)
		}
		return r.Bound(place, name, item, said, constraint)
	case item.Kind == flows.Text:
		item.Max = UsualText
		said := Limits{rest: constraint != ""}
		if err == nil {
			said = limitsOf(node, logic.Length)
		}
		if said.High != nil && *said.High >= 1 {
			item.Max = min(*said.High, LongestText)
		}
		understood = !said.rest && (said.Low == nil || *said.Low <= 1)
	case item.Kind == flows.Several && constraint != "" && err == nil:
		var names []string
		if names, understood = exclusive(node, r.NamesOf(item)); understood {
			for n := range item.Options {
				item.Options[n].Exclusive = slices.Contains(names, r.NameOf(item, item.Options[n].Code))
			}
		}
	default:
		understood = constraint == ""
	}
	if !understood {
		r.Found.Add(place, "the constraint `%s` is not taken: other answers than there can be given", neutral.Short(constraint))
	}
	return ""
}

// Bound gives a number its limits: those of the file, or those that the importer names. None is invented.
func (r *Reading) Bound(place, name string, item *neutral.Item, said Limits, constraint string) string {
	if n, ok := wished(r, r.Wishes.Min, name, item.ID); ok {
		said.Low = &n
	}
	if n, ok := wished(r, r.Wishes.Max, name, item.ID); ok {
		said.High = &n
	}
	switch {
	case said.Low == nil && said.High == nil:
		return "a number needs limits, and the file says none; --min " + name + "=N and --max " + name + "=N say them"
	case said.Low == nil:
		return "a number needs a lowest limit, and the file says none; --min " + name + "=N says it"
	case said.High == nil:
		return "a number needs a highest limit, and the file says none; --max " + name + "=N says it"
	case *said.Low >= *said.High:
		return "its limits leave nothing to choose (" + strconv.Itoa(*said.Low) + " to " + strconv.Itoa(*said.High) + ")"
	}
	item.Min, item.Max = *said.Low, *said.High
	if said.rest {
		r.Found.Add(place, "of the constraint `%s` only the limits %d and %d are taken", neutral.Short(constraint), item.Min, item.Max)
	}
	return ""
}

// NamesOf are the file's names of an item's answers.
func (r *Reading) NamesOf(item *neutral.Item) []string {
	var names []string
	for _, o := range item.Options {
		names = append(names, r.NameOf(item, o.Code))
	}
	return names
}

// NameOf is an answer as the file names it; our code of one that the file has no name for.
func (r *Reading) NameOf(item *neutral.Item, code string) string {
	for _, a := range r.Answers[item.ID] {
		if a.Code == code {
			return a.Name
		}
	}
	return code
}

// exclusive finds the answers that a constraint lets be ticked only alone, by trying it on sets of answers. False if it
// says anything else.
func exclusive(n logic.Node, names []string) (alone []string, ok bool) {
	odd := false
	allows := func(ticked ...string) bool {
		return n.Holds(func(test logic.Node) bool {
			switch {
			case test.Ref == logic.Own && test.Kind == logic.Selected:
				return slices.Contains(ticked, test.Literal)
			case test.Ref == logic.Own && test.Kind == logic.Counted:
				number, err := strconv.Atoi(test.Literal)
				odd = odd || err != nil
				return rules.Holds(len(ticked), test.Operator, []any{number})
			}
			odd = true
			return false
		})
	}
	var free []string
	for _, a := range names {
		joins := slices.ContainsFunc(names, func(b string) bool { return a != b && allows(a, b) })
		switch {
		case !allows(a):
			return nil, false
		case joins:
			free = append(free, a)
		default:
			alone = append(alone, a)
		}
	}
	for _, a := range free {
		for _, b := range free {
			if a != b && !allows(a, b) {
				return nil, false
			}
		}
	}
	if len(free) > 0 && !allows(free...) {
		return nil, false
	}
	return alone, !odd && len(alone) > 0
}
