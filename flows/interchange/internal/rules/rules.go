// Package rules says conditions as other formats can: tests of single answers, joined by and and or.
//
//	rule, err := rules.TakeApart(form, "effort < 2 or selected(why, work)")
package rules

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"footing/flows"
	"footing/flows/interchange/internal/neutral"
)

// Rule is a condition in the form that other formats can express: tests of single items, joined by and and or. It has
// no "not": negation is moved inwards, as flows does on compiling a condition, so that an unknown comparison is false
// with or without negation.
type Rule struct {
	Join   Join
	Parts  []Rule
	Item   *neutral.Item
	Test   test
	Codes  []string // for among, in the order of the options; for has exactly one
	Silent bool     // for among: also holds without an answer
	Not    bool     // for has and given
	Op     string   // for compares
	Number int
}

// Join is how the parts of a rule hold together.
type Join int

// The joins; Alone has no parts.
const (
	Alone Join = iota
	All
	Any
)

type test int

// What a rule tests of its item.
const (
	Among    test = iota // the answer is one of the codes
	Has                  // one of several chosen codes is the code
	Compares             // the number is above, below or equal to another
	Given                // there is an answer
)

// untold is why a condition cannot be expressed in another format.
type untold struct{ why string }

// Error is the reason.
func (u untold) Error() string { return u.why }

// Cannot is the reason why a condition cannot be expressed elsewhere.
func Cannot(format string, args ...any) error { return untold{fmt.Sprintf(format, args...)} }

// TakeApart parses a condition of the form.
func TakeApart(f *neutral.Form, condition string) (Rule, error) {
	tree, err := parser.Parse(condition)
	if err != nil {
		return Rule{}, Cannot("it is not a condition")
	}
	return build(f, tree.Node, true)
}

// build translates a boolean node; want is false inside a not.
func build(f *neutral.Form, node ast.Node, want bool) (Rule, error) {
	switch n := node.(type) {
	case *ast.UnaryNode:
		return build(f, n.Node, !want)
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&", "or", "||":
			joined := Rule{Join: All}
			if (n.Operator == "or" || n.Operator == "||") == want {
				joined.Join = Any
			}
			for _, side := range []ast.Node{n.Left, n.Right} {
				part, err := build(f, side, want)
				if err != nil {
					return Rule{}, err
				}
				if part.Join == joined.Join {
					joined.Parts = append(joined.Parts, part.Parts...)
				} else {
					joined.Parts = append(joined.Parts, part)
				}
			}
			return joined, nil
		case "in":
			return comparison(f, n.Left, "in", n.Right, want)
		}
		return comparison(f, n.Left, n.Operator, n.Right, want)
	case *ast.CallNode:
		return function(f, n, want)
	}
	return Rule{}, Cannot("it is not a condition")
}

// named finds the item that a node names.
func named(f *neutral.Form, node ast.Node) (*neutral.Item, error) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		item := f.Item(n.Value)
		if item == nil {
			return nil, Cannot("it looks at `%s`, which another questionnaire asks", n.Value)
		}
		return item, nil
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok {
			switch callee.Value {
			case "previous", "days_since":
				return nil, Cannot("it looks at an earlier check-in")
			case "sum", "mean":
				return nil, Cannot("it adds answers up")
			}
		}
	}
	return nil, Cannot("it is not a condition")
}

// turned is the operator for exchanged sides.
func turned(op string) string {
	switch op {
	case "<":
		return ">"
	case "<=":
		return ">="
	case ">":
		return "<"
	case ">=":
		return "<="
	}
	return op
}

// Opposite is the negated operator.
func Opposite(op string) string {
	return map[string]string{"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}[op]
}

func comparison(f *neutral.Form, left ast.Node, op string, right ast.Node, want bool) (Rule, error) {
	if literals(left) != nil && op != "in" {
		left, op, right = right, turned(op), left
	}
	item, err := named(f, left)
	if err != nil {
		return Rule{}, err
	}
	values := literals(right)
	if values == nil {
		if _, err := named(f, right); err != nil {
			return Rule{}, err
		}
		return Rule{}, Cannot("it compares two answers with each other")
	}
	if item.Kind == flows.Number {
		return numeric(item, op, values, want)
	}
	if !neutral.Tapped(&item.Item) || item.Kind == flows.Several {
		return Rule{}, Cannot("`%s` cannot be compared", item.ID)
	}
	one := Rule{Item: item, Test: Among}
	for _, o := range item.Options {
		var mine any = o.Code
		if item.Numeric() {
			if o.Value == nil {
				continue
			}
			mine = *o.Value
		}
		if Holds(mine, op, values) == want {
			one.Codes = append(one.Codes, o.Code)
		}
	}
	return one, nil
}

// numeric compares a typed number. A list becomes one comparison for each value.
func numeric(item *neutral.Item, op string, values []any, want bool) (Rule, error) {
	joined := Rule{Join: Any}
	if !want {
		joined.Join = All
	}
	for _, value := range values {
		number, ok := value.(int)
		if !ok {
			return Rule{}, Cannot("`%s` is compared with something else than a whole number", item.ID)
		}
		one := Rule{Item: item, Test: Compares, Op: op, Number: number}
		if op == "in" {
			one.Op = "=="
		}
		if !want {
			one.Op = Opposite(one.Op)
		}
		joined.Parts = append(joined.Parts, one)
	}
	if len(joined.Parts) == 1 {
		return joined.Parts[0], nil
	}
	return joined, nil
}

// literals are the values of a literal or of a list of literals; nil for other nodes.
func literals(node ast.Node) []any {
	switch n := node.(type) {
	case *ast.IntegerNode:
		return []any{n.Value}
	case *ast.StringNode:
		return []any{n.Value}
	case *ast.UnaryNode:
		if inner, ok := n.Node.(*ast.IntegerNode); ok && n.Operator == "-" {
			return []any{-inner.Value}
		}
	case *ast.ArrayNode:
		var list []any
		for _, entry := range n.Nodes {
			list = append(list, literals(entry)...)
		}
		return list
	}
	return nil
}

// Holds compares an answer with a literal or, for in, with each of several.
func Holds(mine any, op string, values []any) bool {
	switch op {
	case "in", "==":
		return slices.Contains(values, mine)
	case "!=":
		return !slices.Contains(values, mine)
	}
	a, isNumber := mine.(int)
	b, areNumbers := values[0].(int)
	if !isNumber || !areNumbers {
		return false
	}
	switch op {
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	}
	return a >= b
}

var errCall = untold{"it is not a condition"}

func function(f *neutral.Form, call *ast.CallNode, want bool) (Rule, error) {
	callee, ok := call.Callee.(*ast.IdentifierNode)
	if !ok || len(call.Arguments) == 0 {
		return Rule{}, errCall
	}
	item, err := named(f, call.Arguments[0])
	if err != nil {
		return Rule{}, err
	}
	own, declines := CodesOf(item), []string{flows.RatherNot, flows.DoesNotFit}
	switch callee.Value {
	case "answered":
		if item.Kind.Typed() {
			return Rule{Item: item, Test: Given, Not: !want}, nil
		}
		if item.Kind == flows.Several {
			return both(Rule{Item: item, Test: Given, Not: !want}, several(item, declines, !want), want), nil
		}
		if want {
			return Rule{Item: item, Codes: own}, nil
		}
		return Rule{Item: item, Codes: declines, Silent: true}, nil
	case "declined":
		return chosen(item, declines, want)
	case "selected":
		code, ok := call.Arguments[len(call.Arguments)-1].(*ast.StringNode)
		if !ok {
			return Rule{}, errCall
		}
		return chosen(item, []string{code.Value}, want)
	}
	return Rule{}, errCall
}

// chosen tests whether one of the codes was chosen or, unless wanted, none of them.
func chosen(item *neutral.Item, codes []string, want bool) (Rule, error) {
	switch {
	case item.Kind.Typed():
		return Rule{}, Cannot("only here can one decline to type `%s`", item.ID)
	case item.Kind == flows.Several:
		return several(item, codes, want), nil
	case want:
		return Rule{Item: item, Codes: codes}, nil
	}
	return Rule{Item: item, Codes: Without(EveryCode(item), codes), Silent: true}, nil
}

// several tests whether one of the codes is among several chosen or, unless wanted, none of them.
func several(item *neutral.Item, codes []string, want bool) Rule {
	joined := Rule{Join: Any}
	if !want {
		joined.Join = All
	}
	for _, code := range codes {
		joined.Parts = append(joined.Parts, Rule{Item: item, Test: Has, Codes: []string{code}, Not: !want})
	}
	if len(joined.Parts) == 1 {
		return joined.Parts[0]
	}
	return joined
}

// both joins two rules with and; negated, with or.
func both(a, b Rule, want bool) Rule {
	joined := Rule{Join: All, Parts: []Rule{a}}
	if !want {
		joined.Join = Any
	}
	if b.Join == joined.Join {
		joined.Parts = append(joined.Parts, b.Parts...)
	} else {
		joined.Parts = append(joined.Parts, b)
	}
	return joined
}

// CodesOf are the codes of an item's own answers.
func CodesOf(item *neutral.Item) []string {
	var codes []string
	for _, o := range item.Options {
		codes = append(codes, o.Code)
	}
	return codes
}

// EveryCode are all codes of an item in other formats, including the two ways to decline.
func EveryCode(item *neutral.Item) []string {
	return append(CodesOf(item), flows.RatherNot, flows.DoesNotFit)
}

// Without are the codes that are not among those gone.
func Without(codes, gone []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return slices.Contains(gone, c) })
}
