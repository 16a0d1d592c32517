package interchange

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"footing/flows"
)

// rule is a condition in the form that other formats can express: tests of single items, joined by and and or. It has
// no "not": negation is moved inwards, as flows does on compiling a condition, so that an unknown comparison is false
// with or without negation.
type rule struct {
	join   join
	parts  []rule
	item   *Item
	test   test
	codes  []string // for among, in the order of the options; for has exactly one
	silent bool     // for among: also holds without an answer
	not    bool     // for has and given
	op     string   // for compares
	number int
}

type join int

const (
	alone join = iota
	all
	any1
)

type test int

const (
	among    test = iota // the answer is one of the codes
	has                  // one of several chosen codes is the code
	compares             // the number is above, below or equal to another
	given                // there is an answer
)

// untold is why a condition cannot be expressed in another format.
type untold struct{ why string }

// Error is the reason.
func (u untold) Error() string { return u.why }

func cannot(format string, args ...any) error { return untold{fmt.Sprintf(format, args...)} }

// takeApart parses a condition of the form.
func (f *Form) takeApart(condition string) (rule, error) {
	tree, err := parser.Parse(condition)
	if err != nil {
		return rule{}, cannot("it is not a condition")
	}
	return f.build(tree.Node, true)
}

// build translates a boolean node; want is false inside a not.
func (f *Form) build(node ast.Node, want bool) (rule, error) {
	switch n := node.(type) {
	case *ast.UnaryNode:
		return f.build(n.Node, !want)
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&", "or", "||":
			joined := rule{join: all}
			if (n.Operator == "or" || n.Operator == "||") == want {
				joined.join = any1
			}
			for _, side := range []ast.Node{n.Left, n.Right} {
				part, err := f.build(side, want)
				if err != nil {
					return rule{}, err
				}
				if part.join == joined.join {
					joined.parts = append(joined.parts, part.parts...)
				} else {
					joined.parts = append(joined.parts, part)
				}
			}
			return joined, nil
		case "in":
			return f.comparison(n.Left, "in", n.Right, want)
		}
		return f.comparison(n.Left, n.Operator, n.Right, want)
	case *ast.CallNode:
		return f.function(n, want)
	}
	return rule{}, cannot("it is not a condition")
}

// named finds the item that a node names.
func (f *Form) named(node ast.Node) (*Item, error) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		item := f.item(n.Value)
		if item == nil {
			return nil, cannot("it looks at `%s`, which another questionnaire asks", n.Value)
		}
		return item, nil
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok {
			switch callee.Value {
			case "previous", "days_since":
				return nil, cannot("it looks at an earlier check-in")
			case "sum", "mean":
				return nil, cannot("it adds answers up")
			}
		}
	}
	return nil, cannot("it is not a condition")
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

// opposite is the negated operator.
func opposite(op string) string {
	return map[string]string{"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}[op]
}

func (f *Form) comparison(left ast.Node, op string, right ast.Node, want bool) (rule, error) {
	if literals(left) != nil && op != "in" {
		left, op, right = right, turned(op), left
	}
	item, err := f.named(left)
	if err != nil {
		return rule{}, err
	}
	values := literals(right)
	if values == nil {
		if _, err := f.named(right); err != nil {
			return rule{}, err
		}
		return rule{}, cannot("it compares two answers with each other")
	}
	if item.Kind == flows.Number {
		return numeric(item, op, values, want)
	}
	if !tapped(&item.Item) || item.Kind == flows.Several {
		return rule{}, cannot("`%s` cannot be compared", item.ID)
	}
	one := rule{item: item, test: among}
	for _, o := range item.Options {
		var mine any = o.Code
		if item.Numeric() {
			if o.Value == nil {
				continue
			}
			mine = *o.Value
		}
		if holds(mine, op, values) == want {
			one.codes = append(one.codes, o.Code)
		}
	}
	return one, nil
}

// numeric compares a typed number. A list becomes one comparison for each value.
func numeric(item *Item, op string, values []any, want bool) (rule, error) {
	joined := rule{join: any1}
	if !want {
		joined.join = all
	}
	for _, value := range values {
		number, ok := value.(int)
		if !ok {
			return rule{}, cannot("`%s` is compared with something else than a whole number", item.ID)
		}
		one := rule{item: item, test: compares, op: op, number: number}
		if op == "in" {
			one.op = "=="
		}
		if !want {
			one.op = opposite(one.op)
		}
		joined.parts = append(joined.parts, one)
	}
	if len(joined.parts) == 1 {
		return joined.parts[0], nil
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

// holds compares an answer with a literal or, for in, with each of several.
func holds(mine any, op string, values []any) bool {
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

func (f *Form) function(call *ast.CallNode, want bool) (rule, error) {
	callee, ok := call.Callee.(*ast.IdentifierNode)
	if !ok || len(call.Arguments) == 0 {
		return rule{}, errCall
	}
	item, err := f.named(call.Arguments[0])
	if err != nil {
		return rule{}, err
	}
	own, declines := codesOf(item), []string{flows.RatherNot, flows.DoesNotFit}
	switch callee.Value {
	case "answered":
		if item.Kind.Typed() {
			return rule{item: item, test: given, not: !want}, nil
		}
		if item.Kind == flows.Several {
			return both(rule{item: item, test: given, not: !want}, several(item, declines, !want), want), nil
		}
		if want {
			return rule{item: item, codes: own}, nil
		}
		return rule{item: item, codes: declines, silent: true}, nil
	case "declined":
		return f.chosen(item, declines, want)
	case "selected":
		code, ok := call.Arguments[len(call.Arguments)-1].(*ast.StringNode)
		if !ok {
			return rule{}, errCall
		}
		return f.chosen(item, []string{code.Value}, want)
	}
	return rule{}, errCall
}

// chosen tests whether one of the codes was chosen or, unless wanted, none of them.
func (f *Form) chosen(item *Item, codes []string, want bool) (rule, error) {
	switch {
	case item.Kind.Typed():
		return rule{}, cannot("only here can one decline to type `%s`", item.ID)
	case item.Kind == flows.Several:
		return several(item, codes, want), nil
	case want:
		return rule{item: item, codes: codes}, nil
	}
	return rule{item: item, codes: without(everyCode(item), codes), silent: true}, nil
}

// several tests whether one of the codes is among several chosen or, unless wanted, none of them.
func several(item *Item, codes []string, want bool) rule {
	joined := rule{join: any1}
	if !want {
		joined.join = all
	}
	for _, code := range codes {
		joined.parts = append(joined.parts, rule{item: item, test: has, codes: []string{code}, not: !want})
	}
	if len(joined.parts) == 1 {
		return joined.parts[0]
	}
	return joined
}

// both joins two rules with and; negated, with or.
func both(a, b rule, want bool) rule {
	joined := rule{join: all, parts: []rule{a}}
	if !want {
		joined.join = any1
	}
	if b.join == joined.join {
		joined.parts = append(joined.parts, b.parts...)
	} else {
		joined.parts = append(joined.parts, b)
	}
	return joined
}

func codesOf(item *Item) []string {
	var codes []string
	for _, o := range item.Options {
		codes = append(codes, o.Code)
	}
	return codes
}

// everyCode are all codes of an item in other formats, including the two ways to decline.
func everyCode(item *Item) []string { return append(codesOf(item), flows.RatherNot, flows.DoesNotFit) }

func without(codes, gone []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return slices.Contains(gone, c) })
}
