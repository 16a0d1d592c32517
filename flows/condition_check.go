package flows

import (
	"fmt"

	"github.com/expr-lang/expr/ast"
)

// conditionCheck walks a parsed condition, lets through only what Condition documents, and gathers every
// fault with its place.
type conditionCheck struct {
	items  map[string]*Item
	used   map[string]*Item
	faults []fault
}

func (c *conditionCheck) fault(node ast.Node, format string, args ...any) {
	c.faults = append(c.faults, fault{offset: node.Location().From, message: fmt.Sprintf(format, args...)})
}

// truth checks a node that must be true or false.
func (c *conditionCheck) truth(node ast.Node) {
	switch n := node.(type) {
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			c.truth(n.Node)
			return
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "or", "&&", "||":
			c.truth(n.Left)
			c.truth(n.Right)
			return
		case "==", "!=", "<", "<=", ">", ">=":
			c.comparison(n)
			return
		case "in":
			c.membership(n)
			return
		}
	case *ast.CallNode:
		c.call(n)
		return
	case *ast.IdentifierNode:
		if item := c.item(n); item != nil {
			c.fault(n, "`%s` alone is neither true nor false; compare it, or write answered(%s)", n.Value, n.Value)
		}
		return
	}
	c.fault(node, "a condition is made of comparisons, and, or, not, in, answered(x), declined(x) and selected(x, \"code\"); this is something else")
}

func (c *conditionCheck) item(name *ast.IdentifierNode) *Item {
	item, ok := c.items[name.Value]
	if !ok {
		c.fault(name, "there is no item `%s`%s", name.Value, didYouMean(name.Value, keysOf(c.items)))
		c.faults[len(c.faults)-1].unknown = true
		return nil
	}
	c.used[name.Value] = item
	return item
}

// comparison checks x == 1 and the like; the item may stand on either side.
func (c *conditionCheck) comparison(n *ast.BinaryNode) {
	left, leftIsName := n.Left.(*ast.IdentifierNode)
	right, rightIsName := n.Right.(*ast.IdentifierNode)
	switch {
	case leftIsName && rightIsName:
		a, b := c.item(left), c.item(right)
		if a != nil && b != nil && (!a.Scored() || !b.Scored()) {
			c.fault(n, "only items with values can be compared with each other")
		}
	case leftIsName:
		c.against(left, n.Right, n)
	case rightIsName:
		c.against(right, n.Left, n)
	default:
		c.fault(n, "one side of `%s` must be an item", n.Operator)
	}
}

// against checks one literal that an item is compared with.
func (c *conditionCheck) against(name *ast.IdentifierNode, literal ast.Node, comparison *ast.BinaryNode) {
	item := c.item(name)
	if item == nil {
		return
	}
	exact := comparison.Operator == "==" || comparison.Operator == "!=" || comparison.Operator == "in"
	if !item.Scored() {
		if !exact {
			c.fault(comparison, "`%s` has codes, not values, so `%s` does not apply; write %s == \"code\"", item.ID, comparison.Operator, item.ID)
			return
		}
		code, ok := literal.(*ast.StringNode)
		if !ok {
			c.fault(literal, "`%s` has codes, not values; compare it with one in quotes, for example %s", item.ID, exampleCode(item))
			return
		}
		c.code(item, code)
		return
	}
	value, ok := number(literal)
	if !ok {
		c.fault(literal, "`%s` has values; compare it with a whole number, or write selected(%s, \"code\")", item.ID, item.ID)
		return
	}
	if exact && !hasValue(item, value) {
		c.fault(literal, "no option of `%s` has the value %d", item.ID, value)
	}
}

// code checks that the item has an option of that code.
func (c *conditionCheck) code(item *Item, code *ast.StringNode) {
	if code.Value == RatherNot || code.Value == DoesNotFit {
		c.fault(code, "`%s` is never equal to anything; write declined(%s) or selected(%s, \"%s\")", code.Value, item.ID, item.ID, code.Value)
		return
	}
	c.option(item, code)
}

func (c *conditionCheck) option(item *Item, code *ast.StringNode) {
	if _, ok := item.Option(code.Value); !ok {
		c.fault(code, "`%s` has no option `%s`%s", item.ID, code.Value, didYouMean(code.Value, codesOf(item)))
	}
}

// membership checks x in [literal, literal].
func (c *conditionCheck) membership(n *ast.BinaryNode) {
	name, ok := n.Left.(*ast.IdentifierNode)
	if !ok {
		c.fault(n, "an item must stand before `in`")
		return
	}
	list, ok := n.Right.(*ast.ArrayNode)
	if !ok || len(list.Nodes) == 0 {
		c.fault(n, "after `in` stands a list, for example %s in [0, 1]", name.Value)
		return
	}
	for _, literal := range list.Nodes {
		c.against(name, literal, n)
	}
}

// call checks one of our own functions.
func (c *conditionCheck) call(n *ast.CallNode) {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	wants := map[string]int{"answered": 1, "declined": 1, "selected": 2}
	if !ok || wants[callee.Value] == 0 {
		c.fault(n, "the only functions are answered(x), declined(x) and selected(x, \"code\")")
		return
	}
	if len(n.Arguments) != wants[callee.Value] {
		c.fault(n, "write %s", map[int]string{1: callee.Value + "(x) with one item", 2: "selected(x, \"code\") with an item and a code"}[wants[callee.Value]])
		return
	}
	name, ok := n.Arguments[0].(*ast.IdentifierNode)
	if !ok {
		c.fault(n.Arguments[0], "%s speaks about an item; write its id here, without quotes", callee.Value)
		return
	}
	item := c.item(name)
	if len(n.Arguments) == 1 || item == nil {
		return
	}
	code, ok := n.Arguments[1].(*ast.StringNode)
	if !ok {
		c.fault(n.Arguments[1], "the second part of selected is a code in quotes, for example %s", exampleCode(item))
		return
	}
	c.option(item, code)
}

// number reads a whole number, which the parser gives with its sign apart.
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

func hasValue(item *Item, value int) bool {
	for _, option := range item.Options {
		if option.Value != nil && *option.Value == value {
			return true
		}
	}
	return false
}

func codesOf(item *Item) []string {
	codes := make([]string, 0, len(item.Options))
	for _, option := range item.Options {
		codes = append(codes, option.Code)
	}
	return codes
}

func exampleCode(item *Item) string {
	if len(item.Options) == 0 {
		return `"code"`
	}
	return `"` + item.Options[0].Code + `"`
}
