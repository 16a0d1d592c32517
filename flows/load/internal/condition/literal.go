package condition

import (
	"github.com/expr-lang/expr/ast"

	"footing/flows"
	"footing/flows/load/internal/nearby"
)

// against checks a literal that an operand is compared with.
func (c *conditionCheck) against(s compared, literal ast.Node, comparison *ast.BinaryNode) {
	exact := comparison.Operator == "==" || comparison.Operator == "!=" || comparison.Operator == "in"
	if s.codes() {
		if !exact {
			c.fault(comparison, "`%s` has codes, not values, so `%s` does not apply; write %s == \"code\"", s.item.ID,
				comparison.Operator, s.text)
			return
		}
		code, ok := literal.(*ast.StringNode)
		if !ok {
			c.fault(literal, "`%s` has codes, not values; compare it with one in quotes, for example %s", s.item.ID,
				exampleCode(s.item))
			return
		}
		c.code(s, code)
		return
	}
	value, whole := number(literal)
	if _, fraction := literal.(*ast.FloatNode); fraction && s.decimal {
		return
	}
	switch {
	case !whole && s.item != nil && s.item.Kind != flows.Number:
		c.fault(literal, "`%s` has values; compare it with a whole number, or write selected(%s, \"code\")", s.item.ID,
			s.text)
	case !whole:
		c.fault(literal, "`%s` is a number; compare it with one", s.text)
	case s.item != nil && exact && s.item.Kind == flows.Number && !hasValue(s.item, value):
		c.fault(literal, "`%s` goes from %d to %d", s.item.ID, s.item.Min, s.item.Max)
	case s.item != nil && exact && !hasValue(s.item, value):
		c.fault(literal, "no option of `%s` has the value %d", s.item.ID, value)
	default:
		c.numbers = append(c.numbers, value)
	}
}

// code checks that the item has an option of that code.
func (c *conditionCheck) code(s compared, code *ast.StringNode) {
	if flows.Declined(code.Value) {
		c.fault(code, "`%s` is never equal to anything; write declined(%s) or selected(%s, \"%s\")", code.Value, s.text,
			s.text, code.Value)
		return
	}
	c.option(s.item, code)
}

func (c *conditionCheck) option(item *flows.Item, code *ast.StringNode) {
	if _, _, ok := item.Known(code.Value); !ok {
		c.fault(code, "`%s` has no option `%s`%s", item.ID, code.Value, nearby.DidYouMean(code.Value, CodesOf(item)))
	}
	c.codes = append(c.codes, code.Value)
}

// number reads a whole number. The parser represents its sign as a separate node.
func number(node ast.Node) (int, bool) {
	switch n := node.(type) {
	case *ast.IntegerNode:
		return n.Value, true
	case *ast.UnaryNode:
		if inner, ok := n.Node.(*ast.IntegerNode); ok && n.Operator == "-" {
			return -inner.Value, true
		}
	}
	return 0, false
}

func hasValue(item *flows.Item, value int) bool {
	if item.Kind == flows.Number {
		return value >= item.Min && value <= item.Max
	}
	for _, option := range item.Options {
		if option.Value != nil && *option.Value == value {
			return true
		}
	}
	return false
}

// CodesOf are the codes of an item's options, in order.
func CodesOf(item *flows.Item) []string {
	codes := make([]string, 0, len(item.Options))
	for _, option := range item.Options {
		codes = append(codes, option.Code)
	}
	return codes
}

func exampleCode(item *flows.Item) string {
	if len(item.Options) == 0 {
		return `"code"`
	}
	return `"` + item.Options[0].Code + `"`
}
