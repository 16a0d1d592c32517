// Package condition reads the conditions of questions and alerts, and finds out whether they can hold:
//
//	rule, faults := condition.Compile("effort <= 1 and answered(safe)", items)
//	found := condition.Rules{rule.Condition: rule}.Trial(before, rule.Condition).Search()
//
// Compile accepts only what flows.Condition documents; each Fault says what to write instead, at an offset in the text.
// A Trial goes through the answers that can come before, and says whether any of them make the condition true.
//
// It knows nothing of files: where a text stands, and what is asked before it, is for package load to say.
package condition

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

// Limits on the size of a condition, so that no file can make loading slow.
const (
	longestCondition = 2000 // characters
	mostNodes        = 400
)

// Fault is something wrong in a condition, at an offset counted in characters.
type Fault struct {
	Offset  int
	Message string
	Unknown bool // the only fault is an unknown item name
}

// Rule is a compiled condition, with what a trial needs to find out whether it can hold.
type Rule struct {
	*flows.Condition
	past    []*flows.Item // whose earlier answers it looks at, in order of their ids
	days    bool          // the time since earlier answers matters too
	numbers []int         // the literals
	codes   []string
}

// Compile compiles the text of a condition. The text may name only the given items. The rule is nil if there are any
// faults, and all faults are returned.
func Compile(text string, items map[string]*flows.Item) (*Rule, []Fault) {
	if utf8.RuneCountInString(text) > longestCondition {
		return nil, []Fault{{Message: fmt.Sprintf("a condition may have %d characters at most; split the question",
			longestCondition)}}
	}
	tree, err := parser.ParseWithConfig(text, conditionConfig(items, nil))
	if err != nil {
		if slip, ok := slipOf(text); ok {
			return nil, []Fault{slip}
		}
		return nil, []Fault{faultOf(err)}
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
		return nil, []Fault{faultOf(err)}
	}
	program, err := compiler.Compile(tree, config)
	if err != nil {
		return nil, []Fault{faultOf(err)}
	}
	made := &Rule{
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

// conditionConfig declares the names and types of items and operands, and our own functions, to the expression library.
// The library's own functions are switched off.
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

func faultOf(err error) Fault {
	var at *file.Error
	if errors.As(err, &at) {
		return Fault{Offset: at.From, Message: "this is not a condition: " + at.Message}
	}
	return Fault{Message: "this is not a condition: " + err.Error()}
}

// settle rewrites a checked condition so that evaluation needs no third truth value. It moves every "not" inwards to a
// single comparison or function and guards every comparison with known(x). The result is true only where the original
// is certainly true (want) or certainly false (not want).
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
		return node // the check rejects everything else
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
