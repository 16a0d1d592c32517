package reading

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"footing/flows"
	"footing/flows/interchange/internal/logic"
	"footing/flows/interchange/internal/neutral"
	"footing/flows/interchange/internal/rules"
)

// The conditions that readers produce. In XLSForm, FHIR and REDCap a comparison is always true or false, even without
// an answer; here it is then unknown. If the original holds without an answer, the translated condition says so
// explicitly.

// Conditions is the syntax of our own conditions.
func Conditions() rules.Dialect { return rules.Dialect{And: " and ", Or: " or "} }

// Condition translates an expression of an XLSForm.
func (r *Reading) Condition(expression string) (string, error) {
	node, err := logic.XPath(expression)
	if err != nil {
		return "", rules.Cannot("%v", err)
	}
	made, err := r.Translate(node, true)
	return made.Text, err
}

// Translate makes a condition of an expression; want is false inside a not.
func (r *Reading) Translate(n logic.Node, want bool) (rules.Phrase, error) {
	switch n.Kind {
	case logic.And, logic.Or:
		how := rules.All
		if (n.Kind == logic.Or) == want {
			how = rules.Any
		}
		parts := make([]rules.Phrase, 0, len(n.Parts))
		for _, part := range n.Parts {
			made, err := r.Translate(part, want)
			if err != nil {
				return made, err
			}
			parts = append(parts, made)
		}
		return Conditions().Joined(how, parts), nil
	case logic.Not:
		return r.Translate(n.Parts[0], !want)
	case logic.Truth:
		return rules.Phrase{}, rules.Cannot("`%s()` is the same for everybody", n.Literal)
	case logic.Compare, logic.Selected, logic.Counted, logic.Length:
	}
	item, err := r.Find(n.Ref)
	if err != nil {
		return rules.Phrase{}, err
	}
	text, err := r.test(item, n, want)
	return rules.Phrase{Text: text}, err
}

// test translates one comparison or call.
func (r *Reading) test(item *neutral.Item, n logic.Node, want bool) (string, error) {
	switch n.Kind {
	case logic.Selected:
		code, err := r.CodeOf(item, "", n.Literal)
		return Chose(item, code, want), err
	case logic.Compare:
		return r.Against(item, n.Operator, n.Literal, want)
	case logic.Counted:
		switch n.Operator + n.Literal {
		case ">0", ">=1", "!=0":
			return r.Gave(item, want), nil
		case "==0", "<1", "<=0":
			return r.Gave(item, !want), nil
		}
		return "", rules.Cannot("how many answers were ticked cannot be asked here")
	case logic.And, logic.Or, logic.Not, logic.Truth, logic.Length:
	}
	return "", rules.Cannot("how long a text is cannot be asked here")
}

// Chose is the condition that a code was chosen, or was not.
func Chose(item *neutral.Item, code string, want bool) string {
	switch {
	case !want:
		return fmt.Sprintf("not selected(%s, %q)", item.ID, code)
	case item.Scored() || item.Kind == flows.Several || flows.Declined(code):
		return fmt.Sprintf("selected(%s, %q)", item.ID, code)
	}
	return fmt.Sprintf("%s == %q", item.ID, code)
}

// Gave is the condition that there is an answer, or none. If the file itself offers to decline, declining is an answer.
func (r *Reading) Gave(item *neutral.Item, want bool) string {
	switch declining := r.Declining[item.ID]; {
	case want && declining:
		return fmt.Sprintf("(answered(%s) or declined(%s))", item.ID, item.ID)
	case want:
		return fmt.Sprintf("answered(%s)", item.ID)
	case declining:
		return fmt.Sprintf("(not answered(%s) and not declined(%s))", item.ID, item.ID)
	}
	return fmt.Sprintf("not answered(%s)", item.ID)
}

// Against compares an answer with a literal.
func (r *Reading) Against(item *neutral.Item, op, literal string, want bool) (string, error) {
	exact := op == "==" || op == "!="
	if exact && literal == "" {
		return r.Gave(item, (op == "!=") == want), nil
	}
	if item.Kind == flows.Several {
		return "", rules.Cannot("`%s` has several answers: selected() is understood", item.ID)
	}
	if exact && neutral.Tapped(&item.Item) {
		code, err := r.CodeOf(item, "", literal)
		if err == nil {
			return Chose(item, code, (op == "==") == want), nil
		}
		if _, number := r.numberOf(item, literal); !number {
			return "", err
		}
	}
	if item.Kind != flows.Number && !neutral.Tapped(&item.Item) {
		return "", rules.Cannot("`%s` cannot be compared", item.ID)
	}
	op, number, err := whole(item, op, literal)
	if err != nil {
		return "", err
	}
	// An empty answer differs from every number, and is neither above nor below one.
	silent := (op == "!=") == want
	if r.EmptyIsZero && op != "!=" && op != "==" {
		silent = compares0(op, number) == want
	}
	if !want {
		op = rules.Opposite(op)
	}
	if item.Kind != flows.Number && !comparesNumbers(item) {
		return r.byCode(item, op, number, silent)
	}
	return compare(item, op, number, silent)
}

// compares0 tells whether nought compares with a number, as an empty field of REDCap does.
func compares0(op string, number int) bool { return rules.Holds(0, op, []any{number}) }

// whole makes a comparison with a fraction one with a whole number.
func whole(item *neutral.Item, op, literal string) (string, int, error) {
	if n, err := strconv.Atoi(strings.TrimSpace(literal)); err == nil {
		return op, n, nil
	}
	value, err := strconv.ParseFloat(strings.TrimSpace(literal), 64)
	if err != nil || math.Abs(value) > 1e9 {
		return "", 0, rules.Cannot("`%s` is compared with `%s`, which is no number", item.ID, literal)
	}
	if value == math.Trunc(value) {
		return op, int(value), nil
	}
	switch op {
	case ">", ">=":
		return ">=", int(math.Ceil(value)), nil
	case "<", "<=":
		return "<=", int(math.Floor(value)), nil
	}
	return "", 0, rules.Cannot("`%s` is compared with `%s`, which is no whole number", item.ID, literal)
}

// byCode is a comparison of answers that are numbers in the file, of which not all are values here: the codes for which
// it holds.
func (r *Reading) byCode(item *neutral.Item, op string, number int, silent bool) (string, error) {
	var parts []rules.Phrase
	for _, o := range item.Options {
		n, ok := r.numberOf(item, o.Code)
		if !ok {
			return "", rules.Cannot("the answers to `%s` are not numbers", item.ID)
		}
		if !rules.Holds(n, op, []any{number}) {
			continue
		}
		parts = append(parts, rules.Phrase{Text: Chose(item, o.Code, true)})
		if item.Scored() && o.Value == nil {
			r.Found.Form(r.At, "the condition holds for the answer `%s`, too, as it does there", o.Code)
		}
	}
	if silent {
		parts = append(parts, rules.Phrase{Text: fmt.Sprintf("not answered(%s)", item.ID)})
	}
	if len(parts) == 0 {
		return "", rules.Cannot("no answer to `%s` is one for which it holds", item.ID)
	}
	text := Conditions().Joined(rules.Any, parts).Text
	if len(parts) > 1 {
		text = "(" + text + ")"
	}
	return text, nil
}

// compare is the condition that a number is above, below or equal to another. With silent it also holds without an
// answer.
func compare(item *neutral.Item, op string, number int, silent bool) (string, error) {
	never, always := item.Kind != flows.Number && !hasValue(item, number), ""
	switch {
	case never && op == "==":
		return "", rules.Cannot("`%s` has no answer %d", item.ID, number)
	case never && op == "!=":
		always = fmt.Sprintf("answered(%s)", item.ID)
	case item.Kind == flows.Number && (op == "==" || op == "!=") && (number < item.Min || number > item.Max):
		return "", rules.Cannot("`%s` goes from %d to %d", item.ID, item.Min, item.Max)
	}
	text := fmt.Sprintf("%s %s %d", item.ID, op, number)
	if always != "" {
		text = always
	}
	if silent {
		text = fmt.Sprintf("(%s or not answered(%s))", text, item.ID)
	}
	return text, nil
}

// comparesNumbers tells whether the answers are the same numbers in the file and here.
func comparesNumbers(item *neutral.Item) bool {
	for _, o := range item.Options {
		if o.Value == nil || strconv.Itoa(*o.Value) != o.Code {
			return false
		}
	}
	return len(item.Options) > 0 && item.Kind != flows.Several
}

func hasValue(item *neutral.Item, number int) bool {
	for _, o := range item.Options {
		if o.Value != nil && *o.Value == number {
			return true
		}
	}
	return false
}
