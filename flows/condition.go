package flows

import (
	"fmt"
	"maps"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// Condition is a rule over the answers of one check-in and the last answers before it, written as an
// expression:
//
//	s1 in ["usual", "more"]
//	support <= 1 and not declined(access)
//	sum(a, b, c) >= 8 or previous(support) == 0 and days_since(support) <= 14
//
// A name is an item's id. An item whose options have values, or that is a number, gives its number, any other
// item its code. Such a name can be compared (== != < <= > >= in); comparisons are joined with and, or, not.
// Four functions give something to compare as well:
//
//	sum(x, y)      of numbers
//	mean(x, y)     of numbers
//	previous(x)    the answer to x in the last check-in before this one that asked it
//	days_since(x)  how many days ago that was
//
// Three functions speak about the answer itself and are always true or false; x may be previous(x):
//
//	answered(x)          it was answered, with one of the item's own options where it has some
//	declined(x)          "rather not say" or "doesn't fit me" was chosen
//	selected(x, "code")  this option was chosen, alone or, of several, among others
//
// A comparison is unknown if the item is unanswered or declined, if the chosen option of a scored item has no value, or
// if a part of a sum or mean is missing. An unknown comparison counts as false, with or without "not": with x
// unanswered neither `x <= 1` nor `not (x <= 1)` holds. Negating a condition therefore never turns silence into an
// answer. To test for silence, write `not answered(x)`.
type Condition struct {
	text     string
	items    map[string]*Item   // those of this check-in that the text names
	past     map[string]*Item   // those whose earlier answers it looks at
	operands map[string]Operand // compared values that are not plain items, by their name in the program
	program  *vm.Program
}

// Operand is a computed value to compare: previous(x), days_since(x), sum(...) or mean(...).
type Operand struct {
	Function string
	Items    []*Item
}

// NewCondition makes a condition from its text and from what package load compiled: the items by id that the text names
// (in this check-in and in the past), the operands, and the program. The program reads items and operands by name; nil
// means that there is nothing to compare. It may call known, answered, declined and selected. It must return a bool.
func NewCondition(text string, items, past map[string]*Item, operands map[string]Operand,
	program *vm.Program,
) *Condition {
	return &Condition{text: text, items: items, past: past, operands: operands, program: program}
}

// Answer is the answer to one item as a condition sees it: the code of the chosen option, or several codes, and the
// value if there is one.
type Answer struct {
	Code  string
	Codes []string
	Value *int
}

// Past is the last answer to an item before the current check-in.
type Past struct {
	Answer
	Days int // since then
}

// String is the condition as it was written.
func (c *Condition) String() string { return c.text }

// Items are the ids, in alphabetical order, of the items in the same check-in that the condition reads.
func (c *Condition) Items() []string { return slices.Sorted(maps.Keys(c.items)) }

// Past are the ids, in alphabetical order, of the items whose earlier answers the condition reads.
func (c *Condition) Past() []string { return slices.Sorted(maps.Keys(c.past)) }

// Holds tells whether the condition is true for the answers of this check-in and the last answers before it, both keyed
// by item id. Answers to other items are ignored. An error means that the condition could not be evaluated: an answer
// has a code that its item does not know, or lacks the value that belongs to its code. An alert rule must never treat
// an error as "no".
func (c *Condition) Holds(answers map[string]Answer, past map[string]Past) (bool, error) {
	values := len(c.items) + len(c.operands)
	e := evaluation{views: make(map[string]answerView, values), env: make(map[string]any, values+functions)}
	if err := e.look(c, answers, past); err != nil {
		return false, fmt.Errorf("evaluate condition `%s`: %w", c.text, err)
	}
	e.env["known"] = func(id string) bool { return e.env[id] != nil }
	e.env["answered"] = func(id string) bool { return e.views[id].answered }
	e.env["declined"] = func(id string) bool { return e.views[id].declined }
	e.env["selected"] = func(id, code string) bool { return e.views[id].chose(code) }
	result, err := expr.Run(c.program, e.env)
	if err != nil {
		return false, fmt.Errorf("evaluate condition `%s`: %w", c.text, err)
	}
	holds, ok := result.(bool)
	if !ok {
		return false, fmt.Errorf("evaluate condition `%s`: the result is a %T", c.text, result)
	}
	return holds, nil
}

// functions is how many a condition can call.
const functions = 4

// evaluation is the environment of the program: the values to compare (nil where there is none) and the answers that
// the functions take.
type evaluation struct {
	env   map[string]any
	views map[string]answerView
}

func (e *evaluation) look(c *Condition, answers map[string]Answer, past map[string]Past) error {
	for id, item := range c.items {
		answer, given := answers[id]
		view, err := viewOf(item, answer, given)
		if err != nil {
			return err
		}
		e.views[id], e.env[id] = view, view.operand
	}
	for name, o := range c.operands {
		switch o.Function {
		case "previous":
			last, given := past[o.Items[0].ID]
			view, err := viewOf(o.Items[0], last.Answer, given)
			if err != nil {
				return err
			}
			e.views[name], e.env[name] = view, view.operand
		case "days_since":
			e.env[name] = nil
			if last, given := past[o.Items[0].ID]; given {
				e.env[name] = last.Days
			}
		default:
			e.env[name] = e.total(o)
		}
	}
	return nil
}

// total is the sum or mean, or nil if any part is missing.
func (e *evaluation) total(o Operand) any {
	sum := 0
	for _, item := range o.Items {
		value, ok := e.env[item.ID].(int)
		if !ok {
			return nil
		}
		sum += value
	}
	if o.Function == "mean" {
		return float64(sum) / float64(len(o.Items))
	}
	return sum
}

// answerView is one answer as the functions of a condition see it. The operand is what a comparison takes, an
// int or a string, and nil when there is nothing to compare.
type answerView struct {
	codes              []string
	operand            any
	answered, declined bool
}

func (v answerView) chose(code string) bool { return slices.Contains(v.codes, code) }

func viewOf(item *Item, answer Answer, given bool) (answerView, error) {
	if !given {
		return answerView{}, nil
	}
	if Declined(answer.Code) {
		return answerView{codes: []string{answer.Code}, declined: true}, nil
	}
	seen := answerView{codes: []string{answer.Code}, answered: true}
	if item.Kind == Several {
		seen.codes = answer.Codes
	}
	for _, code := range seen.codes {
		option, _, known := item.Known(code)
		if !known && !item.Kind.Typed() {
			return answerView{}, fmt.Errorf("item `%s` has no option `%s`", item.ID, code)
		}
		if option.Value != nil && answer.Value == nil {
			return answerView{}, fmt.Errorf("the answer `%s` to item `%s` came without its value", code, item.ID)
		}
	}
	switch {
	case item.Kind == Number && answer.Value == nil:
		return answerView{}, fmt.Errorf("the answer to item `%s` came without its number", item.ID)
	case item.Numeric():
		if answer.Value != nil {
			seen.operand = *answer.Value
		}
	case item.Comparable():
		seen.operand = answer.Code
	}
	return seen, nil
}
