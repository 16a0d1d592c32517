// Package logic reads the expressions of other programs into one tree: XPath reads what XLSForms have in the columns
// "relevant" and "constraint", REDCap reads branching logic.
//
//	node, err := logic.XPath("${mood} >= 2 and not(selected(${why}, 'work'))")
//
// It understands comparisons of an answer with a literal, selected(), count-selected(), string-length(), if(), not,
// and, or. Everything else is refused with a reason, because half an expression asks a question of the wrong people.
// What the names stand for, and whether such answers exist, is for package reading to say.
package logic

import (
	"errors"
	"fmt"
)

// Kind is what a node is.
type Kind int

// The kinds of nodes.
const (
	And      Kind = iota // all Parts hold
	Or                   // one of the Parts holds
	Not                  // the only part does not hold
	Compare              // the answer to Ref compares with Literal by Operator
	Selected             // the answer to Ref is, or has among several, Literal
	Counted              // so many answers to Ref were selected: Operator and Literal
	Length               // the text has so many characters: Operator and Literal
	Truth                // Literal is "true" or "false"
)

// Own is the Ref of the question's own answer, in a constraint.
const Own = "."

// Node is an expression.
type Node struct {
	Kind     Kind
	Parts    []Node
	Ref      string
	Operator string // ==, !=, <, <=, >, >=
	Literal  string
}

// Limits, so that no file can exhaust the machine.
const (
	longest = 8000 // bytes
	deepest = 100
)

var (
	errEarly    = errors.New("it ends too early")
	errBrackets = errors.New("it has too many brackets")
	errTwo      = errors.New("it compares two answers with each other")
	errLong     = fmt.Errorf("it is longer than %d characters", longest)
)

func notUnderstood(text string) error { return fmt.Errorf("`%s` is not understood", text) }

// joined joins parts, without a level for a single one.
func joined(kind Kind, parts []Node) Node {
	if len(parts) == 1 {
		return parts[0]
	}
	return Node{Kind: kind, Parts: parts}
}

// turned is the operator for exchanged sides.
func turned(operator string) string {
	if other, ok := map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<="}[operator]; ok {
		return other
	}
	return operator
}

// operatorOf is the comparison that a sign stands for; empty if it is none.
func operatorOf(sign string) string {
	return map[string]string{
		"=": "==", "==": "==", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
	}[sign]
}

// Holds tells whether an expression is true, given what its tests are.
func (n Node) Holds(test func(Node) bool) bool {
	switch n.Kind {
	case And:
		for _, part := range n.Parts {
			if !part.Holds(test) {
				return false
			}
		}
		return true
	case Or:
		for _, part := range n.Parts {
			if part.Holds(test) {
				return true
			}
		}
		return false
	case Not:
		return !n.Parts[0].Holds(test)
	case Truth:
		return n.Literal == "true"
	case Compare, Selected, Counted, Length:
	}
	return test(n)
}
