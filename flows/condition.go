package flows

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// Condition is a rule over the answers of one check-in, written as an expression:
//
//	s1 in ["usual", "more"]
//	support <= 1 and not declined(access)
//
// A name is an item's id. An item whose options have values gives its number, any other item its code. Such
// a name can be compared (== != < <= > >= in); comparisons are joined with and, or, not. Three functions
// speak about the answer itself and are always true or false:
//
//	answered(x)          one of the item's own options was chosen
//	declined(x)          "rather not say" or "doesn't fit me" was chosen
//	selected(x, "code")  just this option was chosen
//
// A comparison needs something to compare. When the item is unanswered or declined, or when the chosen
// option of a scored item has no value, the comparison is unknown, and an unknown comparison counts as false
// on both sides of not: with x unanswered neither `x <= 1` nor `not (x <= 1)` holds. So turning a condition
// round never makes silence into an answer; whoever means silence writes `not answered(x)`.
type Condition struct {
	text    string
	items   map[string]*Item // those that the text names
	program *vm.Program
}

// Answer is the answer to one item as a condition sees it: the chosen option's code, and its value where
// that option has one.
type Answer struct {
	Code  string
	Value *int
}

// String is the condition as it was written.
func (c *Condition) String() string { return c.text }

// Items are the ids of the items that the condition looks at, in order of the alphabet.
func (c *Condition) Items() []string {
	ids := make([]string, 0, len(c.items))
	for id := range c.items {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Holds tells whether the condition is true of the answers, which are keyed by item id; answers to items
// that it does not name play no part. An error means that the condition could not be evaluated: an answer
// has a code that its item does not know, or lacks the value that goes with its code. An alert rule must
// never take that for "no".
func (c *Condition) Holds(answers map[string]Answer) (bool, error) {
	view := make(map[string]answerView, len(c.items))
	env := map[string]any{}
	for id, item := range c.items {
		seen, err := viewOf(item, answers)
		if err != nil {
			return false, fmt.Errorf("evaluate condition `%s`: %w", c.text, err)
		}
		view[id] = seen
		env[id] = seen.operand
	}
	env["known"] = func(id string) bool { return view[id].operand != nil }
	env["answered"] = func(id string) bool { return view[id].answered }
	env["declined"] = func(id string) bool { return view[id].declined }
	env["selected"] = func(id, code string) bool { return view[id].code == code }
	result, err := expr.Run(c.program, env)
	if err != nil {
		return false, fmt.Errorf("evaluate condition `%s`: %w", c.text, err)
	}
	holds, ok := result.(bool)
	if !ok {
		return false, fmt.Errorf("evaluate condition `%s`: the result is a %T", c.text, result)
	}
	return holds, nil
}

// answerView is one answer as the functions of a condition see it. The operand is what a comparison takes, an int
// or a string, and nil when there is nothing to compare.
type answerView struct {
	code               string
	operand            any
	answered, declined bool
}

func viewOf(item *Item, answers map[string]Answer) (answerView, error) {
	answer, given := answers[item.ID]
	if !given {
		return answerView{}, nil
	}
	if answer.Code == RatherNot || answer.Code == DoesNotFit {
		return answerView{code: answer.Code, declined: true}, nil
	}
	option, known := item.Option(answer.Code)
	if !known {
		return answerView{}, fmt.Errorf("item `%s` has no option `%s`", item.ID, answer.Code)
	}
	seen := answerView{code: answer.Code, answered: true}
	switch {
	case !item.Scored():
		seen.operand = answer.Code
	case answer.Value != nil:
		seen.operand = *answer.Value
	case option.Value != nil:
		return answerView{}, fmt.Errorf("the answer `%s` to item `%s` came without its value", answer.Code, item.ID)
	}
	return seen, nil
}
