package condition

import (
	"fmt"
	"maps"
	"slices"

	"github.com/expr-lang/expr/ast"

	"footing/flows"
	"footing/flows/load/internal/nearby"
)

// conditionCheck walks a parsed condition, accepts only what flows.Condition documents, and collects every fault with
// its position. In the tree it replaces each computed operand by a name. The names contain capitals, so they cannot
// clash with item ids.
type conditionCheck struct {
	known    map[string]*flows.Item
	items    map[string]*flows.Item // those of this check-in that the text names
	past     map[string]*flows.Item // those whose earlier answers it looks at
	operands map[string]flows.Operand
	numbers  []int // the literals
	codes    []string
	faults   []Fault
}

func (c *conditionCheck) fault(node ast.Node, format string, args ...any) {
	c.faults = append(c.faults, Fault{Offset: node.Location().From, Message: fmt.Sprintf(format, args...)})
}

// truth checks a node that must be a boolean.
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
	c.fault(node, "a condition is made of comparisons, and, or, not, in, answered(x), declined(x) and selected(x, "+
		"\"code\"); this is something else")
}

// item finds the item with this name.
func (c *conditionCheck) item(name *ast.IdentifierNode) *flows.Item {
	item, ok := c.known[name.Value]
	if !ok {
		c.fault(name, "there is no item `%s`%s", name.Value, nearby.DidYouMean(name.Value, slices.Sorted(maps.Keys(c.known))))
		c.faults[len(c.faults)-1].Unknown = true
		return nil
	}
	if item.Kind == flows.Information {
		c.fault(name, "`%s` is information, it has no answer", name.Value)
		return nil
	}
	return item
}

// compared is one side of a comparison, if it is not a literal.
type compared struct {
	text    string      // as an author writes it
	item    *flows.Item // whose options a literal must be one of; nil: any number
	decimal bool
}

// operand checks one operand. The second result is the node that replaces it, nil after a fault. The third tells
// whether the node is an operand at all.
func (c *conditionCheck) operand(node ast.Node) (compared, ast.Node, bool) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		item := c.item(n)
		if item == nil {
			return compared{}, nil, true
		}
		if !item.Comparable() {
			c.incomparable(n, item, n.Value)
			return compared{}, nil, true
		}
		c.items[item.ID] = item
		return compared{text: item.ID, item: item}, n, true
	case *ast.CallNode:
		callee, ok := n.Callee.(*ast.IdentifierNode)
		if !ok {
			return compared{}, nil, false
		}
		switch callee.Value {
		case "previous", "days_since":
			s, made := c.look(n, callee.Value)
			if made != nil && s.item != nil && !s.item.Comparable() {
				c.incomparable(n, s.item, s.text)
				return compared{}, nil, true
			}
			return s, made, true
		case "sum", "mean":
			s, made := c.total(n, callee.Value)
			return s, made, true
		}
	}
	return compared{}, nil, false
}

func (c *conditionCheck) incomparable(node ast.Node, item *flows.Item, text string) {
	if item.Kind == flows.Several {
		c.fault(node, "`%s` may have several answers; write selected(%s, \"code\")", item.ID, text)
		return
	}
	c.fault(node, "`%s` is typed and cannot be compared; write answered(%s)", item.ID, text)
}

// look checks previous(x) or days_since(x).
func (c *conditionCheck) look(n *ast.CallNode, function string) (compared, ast.Node) {
	if len(n.Arguments) != 1 {
		c.fault(n, "write %s(x) with one item", function)
		return compared{}, nil
	}
	name, ok := n.Arguments[0].(*ast.IdentifierNode)
	if !ok {
		c.fault(n.Arguments[0], "%s speaks about an item; write its id here, without quotes", function)
		return compared{}, nil
	}
	item := c.item(name)
	if item == nil {
		return compared{}, nil
	}
	c.past[item.ID] = item
	s := compared{text: function + "(" + item.ID + ")"}
	if function == "previous" {
		s.item = item
	}
	return s, c.named(n, function+"_"+item.ID, flows.Operand{Function: function, Items: []*flows.Item{item}})
}

// total checks sum(...) or mean(...).
func (c *conditionCheck) total(n *ast.CallNode, function string) (compared, ast.Node) {
	o := flows.Operand{Function: function}
	for _, argument := range n.Arguments {
		name, ok := argument.(*ast.IdentifierNode)
		if !ok {
			c.fault(argument, "%s adds up items; write their ids, without quotes", function)
			return compared{}, nil
		}
		item := c.item(name)
		if item == nil {
			return compared{}, nil
		}
		if !item.Numeric() {
			c.fault(argument, "`%s` has codes, not values, so it cannot be added up", item.ID)
			return compared{}, nil
		}
		c.items[item.ID] = item
		o.Items = append(o.Items, item)
	}
	if len(o.Items) < 2 {
		c.fault(n, "write %s(x, y) with two items or more", function)
		return compared{}, nil
	}
	return compared{text: function + "(...)", decimal: function == "mean"}, c.named(n, fmt.Sprint(len(c.operands)), o)
}

// named stores an operand under a name and returns the node that replaces it.
func (c *conditionCheck) named(n ast.Node, name string, o flows.Operand) ast.Node {
	name = "X_" + name
	c.operands[name] = o
	node := &ast.IdentifierNode{Value: name}
	node.SetLocation(n.Location())
	return node
}

// comparison checks comparisons such as x == 1; the item may be on either side.
func (c *conditionCheck) comparison(n *ast.BinaryNode) {
	left, leftNode, leftIs := c.operand(n.Left)
	right, rightNode, rightIs := c.operand(n.Right)
	if leftIs && leftNode == nil || rightIs && rightNode == nil {
		return
	}
	switch {
	case leftIs && rightIs:
		if left.codes() || right.codes() {
			c.fault(n, "only items with values can be compared with each other")
		}
		n.Left, n.Right = leftNode, rightNode
	case leftIs:
		c.against(left, n.Right, n)
		n.Left = leftNode
	case rightIs:
		c.against(right, n.Left, n)
		n.Right = rightNode
	default:
		c.fault(n, "one side of `%s` must be an item", n.Operator)
	}
}

// codes tells whether the side is a code instead of a number.
func (s compared) codes() bool { return s.item != nil && !s.item.Numeric() }

// membership checks x in [literal, literal].
func (c *conditionCheck) membership(n *ast.BinaryNode) {
	left, node, ok := c.operand(n.Left)
	if !ok {
		c.fault(n, "an item must stand before `in`")
		return
	}
	if node == nil {
		return
	}
	list, ok := n.Right.(*ast.ArrayNode)
	if !ok || len(list.Nodes) == 0 {
		c.fault(n, "after `in` stands a list, for example %s in [0, 1]", left.text)
		return
	}
	for _, literal := range list.Nodes {
		c.against(left, literal, n)
	}
	n.Left = node
}

// call checks one of our own functions.
func (c *conditionCheck) call(n *ast.CallNode) {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	wants := map[string]int{"answered": 1, "declined": 1, "selected": 2}
	if ok && slices.Contains([]string{"sum", "mean", "previous", "days_since"}, callee.Value) {
		c.fault(n, "%s(...) alone is neither true nor false; compare it", callee.Value)
		return
	}
	if !ok || wants[callee.Value] == 0 {
		c.fault(n, "the only functions are answered(x), declined(x) and selected(x, \"code\"), and in comparisons sum, "+
			"mean, previous and days_since")
		return
	}
	if len(n.Arguments) != wants[callee.Value] {
		c.fault(n, "write %s", map[int]string{
			1: callee.Value + "(x) with one item",
			2: "selected(x, \"code\") with an item and a code",
		}[wants[callee.Value]])
		return
	}
	item := c.subject(n, callee.Value)
	if len(n.Arguments) == 1 || item == nil {
		return
	}
	code, ok := n.Arguments[1].(*ast.StringNode)
	switch {
	case !ok:
		c.fault(n.Arguments[1], "the second part of selected is a code in quotes, for example %s", exampleCode(item))
	case item.Kind.Typed() && !flows.Declined(code.Value):
		c.fault(code, "`%s` is typed and has no options; write answered(%s)", item.ID, item.ID)
	default:
		c.option(item, code)
	}
}

// subject is the item that a function is applied to: x or previous(x).
func (c *conditionCheck) subject(n *ast.CallNode, function string) *flows.Item {
	switch argument := n.Arguments[0].(type) {
	case *ast.IdentifierNode:
		item := c.item(argument)
		if item != nil {
			c.items[item.ID] = item
		}
		return item
	case *ast.CallNode:
		callee, ok := argument.Callee.(*ast.IdentifierNode)
		if ok && callee.Value == "previous" {
			s, node := c.look(argument, "previous")
			if node == nil {
				return nil
			}
			n.Arguments[0] = node
			return s.item
		}
	}
	c.fault(n.Arguments[0], "%s speaks about an item; write its id here, without quotes", function)
	return nil
}
