package logic

import (
	"fmt"
	"strings"
)

// unquote is the value of a literal.
func unquote(t token) string {
	if t.kind == stringToken {
		return t.text[1 : len(t.text)-1]
	}
	return strings.TrimPrefix(t.text, "+")
}

// name is the question that a reference of XPath stands for.
func name(t token) string {
	if t.text == Own {
		return Own
	}
	return strings.TrimSpace(t.text[2 : len(t.text)-1])
}

// xpath reads a test of an XLSForm.
func (r *reader) xpath() (Node, error) {
	switch {
	case r.calls("selected"):
		r.next()
		r.next()
		ref, err := r.reference()
		if err != nil {
			return Node{}, err
		}
		if err := r.expect(","); err != nil {
			return Node{}, err
		}
		literal := r.next()
		if literal.kind != stringToken && literal.kind != numberToken {
			return Node{}, fmt.Errorf("selected() needs an answer, and `%s` is none", literal.text)
		}
		return Node{Kind: Selected, Ref: ref, Literal: unquote(literal)}, r.expect(")")
	case r.calls("count-selected"):
		return r.measured(Counted)
	case r.calls("string-length"):
		return r.measured(Length)
	}
	return r.comparison()
}

// reference reads ${question} or the point.
func (r *reader) reference() (string, error) {
	t := r.next()
	switch {
	case t.kind == refToken:
		return name(t), nil
	case t.text == "":
		return "", errEarly
	}
	return "", notUnderstood(t.text)
}

// measured reads count-selected(x) = 1 and the like.
func (r *reader) measured(kind Kind) (Node, error) {
	r.next()
	r.next()
	ref, err := r.reference()
	if err != nil {
		return Node{}, err
	}
	if err := r.expect(")"); err != nil {
		return Node{}, err
	}
	operator := operatorOf(r.next().text)
	literal := r.next()
	if operator == "" || literal.kind != numberToken {
		return Node{}, fmt.Errorf("what is counted must be compared with a number")
	}
	return Node{Kind: kind, Ref: ref, Operator: operator, Literal: unquote(literal)}, nil
}

// operand reads ${question}, a literal, or number() or int() of one of them.
func (r *reader) operand() (token, error) {
	if r.calls("number") || r.calls("int") || r.calls("string") {
		r.next()
		r.next()
		inner := r.next()
		return inner, r.expect(")")
	}
	t := r.next()
	switch {
	case t.text == "":
		return t, errEarly
	case t.kind == refToken, t.kind == stringToken, t.kind == numberToken:
		return t, nil
	}
	return t, notUnderstood(t.text)
}

func (r *reader) comparison() (Node, error) {
	left, err := r.operand()
	if err != nil {
		return Node{}, err
	}
	sign := r.next().text
	operator := operatorOf(sign)
	if operator == "" {
		if sign == "" {
			return Node{}, errEarly
		}
		return Node{}, fmt.Errorf("`%s` is not a comparison", sign)
	}
	right, err := r.operand()
	if err != nil {
		return Node{}, err
	}
	if left.kind != refToken {
		left, operator, right = right, turned(operator), left
	}
	switch {
	case left.kind != refToken:
		return Node{}, notUnderstood(left.text)
	case right.kind == refToken:
		return Node{}, errTwo
	}
	return Node{Kind: Compare, Ref: name(left), Operator: operator, Literal: unquote(right)}, nil
}

// redcap reads a test of branching logic: [field] = '1', or [field(code)] = '1' for a box that is ticked.
func (r *reader) redcap() (Node, error) {
	left := r.next()
	switch {
	case left.text == "":
		return Node{}, errEarly
	case left.kind != refToken:
		return Node{}, notUnderstood(left.text)
	case len(r.tokens) > 0 && r.tokens[0].kind == refToken:
		return Node{}, fmt.Errorf("`%s%s` looks at another event", left.text, r.tokens[0].text)
	}
	sign := r.next().text
	operator := operatorOf(sign)
	right := r.next()
	switch {
	case sign == "" || right.text == "":
		return Node{}, errEarly
	case operator == "":
		return Node{}, fmt.Errorf("`%s` is not a comparison", sign)
	case right.kind == refToken:
		return Node{}, errTwo
	case right.kind != stringToken && right.kind != numberToken:
		return Node{}, notUnderstood(right.text)
	}
	field, literal := strings.TrimSpace(left.text[1:len(left.text)-1]), unquote(right)
	field, code, box := strings.Cut(field, "(")
	if strings.ContainsAny(field, ":- ") {
		return Node{}, notUnderstood(left.text)
	}
	if !box {
		return Node{Kind: Compare, Ref: field, Operator: operator, Literal: literal}, nil
	}
	ticked := Node{Kind: Selected, Ref: field, Literal: strings.TrimSpace(strings.TrimSuffix(code, ")"))}
	switch {
	case literal != "0" && literal != "1" || operator != "==" && operator != "!=":
		return Node{}, fmt.Errorf("a box is ticked ('1') or not ('0'), and `%s` is neither", literal)
	case (literal == "1") == (operator == "=="):
		return ticked, nil
	}
	return Node{Kind: Not, Parts: []Node{ticked}}, nil
}
