package load

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"footing/flows"
)

// The size of a condition is limited so that nothing a file holds can make loading slow.
const (
	longestCondition = 500 // characters
	mostNodes        = 100
)

// fault is something wrong in a condition, at an offset counted in characters.
type fault struct {
	offset  int
	message string
	unknown bool // only because there is no item of that name
}

// rule is a compiled condition, with what is worth trying out to see whether it can hold (trial).
type rule struct {
	*flows.Condition
	past    []*flows.Item // whose earlier answers it looks at, in order of their ids
	days    bool          // how long ago they were given plays a part, too
	numbers []int         // the literals
	codes   []string
}

// compile turns the text of a condition into one that can be evaluated. The items are those that the text
// may name. All faults of the text are returned; without any the rule is whole, else it is nil.
func compile(text string, items map[string]*flows.Item) (*rule, []fault) {
	if utf8.RuneCountInString(text) > longestCondition {
		return nil, []fault{{message: fmt.Sprintf("a condition may have %d characters at most; split the question",
			longestCondition)}}
	}
	tree, err := parser.ParseWithConfig(text, conditionConfig(items, nil))
	if err != nil {
		return nil, []fault{faultOf(err)}
	}
	check := conditionCheck{
		known: items, items: map[string]*flows.Item{}, past: map[string]*flows.Item{},
		operands: map[string]flows.Operand{},
	}
	check.truth(tree.Node)
	if len(check.faults) > 0 {
		return nil, check.faults
	}
	config := conditionConfig(items, check.operands)
	tree.Node = settle(tree.Node, true)
	if _, err := checker.Check(tree, config); err != nil {
		return nil, []fault{faultOf(err)}
	}
	program, err := compiler.Compile(tree, config)
	if err != nil {
		return nil, []fault{faultOf(err)}
	}
	made := &rule{
		Condition: flows.NewCondition(text, check.items, check.past, check.operands, program), numbers: check.numbers,
		codes: check.codes,
	}
	for _, id := range made.Past() {
		made.past = append(made.past, check.past[id])
	}
	for _, o := range check.operands {
		made.days = made.days || o.Function == "days_since"
	}
	return made, nil
}

// conditionConfig tells the expression library what there is: the items and operands by the type of what they
// give, and our own functions. Its own functions are switched off.
func conditionConfig(items map[string]*flows.Item, operands map[string]flows.Operand) *conf.Config {
	env := map[string]any{
		"known":      func(string) bool { return false },
		"answered":   func(string) bool { return false },
		"declined":   func(string) bool { return false },
		"selected":   func(string, string) bool { return false },
		"sum":        func(...int) int { return 0 },
		"mean":       func(...int) float64 { return 0 },
		"previous":   func(string) int { return 0 },
		"days_since": func(string) int { return 0 },
	}
	for id, item := range items {
		env[id] = exampleOf(item)
	}
	for name, o := range operands {
		switch o.Function {
		case "previous":
			env[name] = exampleOf(o.Items[0])
		case "mean":
			env[name] = 0.0
		default:
			env[name] = 0
		}
	}
	config := conf.CreateNew()
	for _, option := range []expr.Option{
		expr.Env(env), expr.AsBool(), expr.DisableAllBuiltins(),
		expr.MaxNodes(mostNodes),
	} {
		option(config)
	}
	clear(config.Builtins)
	return config
}

// exampleOf is a value of the type that comparisons with the item take.
func exampleOf(item *flows.Item) any {
	if item.Numeric() {
		return 0
	}
	return ""
}

func faultOf(err error) fault {
	var at *file.Error
	if errors.As(err, &at) {
		return fault{offset: at.From, message: "this is not a condition: " + at.Message}
	}
	return fault{message: "this is not a condition: " + err.Error()}
}

// settle rewrites a checked condition so that evaluating it needs no third truth value. Every not is moved
// inwards until it stands before a single comparison or function, and every comparison is guarded by
// known(x); what remains holds only where the original is certainly true (want) or certainly false.
func settle(node ast.Node, want bool) ast.Node {
	switch n := node.(type) {
	case *ast.UnaryNode:
		return settle(n.Node, !want)
	case *ast.BinaryNode:
		if joins(n.Operator) {
			operator := "and"
			if (n.Operator == "or" || n.Operator == "||") == want {
				operator = "or"
			}
			return &ast.BinaryNode{Operator: operator, Left: settle(n.Left, want), Right: settle(n.Right, want)}
		}
		return guard(n, want)
	case *ast.CallNode:
		arguments := append([]ast.Node{}, n.Arguments...)
		if x, ok := arguments[0].(*ast.IdentifierNode); ok {
			arguments[0] = &ast.StringNode{Value: x.Value}
		}
		return turned(&ast.CallNode{Callee: n.Callee, Arguments: arguments}, want)
	default:
		return node // the check lets nothing else through
	}
}

func guard(comparison *ast.BinaryNode, want bool) ast.Node {
	guarded := turned(comparison, want)
	for _, side := range []ast.Node{comparison.Right, comparison.Left} {
		if x, ok := side.(*ast.IdentifierNode); ok {
			known := &ast.CallNode{
				Callee:    &ast.IdentifierNode{Value: "known"},
				Arguments: []ast.Node{&ast.StringNode{Value: x.Value}},
			}
			guarded = &ast.BinaryNode{Operator: "and", Left: known, Right: guarded}
		}
	}
	return guarded
}

func turned(node ast.Node, want bool) ast.Node {
	if want {
		return node
	}
	return &ast.UnaryNode{Operator: "not", Node: node}
}

func joins(operator string) bool {
	switch operator {
	case "and", "or", "&&", "||":
		return true
	}
	return false
}
